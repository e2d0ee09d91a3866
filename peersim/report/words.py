"""Numbers in words: with unit, sign and as many figures as they carry."""

from __future__ import annotations

import math
from collections.abc import Iterable

from peersim.analysis.comparison import Comparison
from peersim.analysis.estimate import Estimate
from peersim.analysis.paired import CONFIDENCE
from peersim.outcomes.outcome import Outcome

UNTOLD = "cannot be told"
MINUS = "\N{MINUS SIGN}"

SHARE_UNITS = {"share": "%", "share a month": "% a month"}
"""Units told in per cent, with their sign."""

_EDGE = 50 * (1 - CONFIDENCE)

RANGE = f"{_EDGE:g}th to {100 - _EDGE:g}th percentile"
"""What a range over worlds runs between."""

INTERVAL = f"{100 * CONFIDENCE:.0f}% interval"


def figures(value: float, significant: int = 3) -> str:
    """Write a number with so many significant figures, thousands separated, no exponent.

    Parameters
    ----------
    value : float
        The number.
    significant : int
        Figures kept; digits left of the point are never dropped to fewer than that many, only rounded.

    Returns
    -------
    str
        Such as "14,200", "458" or "3.75".
    """
    if value == 0:
        return "0"
    places = significant - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    if rounded != 0:
        places = significant - 1 - math.floor(math.log10(abs(rounded)))
    text = f"{rounded:,.{max(places, 0)}f}"
    return text.replace("-", MINUS)


def count(value: float) -> str:
    """Write a number of people or things: whole from 10 on, one decimal below."""
    if abs(value) >= 9.95 or value == round(value):
        return f"{round(value):,}".replace("-", MINUS)
    return f"{value:,.1f}".replace("-", MINUS)


def _pounds(value: float) -> str:
    """Pounds: three significant figures from £1,000 on, whole pounds from £10 on, pence below."""
    if value >= 999.5:
        return figures(value)
    return f"{value:.0f}" if value >= 9.995 or value == 0 else f"{value:.2f}"


def plain(value: float, unit: str) -> str:
    """Write a value without its unit's noun, but with £ or % where they belong.

    Parameters
    ----------
    value : float
        Value in the registry's unit; a share from 0 to 1.
    unit : str
        Unit of the outcome.

    Returns
    -------
    str
        Such as "7.4%", "£14,200" or "31".
    """
    if math.isnan(value):
        return UNTOLD
    if math.isinf(value):
        return "not reached"
    if unit in SHARE_UNITS:
        return f"{100 * value:.1f}%".replace("-", MINUS)
    if unit.startswith("£"):
        sign = MINUS if value < 0 else ""
        return f"{sign}£{_pounds(abs(value))}"
    if unit == "SWEMWBS points":
        return f"{value:.2f}".replace("-", MINUS)
    return count(value)


def signed(value: float, unit: str) -> str:
    """Write a difference without its unit's noun, always with its sign; shares in percentage points."""
    if not math.isfinite(value):
        return UNTOLD
    text = plain(abs(value), unit).replace("%", "")
    if not any(digit in "123456789" for digit in text):
        return text
    return f"{MINUS if value < 0 else '+'}{text}"


def noun(unit: str, difference: bool = False) -> str:
    """Name what follows a value of this unit; empty where the value already carries it."""
    if unit in SHARE_UNITS:
        after = unit.removeprefix("share").strip()
        words = "percentage points" if difference else ""
        return " ".join(part for part in (words, after) if part)
    return unit.removeprefix("£").strip()


def with_unit(value: float, unit: str) -> str:
    """Write a value with its unit, such as "26.4 weeks" or "£94,000 a year"."""
    if not math.isfinite(value):
        return plain(value, unit)
    return f"{plain(value, unit)} {noun(unit)}".strip()


def difference_with_unit(value: float, unit: str) -> str:
    """Write a difference with sign and unit, such as "+1.2 percentage points"."""
    if not math.isfinite(value):
        return UNTOLD
    return f"{signed(value, unit)} {noun(unit, difference=True)}".strip()


def between(low: float, high: float, unit: str, difference: bool = False) -> str:
    """Write the two ends of an interval, such as "4 to 57"; words where there is none."""
    if math.isnan(low) or math.isnan(high):
        return "no interval"
    word = signed if difference else plain
    return f"{word(low, unit)} to {word(high, unit)}"


def bracketed(low: float, high: float, unit: str, difference: bool = False) -> str:
    """Name the interval and give its ends, such as "95% interval 4 to 57"; say so where there is none."""
    told = between(low, high, unit, difference)
    return told if told.startswith("no ") else f"{INTERVAL} {told}"


def could_be_none(estimate: Estimate, unit: str) -> bool:
    """Whether the interval of a difference includes 0 as it is printed, or there is no interval."""
    ends = [end if _shows(end, unit) else 0.0 for end in (estimate.low, estimate.high)]
    return not (ends[0] > 0 or ends[1] < 0)


def _shows(value: float, unit: str) -> bool:
    """Whether a difference is more than 0 with the figures it is printed with."""
    return not math.isfinite(value) or signed(value, unit)[0] in f"+{MINUS}"


def chance_better(estimate: Estimate, outcome: Outcome) -> float:
    """Share of worlds in which the difference is in the better direction; nan where neither is."""
    if outcome.direction == "higher is better":
        return estimate.chance_higher
    if outcome.direction == "lower is better":
        return 1.0 - estimate.chance_higher
    return math.nan


def worlds_better(estimate: Estimate, outcome: Outcome) -> str:
    """In how many worlds it was better, such as "better in 18 of 20 worlds"."""
    if estimate.worlds == 0 or outcome.direction == "neither":
        return "chance of being better cannot be told"
    better = (
        estimate.worlds_higher if outcome.direction == "higher is better" else estimate.worlds - estimate.worlds_higher
    )
    half = " (ties count half)" if better != round(better) else ""
    return f"better in {count(better)} of {plural(estimate.worlds, 'world')}{half}"


def plural(number: float, word: str) -> str:
    """Write a count with its noun, singular for one; families, not familys."""
    if number == 1:
        return f"{count(number)} {word}"
    ending = f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"
    return f"{count(number)} {ending}"


def listed(words: Iterable[str]) -> str:
    """Words in a row: "a, b and c"."""
    parts = list(words)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def base_of(comparison: Comparison) -> str:
    """Say what every number of a comparison stands on: draws, replications, place, families, weeks."""
    return (
        f"{plural(comparison.draws, 'draw')} of uncertain inputs × "
        f"{plural(comparison.replications, 'replication')}, {comparison.parents:,} eligible families in "
        f"{comparison.place_name}, {plural(comparison.weeks, 'week')}"
    )


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>|#"})


def markdown(text: str) -> str:
    """Escape a text so that Markdown shows it as it is, on one line."""
    return " ".join(text.split()).translate(_MARKS)


def quoted(comparison: Comparison, scenario: str) -> str:
    """Quote a scenario's title for Markdown."""
    return f"“{markdown(comparison.title(scenario))}”"
