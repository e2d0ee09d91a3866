"""A study's figures and its appraisal as labelled arrays: what their tidy tables and xarray datasets are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from peersim.analysis.tidy import RUN, Labelled, Part
from peersim.outcomes.registry import OUTCOMES
from peersim.outcomes.strata import LEVELS
from peersim.scenarios.levers import COST_LINES

if TYPE_CHECKING:
    from peersim.economics.appraisal_parts import Appraisal
    from peersim.economics.figures import StudyFigures

_OUTCOMES = {outcome.name: outcome for outcome in OUTCOMES}

BY_LEVEL = "_by_level"
"""Ends the name of an outcome that is told by level beside its total."""


def figures_labelled(figures: StudyFigures) -> Labelled:
    """Put a study's figures together.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of a finished study.

    Returns
    -------
    Labelled
        ``spending_by_line`` (and year), ``income_by_year``, ``wellbeing_by_year``, ``volunteer_years_by_year``,
        outcomes by run, and by level where they are told so (``NAME_by_level``), and ``done``.
    """
    by_year = (*RUN, "year")
    parts = {
        "spending_by_line": Part((*by_year, "line"), figures.spending, "money spent", figures.currency),
        "income_by_year": Part(by_year, figures.income, "money received", figures.currency),
        "wellbeing_by_year": Part(by_year, figures.wellbeing, "wellbeing gained", "SWEMWBS point-years"),
        "volunteer_years_by_year": Part(by_year, figures.volunteer_years, "active volunteering", "years"),
        "done": Part(RUN, figures.done, "the run finished", "yes/no"),
    }
    for name, values in figures.totals.items():
        parts[name] = Part(RUN, values, *_about(name))
    for name, values in figures.by_level.items():
        parts[f"{name}{BY_LEVEL}"] = Part((*RUN, "level"), values, *_about(name))
    axes = _axes(figures) | {
        "year": list(range(len(figures.years))),
        "line": list(COST_LINES),
        "level": [level.level for level in LEVELS],
    }
    beside = {"title": _titles(figures), "group": ("level", [level.group for level in LEVELS])}
    return Labelled(parts, axes, beside, "Figures of a study, as the economics needs them", _facts(figures))


def appraisal_labelled(appraisal: Appraisal) -> Labelled:
    """Put costs and gains of an appraisal together.

    Parameters
    ----------
    appraisal : Appraisal
        Of a study.

    Returns
    -------
    Labelled
        ``cost``, ``benefit`` and ``net`` by perspective, optimism (before, after), scenario, draw and replication:
        present values in money of `price_year`.
    """
    perspectives = list(appraisal.before)
    stages = {"before": appraisal.before, "after": appraisal.after}
    unit, said = appraisal.figures.currency, f"present value, prices of {appraisal.price_year}"
    parts = {}
    for name in ("cost", "benefit", "net"):
        values = np.stack(
            [np.stack([getattr(worths[each], name) for worths in stages.values()]) for each in perspectives]
        )
        scenario_first = np.moveaxis(values, -1, 2)
        parts[name] = Part(("perspective", "optimism", *RUN), scenario_first, name, unit, said)
    axes: dict[str, Any] = {"perspective": perspectives, "optimism": list(stages), **_axes(appraisal.figures)}
    facts = {**_facts(appraisal.figures), "price_year": str(appraisal.price_year)}
    return Labelled(parts, axes, {"title": _titles(appraisal.figures)}, "Costs and gains of an appraisal", facts)


def _about(name: str) -> tuple[str, str, str]:
    outcome = _OUTCOMES.get(name)
    return (outcome.label, outcome.unit, outcome.definition) if outcome else (name.replace("_", " "), "", "")


def _axes(figures: StudyFigures) -> dict[str, Any]:
    _, draws, replications = figures.done.shape
    return {"scenario": list(figures.names), "draw": list(range(draws)), "replication": list(range(replications))}


def _titles(figures: StudyFigures) -> tuple[str, list[str]]:
    return "scenario", [figures.titles.get(name, name) for name in figures.names]


def _facts(figures: StudyFigures) -> dict[str, Any]:
    names = ("reference", "place", "place_title", "parents", "weeks", "seed", "version", "currency", "price_year")
    return {**{name: getattr(figures, name) for name in names}, **figures.trail}
