"""The page and the table of patterns: source, what is needed, what was found with and without the mechanism."""

from __future__ import annotations

from collections.abc import Iterable

from peersim.analysis.laboratory import Interval
from peersim.analysis.mechanisms import MECHANISMS
from peersim.analysis.patterns.checking import Result, figure

HEAD = """# Patterns the model must show

Made by docs/make_pages.py; `peersim patterns` measures them again. Each pattern was stated from its source before it
was measured. A pattern is explained when it holds with the mechanism said to be behind it, and no longer holds in the
same worlds with that mechanism taken out (its numbers set to where it does nothing). Values are means over worlds, each
a set of uncertain parameter values with luck of its own, with the 95% interval of the mean. What this adds up to, and
what it does not, is on the page on [validity](validity.md).

"""
_COLUMNS = ("statistic", "unit", "needed", "value", "without the mechanism")


def shown(value: Interval) -> str:
    """Write a value with its interval.

    Parameters
    ----------
    value : Interval
        Mean and interval.

    Returns
    -------
    str
        Such as ``0.123 (0.100 to 0.150)``.
    """
    return f"{figure(value.mean)} ({figure(value.low)} to {figure(value.high)})"


def section(found: Result, without: Result) -> str:
    """Write the section of one pattern.

    Parameters
    ----------
    found, without : Result
        With its mechanism and without.

    Returns
    -------
    str
        Markdown, ending in a line break.
    """
    pattern = found.pattern
    mechanism = MECHANISMS[pattern.mechanism]
    verdict = f"{_verdict(found)} With the mechanism taken out: {_verdict(without).lower()}"
    lines = [
        f"## P{pattern.number}. {pattern.says}",
        "",
        f"Source: {pattern.source}.",
        f"Mechanism: {mechanism.name} ({mechanism.about}).",
        f"Measured in {found.readings[0].value.worlds:,} worlds of {pattern.parents:,} families and "
        f"{pattern.weeks:,} weeks.",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        "|---|---|---|---:|---:|",
    ]
    for with_it, without_it in zip(found.readings, without.readings, strict=True):
        statistic = with_it.statistic
        cells = (statistic.says, statistic.unit, statistic.need.words, shown(with_it.value), shown(without_it.value))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", verdict, ""])


def _verdict(result: Result) -> str:
    return "Holds." if result.holds else "Does not hold."


def page(results: Iterable[tuple[Result, Result]]) -> str:
    """Write the page of all patterns.

    Parameters
    ----------
    results : iterable of (Result, Result)
        Each pattern with its mechanism and without.

    Returns
    -------
    str
        Markdown.
    """
    return HEAD + "\n".join(section(found, without) for found, without in results)


def rows(found: Result, without: Result) -> list[dict[str, object]]:
    """Lay one pattern out as rows of a table, one for each statistic.

    Parameters
    ----------
    found, without : Result
        With its mechanism and without.

    Returns
    -------
    list of dict
        Numbers as numbers.
    """
    table: list[dict[str, object]] = []
    for with_it, without_it in zip(found.readings, without.readings, strict=True):
        row: dict[str, object] = {
            "pattern": found.pattern.number,
            "says": found.pattern.says,
            "statistic": with_it.statistic.says,
            "unit": with_it.statistic.unit,
            "needed": with_it.statistic.need.words,
        }
        row |= dict(zip(("value", "low", "high", "worlds"), with_it.value, strict=True))
        row["holds"] = with_it.holds
        row["mechanism"] = found.pattern.mechanism
        row |= dict(zip(("without", "without_low", "without_high"), without_it.value[:3], strict=True))
        row["holds_without"] = without_it.holds
        table.append(row)
    return table
