"""How large a study may be, and checking its numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

from peersim.foundation.problems import Problems
from peersim.scenarios.keys import LONGEST_RUN


class Limits(NamedTuple):
    """Smallest and largest value of one of a study's numbers.

    Attributes
    ----------
    low, high : int
        Allowed range, ends included.
    unit : str
        What is counted.
    """

    low: int
    high: int
    unit: str


LIMITS = {
    "parents": Limits(1, 1_000_000, "eligible parents"),
    "weeks": Limits(1, LONGEST_RUN, "weeks"),
    "draws": Limits(1, 10_000, "draws"),
    "replications": Limits(1, 10_000, "replications"),
    "seed": Limits(0, 2**63 - 1, "(any whole number)"),
    "workers": Limits(1, 1_024, "threads"),
}
"""Allowed range of each number of a study. Zero is a legal seed."""

MOST_SCENARIOS = 200
"""Scenarios in one study, `nothing` not counted; more are a sweep, for which the tables are not made."""

MOST_RUNS = 2_000_000
"""Runs in one study; the weekly table of more would not fit in memory."""


class Size(NamedTuple):
    """How large a study may be.

    Attributes
    ----------
    limits : dict of Limits
        Allowed range of each of its numbers.
    scenarios : int
        Most scenarios, `nothing` not counted.
    runs : int
        Most runs.
    held : bool
        Whether all of it is held in memory while it runs: weekly designs and observations.
    """

    limits: dict[str, Limits]
    scenarios: int
    runs: int
    held: bool


IN_MEMORY = Size(LIMITS, MOST_SCENARIOS, MOST_RUNS, held=True)
"""A study whose observations are all held in memory, as `peersim compare` holds them."""

STORED = Size(
    LIMITS | {"draws": Limits(1, 65_536, "draws"), "replications": Limits(1, 1_000_000, "replications")},
    20_000,
    200_000_000,
    held=False,
)
"""A study kept on disk shard by shard, as `peersim study` keeps it; draws are as many as can be sampled at once."""


def check_count(scenarios: int, draws: int, replications: int, problems: Problems, size: Size = IN_MEMORY) -> None:
    """Check that a study has no more runs than can be kept.

    Parameters
    ----------
    scenarios, draws, replications : int
        How many of each.
    problems : Problems
        Where to note that there are too many.
    size : Size
        How large the study may be.
    """
    count = scenarios * draws * replications
    if count > size.runs:
        problems.add(
            f"{scenarios:,} scenarios × {draws:,} draws × {replications:,} replications are {count:,} runs; "
            f"allowed up to {size.runs:,}."
        )


def check_number(name: str, value: Any, problems: Problems, size: Size = IN_MEMORY) -> int | None:
    """Check one of a study's numbers.

    Parameters
    ----------
    name : str
        A key of `LIMITS`.
    value : object
        What the user gave.
    problems : Problems
        Where to note what is wrong.
    size : Size
        How large the study may be.

    Returns
    -------
    int or None
        The number, or None if it is no good.
    """
    limits = size.limits[name]
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole and hasattr(value, "__index__") and not isinstance(value, bool):
        value, whole = value.__index__(), True
    if not whole:
        problems.add(f"{name} is {value!r}; it must be a whole number, {limits.low:,} to {limits.high:,}.")
        return None
    if not limits.low <= value <= limits.high:
        problems.add(f"{name} is {value:,}; allowed {limits.low:,} to {limits.high:,} {limits.unit}.")
        return None
    return int(value)
