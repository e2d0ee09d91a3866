"""One run with its event record: the very run that a study made, to be looked at closely."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from peersim.studies.event_words import Names
from peersim.studies.execute import Engine
from peersim.studies.plan import make_plan

logger = logging.getLogger("peersim.remarks")


class OneRun(NamedTuple):
    """A finished run and the words for it.

    Attributes
    ----------
    world : World
        The world after the last week, with every event.
    groups : tuple of str
        Names of the groups.
    names : Names
        Words for the numbers in its events.
    """

    world: Any
    groups: tuple[str, ...]
    names: Names


def one_run(
    scenario: Any,
    *,
    place: Any = "derby",
    parents: int = 3000,
    weeks: int = 156,
    draw: int | None = None,
    replication: int = 0,
    seed: int = 1,
    announce: Callable[[str], None] | None = None,
) -> OneRun:
    """Run a scenario once and keep the event record.

    Parameters
    ----------
    scenario : str, Path or Scenario
        Name in the library, path of a scenario file, or a scenario.
    place : str, Path or Profile
        The place.
    parents, weeks : int
        Families eligible at week 0 [parents]; length of the run [weeks].
    draw : int, optional
        Draw of uncertain parameter values, from 0; by default their central values.
    replication : int
        Run of luck, from 0. With `draw` and the study's seed, this is the very run that a study made.
    seed : int
        The study's seed.
    announce : callable, optional
        Called with a line of text before the engine is compiled.

    Returns
    -------
    OneRun
        The run and the words for it.

    Raises
    ------
    InputError
        If anything is wrong with the input.
    """
    from peersim.engine.run import run_once
    from peersim.evidence import central
    from peersim.evidence import draws as sample
    from peersim.foundation.draws import run_key
    from peersim.places import synthesise

    plan = make_plan(
        [scenario],
        place=place,
        parents=parents,
        weeks=weeks,
        seed=seed,
        draws=1 if draw is None else draw + 1,
        replications=replication + 1,
    )
    tell_remarks(plan.remarks, announce)
    Engine(announce).prepare()
    key = run_key(seed, draw or 0, replication)
    values = central() if draw is None else sample(draw + 1, seed)[draw]
    design = plan.designs[0]
    world = run_once(design, synthesise(plan.profile, parents, weeks, key), values, key, events=True)
    return OneRun(world, design.group_names, Names(world, design.group_names, design.fund_names))


def tell_remarks(remarks: Iterable[str], announce: Callable[[str], None] | None) -> None:
    """Tell what is worth knowing about the designs; where nobody asked to be told, as a warning in the log.

    Parameters
    ----------
    remarks : iterable of str
        Sentences.
    announce : callable or None
        Called with each.
    """
    for remark in remarks:
        if announce is None:
            logger.warning("%s", remark)
        else:
            announce(remark)
