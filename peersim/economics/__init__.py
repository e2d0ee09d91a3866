"""What programmes cost and are worth: costs by payer, values of outcomes, decision analysis under uncertainty.

The functions of decision analysis work on any arrays of draws × options, or draws × replications × options::

    from peersim.economics import evpi, incremental_table, net_benefit

    nb = net_benefit(cost, effect, k=20_000, names=["as it is", "with a crèche"])
    nb.best, evpi(nb).value

`appraise` takes a study's figures and a country; `read_findings` gives everything a report tells of a finished study.
Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peersim.economics.appraisal_parts import Appraisal, Choices, appraise
    from peersim.economics.decision import (
        Measurement,
        NetBenefit,
        acceptability,
        break_even,
        decisions_reached,
        evpi,
        evppi,
        evsi,
        expected_loss,
        frontier,
        icer,
        incremental_table,
        net_benefit,
        net_health_benefit,
        pairwise_acceptability,
        pilot,
        plane,
        remove_noise,
        switching_values,
        tornado,
        two_way,
    )
    from peersim.economics.findings import Asked, Findings, read_findings
    from peersim.economics.profile import read_profile
    from peersim.economics.reading import read_figures
    from peersim.economics.values import UserUnit

_DECISION = "peersim.economics.decision"
_HOME = {
    "Appraisal": "peersim.economics.appraisal_parts",
    "Asked": "peersim.economics.findings",
    "Choices": "peersim.economics.appraisal_parts",
    "Findings": "peersim.economics.findings",
    "Measurement": _DECISION,
    "NetBenefit": _DECISION,
    "UserUnit": "peersim.economics.values",
    "acceptability": _DECISION,
    "appraise": "peersim.economics.appraisal_parts",
    "break_even": _DECISION,
    "decisions_reached": _DECISION,
    "evpi": _DECISION,
    "evppi": _DECISION,
    "evsi": _DECISION,
    "expected_loss": _DECISION,
    "frontier": _DECISION,
    "icer": _DECISION,
    "incremental_table": _DECISION,
    "net_benefit": _DECISION,
    "net_health_benefit": _DECISION,
    "pairwise_acceptability": _DECISION,
    "pilot": _DECISION,
    "plane": _DECISION,
    "read_figures": "peersim.economics.reading",
    "read_findings": "peersim.economics.findings",
    "read_profile": "peersim.economics.profile",
    "remove_noise": _DECISION,
    "switching_values": _DECISION,
    "tornado": _DECISION,
    "two_way": _DECISION,
}

__all__ = [
    "Appraisal",
    "Asked",
    "Choices",
    "Findings",
    "Measurement",
    "NetBenefit",
    "UserUnit",
    "acceptability",
    "appraise",
    "break_even",
    "decisions_reached",
    "evpi",
    "evppi",
    "evsi",
    "expected_loss",
    "frontier",
    "icer",
    "incremental_table",
    "net_benefit",
    "net_health_benefit",
    "pairwise_acceptability",
    "pilot",
    "plane",
    "read_figures",
    "read_findings",
    "read_profile",
    "remove_noise",
    "switching_values",
    "tornado",
    "two_way",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
