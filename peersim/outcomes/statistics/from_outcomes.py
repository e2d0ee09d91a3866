"""Every outcome of the registry as a statistic of the same name."""

from __future__ import annotations

import numpy as np

from peersim.outcomes.outcome import Outcome
from peersim.outcomes.registry import OUTCOMES
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import OF_FAMILIES

SUBJECT = "outcomes of every run"

_OF_MONEY_OR_HOURS = {"staff_cost_share", "hours_met"}
"""Shares of amounts that cannot be counted one by one."""


def _is_counted(outcome: Outcome) -> bool:
    """Whether an outcome is so many of so many, so that a study of n of them can be imitated."""
    return outcome.unit == "share" and outcome.pooling == "ratio of means" and outcome.name not in _OF_MONEY_OR_HOURS


def _pair(outcome: Outcome, record: Record, who: YesNo | None) -> tuple[float, float]:
    scene = record.scene if who is None else record.scene.split(who)
    top, bottom = outcome.compute(scene)
    return float(np.ravel(top)[0]), float(np.ravel(bottom)[0])


def _statistic(outcome: Outcome) -> Statistic:
    counted = _is_counted(outcome)

    def units(record: Record, given: Given, who: YesNo | None) -> Units:
        top, bottom = _pair(outcome, record, who)
        if not counted:
            return Units(np.array([[top, bottom]]), np.zeros(1, dtype=np.int64))
        if not bottom > 0.0:  # nan too: cannot be told
            return Units(np.zeros((0, 2)), np.zeros(0, dtype=np.int64))
        values = np.ones((round(bottom), 2))
        values[round(top) :, 0] = 0.0
        return Units(values, np.arange(len(values)))

    return Statistic(
        outcome.name, SUBJECT, outcome.label, outcome.unit, outcome.denominator if counted else "the run as a whole",
        outcome.definition if outcome.denominator in ("the run", "the catchment")
        else f"{outcome.definition} Of: {outcome.denominator}.",
        units, _ratio, OF_FAMILIES if outcome.by_subgroup else (), low=outcome.low, high=outcome.high,
        sampled=counted, by_family=outcome.by_subgroup,
    )  # fmt: skip


def _ratio(values: Numbers, given: Given) -> float:
    top, bottom = values.sum(axis=0)
    return float(top / bottom) if bottom != 0.0 else float("nan")


OUTCOMES_AS_STATISTICS = tuple(_statistic(outcome) for outcome in OUTCOMES)
"""Every outcome, told of a whole run."""
