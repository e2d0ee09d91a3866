"""Holding a programme's own months against simulated worlds: what is asked is checked, and then run or read."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from peersim.analysis.own_months.columns import MonthColumn
from peersim.analysis.own_months.dates import Month
from peersim.analysis.own_months.reading import OwnMonths, own_months
from peersim.analysis.own_months.result import MonthsCompared
from peersim.analysis.own_months.simulating import SimulatedMonths, months_of, simulate_months
from peersim.analysis.own_months.weeks import (
    DAYS,
    check_weekday,
    first_day,
    week_of_year,
    weeks_of_months,
    weeks_until,
)
from peersim.analysis.validation.simulating import Progress
from peersim.foundation.problems import InputError, Problems, nearest
from peersim.scenarios.calendar import FIRST_WEEK_OF_APRIL
from peersim.studies.plan import DO_NOTHING, Plan, make_plan

DRAWS = 100
"""Draws unless told otherwise: a band of 95% needs 39 worlds, and steadier ends need more [draws]."""

_MEMORY = 128 * 2**20
"""Memory for the weeks of a study's runs [bytes]; of a larger study the first draws are read."""


def compare_months(
    months: str | os.PathLike[str] | OwnMonths,
    scenario: Any = "baseline",
    *,
    place: Any = "derby",
    parents: int = 3000,
    started: str | date | Month | None = None,
    meets: str | None = None,
    draws: int = DRAWS,
    replications: int = 1,
    seed: int = 1,
    workers: int | None = None,
    study: str | os.PathLike[str] | None = None,
    dates: str | None = None,
    ignore: Iterable[str] = (),
    partial: Iterable[str] = (),
    round_small: bool = False,
    progress: Progress | None = None,
    announce: Callable[[str], None] | None = None,
) -> MonthsCompared:
    """Hold a programme's own monthly figures against what the model gives for such a programme.

    Parameters
    ----------
    months : str, path or OwnMonths
        A CSV file (see `own_months`), or what was read of it.
    scenario : str, path or Scenario
        The programme: a name in the library, the path of a scenario file, or a scenario; in a `study` one of its own.
    place : str, path or Profile
        Name of a place, path of a place file, or a profile.
    parents : int
        Families eligible when the programme began [parents].
    started : str, date or Month, optional
        When the programme began, such as ``2024-09``: week 0 of the run begins there. The file's first month when left
        out.
    meets : str, optional
        Weekday on which groups meet, such as ``tuesday``: months then have the sessions they really had. Weeks that lie
        in two months are shared by their days when left out.
    draws, replications : int
        Sets of uncertain parameter values [draws]; runs of luck for each [replications].
    seed : int
        All luck follows from it.
    workers : int, optional
        Threads; by default one for each core. Results do not depend on it.
    study : str or path, optional
        A finished study that kept its weekly tables: its runs are read and nothing is run.
    dates, ignore, partial, round_small
        As in `own_months`.
    progress : callable, optional
        Called with (runs finished, runs planned).
    announce : callable, optional
        Called with a line of text before the engine is compiled.

    Returns
    -------
    MonthsCompared
        Its `sentences`, `to_frame()`, `figure()` and `save(folder)`.

    Raises
    ------
    InputError
        With every problem of the file, or of what is asked; nothing is run.
    RunError
        If no world could be run.
    StudyInterrupted
        On Ctrl-C.
    """
    if not isinstance(months, OwnMonths):
        months = own_months(months, dates=dates, ignore=ignore, partial=partial, round_small=round_small)
    problems = Problems(hint="See `peersim local compare --help`.")
    weekday = check_weekday(meets, problems)
    began = first_day(started, months.months[0], problems)
    _check_start(months, began, problems)
    if study is not None:
        problems.raise_if_any()
        return MonthsCompared(*_from_study(months, scenario, study, began, weekday))
    weeks = max(weeks_until(began, months.months[-1]), 1)
    plan = _planned(problems, scenario, place, parents, weeks, draws, replications, seed, workers)
    months = _with_remark(months, started, began)
    mapped = weeks_of_months(began, weeks, months.months, weekday)
    found = simulate_months(
        plan, months.columns, mapped, workers=workers, progress=progress, announce=announce
    )  # fmt: skip
    return MonthsCompared(months, found)


def _planned(
    problems: Problems, scenario: Any, place: Any, parents: int, weeks: int, draws: int, replications: int,
    seed: int, workers: int | None,
) -> Plan:  # fmt: skip
    """Check everything at once, what was found before among it."""
    try:
        plan = make_plan([scenario], place=place, parents=parents, weeks=weeks, draws=draws, replications=replications,
                         seed=seed, workers=workers)  # fmt: skip
    except InputError as error:
        for sentence in error.problems:
            problems.add(sentence)
        plan = None
    problems.raise_if_any()
    assert plan is not None
    return plan


def _check_start(months: OwnMonths, began: date, problems: Problems) -> None:
    for month in months.months:
        if month.last < began and not np.isnan(months.values[months.months.index(month)]).all():
            problems.add(
                f"{months.where(month)}: {month} lies before the programme began ({began}); take the row out, or say "
                "when it really began (--started)"
            )


def _with_remark(months: OwnMonths, started: Any, began: date) -> OwnMonths:
    from dataclasses import replace

    said = [] if started is not None else [
        f"The programme is taken to have begun in {months.months[0]}, the file's first month; if it began earlier, "
        "say so "
        "(--started), as a new programme is smaller than one that is settled."
    ]  # fmt: skip
    first = Month(began.year, began.month)
    if began.day > 1 and first in months.months:
        said.append(f"{first} is not compared: the programme began within it ({began}).")
    return replace(months, remarks=(*months.remarks, *said))


def _from_study(
    months: OwnMonths, scenario: Any, study: str | os.PathLike[str], began: date, weekday: str | None
) -> tuple[OwnMonths, SimulatedMonths]:
    """Read the months of a study's runs."""
    from peersim.studies.reading import Store

    with Store(study) as store:
        facts = store.facts
        name = _scenario_of(scenario, facts, study)
        problems = Problems()
        _check_beyond(months, began, int(facts["weeks"]), problems)
        kept = tuple(column for column in months.columns if not column.events)
        if "weekly" not in store.tables:
            problems.add(f"{study}: this study does not keep its weekly tables, so its months cannot be told")
        elif not kept:
            problems.add("none of the file's columns is in a study's weekly table; leave --study out")
        problems.raise_if_any()
        mapped = weeks_of_months(began, int(facts["weeks"]), months.months, weekday)
        values, said = _read_weeks(store, name, kept, mapped)
        drawn = store.table("draws").to_records(index=False)
    left = [column.name for column in months.columns if column.events]
    if left:
        said.append(f"{', '.join(left)}: not compared, as a study does not keep what they are counted from.")
    said += _about_school_year(Path(study), name, began)
    about = {each: facts[each] for each in ("place", "parents", "weeks", "replications", "seed", "version")}
    about |= {"scenario": name, "title": facts["titles"].get(name, name), "draws": len(values),
              "place_title": facts.get("place_title") or facts["place"], "price_year": facts.get("price_year"),
              "began": began.isoformat()}  # fmt: skip
    found = SimulatedMonths(kept, values, drawn[: len(values)], mapped, about, (), tuple(said))
    return _only(months, kept), found


def _scenario_of(scenario: Any, facts: dict[str, Any], study: Any) -> str:
    name = str(getattr(scenario, "name", scenario))
    if name not in facts["scenarios"]:
        raise InputError([
            f'there is no scenario "{name}" in {study}.{nearest(name, facts["scenarios"])} There are '
            f"{', '.join(each for each in facts['scenarios'] if each != DO_NOTHING)}."
        ])  # fmt: skip
    return name


def _check_beyond(months: OwnMonths, began: date, weeks: int, problems: Problems) -> None:
    for row, month in enumerate(months.months):
        if (month.first - began).days >= DAYS * weeks and not np.isnan(months.values[row]).all():
            problems.add(
                f"{months.where(month)}: {month} lies beyond the study's runs of {weeks} weeks from {began}; take the "
                "row "
                "out, or leave --study out, and runs are made as long as the file"
            )


def _read_weeks(
    store: Any, name: str, columns: tuple[MonthColumn, ...], mapped: Any
) -> tuple[np.ndarray[Any, Any], list[str]]:
    """Read the weekly tables that are asked for, of as many draws as there is memory for."""
    facts = store.facts
    draws, replications, weeks = (int(facts[each]) for each in ("draws", "replications", "weeks"))
    wanted = list(dict.fromkeys(series for column in columns for series in column.weekly))
    most = max(_MEMORY // (replications * weeks * (len(wanted) + 4) * 8), 1)
    table = store.table("weekly", wanted, scenarios=[name], where=None if most >= draws else f"draw < {most}")
    draws, left = min(draws, most), draws - min(draws, most)
    series = np.full((len(wanted), draws, replications, weeks), np.nan)
    cells = tuple(table[each].to_numpy() for each in ("draw", "replication", "week"))
    for number, each in enumerate(wanted):
        series[(number, *cells)] = table[each].to_numpy()
    values = months_of(lambda each: series[wanted.index(each)], None, columns, mapped,
                       np.random.default_rng(int(facts["seed"])))  # fmt: skip
    said = [f"Of the study's draws the first {draws:,} are read; {left:,} would not fit in the memory."] if left else []
    return values, said


def _about_school_year(study: Path, name: str, began: date) -> list[str]:
    path = study / "scenarios" / f"{name}.resolved.toml"
    document = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    start = document.get("calendar", {}).get("start_week", FIRST_WEEK_OF_APRIL)
    if start == week_of_year(began):
        return []
    return [
        f"The study's runs begin in week {start} of the year, the programme in week {week_of_year(began)}: school "
        "holidays "
        "lie in other months. Without --study they lie where they should."
    ]


def _only(months: OwnMonths, columns: tuple[MonthColumn, ...]) -> OwnMonths:
    from dataclasses import replace

    places = [months.columns.index(column) for column in columns]
    return replace(months, columns=columns, values=months.values[:, places], small=months.small[:, places])
