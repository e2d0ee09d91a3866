"""How sections about money tell options, means, ranges, ratios and inputs: the same way in all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peersim.economics.ratios import Ratio, over_replications
from peersim.economics.reading import NOTHING
from peersim.economics.samples import standing
from peersim.evidence.table import parameter
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.report.pages.document import Column, Paragraph, Table, Value
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import SHARE, Number, chance, estimate, money_unit, number
from peersim.report.words import count, plural

if TYPE_CHECKING:
    from peersim.economics.discounting import Schedule
    from peersim.economics.findings import Findings

Floats = npt.NDArray[np.float64]

ROUGH = -2
"""Decimals of amounts that are compared between options: hundreds, where pounds would claim too much; a convention."""

MIDDLE = (0.025, 0.975)
"""Ends of the ranges that are told: the middle 95 of 100 worlds; a convention."""

CLEAR = 1.96
"""A mean difference further from 0 than this many Monte Carlo errors is clear of chance; a convention."""

IN_BRACKETS = "In brackets: what 95 of 100 simulated worlds lie between."
"""Note under tables with ranges."""


def ordered(findings: Findings, nothing: bool = True) -> list[str]:
    """Give strategies as tables list them: no programme first, then the do-minimum, then the study's order.

    Parameters
    ----------
    findings : Findings
        What is told.
    nothing : bool
        Whether no programme is among them.

    Returns
    -------
    list of str
        Names.
    """
    first = [NOTHING, findings.do_minimum] if nothing else [findings.do_minimum]
    return [*first, *(name for name in findings.names if name not in (NOTHING, findings.do_minimum))]


def label(findings: Findings, name: str) -> str:
    """Give a strategy's title, marked where it is the do-minimum or nothing is done."""
    mark = {NOTHING: " (nothing done)", findings.do_minimum: " (do-minimum)"}.get(name, "")
    return literal(findings.title(name)) + mark


def quoted(findings: Findings, name: str) -> str:
    """Give a strategy's title for a sentence."""
    return f"“{literal(findings.title(name))}”"


def shown_best(findings: Findings) -> Paragraph:
    """Say which option a section shows in full, and why that one."""
    best = quoted(findings, findings.best_programme)
    if findings.best == NOTHING:
        return Paragraph(
            f"By the values of this report no option is worth what it costs; {best}, which comes closest, is shown in "
            "full.",
            "small",
        )
    return Paragraph(f"Shown in full: {best}, which has the highest mean net value.", "small")


def money(findings: Findings, rest: str = "") -> str:
    """Write a unit of money of the appraisal, such as "£ a parent"."""
    return money_unit(findings.appraisal.profile.currency, rest)


def prices(findings: Findings) -> str:
    """Say in which prices amounts are."""
    return f"prices of {findings.appraisal.price_year}"


def length(findings: Findings) -> str:
    """Say how long a run is, such as "156 weeks (3.0 years)"."""
    weeks = findings.figures.weeks
    return f"{plural(weeks, 'week')} ({weeks / WEEKS_PER_YEAR:.1f} years)"


def year_names(findings: Findings) -> list[str]:
    """Name the years of a run; one that is only a part says so."""
    names = []
    for position, share in enumerate(findings.figures.years, start=1):
        part = "" if share == 1.0 else f" ({share * WEEKS_PER_YEAR:.0f} weeks)"
        names.append(f"Year {position}{part}")
    return names


def of_draws(values: Floats) -> Floats:
    """Mean over replications of each draw, without draws that have none, shape (draws,)."""
    means = over_replications(np.asarray(values, dtype=np.float64))
    return np.asarray(means[np.isfinite(means)], dtype=np.float64)


def mean(values: Floats, ranged: bool = True, why: str = "no run finished") -> Number:
    """Give the mean over worlds with its range and Monte Carlo error.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws, replications)
        Numbers; nan where a run is missing.
    ranged : bool
        Whether to give the range of worlds.
    why : str
        What to say where there is none.

    Returns
    -------
    Number
        For a table.
    """
    draws = of_draws(values)
    if len(draws) == 0:
        return Number(None, note=why)
    error = float(draws.std(ddof=1) / np.sqrt(len(draws))) if len(draws) > 1 else None
    if not ranged or np.ptp(draws) == 0.0:
        return Number(float(draws.mean()), error=error or None)
    return replace(of_values(draws), error=error or None)


def of_values(values: Floats) -> Number:
    """Give the mean of numbers and what 95 of 100 of them lie between.

    Parameters
    ----------
    values : numpy.ndarray, shape (draws,)
        Numbers.

    Returns
    -------
    Number
        For a table.
    """
    low, high = (float(end) for end in np.quantile(values, MIDDLE))
    return Number(float(np.mean(values)), low, high)


def in_words(values: Floats, unit: str, signed: bool = False) -> str:
    """Write the mean over worlds with its range, such as "£212,000 (£180,000 to £250,000)"."""
    return estimate(mean(values), unit, signed=signed)


def about(values: Floats, unit: str, signed: bool = False) -> str:
    """Write the mean over worlds alone, as exactly as its Monte Carlo error allows."""
    told = mean(values)
    return number(told.value, unit, error=told.error, signed=signed)


def is_clear(difference: Floats) -> bool:
    """Whether a mean paired difference is clear of chance between runs and draws."""
    told = mean(difference, ranged=False)
    return told.value is not None and abs(told.value) > CLEAR * (told.error or 0.0) and told.value != 0.0


def of_ratio(ratio: Ratio) -> Number:
    """Make a ratio a number of a table."""
    return Number(ratio.value, ratio.low, ratio.high, ratio.error, ratio.note)


def chances(findings: Findings, net: Floats) -> dict[str, tuple[float, float]]:
    """Give the chance that each strategy's value is above that of no programme, chance between runs taken off.

    Parameters
    ----------
    findings : Findings
        What is told.
    net : numpy.ndarray, shape (draws, replications, strategies)
        Net value or effect.

    Returns
    -------
    dict of str to (float, float)
        Chance and its Monte Carlo error, by strategy other than no programme.
    """
    from peersim.economics.decision.curves import pairwise_acceptability
    from peersim.economics.decision.net import as_net_benefit

    found = pairwise_acceptability(as_net_benefit(net, findings.names), NOTHING)
    return {
        name: (float(found.probability[0, column]), float(found.error[0, column]))
        for column, name in enumerate(found.names)
        if name != NOTHING
    }


def chance_words(findings: Findings, found: dict[str, tuple[float, float]], name: str) -> str:
    """Write a strategy's chance for a table."""
    if name not in found:
        return "the comparison"
    return chance(found[name][0], len(findings.inputs))


def part(share: float) -> str:
    """Write a share in per cent for a sentence."""
    return number(share, SHARE)


def inputs_table(findings: Findings, name: str, caption: str, keys: Iterable[str], folded: bool = False) -> Table:
    """Make a table of inputs with value, range, grade, standing and source.

    Parameters
    ----------
    findings : Findings
        What is told.
    name, caption : str
        Of the table.
    keys : iterable of str
        Evidence keys.
    folded : bool
        Whether it is shown only when asked.

    Returns
    -------
    Table
        Value and range are those of the study's draws.
    """
    rows = [_input_row(findings, key) for key in keys]
    columns: Sequence[Column | str] = ("What", "Value used", "Unit", "Grade", "Standing", "Source")
    return Table(
        name=name, caption=caption, columns=columns, rows=rows,
        notes=["Value used: mean of the draws, in brackets what 95 of 100 draws lie between. Grade A is best, D is an "
               "assumption."],
        folded=folded,
    )  # fmt: skip


def _input_row(findings: Findings, key: str) -> list[Value]:
    row = parameter(key)
    values = findings.inputs[key].to_numpy(np.float64) if key in findings.inputs.columns else None
    unit = SHARE if row.unit == "share" else "number"
    told = estimate(Number(row.value) if values is None else of_values(values), unit)
    return [literal(row.label), told, literal(row.unit), row.grade, standing(key), literal(row.source)]


def rate_of(schedule: Schedule, years: int) -> str:
    """Say a schedule's rates within a run, such as "3.5% a year"."""
    rates = list(dict.fromkeys(schedule.rate(year) for year in range(1, max(years, 2))))
    if rates == [0.0]:
        return "not discounted"
    return ", then ".join(f"{100.0 * rate:g}% a year" for rate in rates)


def same_worlds(findings: Findings, values: Floats) -> str:
    """Say how exact the means of a table of options are, and that their differences are surer."""
    error = max(mean(values[..., s], ranged=False).error or 0.0 for s in range(values.shape[-1]))
    if error == 0.0:
        return "All options are run in the same worlds."
    return (
        f"The Monte Carlo error of a net value is up to {number(error, findings.sign)}; all options are run in the "
        "same worlds, so differences between them are surer than that."
    )


def per_hundred(share: float, sign: str) -> str:
    """Write a share as money out of 100, such as "£93"."""
    return f"{sign}{count(100.0 * share)}"
