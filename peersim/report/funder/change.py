"""What changing the programme as it is would be worth: the best option compared with the study's reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.reading import NOTHING
from peersim.report.funder.telling import money, quoted
from peersim.report.pages.numbers import chance, interval, number

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

MOST = (0.10, 0.90)
"""Ends of ranges: what 80 of 100 simulated worlds lie between, as on the decision card."""


def change(findings: Findings) -> str:
    """Say what the best programme is worth compared with the study's reference.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    str
        A sentence; empty where the reference is no programme, or there is no other beside it and the do-minimum.
    """
    from peersim.economics.decision.curves import pairwise_acceptability
    from peersim.economics.decision.noise import remove_noise

    reference = findings.figures.reference
    means = findings.net.means[0]
    others = [name for name in findings.names if name not in (NOTHING, reference, findings.do_minimum)]
    if reference == NOTHING or not others:
        return ""
    best = max(others, key=lambda name: means[findings.number(name)])
    values, _ = remove_noise(findings.worth.net)
    gain = values[:, findings.number(best)] - values[:, findings.number(reference)]
    runs = findings.net.by_draw[0]
    paired = runs[:, findings.number(best)] - runs[:, findings.number(reference)]
    error = float(paired.std(ddof=1) / np.sqrt(len(paired)))
    found = pairwise_acceptability(findings.net, reference)
    likely = float(found.probability[0, found.names.index(best)])
    unit = money(findings)
    low, high = (float(end) for end in np.quantile(gain, MOST))
    first = (
        f"Of the changes to {quoted(findings, reference)}, the best is {quoted(findings, best)}"
        if gain.mean() > 0.0
        else f"No change to {quoted(findings, reference)} raises net value; the one that comes closest is "
        f"{quoted(findings, best)}"
    )
    sure = "" if abs(gain.mean()) > 2.0 * error else ", which is within the Monte Carlo error of none"
    return (
        f"{first}: compared with it, net value for {findings.worth.perspective.label} is "
        f"{number(float(gain.mean()), unit, error=error or None, signed=True)}{sure} (in 80 of 100 simulated worlds: "
        f"{interval(low, high, unit, error=error or None, signed=True)}), and the chance that it is worth more is "
        f"{chance(likely, len(paired))}."
    )
