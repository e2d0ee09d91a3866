"""One world: its families are made once, and every scenario is run on them; what fails is told and the rest goes on.

Studies in memory and studies on disk both come down to this loop, so that a run is the same run in either.
"""

from __future__ import annotations

import logging
import re
import sysconfig
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from peersim.studies.plan import World

logger = logging.getLogger(__name__)

_PACKAGE = Path(__file__).resolve().parents[1]
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")


class Machinery(Protocol):
    """What a study needs from the rooms above it; tests put a stand-in here."""

    def prepare(self) -> None:
        """Make ready, compiling if need be."""

    def draws(self, count: int, seed: int) -> Any:
        """Sample parameter values: element d belongs to draw d."""

    def synthesise(self, profile: Any, parents: int, weeks: int, key: Any) -> Any:
        """Make the families of one world."""

    def simulate(self, design: Any, catchment: Any, values: Any, key: Any) -> Any:
        """Run one scenario in one world."""

    def observe(self, world: Any) -> Any:
        """Reduce a finished run to what is reported, so that the run itself can be forgotten."""

    def values_type(self) -> Any:
        """Type of one draw's parameter values, as NumPy has it; studies on disk need it."""

    def design(self, name: str, toml: str, weeks: int) -> Any:
        """Lay out a scenario week by week from its resolved text; studies on disk need it."""

    def place(self, document: dict[str, Any]) -> Any:
        """Make a place's profile again from plain values; studies on disk need it."""


class Failure(NamedTuple):
    """A run that could not be finished.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    draw, replication : int
        The world.
    stage : str
        ``synthesis``, ``run`` or ``observation``.
    message : str
        What went wrong, in one line.
    traceback : str
        Where, for whoever mends it.
    """

    scenario: str
    draw: int
    replication: int
    stage: str
    message: str
    traceback: str


class Setting(NamedTuple):
    """What all worlds of a study have in common.

    Attributes
    ----------
    profile : Profile
        The place.
    parents, weeks : int
        Families eligible at week 0 [parents]; length of each run [weeks].
    seed : int
        The study's seed.
    """

    profile: Any
    parents: int
    weeks: int
    seed: int


class Ended(NamedTuple):
    """What came of one run: an observation or a failure.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    observation : Observation or None
        None where the run failed.
    failure : Failure or None
        None where it did not.
    """

    scenario: str
    observation: Any
    failure: Failure | None


def run_world(
    machinery: Machinery,
    setting: Setting,
    world: World,
    designs: Mapping[str, Any],
    values: Any,
    *,
    stopping: Callable[[], bool] = lambda: False,
    finished: Callable[[int], None] = lambda count: None,
) -> list[Ended] | None:
    """Run every scenario in one world.

    Parameters
    ----------
    machinery : Machinery
        What runs the model.
    setting : Setting
        Place, size, length and seed.
    world : World
        Draw and replication.
    designs : mapping of str to Design
        Weekly designs by name of scenario, in order.
    values : record of PARAMETERS
        This draw's parameter values.
    stopping : callable
        Looked at before each run: True when the study should stop.
    finished : callable
        Called with the number of runs that came to an end.

    Returns
    -------
    list of Ended or None
        Scenario by scenario; None when the study was stopped before the last of them.
    """
    from peersim.foundation.draws import run_key

    if stopping():
        return None
    key = run_key(setting.seed, *world)
    try:
        catchment = machinery.synthesise(setting.profile, setting.parents, setting.weeks, key)
    except Exception as error:
        finished(len(designs))
        return [Ended(name, None, failure_of(name, world, "synthesis", error)) for name in designs]
    ended = []
    for name, design in designs.items():
        if stopping():
            return None
        ended.append(_run_one(name, design, catchment, values, key, world, machinery))
        finished(1)
    return ended


def _run_one(
    name: str, design: Any, catchment: Any, values: Any, key: Any, world: World, machinery: Machinery
) -> Ended:
    stage = "run"
    try:
        run = machinery.simulate(design, catchment, values, key)
        stage = "observation"
        return Ended(name, machinery.observe(run), None)
    except Exception as error:
        return Ended(name, None, failure_of(name, world, stage, error))


def failure_of(name: str, world: World, stage: str, error: Exception) -> Failure:
    """Describe what went wrong in a run, in words that are the same wherever it ran.

    Parameters
    ----------
    name : str
        Name of the scenario.
    world : World
        Draw and replication.
    stage : str
        ``synthesis``, ``run`` or ``observation``.
    error : Exception
        What was raised.

    Returns
    -------
    Failure
        File names without the folder of their installation, addresses in memory blotted out.
    """
    message = _same_everywhere(f"{type(error).__name__}: {error}".splitlines()[0])
    where = _same_everywhere("".join(traceback.format_exception(error)))
    logger.warning("%s, draw %d, replication %d: %s failed: %s", name, *world, stage, message)
    return Failure(name, world.draw, world.replication, stage, message, where)


def _same_everywhere(text: str) -> str:
    """Take out of a text what differs from one machine to the next."""
    for folder in (str(_PACKAGE.parent), *sysconfig.get_paths().values()):
        text = text.replace(folder.rstrip("/\\") + "/", "").replace(folder.rstrip("/\\") + "\\", "")
    return _ADDRESS.sub("0x…", text)
