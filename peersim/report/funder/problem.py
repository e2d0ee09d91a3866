"""Section 1: what is to be decided, for whom, between what, and by which rules: written down before the results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peersim.economics.perspectives import usual_perspectives
from peersim.economics.reading import NOTHING
from peersim.economics.values import thresholds
from peersim.foundation.problems import InputError
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.report.funder.telling import label, length, money, ordered, prices, quoted, rate_of
from peersim.report.pages.document import (
    Block,
    Bullets,
    Callout,
    Column,
    Facts,
    Heading,
    Paragraph,
    Section,
    Table,
    Value,
)
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import number
from peersim.report.words import listed, plural

if TYPE_CHECKING:
    from peersim.economics.findings import Findings
    from peersim.scenarios.model import Scenario

MOST_CHANGES = 4
"""Changes of a design told in its row; a convention."""

UNIT_NAMES = {"wellby": "WELLBY", "qaly": "QALY"}
"""Units of official thresholds, as they are called."""


def section(findings: Findings) -> Section:
    """Tell what is to be decided.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 1.
    """
    blocks: list[Block | str] = [
        Paragraph(_lead(findings), "lead"),
        _facts(findings),
        Heading("Options"),
        _options_words(findings),
        _options(findings),
        Heading("Whose costs and gains"),
        _perspectives(findings),
        Heading("By which rules"),
        Bullets(_rules(findings)),
        *_thresholds(findings),
        _discounting(findings),
        _plan(findings),
    ]
    return Section(1, "Decision problem", blocks)


def _lead(findings: Findings) -> str:
    figures = findings.figures
    asked = literal(figures.trail.get("question", "").strip())
    question = f"The question: {asked} " if asked else ""
    return (
        f"{question}It is asked for {figures.parents:,} families who are eligible in {literal(figures.place_title)}, "
        f"over {length(findings)}. Nobody has been observed: each option is played through by simulated families, "
        "volunteers and coordinators, many times, and what is not known is drawn anew each time."
    )


def _facts(findings: Findings) -> Facts:
    figures, appraisal = findings.figures, findings.appraisal
    years = len(figures.years)
    price = appraisal.price
    worth = (
        f"{number(float(price.per_wellby.mean()), money(findings))} for one point of life satisfaction (of ten) for a "
        f"year, on average of the draws; {literal(price.source)}; grade {price.grade}"
        if price.in_money
        else "not put in money"
    )
    return Facts(
        [
            ("Place", literal(figures.place_title)),
            ("Population", f"{figures.parents:,} families eligible in the first week"),
            ("Horizon", length(findings)),
            ("Deciding perspective", f"{findings.worth.perspective.label}; the others stand beside it in section 7"),
            ("Money", f"{appraisal.profile.currency}, {prices(findings)}"),
            ("Worth of wellbeing", worth),
            ("Discounting of costs", rate_of(appraisal.discounting.costs, years)),
            ("Discounting of gains in wellbeing", rate_of(appraisal.discounting.health, years)),
            ("For what learning is worth", _scope(findings)),
        ]
    )


def _scope(findings: Findings) -> str:
    families = findings.asked.families or findings.figures.parents
    return f"the decision touches {families:,} families and holds for {plural(findings.asked.horizon, 'year')}"


def _options_words(findings: Findings) -> str:
    reference = findings.figures.reference
    nothing, least = quoted(findings, NOTHING), quoted(findings, findings.do_minimum)
    why = "as was asked" if findings.asked.do_minimum else "the cheapest that does anything"
    if findings.do_minimum == "do_minimum":
        why = "as the study names it"
    return (
        f"{nothing} is what becomes of the same families without a programme: every gain is counted beyond it, in the "
        f"same simulated world, so that what would have happened anyway is not claimed. {least} is the least that "
        f"could be done ({why}). Differences in design are told against {quoted(findings, reference)}."
    )


def _options(findings: Findings) -> Table:
    designs = _designs(findings)
    reference = designs.get(findings.figures.reference)
    rows: list[list[Value]] = []
    for name in ordered(findings):
        design = designs.get(name)
        why = literal(design.why) if design is not None and design.why else "no reason is written in its file"
        rows.append([label(findings, name), why, _changes(findings, name, design, reference)])
    return Table(
        name="options",
        caption="Options, why each is compared, and what is different in it.",
        columns=["Option", "Why", f"What is different from {quoted(findings, findings.figures.reference)}"],
        rows=rows,
        source="the scenario files kept with the study; what changes is named as “peersim scenario levers” lists it",
    )


def _designs(findings: Findings) -> dict[str, Scenario]:
    """Load the study's scenarios as it keeps them; those that cannot be read any more are left out."""
    if findings.folder is None:
        return {}
    from peersim.scenarios import load

    found = {}
    for name in findings.names:
        path = findings.folder / "scenarios" / f"{name}.resolved.toml"
        try:
            found[name] = load(path)
        except (InputError, OSError):
            continue
    return found


def _changes(findings: Findings, name: str, design: Scenario | None, reference: Scenario | None) -> str:
    from peersim.scenarios.show import difference

    if name == NOTHING:
        return "no programme at all"
    if name == findings.figures.reference:
        return "what the others are compared with"
    if design is None or reference is None:
        return "cannot be told: its file is not there"
    told = _together(difference(reference, design))
    more = [f"and {plural(len(told) - MOST_CHANGES, 'more change')}"] if len(told) > MOST_CHANGES else []
    return "; ".join([*told[:MOST_CHANGES], *more]) or "nothing"


def _together(rows: list[dict[str, Any]]) -> list[str]:
    """Tell differences, the same change of several groups once."""
    where: dict[str, list[str]] = {}
    for row in rows:
        weeks = f" from week {row['from_week']}" if row.get("from_week") else ""
        weeks += f" to week {row['to_week']}" if row.get("to_week") is not None else ""
        if row["key"] == "all of it":
            gone = row["b"] is None
            change = f"{'without ' if gone else ''}{row['of']}{'' if gone else ': ' + str(row['b_text'])}{weeks}"
            where.setdefault(change, [])
            continue
        change = f"{row['key']} {row['b_text']} instead of {row['a_text']}{weeks}"
        where.setdefault(change, []).append("" if row["of"] in ("programme", "calendar") else str(row["of"]))
    told = []
    for change, of in where.items():
        named = [each for each in of if each]
        told.append(literal(change + (f" ({listed(named)})" if 0 < len(named) <= 2 else "") + _count(named)))
    return told


def _count(named: list[str]) -> str:
    return f" ({plural(len(named), 'group')})" if len(named) > 2 else ""


def _perspectives(findings: Findings) -> Table:
    rows: list[list[Value]] = []
    for each in usual_perspectives(findings.asked.choices.public_funder):
        there = each.name in findings.appraisal.after
        decides = "decides" if each.name == findings.worth.perspective.name else "told beside it"
        rows.append(
            [
                each.label,
                listed(each.parties),
                decides if there else "nobody in it pays or gains anything here, so it is not told",
            ]
        )
    return Table(
        name="whose",
        caption="Whose costs and gains are counted.",
        columns=["Seen by", "Who is in it", "In this report"],
        rows=rows,
    )


def _rules(findings: Findings) -> list[str]:
    optimism = findings.appraisal.optimism
    cuts = listed(f"{number(share, 'share')} for grade {grade}" for grade, share in sorted(optimism.benefits.items()))
    return [
        "**The best option is the one with the highest mean net value** (gains less costs), not the one that is most "
        "often best; it may be no programme at all.",
        f"**Gains are cut for optimism** by the grade of the evidence they rest on: by {cuts} ([@13] shows "
        "both sides).",
        "**Every option meets the same worlds**: the same families, the same luck, the same values of what is not "
        "known. A difference between two options is the difference the design makes.",
        "**Chance between runs is taken off** before chances and values of information are told ([@8]); the Monte "
        "Carlo error of a number (what more runs would change) decides how many of its figures are printed.",
        "**No ratio stands without its amount**: costs per parent are mean cost over mean parents, never means of "
        "ratios.",
    ]


def _thresholds(findings: Findings) -> list[Block]:
    found = thresholds(findings.appraisal.profile, findings.appraisal.price_year)
    if not found:
        return [
            Callout(
                "No official threshold",
                f"The profile of {findings.appraisal.profile.country} knows of no official value of a unit of "
                "wellbeing; [@6] tells costs for each unit gained instead.",
            )
        ]
    rows: list[list[Value]] = [
        [UNIT_NAMES.get(each.per, each.per), each.value, literal(each.source), each.grade, each.note] for each in found
    ]
    return [
        Table(
            name="thresholds",
            caption="What official guidance says a unit of wellbeing is worth.",
            columns=["Unit", Column("Worth", money(findings)), "Source", "Grade", "Which end, which prices"],
            rows=rows,
            notes="A WELLBY is one point of life satisfaction (of ten) for one person for a year; a QALY is a year in "
            "full health. They are two ways to value the same change: they are never added.",
        )
    ]


def _discounting(findings: Findings) -> Table:
    found = findings.appraisal.profile.discounting
    rows: list[list[Value]] = []
    for name, each in found.items():
        used = "used here" if name == findings.asked.choices.discounting else "told in section 9"
        rows.append([name.replace("_", " "), each.costs.in_words(), each.health.in_words(), used])
    weeks = f"{WEEKS_PER_YEAR:.0f}"
    return Table(
        name="discounting",
        caption="Discounting: what a later year counts for.",
        columns=["Schedule", "Costs", "Gains in wellbeing", "In this report"],
        rows=rows,
        notes=f"The first year ({weeks} weeks) is not discounted; factors of later years are multiplied up.",
    )


def _plan(findings: Findings) -> Callout:
    hashed = findings.figures.trail.get("plan hash", "")
    if not hashed:
        return Callout("The plan", "No plan was kept with the study, so nothing shows that it came before the results.")
    return Callout(
        "The plan came first",
        f"The options, the place, the number of runs and the seed were written down and sealed before the first run: "
        f"the plan's hash is {hashed}. A study whose plan was edited afterwards refuses to run on. What is asked of "
        "this report (perspective, unit of value, discounting) is not part of that plan; [@16] gives the command with "
        "all of it.",
    )
