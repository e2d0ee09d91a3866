"""Section 16: the CHEERS items and where they are reported, every input with its source, and how to repeat it all."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.appraisal_parts import Choices
from peersim.economics.findings import Asked
from peersim.economics.samples import standing
from peersim.evidence.table import keys_with, parameter
from peersim.report.funder.cheers import ITEMS, NOT_REPORTED
from peersim.report.funder.telling import MIDDLE
from peersim.report.pages.document import Block, Column, Facts, Heading, Paragraph, Section, Table, Value
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import Number
from peersim.report.words import plural

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

GRADES = {
    "A": "an official figure or a trial",
    "B": "a good figure with one weak link",
    "C": "one site, old or remembered",
    "D": "an assumption, with its reasoning",
}
"""What grades mean."""


def section(findings: Findings) -> Section:
    """Tell where everything asked of such a report is, what it stands on, and how to repeat it.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 16.
    """
    told = [(item, item.where(findings)) for item in ITEMS]
    missing = [item for item, where in told if where.startswith(NOT_REPORTED)]
    blocks: list[Block | str] = [
        Paragraph(
            f"{len(ITEMS) - len(missing)} of the {len(ITEMS)} items of CHEERS 2022, the checklist for reports "
            "of economic "
            f"evaluations, are reported; {plural(len(missing), 'item')} {'is' if len(missing) == 1 else 'are'} "
            "not, and "
            "say so. The wording of the items is ours.",
            "lead",
        ),
        Table(
            name="cheers",
            caption="The items of CHEERS 2022 and where each is reported.",
            columns=["No.", "What is asked", "Where"],
            rows=[[str(item.number), item.asks, where] for item, where in told],
            source="after Husereau and others, Consolidated Health Economic Evaluation Reporting Standards (2022)",
        ),
        Heading("Every input"),
        _inputs_words(findings),
        _inputs(findings),
        Heading("How to repeat it"),
        _trail(findings),
        *_commands(findings),
    ]
    return Section(16, "Checklist and trail", blocks)


# Inputs


def _all_keys(findings: Findings) -> list[str]:
    """List inputs of the model, and values of the appraisal, in the evidence table's order."""
    used = set(findings.inputs.columns) | set(findings.appraisal.samples.columns) | set(keys_with(role="input"))
    return [key for key in _table_order() if key in used]


def _table_order() -> list[str]:
    from peersim.evidence.table import parameters

    return list(parameters())


def _inputs_words(findings: Findings) -> str:
    keys = _all_keys(findings)
    grades = {grade: sum(parameter(key).grade == grade for key in keys) for grade in GRADES}
    told = "; ".join(f"{count:,} of grade {grade} ({GRADES[grade]})" for grade, count in grades.items())
    fixed = sum(key not in findings.inputs.columns for key in keys)
    return (
        f"[@inputs] lists {plural(len(keys), 'input')}: {told}. {fixed:,} have one value in every draw, the others are "
        "drawn anew in each. Read means that the figure was seen in its source, derived that it was worked out "
        "from such "
        "figures, memory that it is remembered and must be checked before it is relied on."
    )


def _inputs(findings: Findings) -> Table:
    rows: list[list[Value]] = []
    for key in _all_keys(findings):
        row = parameter(key)
        basis = f"{row.grade}, {standing(key).lower()}"
        rows.append(
            [literal(row.label), key, _told(findings, key), literal(row.unit), literal(row.distribution or "fixed"),
             basis, literal(row.source) or "no source"]
        )  # fmt: skip
    return Table(
        name="inputs",
        caption="Every input of the model and of the values put on its results.",
        columns=["What", "Key", Column("Value", "number"), "Unit", "Distribution", "Grade, standing", "Source"],
        rows=rows,
        notes=["Value: mean of the draws used, in brackets what 95 of 100 draws lie between; no brackets where it has "
               "one value. Where calibration narrowed the distribution, value and range are the narrowed ones. "
               "“peersim evidence show” with a key tells the reasoning."],
        folded=True,
    )  # fmt: skip


def _told(findings: Findings, key: str) -> Number:
    if key in findings.inputs.columns:
        values = findings.inputs[key].to_numpy(np.float64)
        low, high = (float(end) for end in np.quantile(values, MIDDLE))
        return Number(float(values.mean()), low, high)
    if key in findings.appraisal.samples.columns:
        return Number(float(findings.appraisal.samples[key].iloc[0]))
    value = parameter(key).value
    return Number(None, note="nobody has put a number to it") if value is None else Number(float(value))


# Trail


def _trail(findings: Findings) -> Facts:
    study = findings.study
    trail = study.trail
    draws, replications = study.done.shape[1:]
    pairs = [
        ("peersim", f"{study.version}, commit {trail.get('commit', 'not known')}"),
        ("Fingerprint of the package that ran it", trail.get("package fingerprint", "not known")),
        ("Hash of the plan", trail.get("plan hash", "not known")),
        ("Seed", str(study.seed)),
        ("Runs", f"{len(study.names)} options × {draws:,} draws × {replications:,} replications = {study.runs:,}; "
         f"{study.missing:,} missing"),
        ("Draws left out", f"{findings.draws_left_out:,}"),
        ("For machines", "report.json beside this report holds every table with its units"),
    ]  # fmt: skip
    return Facts([(name, literal(fact)) for name, fact in pairs])


def _commands(findings: Findings) -> list[Block]:
    plan = findings.figures.trail.get("plan", "").strip()
    rows: list[list[Value]] = [[f"plan.toml, line {n}", literal(line)] for n, line in enumerate(_lines(plan), 1)]
    steps = [
        ("plan it", "peersim study plan plan.toml STUDY"),
        ("run it", "peersim study run STUDY"),
        ("write this report", command(findings)),
    ]
    rows += [[name, literal(line)] for name, line in steps]
    return [
        Table(
            name="repeat",
            caption="The plan and the commands that give this report again.",
            columns=["What", "Text"],
            rows=rows,
            notes="STUDY is a folder of your choice. The same plan with the same version of peersim gives the same "
            "numbers, on any machine and any number of cores.",
        )
    ]


def _lines(plan: str) -> list[str]:
    return [line for line in plan.splitlines() if line.strip()]


def command(findings: Findings) -> str:
    """Give the command that writes this report.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    str
        With every option that is not at its default.
    """
    asked, usual = findings.asked, Asked()
    options = {
        "--country": (asked.country, usual.country),
        "--perspective": (asked.perspective, usual.perspective),
        "--unit": (asked.choices.unit, None),
        "--do-minimum": (asked.do_minimum, None),
        "--fiscal": (asked.fiscal, None),
        "--discounting": (asked.choices.discounting, Choices().discounting),
        "--families": (asked.families, None),
        "--horizon": (asked.horizon, usual.horizon),
        **{f"--{role.replace(' ', '-')}": (name, "") for role, name in asked.people.items()},
    }
    words = ["peersim", "report", "STUDY"]
    for name, (given, default) in options.items():
        if given is not None and given != default:
            words += [name, str(given)]
    return shlex.join(words)
