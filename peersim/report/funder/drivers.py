"""Section 9: what drives the answer: inputs one at a time, two at once, in groups, and choices of structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.reading import NOTHING
from peersim.economics.samples import standing
from peersim.economics.stress import ENDS
from peersim.evidence.table import parameter
from peersim.foundation.problems import InputError
from peersim.report.funder import decided, losing
from peersim.report.funder.deciding import (
    in_sentence,
    input_label,
    input_unit,
    input_value,
    mean_lead,
    moves_clear,
    net_of,
    value_with_unit,
)
from peersim.report.funder.telling import inputs_table, mean, money, quoted
from peersim.report.pages.charts_base import sentence_case
from peersim.report.pages.charts_drivers import information_bars
from peersim.report.pages.charts_drivers import tornado as tornado_figure
from peersim.report.pages.charts_grid import two_way as two_way_figure
from peersim.report.pages.document import Block, Column, Figure, Heading, Paragraph, Section, Table, Value
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import Number, number
from peersim.report.words import listed, plural

if TYPE_CHECKING:
    from peersim.economics.decision.partial import PartialInformation, PartialRow
    from peersim.economics.decision.switching import Crossing, SwitchingRow
    from peersim.economics.findings import Findings

BARS = 10
"""Inputs of the tornado; a convention."""

WORTH_KNOWING = 6
"""Inputs and groups whose worth is drawn at most; a convention."""

GRID = 13
"""Cells of the two-way grid each way at most, so that they can be read; a convention."""

SUBJECTS = {
    "absence": "why sessions are missed",
    "attendance": "coming to sessions",
    "barrier": "barriers to coming",
    "benefit": "how support turns into benefit",
    "cost": "unit costs",
    "effect": "how much support helps",
    "first_step": "the first step into the programme",
    "group": "groups",
    "match": "matching families and volunteers",
    "online": "online support",
    "quality": "quality of support",
    "reach": "reaching families",
    "recruit": "recruiting volunteers",
    "strain": "strain on volunteers",
    "stepping_back": "volunteers' pauses",
    "team": "trust in the team",
    "value": "values put on outcomes",
    "volunteer": "volunteers",
    "wait": "waiting",
}
"""Subjects of inputs, by the first part of their keys, where that part alone reads badly."""

NAMED = 3
"""Inputs named in a sentence."""


def section(findings: Findings) -> Section:
    """Tell what drives the answer.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 9.
    """
    blocks: list[Block | str] = [
        Paragraph(_lead(findings), "lead"),
        _switching_words(findings),
        *_tornado(findings),
        *_two_way(findings),
        *losing.blocks(findings),
        Heading("What it would be worth to know"),
        _information_words(findings),
        *_information(findings),
        *decided.blocks(findings),
        Heading("Values at which the choice changes"),
        f"For every one of {plural(len(findings.switching.rows), 'uncertain input')}: where another option takes over, "
        "and which; or that none does within its range.",
        _switching_table(findings),
        Heading("Other ways to appraise the same runs"),
        _structure_words(findings),
        _structures(findings),
    ]
    return Section(9, "What drives it", blocks)


def _lead(findings: Findings) -> str:
    rows, best = moves_clear(findings)[:NAMED], quoted(findings, findings.best_programme)
    if not rows:
        return f"No single input moves the net value of {best} by more than chance would."
    first, unit = rows[0], money(findings)
    low, high = sorted(((first.at_low, first.low), (first.at_high, first.high)))
    alone = "The first alone" if len(rows) > 1 else "That alone"
    return (
        f"What moves the net value of {best} most: {listed(in_sentence(row.name) for row in rows)}. {alone} takes it "
        f"from {number(low[0], unit, error=first.at_low_error)}, at {value_with_unit(first.name, low[1])}, to "
        f"{number(high[0], unit, error=first.at_high_error)}, at {value_with_unit(first.name, high[1])}, compared with "
        f"{quoted(findings, NOTHING)}."
    )


def _switching_words(findings: Findings) -> str:
    rows = findings.switching.rows
    clear = [row for row in rows if row.clear]
    if not clear:
        return (
            f"None of the {plural(len(rows), 'uncertain input')} by itself has a value in its usual range at which "
            f"another option would take over from {quoted(findings, findings.best)}, clear of chance. Several together "
            "may have."
        )
    told = "; ".join(f"{in_sentence(row.name)}: {_crossing_words(findings, row)}" for row in clear[:NAMED])
    more = f" The table below has all {len(clear)}." if len(clear) > NAMED else ""
    return (
        f"Of {plural(len(rows), 'uncertain input')}, {len(clear)} can turn the choice alone, clear of chance. "
        f"{told}.{more}"
    )


def _crossing_words(findings: Findings, row: SwitchingRow) -> str:
    bar = next((bar for bar in findings.tornado.rows if bar.name == row.name), None)
    ends = {} if bar is None else {"below": bar.best_low, "above": bar.best_high}
    found = [
        f"{side} {value_with_unit(row.name, each.at)} {quoted(findings, each.takes_over)} takes over "
        f"({number(each.share_beyond, 'share')} of draws lie there)"
        + _further_out(findings, each.takes_over, ends.get(side, each.takes_over))
        for side, each in (("below", row.below), ("above", row.above))
        if each is not None and each.clear
    ]
    return " and ".join(found)


def _further_out(findings: Findings, first: str, end: str) -> str:
    """Say which option is best at the end of an input's range, where it is a third one."""
    return "" if end in (first, findings.best) else f", and further out {quoted(findings, end)}"


def _tornado(findings: Findings) -> list[Block]:
    rows = findings.tornado.rows[:BARS]
    if not rows:
        return []
    best, unit = findings.best_programme, money(findings)
    picture = tornado_figure(
        "tornado",
        [input_label(row.name) for row in rows],
        [row.at_low for row in rows],
        [row.at_high for row in rows],
        findings.tornado.middle,
        ends=[(input_value(row.name, row.low), input_value(row.name, row.high)) for row in rows],
        winners=[(findings.title(row.best_low), findings.title(row.best_high)) for row in rows],
        switches=[None if row.switch is None else input_value(row.name, row.switch) for row in rows],
        recommended=findings.title(findings.best),
        compared=f"{findings.title(best)} compared with {findings.title(NOTHING)}, one input at a time",
        unit=unit,
        title="Net value with one input at a time low and high",
    )
    table = inputs_table(
        findings,
        "drivers_evidence",
        "What these inputs rest on, the one that moves net value most first.",
        [row.name for row in rows],
        folded=True,
    )
    inside = number(ENDS[1] - ENDS[0], "share")
    words = (
        f"**Low** and **high** are ends between which {inside} of draws lie. All other inputs take what values they "
        f"take beside it. {_by_chance(findings, len(rows))} of {plural(len(findings.tornado.rows), 'input')}."
    )
    return [Paragraph(words, "small"), picture, table]


def _by_chance(findings: Findings, bars: int) -> str:
    clear = len(moves_clear(findings))
    if clear >= bars:
        return "All bars are longer than chance would make any"
    if clear > 1:
        return f"Only the first {clear} bars are longer than chance would make any"
    return f"{'Only the first' if clear else 'No'} bar is longer than chance would make any"


def _two_way(findings: Findings) -> list[Block | str]:
    if len(findings.tornado.rows) < 2:
        return []
    try:
        found = findings.two_way
    except InputError as too_few:
        return [f"Pairs of inputs cannot be told apart: {too_few.problems[0].split(';')[0]}."]
    first, second = (_thinned(len(values)) for values in (found.first_values, found.second_values))
    x, y = [found.first_values[n] for n in first], [found.second_values[n] for n in second]
    grid = found.best[np.ix_(first, second)].T
    here = (_nearest(findings, found.first, x), _nearest(findings, found.second, y))
    names = [findings.names[place] for place in np.unique(found.best)]
    words = (
        f"Even for pairs of values of the two inputs that move net value most, {quoted(findings, names[0])} stays the "
        "best throughout."
        if len(names) == 1
        else f"With the two inputs that move net value most at once, the best is one of "
        f"{listed(quoted(findings, name) for name in names)}, as the grid shows."
    )
    return [
        words,
        two_way_figure(
            "two_way",
            [input_value(found.first, value) for value in x],
            [input_value(found.second, value) for value in y],
            grid,
            findings.titles,
            x_label=_axis(found.first),
            y_label=_axis(found.second),
            here=here,
            compared=f"All {len(findings.names)} options compared with one another in every cell",
        ),
    ]


def _axis(key: str) -> str:
    return f"{input_label(key)}, {literal(parameter(key).unit)}"


def _thinned(count: int) -> list[int]:
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, GRID))})


def _nearest(findings: Findings, key: str, values: list[float]) -> int:
    if any(isinstance(value, str) for value in values):
        return 0
    middle = float(findings.inputs[key].mean())
    return int(np.abs(np.asarray(values, dtype=np.float64) - middle).argmin())


def _information_words(findings: Findings) -> str:
    found, groups = findings.information, findings.information_of_groups
    unit = money(findings)
    clear = [row for row in found.rows if row.clear]
    whole = number(found.evpi, unit, error=found.evpi_error)
    told = (
        "The **expected value of partial perfect information** (EVPPI) is what knowing one input for certain before "
        f"choosing would be worth; knowing everything would be worth {whole}."
    )
    told += (
        " No single input is worth more than chance alone would show."
        if not clear
        else f" Worth knowing alone, clear of chance: {listed(_worth(row, unit) for row in clear[:NAMED])}."
    )
    together = [row for row in groups.rows if row.clear]
    if together:
        first = together[0]
        told += (
            f" Together, {_group_name(first.name)} ({plural(len(first.inputs), 'input')}) are worth "
            f"{number(first.value, unit, error=first.error)}."
        )
    if found.chance is not None:
        told += f" Single inputs worth less than {number(found.chance, unit)} cannot be told from chance."
    return told + " Values of single inputs do not add up: some are only worth knowing together."


def _worth(row: PartialRow, unit: str) -> str:
    return f"{in_sentence(row.name)} ({number(row.value, unit, error=row.error)})"


def _group_name(name: str) -> str:
    return literal(name if " " in name else f"everything about {SUBJECTS.get(name, name.replace('_', ' '))}")


def _information(findings: Findings) -> list[Block]:
    blocks: list[Block] = []
    for name, found, title in (
        ("information", findings.information, "What it is worth to know single inputs for certain"),
        ("information_of_groups", findings.information_of_groups, "What it is worth to know whole subjects"),
    ):
        rows = [row for row in found.rows if row.value > 0.0][:WORTH_KNOWING]
        if rows:
            blocks.append(_bars(findings, name, found, rows, title))
        else:
            blocks.append(Paragraph(f"{title}: nothing, as no value they take would change the choice."))
    return blocks


def _bars(findings: Findings, name: str, found: PartialInformation, rows: list[PartialRow], title: str) -> Figure:
    return information_bars(
        name,
        [input_label(row.name) if len(row.inputs) == 1 else _group_name(row.name) for row in rows],
        [row.value for row in rows],
        [row.error for row in rows],
        total=found.evpi,
        compared=f"Choosing after knowing it compared with choosing {findings.title(findings.best)} now",
        unit=money(findings),
        title=title,
    )


def _switching_table(findings: Findings) -> Table:
    rows: list[list[Value]] = [
        [
            input_label(row.name), _range_with_unit(row), _where_it_turns(findings, row),
            parameter(row.name).grade, standing(row.name),
        ]
        for row in findings.switching.rows
    ]  # fmt: skip
    covered = number(findings.switching.coverage, "share")
    return Table(
        name="switching_values",
        caption=f"For each of {len(rows)} inputs, where another option takes over from "
        f"{quoted(findings, findings.best)}; those that are clear of chance first.",
        columns=["Input", "Range looked at", "Where the choice changes", "Grade", "Standing"],
        rows=rows,
        folded=True,
        notes=f"The range holds {covered} of draws. Nowhere: no value within it changes the choice, with "
        "all other inputs as uncertain as they are. ± is the standard error. Sources are in the register of inputs "
        "(section 16).",
    )  # fmt: skip


def _range(row: SwitchingRow) -> str:
    if row.low is None or row.high is None:
        return listed(literal(level) for level, _ in row.levels) or "one value"
    if row.low == row.high:
        return input_value(row.name, row.low)
    return f"{input_value(row.name, row.low)} to {input_value(row.name, row.high)}"


def _range_with_unit(row: SwitchingRow) -> str:
    bare = input_unit(row.name) == "number" and row.low is not None
    return f"{_range(row)} {literal(parameter(row.name).unit)}" if bare else _range(row)


def _where_it_turns(findings: Findings, row: SwitchingRow) -> str:
    if row.levels:
        turned = [
            f"at {literal(level)} to {quoted(findings, name)}" for level, name in row.levels if name != findings.best
        ]
        return f"{listed(turned)} (not tested for chance)" if turned else "at none of its values"
    both = [(side, each) for side, each in (("below", row.below), ("above", row.above)) if each is not None]
    if not both:
        return "nowhere in its range"
    return "; ".join(_turn(findings, row.name, side, each) for side, each in both)


def _turn(findings: Findings, key: str, side: str, each: Crossing) -> str:
    error = "" if each.error is None else f" ± {input_value(key, each.error)}"
    sure = "" if each.clear else ", which could be chance"
    return f"{side} {input_value(key, each.at)}{error} to {quoted(findings, each.takes_over)}{sure}"


def _structure_words(findings: Findings) -> str:
    changed = [each for each in findings.alternatives if each.best != findings.best]
    start = (
        "These are choices of the appraisal, not numbers with a range, so no chance can be put on them. They were "
        "named before their results were known."
    )
    if not changed:
        return f"{start} Under every one of them {quoted(findings, findings.best)} stays the best."
    told = listed(f"{literal(each.label)} ({quoted(findings, each.best)})" for each in changed)
    return f"{start} These would change which option is best: {told}."


def _structures(findings: Findings) -> Table:
    best, unit = findings.best_programme, money(findings)
    at = findings.number(best)
    usual = mean(net_of(findings, best), ranged=False)
    error = usual.error
    now = literal(findings.title(findings.best))
    rows: list[list[Value]] = [["As in this report", "What sections 6 to 8 tell", usual, now, mean_lead(findings)]]
    rows += [
        [sentence_case(literal(each.label)), sentence_case(literal(each.why)), Number(each.net[at], error=error),
         literal(findings.title(each.best)), Number(each.lead, error=error)]
        for each in findings.alternatives
    ]  # fmt: skip
    lead = f"how far {quoted(findings, findings.best)} is ahead of the best of the rest; below 0 it is behind"
    return Table(
        name="structural_choices",
        caption=f"Net value of {quoted(findings, best)} compared with {quoted(findings, NOTHING)}, and the best "
        "option, under other choices.",
        columns=["Choice", "Why somebody would make it", Column("Net value", unit, signed=True), "Best option",
                 Column(f"Lead of {quoted(findings, findings.best)}", unit, signed=True)],
        rows=rows,
        notes=f"Lead: {lead}.",
    )  # fmt: skip
