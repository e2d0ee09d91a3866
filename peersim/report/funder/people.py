"""Section 3: what happens to people: how many hear, come, come often and stay; volunteers; no money yet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.items import draws_first
from peersim.economics.ratios import ratio_of_means
from peersim.economics.reading import NOTHING
from peersim.outcomes.strata import FACTORS_BY_NAME, LEVELS
from peersim.report.funder.telling import (
    IN_BRACKETS,
    Floats,
    in_words,
    is_clear,
    label,
    length,
    mean,
    of_ratio,
    ordered,
    quoted,
    shown_best,
)
from peersim.report.pages.document import Block, Column, Figure, Heading, Paragraph, Section, Table, Value
from peersim.report.pages.numbers import Number, chance, estimate, number
from peersim.report.words import listed

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

STEPS = {
    "eligible": "eligible",
    "parents_heard": "heard of it",
    "parents_reached": "came at least once",
    "parents_came_often": "came at least four times",
    "parents_engaged_12w": "engaged after 12 weeks",
    "parents_engaged_26w": "engaged after 26 weeks",
    "parents_engaged_52w": "engaged after 52 weeks",
}
"""Steps of a parent's way, in order; those a study does not tell are left out."""

VOLUNTEERS = {
    "trained": ("Trained", "volunteers"),
    "volunteers_ever_active": ("Ever active", "volunteers"),
    "volunteers_from_parents": ("Enquired as parents of the area", "people"),
    "volunteers_active_mean": ("Active in an average week", "volunteers"),
    "volunteers_active_end": ("Active at the end", "volunteers"),
    "volunteers_moved_on": ("Left for work, study or a paid post", "volunteers"),
}
"""Volunteers: outcome, words and unit."""

WAITING = {
    "waiting_assessment_mean": ("Families waiting for a first talk, average week", "families"),
    "waiting_match_mean": ("Families waiting for a volunteer, average week", "families"),
    "sessions_held": ("Group sessions held", "sessions"),
    "contacts": ("One-to-one contacts", "contacts"),
}
"""Waiting and service: outcome, words and unit."""

KEPT = "parents_engaged_26w"
"""What designs are held against each other by."""


def section(findings: Findings) -> Section:
    """Tell what happens to people.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 3.
    """
    blocks: list[Block | str] = [
        Paragraph(_lead(findings), "lead"),
        shown_best(findings),
        _flow(findings),
        _steps(findings),
        Heading("What the design changes"),
        _differences_words(findings),
        _differences(findings),
        Heading("By group"),
        *_groups(findings),
        Heading("Volunteers and waiting"),
        *_others(findings),
    ]
    return Section(3, "What happens to people", blocks)


def _outcome(findings: Findings, name: str) -> Floats | None:
    found = findings.figures.totals.get(name)
    return None if found is None else draws_first(found)


def _told_steps(findings: Findings) -> dict[str, Floats]:
    found = {name: _outcome(findings, name) for name in STEPS}
    return {name: values for name, values in found.items() if values is not None}


def _lead(findings: Findings) -> str:
    best, at = findings.best_programme, findings.number(findings.best_programme)
    steps = _told_steps(findings)
    reached = of_ratio(ratio_of_means(steps["parents_reached"][..., at], steps["eligible"][..., at], "eligible"))
    kept = of_ratio(ratio_of_means(steps[KEPT][..., at], steps["parents_reached"][..., at], "parents who came"))
    text = (
        f"Of {findings.figures.parents:,} families eligible at the start and those who become so later "
        f"({number(mean(steps['eligible'][..., at]).value, 'families', places=0)} in all on average), "
        f"{in_words(steps['parents_heard'][..., at], 'parents')} "
        f"hear of {quoted(findings, best)} in {length(findings)}, "
        f"{in_words(steps['parents_reached'][..., at], 'parents')} come at least once and "
        f"{in_words(steps[KEPT][..., at], 'parents')} are still engaged 26 weeks after coming first."
    )
    if reached.value is not None:
        text += f" So it reaches {estimate(reached, 'share')} of those eligible"
        text += "." if kept.value is None else f", and keeps {estimate(kept, 'share')} of those who come."
    return f"{text} In brackets: what 95 of 100 simulated worlds lie between."


def _flow(findings: Findings) -> Figure:
    from peersim.report.pages.charts_people import flow

    shown = ordered(findings, nothing=False)
    steps = {name: values for name, values in _told_steps(findings).items() if name != "eligible"}
    told = [[mean(values[..., findings.number(name)]) for values in steps.values()] for name in shown]
    return flow(
        "flow",
        [STEPS[name] for name in steps],
        [[each.value for each in row] for row in told],
        [label(findings, name) for name in shown],
        low=[[each.low for each in row] for row in told],
        high=[[each.high for each in row] for row in told],
        compared=f"Each option compared with the others in the same {len(findings.inputs)} draws; "
        f"{quoted(findings, NOTHING)} offers nothing, so nobody hears or comes",
        title="How many parents hear of it, come and stay",
    )


def _steps(findings: Findings) -> Table:
    steps = _told_steps(findings)
    rows: list[list[Value]] = [
        [label(findings, name), *(mean(values[..., findings.number(name)]) for values in steps.values())]
        for name in ordered(findings)
    ]
    units = {name: "families" if name == "eligible" else "parents" for name in steps}
    return Table(
        name="steps",
        caption=f"Parents at each step over {length(findings)}.",
        columns=["Option", *(Column(_capital(STEPS[name]), units[name], key=name, places=0) for name in steps)],
        rows=rows,
        notes=[IN_BRACKETS, "One parent a family is counted, once at each step. Engaged after 26 weeks: of those who "
               "came, "
               "the estimated share still engaged so long after coming first, so that those who came late in the run "
               "count too."],
        folded=True,
    )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _extra(findings: Findings, name: str) -> Floats:
    values = draws_first(findings.figures.totals[KEPT])
    reference = findings.number(findings.figures.reference)
    return np.asarray(values[..., findings.number(name)] - values[..., reference])


def _differences_words(findings: Findings) -> str:
    reference = findings.figures.reference
    extra = {name: _extra(findings, name) for name in ordered(findings, nothing=False) if name != reference}
    if not extra:
        return f"There is no other design to hold against {quoted(findings, reference)}."
    clear = {name: float(values.mean()) for name, values in extra.items() if is_clear(values)}
    text = []
    more = [name for name, value in clear.items() if value > 0.0]
    if more:
        most = max(more, key=clear.__getitem__)
        text.append(
            f"{quoted(findings, most)} keeps the most: {in_words(extra[most], 'parents', signed=True)} engaged "
            "after 26 "
            "weeks."
        )
    for words, names in (
        ("More are also kept by", [name for name in more if name != most] if more else []),
        ("Fewer are kept by", [name for name, value in clear.items() if value < 0.0]),
        ("Not clear of chance is the mean difference of", [name for name in extra if name not in clear]),
    ):
        if names:
            text.append(f"{words} {listed(quoted(findings, name) for name in names)}.")
    return f"Compared with {quoted(findings, reference)}: {' '.join(text)}"


def _differences(findings: Findings) -> Table:
    reference = findings.figures.reference
    values = draws_first(findings.figures.totals[KEPT])
    rows: list[list[Value]] = []
    for name in ordered(findings):
        same = name == reference
        told = Number(0.0) if same else mean(_extra(findings, name))
        often = "what the others are compared with" if same else _chance_of_more(findings, name)
        rows.append([label(findings, name), mean(values[..., findings.number(name)]), told, often])
    return Table(
        name="kept_differences",
        caption="Parents engaged 26 weeks after coming first: each option compared with "
        f"{quoted(findings, reference)}.",
        columns=["Option", Column("Engaged after 26 weeks", "parents"), Column("Difference", "parents", signed=True),
                 "Chance that it keeps more"],
        rows=rows,
        notes=[IN_BRACKETS, "The chance is of a difference in what the design does, chance between runs taken off."],
    )  # fmt: skip


def _chance_of_more(findings: Findings, name: str) -> str:
    """Chance that a design keeps more than the reference over what is not known, chance between runs taken off."""
    from peersim.economics.decision.noise import shrink_differences

    draws, _ = shrink_differences(_extra(findings, name)[..., np.newaxis])
    share = float((draws > 0.0).mean() + 0.5 * (draws == 0.0).mean())
    return chance(share, len(draws))


def _groups(findings: Findings) -> list[Block | str]:
    by_level = findings.figures.by_level
    if not {"eligible", "parents_heard", "parents_reached", KEPT} <= set(by_level):
        return ["The study does not tell steps by group."]
    best, at = findings.best_programme, findings.number(findings.best_programme)
    steps = [draws_first(by_level[name])[..., at, :] for name in ("eligible", "parents_heard", "parents_reached", KEPT)]
    rows: list[list[Value]] = []
    for at_level, (group, level) in enumerate(LEVELS):
        shares = [
            of_ratio(ratio_of_means(after[..., at_level], before[..., at_level], "families at the step before"))
            for before, after in pairwise(steps)
        ]
        rows.append([FACTORS_BY_NAME[group].label, level, mean(steps[0][..., at_level]), *shares])
    return [
        f"Where families of each group are lost under {quoted(findings, best)}, step by step, is in "
        "[@lost_by_group]; who "
        "is left out on the whole, and by which option, in [@12].",
        Table(
            name="lost_by_group",
            caption=f"Steps by group under {quoted(findings, best)}: each share is of those at the step before.",
            columns=["Families by", "Group", Column("Eligible", "families", places=0),
                     Column("Hear, of those eligible", "share"),
                     Column("Come, of those who heard", "share"),
                     Column("Engaged after 26 weeks, of those who came", "share")],
            rows=rows,
            notes=[IN_BRACKETS],
            folded=True,
        ),
    ]  # fmt: skip


def _others(findings: Findings) -> list[Block | str]:
    found = [
        (columns, [(name, words, unit) for name, (words, unit) in columns.items() if name in findings.figures.totals])
        for columns in (VOLUNTEERS, WAITING)
    ]
    if not any(told for _, told in found):
        return ["The study does not tell of volunteers and waiting."]
    blocks: list[Block | str] = [_volunteers_words(findings)]
    captions = (f"Volunteers over {length(findings)}.", f"Waiting and service over {length(findings)}.")
    for (_, told), caption, name in zip(found, captions, ("volunteers", "waiting"), strict=True):
        if told:
            blocks.append(_of_each(findings, name, caption, told))
    return blocks


def _volunteers_words(findings: Findings) -> str:
    best, at = findings.best_programme, findings.number(findings.best_programme)
    told = []
    for name, words in (("trained", "are trained"), ("volunteers_active_mean", "are active in an average week")):
        values = _outcome(findings, name)
        if values is not None:
            told.append(f"{in_words(values[..., at], 'volunteers')} {words}")
    waiting = _outcome(findings, "waiting_match_mean")
    text = f"Under {quoted(findings, best)} {listed(told)}." if told else ""
    if waiting is not None:
        text += f" {in_words(waiting[..., at], 'families')} wait for one in an average week."
    return text.strip() or "Volunteers are told below."


def _of_each(findings: Findings, name: str, caption: str, told: list[tuple[str, str, str]]) -> Table:
    values = {outcome: draws_first(findings.figures.totals[outcome]) for outcome, _, _ in told}
    rows: list[list[Value]] = [
        [label(findings, each), *(mean(values[outcome][..., findings.number(each)]) for outcome, _, _ in told)]
        for each in ordered(findings)
    ]
    return Table(
        name=name,
        caption=caption,
        columns=["Option", *(Column(words, unit, key=outcome) for outcome, words, unit in told)],
        rows=rows,
        notes=[IN_BRACKETS],
    )
