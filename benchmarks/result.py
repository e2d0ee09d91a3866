"""What a benchmark gives back: a number that follows from what was measured, and what it must reach."""

from __future__ import annotations

import math
from typing import Any, Literal, NamedTuple

MOST: Literal["at most"] = "at most"
LEAST: Literal["at least"] = "at least"


class Goal(NamedTuple):
    """What a number must reach.

    Attributes
    ----------
    which : str
        ``"at least"`` or ``"at most"``.
    value : float
        In the number's unit.
    """

    which: Literal["at least", "at most"]
    value: float


class Result(NamedTuple):
    """One number.

    Attributes
    ----------
    name : str
        Which benchmark it is of.
    what : str
        What it is, in words.
    value : float
        The number.
    unit : str
        Its unit.
    measured : dict
        What was measured, by name with its unit, from which the number follows.
    how : str
        How it was measured.
    goal : Goal, optional
        What it must reach at full size; None where nothing is asked of it.
    """

    name: str
    what: str
    value: float
    unit: str
    measured: dict[str, float]
    how: str
    goal: Goal | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None or math.isnan(self.value):
            return None if self.goal is None else False
        if self.goal.which == LEAST:
            return self.value >= self.goal.value
        return self.value <= self.goal.value

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        goal = None if self.goal is None else self.goal._asdict()
        return {**self._asdict(), "goal": goal, "reached": self.reached}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Result:
        """Make a result again from what `to_dict` gave."""
        kept = {name: values[name] for name in cls._fields}
        goal = kept.pop("goal")
        return cls(**kept, goal=None if goal is None else Goal(**goal))
