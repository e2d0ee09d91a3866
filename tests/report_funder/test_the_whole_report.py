"""The whole report of a study: every section, one answer, sentences that follow the numbers."""

import re
from dataclasses import replace

import pytest
from made_up_figures import made_up_figures
from told_sections import findings_of, only, scaled

from peersim.economics.appraisal_parts import Choices
from peersim.report.funder import card, checklist, people, problem, validity
from peersim.report.funder.answer import answer
from peersim.report.funder.cheers import ITEMS, NOT_REPORTED
from peersim.report.funder.document import SECTIONS, report
from peersim.report.pages.checking import check, targets_of
from peersim.report.pages.inline import references
from peersim.report.pages.machine import as_data

USUAL = made_up_figures()


def card_of(findings):
    return card.section(findings).parts[0]


def table_of(section, name):
    return next(block for block in section.parts if getattr(block, "name", "") == name)


@pytest.fixture(scope="module")
def usual():
    return findings_of(USUAL)


@pytest.fixture(scope="module")
def rich():
    return findings_of(scaled(USUAL, wellbeing=20.0))


def test_a_report_has_seventeen_sections_in_order_and_can_be_printed(usual):
    document = report(usual)
    check(document)
    assert [section.number for section in document.sections] == list(range(17))
    assert 3 <= len(document.answer) <= 5
    assert as_data(document)["answer"] == list(document.answer)


def test_each_section_is_announced_before_it_is_made(usual):
    said = []
    report(usual, said.append)
    assert len(said) == len(SECTIONS)
    assert said[0].startswith("Section 0 of 16")


@pytest.mark.parametrize(
    "figures",
    [
        pytest.param(scaled(USUAL, wellbeing=0.0), id="no effect at all"),
        pytest.param(scaled(USUAL, wellbeing=-1.0), id="harm"),
        pytest.param(only(USUAL, "nothing", "baseline"), id="one option"),
        pytest.param(made_up_figures(replications=1), id="one run a draw"),
        pytest.param(made_up_figures(draws_=20), id="fewest draws"),
        pytest.param(replace(USUAL, trail={"question": "Is “a*b” or **c** [@x] worth it?"}), id="marks in a question"),
    ],
)
def test_a_report_of_an_odd_study_can_be_printed(figures):
    check(report(findings_of(figures)))


def test_runs_that_are_missing_are_told():
    done = USUAL.done.copy()
    done[1, 3, 0] = False
    findings = findings_of(replace(USUAL, done=done))
    told = " ".join(validity._study(findings))
    assert "1 failed or were not run, and 1 draw" in told
    check(report(findings))


def test_where_no_option_is_worth_it_the_card_says_so_and_names_the_closest(usual):
    assert usual.best == "nothing"
    told = card_of(usual)
    assert told.answer.startswith("**nothing.** By the values of this report no option is worth what it costs.")
    assert "baseline" in told.answer
    assert told.asked.label == "Amount the closest would ask for"


def test_where_an_option_is_worth_it_the_card_recommends_it_with_amount_and_chance(rich):
    assert rich.best == "on_site_childcare"
    told = card_of(rich)
    assert told.answer.startswith("**on site childcare.** Of the options compared")
    assert told.worth[0].value.startswith("+£")
    assert re.search(r"benefits exceed its costs is \d+%", told.answer)


def test_twice_the_money_is_twice_the_amount_asked_for():
    once, twice = (findings_of(only(scaled(USUAL, 0.0, times), "nothing", "baseline")) for times in (1.0, 2.0))
    amounts = [int(re.sub(r"\D", "", card_of(each).asked.value)) for each in (once, twice)]
    assert amounts[1] == pytest.approx(2 * amounts[0], rel=0.01)
    assert all(a.value != b.value for a, b in zip(card_of(once).parents, card_of(twice).parents, strict=True))


def test_with_wellbeing_left_out_of_money_the_answer_says_so():
    findings = findings_of(USUAL, choices=Choices(unit="none"))
    assert answer(findings)[0].startswith("With wellbeing left out of the sum")
    assert any("for the reader to judge" in part for part in answer(findings))


def test_who_answers_for_it_is_named_or_said_not_to_be(usual):
    named = findings_of(USUAL, people={"commissioned by": "A Trust", "checked by": "B. Byrne"})
    facts = dict(report(named).facts)
    assert (facts["Commissioned by"], facts["Made by"], facts["Checked by"]) == ("A Trust", "not named", "B. Byrne")
    assert "A Trust" in card_of(named).small


def test_nothing_and_the_do_minimum_stand_in_every_table_of_options(usual):
    for section, name in (
        (problem, "options"),
        (people, "steps"),
        (people, "kept_differences"),
        (people, "volunteers"),
    ):
        found = [block for block in section.section(usual).parts if getattr(block, "name", "") == name]
        for table in found:
            first = [row[0] for row in table.rows]
            assert first[0] == "nothing (nothing done)", name
            assert first[1].endswith("(do-minimum)"), name


def test_a_difference_in_parents_follows_the_numbers():
    more = replace(USUAL, totals=USUAL.totals | {
        "parents_engaged_26w": USUAL.totals["parents_engaged_26w"] * [[[1.0]], [[1.0]], [[2.0]]],
    })  # fmt: skip
    rows = [
        {row[0]: row[2].value for row in table_of(people.section(findings_of(each)), "kept_differences").rows}
        for each in (USUAL, more)
    ]
    assert rows[1]["on site childcare"] > rows[0]["on site childcare"] + 50
    assert rows[0]["baseline (do-minimum)"] == rows[1]["baseline (do-minimum)"] == 0.0


def test_the_checklist_has_all_items_and_every_link_leads_somewhere(usual):
    assert [item.number for item in ITEMS] == list(range(1, 29))
    known = targets_of(report(usual))
    for item in ITEMS:
        where = item.where(usual)
        assert where.startswith(NOT_REPORTED) or references(where) or item.number in (1, 27)
        assert set(references(where)) <= set(known)


def test_what_cannot_be_known_is_left_visible_as_not_reported(usual):
    rows = {row[0]: row[2] for row in table_of(checklist.section(usual), "cheers").rows}
    assert [number for number, where in rows.items() if where.startswith(NOT_REPORTED)] == ["4", "21", "25", "27", "28"]


def test_the_register_has_every_input_with_value_range_source_and_grade(usual):
    rows = {row[1]: row for row in table_of(checklist.section(usual), "inputs").rows}
    assert set(usual.inputs.columns) <= set(rows)
    effect = rows["effect.smd_groups"]
    assert effect[2].low < effect[2].value < effect[2].high
    assert effect[5][0] in "ABCD"
    assert effect[6]


def test_the_command_that_repeats_the_report_has_what_was_asked():
    findings = findings_of(USUAL, families=9000, people={"made by": "A. Ali"})
    assert checklist.command(findings) == "peersim report STUDY --families 9000 --made-by 'A. Ali'"


def test_results_of_validation_are_those_that_come_with_this_version():
    known = validity.stored()
    assert {each["status"] for each in known["advishe"]} <= {"done", "partly", "not done"}
    assert len(known["advishe"]) == 13
    assert all(each["discussion"] for each in known["targets"] if not each["hit"])
