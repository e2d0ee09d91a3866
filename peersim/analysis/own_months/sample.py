"""A file of monthly figures made by the model itself: for trying things out, and called simulated."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from peersim.analysis.own_months.columns import BY_NAME, MonthColumn
from peersim.analysis.own_months.dates import Month
from peersim.analysis.own_months.simulating import simulate_months
from peersim.analysis.own_months.weeks import check_weekday, first_day, weeks_of_months, weeks_until
from peersim.foundation.problems import InputError, Problems, RunError, nearest
from peersim.studies.plan import make_plan

USUAL = ("families_came", "attendances", "new_families", "matches", "volunteers_active", "volunteers_in_training",
         "volunteers_left", "sessions_held", "coordinator_hours", "spending")  # fmt: skip
"""Columns of a sample unless told otherwise."""

MOST_MONTHS = 120
"""Longest sample [months]."""


def sample_months(
    path: str | os.PathLike[str],
    scenario: Any = "baseline",
    *,
    place: Any = "derby",
    parents: int = 3000,
    started: str | date | Month = "2024-09",
    months: int = 12,
    meets: str | None = None,
    seed: int = 4,
    columns: Iterable[str] = USUAL,
    replace: bool = False,
    announce: Callable[[str], None] | None = None,
) -> Path:
    """Write a file of monthly figures that one simulated programme would have: nobody in it is real.

    Parameters
    ----------
    path : str or path
        The file.
    scenario : str, path or Scenario
        The programme.
    place : str, path or Profile
        Where.
    parents : int
        Families eligible when it begins [parents].
    started : str, date or Month
        When it begins.
    months : int
        Length [months].
    meets : str, optional
        Weekday on which groups meet.
    seed : int
        All luck, and the values of everything uncertain, follow from it.
    columns : iterable of str
        What is in it, by name.
    replace : bool
        Write over a file that is there.
    announce : callable, optional
        Called with a line of text before the engine is compiled.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        With everything that is wrong; nothing is run.
    RunError
        If it cannot be run, or written.
    """
    target, problems, wanted = Path(path), Problems("See `peersim local sample --help`."), list(dict.fromkeys(columns))
    if target.exists() and not replace:
        problems.add(f"{target} is there already; choose another file, or say --replace to replace it")
    for name in wanted:
        if name not in BY_NAME:
            problems.add(f'unknown column "{name}".{nearest(name, BY_NAME)}')
    if not 1 <= months <= MOST_MONTHS:
        problems.add(f"months is {months}; allowed 1 to {MOST_MONTHS} months")
    weekday = check_weekday(meets, problems)
    began = first_day(started, Month(2024, 9), problems)
    problems.raise_if_any()
    chosen = tuple(BY_NAME[name] for name in BY_NAME if name in wanted)
    if not chosen:
        raise InputError(["no column is asked for."], problems.hint)
    first = Month(began.year, began.month)
    every = tuple(first.plus(number) for number in range(months))
    plan = make_plan([scenario], place=place, parents=parents, weeks=weeks_until(began, every[-1]), draws=1,
                     replications=1, seed=seed)  # fmt: skip
    mapped = weeks_of_months(began, plan.weeks, every, weekday)
    found = simulate_months(plan, chosen, mapped, workers=1, announce=announce)
    told = f"# Simulated by peersim {found.facts['version']}, not observed: nobody in it is real."
    rows = [told, ",".join(["month", *(column.label for column in chosen)])]
    rows += [
        ",".join([str(month), *(_cell(value, column) for value, column in zip(line, chosen, strict=True))])
        for month, line in zip(every, found.values[0, 0], strict=True)
    ]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise RunError(f"{target}: cannot be written ({error.strerror or error}).") from None
    return target


def _cell(value: float, column: MonthColumn) -> str:
    return f"{value:.0f}" if column.whole or column.unit == "£" else f"{value:.1f}"


__all__ = ["MOST_MONTHS", "USUAL", "sample_months"]
