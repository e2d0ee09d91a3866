"""Sections of a report about made-up figures, and what they say."""

from dataclasses import replace

import numpy as np
from made_up_figures import made_up_figures

from peersim.economics.figures import StudyFigures
from peersim.economics.findings import Asked, Findings
from peersim.report.funder import (
    budget_impact,
    budgets,
    costs,
    fairness,
    not_in_money,
    optimism,
    outcomes,
    perspectives,
)
from peersim.report.pages import Document
from peersim.report.pages.checking import check, texts_of

MONEY_SECTIONS = (budgets, costs, outcomes, perspectives, budget_impact, fairness, optimism, not_in_money)


def findings_of(figures: StudyFigures, **asked):
    """Findings of figures that no folder stands behind."""
    return Findings(figures, Asked(**asked))


def told(section):
    """Everything a section says, as one text."""
    return "\n".join(text for _, text in texts_of(Document("Report", "", [section])))


def table(section, name):
    """A table of a section by its name."""
    return next(block for block in section.parts if getattr(block, "name", "") == name)


def checked(findings):
    """All sections about money, after the check that every page must pass."""
    document = Document("Report", "", [module.section(findings) for module in MONEY_SECTIONS])
    check(document)
    return document


def scaled(figures, wellbeing=1.0, spending=1.0):
    """Figures with wellbeing or money times a number."""
    return replace(figures, wellbeing=figures.wellbeing * wellbeing, spending=figures.spending * spending,
                   by_level=figures.by_level
                   | {"wellbeing_years": figures.by_level["wellbeing_years"] * wellbeing})  # fmt: skip


def only(figures, *names):
    """Figures of some strategies."""
    at = [figures.names.index(name) for name in names]
    arrays = {name: getattr(figures, name)[at] for name in ("done", "spending", "income", "wellbeing",
                                                            "volunteer_years")}  # fmt: skip
    return replace(
        figures, names=names, reference=next(name for name in names if name != "nothing"), **arrays,
        totals={name: values[at] for name, values in figures.totals.items()},
        by_level={name: values[at] for name, values in figures.by_level.items()},
    )  # fmt: skip


def with_totals(figures, **values):
    """Figures with more outcomes, each given by strategy and the same in every world."""
    shape = figures.done.shape
    more = {name: np.broadcast_to(np.asarray(each, float)[:, None, None], shape) for name, each in values.items()}
    return replace(figures, totals=figures.totals | more)


__all__ = [
    "MONEY_SECTIONS", "checked", "findings_of", "made_up_figures", "only", "scaled", "table", "told", "with_totals",
]  # fmt: skip
