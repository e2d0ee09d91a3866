"""What can be wrong with a study's numbers, found before anything is worked out from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.costs import DENOMINATORS
from peersim.economics.prices import PriceYear, read_price_year
from peersim.economics.profile import Profile
from peersim.economics.samples import Floats
from peersim.foundation.problems import Problems
from peersim.scenarios.levers import COST_LINES

if TYPE_CHECKING:
    from peersim.economics.figures import StudyFigures

NEEDED_TOTALS = (*DENOMINATORS.values(), "paid_by_parents", "unspent", "refused")
"""Outcomes without which nothing can be appraised."""


def check_figures(figures: StudyFigures, profile: Profile, to: PriceYear, problems: Problems) -> None:
    """Note everything that is wrong with a study's numbers for an appraisal.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of the study.
    profile : Profile
        Country.
    to : PriceYear
        Prices of the appraisal.
    problems : Problems
        Where to note it.
    """
    _check_strategies(figures, problems)
    _check_money(figures, profile, to, problems)
    for name in NEEDED_TOTALS:
        if name not in figures.totals:
            problems.add(f"the study does not tell {name}; the appraisal needs {', '.join(NEEDED_TOTALS)}")
    _check_shapes(figures, problems)
    if not figures.done.any():
        problems.add("no run of the study finished; there is nothing to appraise")


def _check_strategies(figures: StudyFigures, problems: Problems) -> None:
    names = figures.names
    if "nothing" not in names:
        problems.add(
            f'the study has no strategy "nothing"; what is gained is told beyond it; it has {", ".join(names)}'
        )
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        problems.add(f"strategies are named twice: {', '.join(twice)}")
    if figures.reference not in names:
        problems.add(f'the study compares with "{figures.reference}", which is not among {", ".join(names)}')


def _check_money(figures: StudyFigures, profile: Profile, to: PriceYear, problems: Problems) -> None:
    if figures.currency != profile.currency:
        problems.add(
            f"the study's money is {figures.currency} and {profile.country}'s is {profile.currency}: currencies are "
            f"never mixed; run the study with unit costs in {profile.currency}, or appraise it for another country"
        )
    year = read_price_year(figures.price_year)
    if year is None:
        problems.add(f'the study\'s price year is "{figures.price_year}"; write a year such as "2023" or "2025-26"')
    for wanted in (year, to):
        if wanted is not None and profile.deflator.lacking(wanted):
            problems.add(profile.deflator.lacking(wanted))


def _check_shapes(figures: StudyFigures, problems: Problems) -> None:
    runs = figures.done.shape
    years = len(figures.years)
    if runs[0] != len(figures.names):
        problems.add(f"the study has {len(figures.names)} strategies and figures for {runs[0]}")
    if len(figures.inputs) != runs[1]:
        problems.add(f"the study has figures for {runs[1]} draws and inputs for {len(figures.inputs)}")
    for name, array, shape in (
        ("spending", figures.spending, (*runs, years, len(COST_LINES))),
        ("income", figures.income, (*runs, years)),
        ("wellbeing", figures.wellbeing, (*runs, years)),
        ("volunteer_years", figures.volunteer_years, (*runs, years)),
        *((name, array, runs) for name, array in figures.totals.items()),
    ):
        if np.shape(array) != shape:
            problems.add(f"{name} has shape {np.shape(array)}; it must have {shape}")
        elif not np.isfinite(np.asarray(array)[figures.done]).all():
            problems.add(f"{name} has a gap, or no finite number, in a run that finished")


def only_finished(figures: StudyFigures) -> StudyFigures:
    """Leave a gap wherever a run did not finish.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of the study.

    Returns
    -------
    StudyFigures
        The same, with nan in every number of a run that is not done.
    """
    if figures.done.all():
        return figures

    def gaps(array: Floats) -> Floats:
        done = figures.done.reshape(figures.done.shape + (1,) * (np.ndim(array) - figures.done.ndim))
        return np.where(done, array, np.nan)

    return replace(
        figures,
        spending=gaps(figures.spending),
        income=gaps(figures.income),
        wellbeing=gaps(figures.wellbeing),
        volunteer_years=gaps(figures.volunteer_years),
        totals={name: gaps(array) for name, array in figures.totals.items()},
        by_level={name: gaps(array) for name, array in figures.by_level.items()},
    )
