"""A programme's own months against simulated worlds, in computed sentences: what differs, how surely, what next."""

from __future__ import annotations

import math

import numpy as np

from peersim.analysis.own_months.bands import UNLIKE, WIDEST, Feature, fewest_worlds
from peersim.analysis.own_months.columns import COLUMNS, MonthColumn
from peersim.analysis.own_months.inputs import GoesWith
from peersim.analysis.own_months.result import MonthsCompared
from peersim.report.words import MINUS, count, figures, listed, plural

BAND_WORDS = f"{100 * WIDEST:.0f}% band"

NOT_AN_INTERVAL = (
    "A band is where simulated worlds lie that differ in everything nobody knows exactly, and in luck. It is not a "
    "confidence interval of your figures, and lying inside it does not prove the model right: a wide band holds much."
)

LOCAL = (
    "Your file was read on this machine and sent nowhere; what is written holds its monthly counts and nothing else."
)

_EDGE = 0.95
"""Share of simulated worlds of which the greatest number outside is told; a definition."""

_MANY = 3
"""Columns told in full; the others are named."""

_FEATURES = 2
"""Features told of a column: its level first; its swing often only follows from that."""

_SLOW = 0.3
"""Correlation of neighbouring months from which they are said to go together."""


def sentences(found: MonthsCompared) -> tuple[str, ...]:
    """Tell the answer, the most important first.

    Parameters
    ----------
    found : MonthsCompared
        A comparison.

    Returns
    -------
    tuple of str
        Each computed.
    """
    if not found.bands.compared.any():
        return ("None of your figures could be compared: no whole month has one.",)
    if found.worlds < fewest_worlds(WIDEST):
        return (_too_few(found), NOT_AN_INTERVAL)
    return (_whole(found), _counted(found), *_first(found), *_by_column(found), *_inputs(found), NOT_AN_INTERVAL)


def _design(found: MonthsCompared) -> str:
    facts = found.facts
    return f"“{facts['title']}” in {facts['place_title']}"


def _too_few(found: MonthsCompared) -> str:
    return (
        f"{plural(found.worlds, 'simulated world')} of {_design(found)}: too few for a {BAND_WORDS}, which needs "
        f"{fewest_worlds(WIDEST)} (draws × replications)."
    )


def _stray(as_far: int, worlds: int) -> str:
    number = "none" if as_far == 0 else f"{as_far:,}"
    return f"{number} of {worlds:,} simulated worlds {'strays' if as_far <= 1 else 'stray'} as far"


def _whole(found: MonthsCompared) -> str:
    line = found.line
    if line.unlike:
        return (
            f"**As a whole your figures are unlike {_design(found)}.** {_upper(_stray(line.as_far, line.worlds))} from "
            "their middle, each at the month and column where it strays most."
        )
    return (
        f"**As a whole nothing sets your figures apart from {_design(found)}.** "
        f"{_upper(_stray(line.as_far, line.worlds))} "
        "from their middle as they do, each at the month and column where it strays most."
    )


def _counted(found: MonthsCompared) -> str:
    own, others = int(found.outside[0]), found.outside[1:]
    compared = int(found.bands.compared.sum())
    most = int(np.quantile(others, _EDGE, method="inverted_cdf"))
    as_many = int((others >= own).sum())
    together = neighbours(found)
    slow = (
        f" Neighbouring months of one world go together (correlation {together:.1f}), so one cause puts several "
        "figures "
        "outside: do not count them as so many findings."
        if together >= _SLOW
        else ""
    )
    return (
        f"{own:,} of {plural(compared, 'figure')} {'lies' if own == 1 else 'lie'} outside the {BAND_WORDS}s. Of a "
        "simulated "
        f"world {count(float(others.mean()))} do on average, and in {100 * _EDGE:.0f}% of worlds no more than "
        f"{most:,}; "
        f"{as_many:,} of {len(others):,} worlds have as many as you or more.{slow}"
    )


def neighbours(found: MonthsCompared) -> float:
    """Correlation between neighbouring months of the simulated worlds, over all columns; nan where there are none."""
    worlds = found.simulated.worlds
    away = worlds - np.median(worlds, axis=0)
    scale = away.std(axis=(0, 1))
    if worlds.shape[1] < 2 or not (scale > 0).any():
        return math.nan
    kept = away[:, :, scale > 0] / scale[scale > 0]
    return float(np.corrcoef(kept[:, :-1].ravel(), kept[:, 1:].ravel())[0, 1])


def _first(found: MonthsCompared) -> list[str]:
    first = found.first_outside
    if not first:
        return []
    month = found.own.months[first[0][0]]
    said = [
        f"{found.columns[c].label} ({_figure(found.figures[m, c], found.columns[c])}; {BAND_WORDS} "
        f"{_figure(found.bands.low[-1, m, c], found.columns[c])} to "
        f"{_figure(found.bands.high[-1, m, c], found.columns[c])})"
        for m, c in first[:_MANY]
    ]
    said += [f"{len(first) - _MANY} more"] if len(first) > _MANY else []
    return [f"What leaves its band first, in {month}: {listed(said)}."]


def _figure(value: float, column: MonthColumn) -> str:
    if column.unit == "£":
        return f"£{figures(value)}"
    return count(value)


def _by_column(found: MonthsCompared) -> list[str]:
    unlike = [column for column in found.columns if found.lines[column.name].unlike]
    unlike.sort(key=lambda column: found.lines[column.name].chance)
    said = [_one_column(found, column) for column in unlike[:_MANY]]
    if len(unlike) > _MANY:
        said.append(f"Also unlike as lines: {listed(column.label for column in unlike[_MANY:])}.")
    like = [column.label for column in found.columns if column not in unlike and _compared(found, column)]
    if like and unlike:
        said.append(f"Not to be told from simulated worlds, as lines: {listed(like)}.")
    if len(found.columns) > 1 and unlike:
        said.append(
            f"Of {len(found.columns)} columns looked at one by one, {count(UNLIKE * len(found.columns))} would be "
            "called "
            "unlike by luck alone; the first sentence looks at all of them at once."
        )
    return said


def _compared(found: MonthsCompared, column: MonthColumn) -> bool:
    return bool(found.bands.compared[:, found.columns.index(column)].any())


def _one_column(found: MonthsCompared, column: MonthColumn) -> str:
    line = found.lines[column.name]
    differs = [each for each in found.features[column.name] if each.chance <= UNLIKE]
    told = "; ".join(_feature(each, column) for each in differs[:_FEATURES])
    told = told or "neither its level nor its trend nor its swing stands out, but single months do"
    return f"{_upper(column.label)}: {_stray(line.as_far, line.worlds)}; {told}."


_WHAT = {
    "level": "the mean month",
    "trend": "the change from the earlier half of the months to the later",
    "swing": "the mean change from one month to the next, either way,",
}


def _feature(each: Feature, column: MonthColumn) -> str:
    others = each.higher if each.side == "higher" else each.lower
    beyond = f"{each.worlds - others:,} of {each.worlds:,} worlds"
    less = "lower" if each.side == "higher" else "higher"
    return (
        f"{_WHAT[each.name]} is {each.side} ({_signed(each, each.own, column)} against "
        f"{_signed(each, each.median, column)} in "
        f"the median world; {beyond} have it {less})"
    )


def _signed(each: Feature, value: float, column: MonthColumn) -> str:
    text = _figure(abs(value), column)
    if each.name != "trend":
        return text
    return f"{MINUS if value < 0 else '+'}{text}"


def _inputs(found: MonthsCompared) -> list[str]:
    """Name the uncertain inputs that go with what differs, each once, with the columns it goes with."""
    by_input: dict[tuple[str, bool], list[GoesWith]] = {}
    for each in found.goes_with:
        by_input.setdefault((each.key, each.higher), []).append(each)
    strongest = sorted(by_input.values(), key=lambda some: -max(abs(each.correlation) for each in some))[:_MANY]
    if not strongest:
        return []
    return [
        f"What to look at: simulated worlds nearer to yours have {listed(map(_one_input, strongest))}. These are rank "
        f"correlations over {plural(strongest[0][0].draws, 'draw')}. First see whether the scenario says what your "
        "programme "
        "does."
    ]


def _one_input(some: list[GoesWith]) -> str:
    each = some[0]
    labels = {column.name: column.label for column in COLUMNS}
    told = [f"{labels[one.column]} {one.correlation:+.1f}".replace("-0", f"{MINUS}0") for one in some]
    return f"`{each.key}` {'higher' if each.higher else 'lower'} ({each.label}; grade {each.grade}; {', '.join(told)})"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def remarks(found: MonthsCompared) -> tuple[str, ...]:
    """Tell how the file was read, how months were made of weeks, and what a reader must know.

    Parameters
    ----------
    found : MonthsCompared
        A comparison.

    Returns
    -------
    tuple of str
    """
    facts, weeks = found.facts, found.simulated.weeks
    failed = len(found.simulated.failures)
    said = [
        f"Simulated, not observed: {plural(facts['draws'], 'draw')} × {plural(facts['replications'], 'replication')} "
        "of "
        f"{_design(found)}, {facts['parents']:,} eligible families when the programme began on {facts['began']}, "
        f"{plural(weeks.weeks, 'week')}; seed {facts['seed']}, peersim {facts['version']}."
    ]
    if failed:
        said.append(f"{plural(failed, 'world')} could not be run; bands are made of the others.")
    outside = [str(month) for month, whole in zip(found.own.months, weeks.whole, strict=True) if not whole]
    if outside:
        said.append(f"Not wholly within the run, so not compared: {', '.join(outside)}.")
    if any(column.unit == "£" for column in found.columns) and facts.get("price_year"):
        said.append(
            f"The model's money is at prices of {facts['price_year']}; yours is taken as it stands in the file."
        )
    return (*said, *found.own.remarks, *found.simulated.remarks, LOCAL)


def summary(found: MonthsCompared) -> str:
    """Write the sentences, a table of the columns, the remarks and the definitions as one page of Markdown.

    Parameters
    ----------
    found : MonthsCompared
        A comparison.

    Returns
    -------
    str
    """
    heads = ("what", "unit", "months", "outside", "usual", "strays as far", "your mean month", "median world")
    lines = ["| " + " | ".join(heads) + " |", "|---|---|" + "---:|" * (len(heads) - 2)]
    lines += ["| " + " | ".join(row) + " |" for row in table_rows(found)]
    parts = [
        "# Your own months and the simulated worlds", *found.sentences, "## Column by column", "\n".join(lines),
        "*outside*: your figures outside the "
        f"{BAND_WORDS}; *usual*: how many a simulated world has there on average; *strays as far*: worlds whose line, "
        "at the "
        "month where it strays most, is as far from the middle as yours.",
        "Every figure beside its bands: months.csv; the picture: months.png and months.svg, in words months.txt.",
        "## What it stands on", "\n".join(f"* {remark}" for remark in found.remarks),
        "## What each column counts",
        "\n".join(f"* **{column.label}** [{column.unit}]: {column.definition}." for column in found.columns),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def table_rows(found: MonthsCompared) -> list[tuple[str, ...]]:
    """Give the table of columns as text: one row a column."""
    rows = []
    for number, column in enumerate(found.columns):
        line, away = found.lines[column.name], found.bands.outside[:, :, number].sum(axis=1)
        level = next(iter(found.features[column.name]), None)
        mean = [_figure(value, column) for value in (level.own, level.median)] if level else ["–", "–"]
        rows.append((
            column.label, column.unit, str(int(found.bands.compared[:, number].sum())), str(int(away[0])),
            count(float(away[1:].mean())), f"{line.as_far} of {line.worlds}", *mean,
        ))  # fmt: skip
    return rows


__all__ = ["BAND_WORDS", "LOCAL", "NOT_AN_INTERVAL", "neighbours", "remarks", "sentences", "summary", "table_rows"]
