"""Small worlds for tests: one run of one scenario, quickly had."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from peersim.engine.run import run_once
from peersim.engine.world import World
from peersim.evidence.sampling import draws
from peersim.evidence.table import central
from peersim.foundation.draws import run_key
from peersim.places.profile import load_place
from peersim.places.synthesis import Catchment, synthesise
from peersim.scenarios.loading import load


@cache
def people(parents: int = 400, weeks: int = 80, seed: int = 1, place: str = "derby") -> Catchment:
    """A catchment, made once and shared by tests (no run changes it)."""
    return synthesise(load_place(place), parents, weeks, run_key(seed, 0, 0))


def run(
    scenario: Any = "baseline",
    *,
    parents: int = 400,
    weeks: int = 80,
    seed: int = 1,
    draw: int | None = None,
    place: str = "derby",
    events: bool = False,
    catchment: Catchment | None = None,
) -> World:
    """One compiled run."""
    plan = load(scenario) if isinstance(scenario, str) else scenario
    values = central()[0] if draw is None else draws(draw + 1, 1)[draw]
    home = catchment if catchment is not None else people(parents, weeks, seed, place)
    return run_once(plan.expand(weeks), home, values, run_key(seed, 0, 0), events=events)


def differing_fields(one: Any, other: Any) -> list[str]:
    """Names of the fields in which two record tables differ."""
    return [name for name in one.dtype.names if not np.array_equal(one[name], other[name])]
