"""One run of a study again, alone: the same run, with everything that went wrong in it told."""

from __future__ import annotations

from typing import Any

from peersim.foundation.problems import InputError, Problems, nearest
from peersim.studies.encoding import RunResult
from peersim.studies.one_world import Setting, run_world
from peersim.studies.orders import key_of
from peersim.studies.plan import Run, World
from peersim.studies.study import Study

_HINT = "A run is named scenario/draw/replication, such as baseline/12/3."


def rerun(study: Study, key: str) -> RunResult:
    """Repeat one run of a study; nothing is written.

    Parameters
    ----------
    study : Study
        Which.
    key : str
        Scenario, draw and replication: ``baseline/12/3``.

    Returns
    -------
    RunResult
        Its observation, or its failure with the whole traceback.

    Raises
    ------
    InputError
        If the study has no such run, or is not the one that was planned.
    """
    scenario, world = read_key(study, key)
    study.refuse_unless_same()
    book, machinery = study.order_book(), study.machinery
    machinery.prepare()
    setting = Setting(machinery.place(book.place), book.parents, book.weeks, book.seed)
    designs = {scenario: machinery.design(scenario, book.scenarios(scenario), book.weeks)}
    ended = run_world(machinery, setting, world, designs, book.draws[world.draw])
    assert ended is not None  # nobody asked it to stop
    return RunResult(Run(0, scenario, *world), ended[0].observation, ended[0].failure, key_of(scenario, *world))


def read_key(study: Study, key: str) -> tuple[str, World]:
    """Read the name of a run.

    Parameters
    ----------
    study : Study
        Which.
    key : str
        ``baseline/12/3``.

    Returns
    -------
    scenario : str
        Its scenario.
    world : World
        Its draw and replication.

    Raises
    ------
    InputError
        If the study has no such run: what is wrong with which part.
    """
    parts = key.split("/")
    if len(parts) != len(Run._fields) - 1:
        raise InputError([f'"{key}" names no run.'], _HINT)
    scenario, draw, replication = parts
    problems = Problems(_HINT)
    if scenario not in study.file.names:
        problems.add(f'The study has no scenario "{scenario}".{nearest(scenario, study.file.names)}')
    numbers = [
        _number(what, text, count, problems)
        for what, text, count in (
            ("draw", draw, study.file.draws),
            ("replication", replication, study.file.replications),
        )
    ]
    problems.raise_if_any()
    return scenario, World(*numbers)


def _number(what: str, text: str, count: int, problems: Problems) -> Any:
    if not text.isdecimal() or int(text) >= count:
        problems.add(f'{what} is "{text}"; allowed 0 to {count - 1:,}.')
        return 0
    return int(text)
