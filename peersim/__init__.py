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
    from peersim.analysis.validation import validate
    from peersim.api import compare, events, read, run
    from peersim.engine.model import ProgrammeModel
    from peersim.engine.swapping import after_phase, before_phase, replace_rule, rules
    from peersim.evidence import draws, parameter, parameters
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
    "Store": "peersim.studies.reading",
    "StudyInterrupted": "peersim.studies.execute",
    "after_phase": "peersim.engine.swapping",
    "before_phase": "peersim.engine.swapping",
    "compare": "peersim.api",
    "draws": "peersim.evidence",
    "events": "peersim.api",
    "extend_study": "peersim.study_api",
    "load": "peersim.scenarios",
    "load_place": "peersim.places",
    "parameter": "peersim.evidence",
    "parameters": "peersim.evidence",
    "plan_study": "peersim.study_api",
    "read": "peersim.api",
    "replace_rule": "peersim.engine.swapping",
    "rules": "peersim.engine.swapping",
    "run": "peersim.api",
    "run_study": "peersim.study_api",
    "spiral": "peersim.report.spiral",
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
    "Store",
    "StudyInterrupted",
    "__version__",
    "after_phase",
    "before_phase",
    "compare",
    "draws",
    "events",
    "extend_study",
    "load",
    "load_place",
    "parameter",
    "parameters",
    "plan_study",
    "read",
    "replace_rule",
    "rules",
    "run",
    "run_study",
    "spiral",
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
