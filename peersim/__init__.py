"""Ask what this design of a peer-support programme would do for parents, volunteers and costs, here.

Compare designs on the same simulated families::

    import peersim as ps

    answer = ps.compare(["baseline", "on_site_childcare"], draws=20, replications=3, seed=1)
    answer.differences()

or look inside one run, week by week::

    model = ps.ProgrammeModel("baseline", seed=1)
    model.step()

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from peersim.version import __version__

if TYPE_CHECKING:
    from peersim.analysis.comparison import Comparison
    from peersim.analysis.ema import ema_model
    from peersim.analysis.own_months import compare_months, own_months
    from peersim.analysis.results import to_frame, to_xarray
    from peersim.analysis.sensitivity import Sensitivity, read_sensitivity, sensitivity
    from peersim.analysis.validation import validate
    from peersim.api import compare, events, read, run
    from peersim.economics.losing import discover
    from peersim.engine.model import ProgrammeModel
    from peersim.engine.swapping import after_phase, before_phase, replace_rule, rules
    from peersim.evidence import draws, parameter, parameters
    from peersim.experiment_api import run_experiment
    from peersim.foundation.problems import InputError, PeersimError, RunError
    from peersim.outcomes import OUTCOMES
    from peersim.places import load_place
    from peersim.report.spiral import spiral
    from peersim.report_api import write_report
    from peersim.scenarios import load
    from peersim.scenarios.variants import variant
    from peersim.studies.execute import StudyInterrupted
    from peersim.studies.reading import Store
    from peersim.study_api import extend_study, plan_study, run_study

_HOME = {
    "Comparison": "peersim.analysis.comparison",
    "InputError": "peersim.foundation.problems",
    "OUTCOMES": "peersim.outcomes",
    "PeersimError": "peersim.foundation.problems",
    "ProgrammeModel": "peersim.engine.model",
    "RunError": "peersim.foundation.problems",
    "Sensitivity": "peersim.analysis.sensitivity",
    "Store": "peersim.studies.reading",
    "StudyInterrupted": "peersim.studies.execute",
    "after_phase": "peersim.engine.swapping",
    "before_phase": "peersim.engine.swapping",
    "compare": "peersim.api",
    "compare_months": "peersim.analysis.own_months",
    "discover": "peersim.economics.losing",
    "draws": "peersim.evidence",
    "ema_model": "peersim.analysis.ema",
    "events": "peersim.api",
    "extend_study": "peersim.study_api",
    "load": "peersim.scenarios",
    "load_place": "peersim.places",
    "own_months": "peersim.analysis.own_months",
    "parameter": "peersim.evidence",
    "parameters": "peersim.evidence",
    "plan_study": "peersim.study_api",
    "read": "peersim.api",
    "read_sensitivity": "peersim.analysis.sensitivity",
    "replace_rule": "peersim.engine.swapping",
    "rules": "peersim.engine.swapping",
    "run": "peersim.api",
    "run_experiment": "peersim.experiment_api",
    "run_study": "peersim.study_api",
    "sensitivity": "peersim.analysis.sensitivity",
    "spiral": "peersim.report.spiral",
    "to_frame": "peersim.analysis.results",
    "to_xarray": "peersim.analysis.results",
    "validate": "peersim.analysis.validation",
    "variant": "peersim.scenarios.variants",
    "write_report": "peersim.report_api",
}

__all__ = [
    "Comparison",
    "InputError",
    "OUTCOMES",
    "PeersimError",
    "ProgrammeModel",
    "RunError",
    "Sensitivity",
    "Store",
    "StudyInterrupted",
    "__version__",
    "after_phase",
    "before_phase",
    "compare",
    "compare_months",
    "discover",
    "draws",
    "ema_model",
    "events",
    "extend_study",
    "load",
    "load_place",
    "own_months",
    "parameter",
    "parameters",
    "plan_study",
    "read",
    "read_sensitivity",
    "replace_rule",
    "rules",
    "run",
    "run_experiment",
    "run_study",
    "sensitivity",
    "spiral",
    "to_frame",
    "to_xarray",
    "validate",
    "variant",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `import peersim` costs nothing."""
    if name not in _HOME:
        from peersim.foundation.problems import nearest

        raise AttributeError(f"module 'peersim' has no attribute {name!r}.{nearest(name, _HOME)}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
