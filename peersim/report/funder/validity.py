"""Section 15: what was checked of the model and of this study, against what, and what was not."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from peersim.evidence.table import keys_with
from peersim.report.funder.telling import of_draws
from peersim.report.pages.document import Block, Bullets, Callout, Heading, Paragraph, Section, Table, Value
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import Number, number
from peersim.report.words import plural

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

STORED = "validity.json"
"""Results of validation as they come with peersim, beside this file; docs/make_validity.py writes it."""


@cache
def stored() -> dict[str, Any]:
    """Read the results of validation that come with peersim."""
    text = files("peersim.report.funder").joinpath(STORED).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def section(findings: Findings) -> Section:
    """Tell what was checked.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 15.
    """
    known = stored()
    blocks: list[Block | str] = [
        Paragraph(_lead(known), "lead"),
        *_another_version(findings, known),
        Heading("The model against the world"),
        Paragraph(f"{literal(known['rule'])} {literal(known['calibration'])}"),
        _targets(known),
        *_misses(known),
        Heading("The model against exact cases and other models"),
        Bullets(_exact(known)),
        Heading("This study"),
        Bullets(_study(findings)),
        Heading("The AdViSHE questions"),
        _advishe_words(known),
        _advishe(known),
    ]
    return Section(15, "Validity", blocks)


def _lead(known: dict[str, Any]) -> str:
    hits = sum(each["hit"] for each in known["targets"])
    return (
        f"{hits} of {len(known['targets'])} published statistics of real programmes are met by one and the same model; "
        "each of the others is a miss, told below as one. A figure that was used to fit the model and is met "
        "was fitted, "
        "not foretold. No one from outside has judged the model, and nothing has been predicted before it was seen."
    )


def _another_version(findings: Findings, known: dict[str, Any]) -> list[Block]:
    if known["version"] == findings.figures.version:
        return []
    return [
        Callout(
            "Another version",
            f"This study was run with peersim {findings.figures.version}; the results of validation below are "
            "of peersim "
            f"{known['version']}.",
            "warning",
        )
    ]


def _targets(known: dict[str, Any]) -> Table:
    rows: list[list[Value]] = []
    for each in known["targets"]:
        ends = (each["interval_low"], each["interval_high"])
        model = Number(each["median"], *ends, note="" if each["median"] is not None else "the runs could not tell it")
        rows.append(
            [literal(each["label"]), _number(each["value"], each["band_low"], each["band_high"], each["unit"]),
             _number(model.value, model.low, model.high, each["unit"]), "met" if each["hit"] else "missed",
             each["use"], literal(each["source"])]
        )  # fmt: skip
    return Table(
        name="targets",
        caption="Published statistics and what the model gives in the same setting.",
        columns=["Statistic", "Published (band)", "Model: median (95% interval)", "Result", "Used for", "Source"],
        rows=rows,
        notes=f"{known['draws']:,} draws, seed {known['seed']}; peersim {known['version']}.",
        folded=True,
    )


def _number(value: float | None, low: float | None, high: float | None, unit: str) -> str:
    from peersim.report.pages.numbers import estimate

    printed = "share" if unit.startswith("share") else "number"
    told = estimate(Number(value, low, high), printed)
    return told if unit in ("share", "number") or value is None else f"{told} {literal(unit)}"


def _misses(known: dict[str, Any]) -> list[Block]:
    missed = [each for each in known["targets"] if not each["hit"]]
    if not missed:
        return []
    told = [
        f"**{literal(each['label'])}.** {literal(_sentence(each['why']))} {literal(each['discussion'])}"
        for each in missed
    ]
    return [Callout("1 miss" if len(missed) == 1 else f"{len(missed)} misses", told, "warning")]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _exact(known: dict[str, Any]) -> list[str]:
    return [
        f"{known['cross']} of {known['cross_all']} figures of {known['references']} independent small models "
        "(written as "
        "formulas, made to coincide with the simulation where they can) are met within the tolerance stated.",
        f"{known['checks'] - known['checks_fail']} of {known['checks']} checks of {known['claims']} claims of "
        "background "
        f"documents hold; {known['patterns_hold']} of {known['patterns']} patterns of real programmes hold, "
        f"{known['patterns_explained']} of them only with the mechanism said to be behind them.",
        "The decision analysis of this report is tested against closed forms (values of information of normal and "
        "discrete cases, chains of dominance), and against what must hold always: that order and added "
        "constants change "
        "nothing, that knowing more is never worth less.",
        "Hours, money and people balance in every run; the same inputs give the same bytes on any number of cores.",
    ]


def _study(findings: Findings) -> list[str]:
    figures, study = findings.figures, findings.study
    net = findings.worth.net[..., findings.number(findings.best_programme)]
    error = findings.net.errors[0, findings.number(findings.best_programme)]
    runs = f"{study.runs:,} runs were planned"
    told = [
        f"{runs} and all of them finished." if not study.missing else
        f"{runs}; {study.missing:,} failed or were not run, and {plural(findings.draws_left_out, 'draw')} in "
        "which one is "
        "missing are left out of every comparison.",
        f"The Monte Carlo error of the net value of the best programme is {number(float(error), findings.sign)}, from "
        f"{plural(len(of_draws(net)), 'draw')} of {plural(figures.done.shape[2], 'replication')} each: more runs would "
        "move it by about that much.",
        f"{len(keys_with(role='input', grade='D')):,} of {len(keys_with(role='input')):,} inputs of the model are "
        "assumptions (grade D) with a reason each; their ranges were written down by the people who made the model. "
        "[@13] runs the options again with all of them at their worst end.",
    ]  # fmt: skip
    return [*told, _stress_check(findings)]


def _stress_check(findings: Findings) -> str:
    stress = findings.stress
    if not stress.names:
        return f"That could not be run here: {literal(stress.why_not)}."
    return (
        f"Those runs were made on {stress.worlds} new sets of families and luck, with the peersim that ran the study."
    )


def _advishe_words(known: dict[str, Any]) -> str:
    statuses = [each["status"] for each in known["advishe"]]
    done, partly, none = (statuses.count(each) for each in ("done", "partly", "not done"))
    return (
        f"AdViSHE is a list of questions about how a model in health economics was checked. Of its {len(statuses)} "
        f"questions {done} are answered with done, {partly} with partly and {none} with not done. The words are ours."
    )


def _advishe(known: dict[str, Any]) -> Table:
    rows: list[list[Value]] = [
        [each["number"], each["part"], literal(each["item"]), each["status"], literal(each["what"])]
        for each in known["advishe"]
    ]
    return Table(
        name="advishe",
        caption="How the model was checked, by the questions of AdViSHE.",
        columns=["No.", "Part", "Question", "Status", "What was done, and what not"],
        rows=rows,
        folded=True,
    )
