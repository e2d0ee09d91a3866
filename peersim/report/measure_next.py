"""The assumptions that would most repay measuring, in words: as a page of docs/evidence and as rows for the screen."""

from __future__ import annotations

import math
from typing import Any

from peersim.analysis.worth_measuring import ENDS, Quantity, Worth, WorthMeasuring
from peersim.evidence.show import number_in_words
from peersim.report.words import difference_with_unit, listed, with_unit

NOT_CLEAR = "Not told apart from chance in this study: it explains little by itself, or too little to be seen."


def page(found: WorthMeasuring) -> str:
    """Write the page.

    Parameters
    ----------
    found : WorthMeasuring
        The assumptions, and how they were found.

    Returns
    -------
    str
        Markdown.
    """
    parts = [
        f"# The {len(found.inputs)} assumptions that would most repay measuring",
        "Made by docs/make_pages.py; `peersim evidence measure-next` finds them again.",
        *_how_found(found),
        _table(found),
        "## What would change, and how to find out",
        "The advice on how to measure is by part of the model, and no more than advice.",
    ]
    for number, each in enumerate(found.inputs, start=1):
        parts.append(
            f"**{number}. [{each.row.label}]({each.row.key}.md)** (`{each.row.key}`, grade {each.row.grade}, "
            f"{_span(each)}). {what_would_change(found, each)} *How to find out:* {each.how}"
        )
    return "\n\n".join(parts) + "\n"


def what_would_change(found: WorthMeasuring, each: Worth) -> str:
    """Say what knowing an input would change.

    Parameters
    ----------
    found : WorthMeasuring
        What it was found with.
    each : Worth
        The input.

    Returns
    -------
    str
        A sentence or two.
    """
    if each.score <= found.chance:
        return NOT_CLEAR
    narrower = 100.0 * (1.0 - math.sqrt(max(0.0, 1.0 - min(each.share, 1.0))))
    low, high = _told(each.most, each.at_low), _told(each.most, each.at_high)
    told = (
        f"Known exactly, it would take {_percent(each.share)} of the variance between worlds off "
        f"{each.most.words}, whose spread would be {narrower:.0f}% narrower: {low} where it is low, {high} where it is "
        "high."
    )
    if each.best_low:
        told += (
            f" Most families are gained by “{each.best_low}” where it is low, by “{each.best_high}” where it is high."
        )
    return told


def rows(found: WorthMeasuring) -> list[dict[str, Any]]:
    """Lay the list out as plain values, one row an assumption.

    Parameters
    ----------
    found : WorthMeasuring
        The assumptions.

    Returns
    -------
    list of dict
        Numbers as numbers.
    """
    return [
        {
            "rank": number,
            "key": each.row.key,
            "label": each.row.label,
            "grade": each.row.grade,
            "share_of_variance": each.score,
            "low": each.low,
            "high": each.high,
            "of_outcomes": each.outcomes,
            "of_changes": each.changes,
            "clear_of_chance": each.score > found.chance,
            "explains_most_of": each.most.words,
            "share_of_that": each.share,
            "that_where_low": each.at_low,
            "that_where_high": each.at_high,
            "unit": each.most.outcome.unit,
            "best_design_where_low": each.best_low,
            "best_design_where_high": each.best_high,
            "what_would_change": what_would_change(found, each),
            "how_to_measure": each.how,
        }
        for number, each in enumerate(found.inputs, start=1)
    ]


def _how_found(found: WorthMeasuring) -> list[str]:
    outcomes = listed(dict.fromkeys(each.outcome.label for each in found.quantities if not each.design))
    changed = listed(dict.fromkeys(each.outcome.label for each in found.quantities if each.design))
    designs = listed(f"“{each}”" for each in dict.fromkeys(each.design for each in found.quantities if each.design))
    below, above = (f"{100 * end:.0f}%" for end in ENDS)
    parts = [
        f"Each of the demo's designs was run in {found.draws:,} possible worlds of {found.parents:,} families in "
        f"{found.place} over {found.weeks} weeks (draws from the {found.source}; seed {found.seed}), {found.twice:,} "
        "of them twice to know luck's part. For every input of grade C or D the share of the variance *between worlds* "
        "was estimated that would go if it were known: its first-order effect, luck taken off (method and its checks: "
        "[first_order.py](../../peersim/analysis/first_order.py)). The share is the mean of two halves that weigh "
        f"alike: the outcomes of “{found.reference}” ({outcomes}), and what {designs} change ({changed}). Low and high "
        f"are the values below which {below} and {above} of worlds lie.",
        f"{len(found.clear)} of the {len(found.inputs)} are clear of what chance shows (a largest share of "
        f"{_percent(found.chance)} in 95 of 100 studies in which nothing matters). The order of the others is little "
        "better than a draw; they stay because a list of assumptions should not end where one study's sight does. "
        "Inputs are looked at one by one: what two do together is in nobody's share. Where calibration ties inputs "
        "together, one that no design here uses can tell of another that is used. Other outcomes, other designs and "
        "other places have other lists.",
    ]
    if found.left_out:
        left = listed(each.words for each in found.left_out)
        parts.append(f"Left out, because worlds hardly differ in it beyond luck: {left}.")
    return parts


def _table(found: WorthMeasuring) -> str:
    head = ("", "assumption", "grade", "value (range)", "share of variance", "outcomes", "changes", "clear of chance")
    lines = [head, ("---:", "---", "---", "---", "---:", "---:", "---:", "---")]
    for number, each in enumerate(found.inputs, start=1):
        row = each.row
        ends = "" if row.low is None or row.high is None else f" ({_number(row.low)} to {_number(row.high)})"
        value = f"{_number(row.value)}{ends} {row.unit}"
        clear = "yes" if each.score > found.chance else "no"
        shares = (_span(each), _percent(each.outcomes), _percent(each.changes))
        lines.append((str(number), f"[{row.label}]({row.key}.md)", row.grade, value, *shares, clear))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(value: float | None) -> str:
    return "" if value is None else number_in_words(value)


def _span(each: Worth) -> str:
    return f"{_percent(each.score)} ({_percent(each.low)} to {_percent(each.high)})"


def _percent(share: float) -> str:
    return f"{100.0 * max(share, 0.0):.1f}%" if math.isfinite(share) else "–"


def _told(quantity: Quantity, value: float) -> str:
    unit = quantity.outcome.unit
    return difference_with_unit(value, unit) if quantity.design else with_unit(value, unit)
