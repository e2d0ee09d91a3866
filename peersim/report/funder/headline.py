"""The few numbers that stand on the decision card and in the answer: worked out once, so that both say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.costs import DENOMINATORS
from peersim.economics.items import draws_first
from peersim.economics.ratios import over_replications, ratio_of_means
from peersim.economics.reading import NOTHING
from peersim.report.pages.numbers import Number

if TYPE_CHECKING:
    from peersim.economics.findings import Findings
    from peersim.report.funder.telling import Floats

MOST = (0.10, 0.90)
"""Ends of the ranges on the card: what 80 of 100 simulated worlds lie between; a convention."""

RANGE = "in 80 of 100 simulated worlds"
"""What these ranges are, in words."""


@dataclass(frozen=True)
class Headline:
    """What the card and the answer tell.

    Attributes
    ----------
    shown : str
        The recommended option, or the best programme where none is worth what it costs.
    recommended : bool
        Whether that option is the recommended one.
    next_best : str
        The best of the rest, no programme among them.
    net : Number
        Net value of the option shown, beyond no programme [money].
    lead : Number
        How far the recommended option is ahead of the next best [money].
    worth : float
        Chance that the benefits of the option shown exceed its costs [0 to 1].
    best : float
        Chance that the recommended option is the best of all [0 to 1].
    loss : Number
        What choosing the recommended option is expected to lose against always choosing the best [money].
    cost : Number
        What the option shown spends in cash over the run [money].
    parents : dict of str to Number
        That divided by parents offered, starting, completing and retained [money].
    draws : int
        Draws it stands on.
    """

    shown: str
    recommended: bool
    next_best: str
    net: Number
    lead: Number
    worth: float
    best: float
    loss: Number
    cost: Number
    parents: dict[str, Number]
    draws: int


def headline(findings: Findings) -> Headline:
    """Work out what the card and the answer tell.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Headline
        Ranges are of the middle 80 of 100 worlds, chance between runs taken off where it can be.
    """
    from peersim.economics.decision.noise import remove_noise

    shown, best = findings.best_programme, findings.best
    means = findings.net.means[0]
    rest = max((name for name in findings.names if name != best), key=lambda name: means[findings.number(name)])
    values, _ = remove_noise(findings.worth.net)
    nothing = values[:, findings.number(NOTHING)]
    cost = findings.appraisal.programme_cost[..., findings.number(shown)]
    at, position = findings.number(shown), findings.number(best)
    return Headline(
        shown=shown,
        recommended=shown == best,
        next_best=rest,
        net=_told(values[:, at] - nothing, float(findings.net.errors[0, at])),
        lead=_told(values[:, position] - values[:, findings.number(rest)], _error(findings.lead)),
        worth=findings.chance_of_worth[shown][0],
        best=float(findings.acceptability.probability[0, position]),
        loss=Number(float(findings.loss.loss[0, position]), error=float(findings.loss.error[0, position]) or None),
        cost=_told(over_replications(cost)),
        parents={word: _each(findings, cost, name) for word, name in DENOMINATORS.items()},
        draws=len(findings.inputs),
    )


def _error(draws: Floats) -> float:
    return float(draws.std(ddof=1) / np.sqrt(len(draws)))


def _told(draws: Floats, error: float | None = None) -> Number:
    low, high = (float(end) for end in np.quantile(draws, MOST))
    return Number(float(draws.mean()), low, high, error if error is not None else _error(draws) or None)


def _each(findings: Findings, cost: Floats, outcome: str) -> Number:
    """Cost over parents, ratio of means; its range is of the worlds' own ratios."""
    parents = draws_first(findings.figures.totals[outcome])[..., findings.number(findings.best_programme)]
    ratio = ratio_of_means(cost, parents)
    if ratio.value is None:
        return Number(None, note=ratio.note)
    above, below = over_replications(cost), over_replications(parents)
    some = below > 0.0
    low, high = (float(end) for end in np.quantile(above[some] / below[some], MOST))
    return Number(ratio.value, low, high, ratio.error, ratio.note)
