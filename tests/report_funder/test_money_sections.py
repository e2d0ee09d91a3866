"""Sections about money: whatever the study, every page passes the check, marks its options and changes with numbers."""

from dataclasses import replace

import numpy as np
import pytest
from told_sections import MONEY_SECTIONS, checked, findings_of, made_up_figures, only, scaled, told, with_totals

from peersim.economics.appraisal_parts import Choices
from peersim.report.pages import Table
from peersim.report.pages.machine import to_json

FIGURES = made_up_figures()


def missing_runs():
    done = FIGURES.done.copy()
    done[1, 3, 1] = done[2, 7, 0] = False
    spending = np.where(done[..., None, None], FIGURES.spending, np.nan)
    return replace(FIGURES, done=done, spending=spending)


CASES = {
    "usual": (FIGURES, {}),
    "one option plus nothing": (only(FIGURES, "nothing", "baseline"), {}),
    "worth a great deal": (scaled(FIGURES, wellbeing=40.0), {}),
    "harm": (scaled(FIGURES, wellbeing=-5.0), {}),
    "no effect at all": (scaled(FIGURES, wellbeing=0.0), {}),
    "no difference between options": (replace(FIGURES, wellbeing=FIGURES.wellbeing[[0, 1, 1]]), {}),
    "nothing costs anything": (scaled(FIGURES, spending=0.0), {}),
    "missing runs": (missing_runs(), {}),
    "wellbeing not in money": (FIGURES, {"choices": Choices(unit="none")}),
    "quality-adjusted life years": (FIGURES, {"choices": Choices(unit="qaly")}),
    "volunteers' time is a cost": (FIGURES, {"choices": Choices(volunteer_time="cost")}),
    "seen by the funder": (FIGURES, {"perspective": "funder"}),
    "one year": (made_up_figures(years=np.array([1.0])), {}),
    "titles with marks": (
        replace(FIGURES, titles={"nothing": "No **programme**", "baseline": "[@usual]", "on_site_childcare": "Ŵ" * 60}),
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_whatever_the_study_every_section_passes_the_check_of_pages(case):
    figures, asked = CASES[case]
    document = checked(findings_of(figures, **asked))
    assert len(document.sections) == len(MONEY_SECTIONS)
    assert "NaN" not in to_json(document)


def test_nothing_and_the_do_minimum_are_marked_in_every_table_of_options():
    document = checked(findings_of(FIGURES))
    seen = 0
    for section, block in document.blocks():
        if isinstance(block, Table) and block.heads[0].title == "Option":
            names = [row[0] for row in block.rows]
            assert "baseline (do-minimum)" in names, (section.number, block.name)
            seen += "nothing (nothing done)" in names
    assert seen >= 8


@pytest.mark.parametrize("module", MONEY_SECTIONS, ids=lambda module: module.__name__.rsplit(".", 1)[-1])
def test_what_a_section_says_changes_when_the_numbers_change(module):
    figures = with_totals(FIGURES, trained=[0, 10, 16])
    other = with_totals(made_up_figures(seed=11), trained=[0, 12, 13])
    assert told(module.section(findings_of(figures))) != told(module.section(findings_of(other)))


def test_when_nothing_is_worth_its_cost_every_section_says_so_and_names_the_closest():
    findings = findings_of(scaled(FIGURES, wellbeing=0.1))
    assert findings.best == "nothing"
    for module in MONEY_SECTIONS:
        if module.__name__.endswith("optimism"):
            continue
        text = told(module.section(findings))
        assert "no option is worth what it costs" in text, module.__name__
        assert f"“{findings.title(findings.best_programme)}”, which comes closest" in text


def test_when_an_option_is_worth_its_cost_no_section_says_the_contrary():
    findings = findings_of(scaled(FIGURES, wellbeing=40.0))
    assert findings.best != "nothing"
    for module in MONEY_SECTIONS:
        assert "no option is worth what it costs" not in told(module.section(findings)), module.__name__
