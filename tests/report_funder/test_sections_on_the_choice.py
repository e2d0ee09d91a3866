"""Sections on the choice: what they say follows the numbers, whichever option is best and however little is clear."""

import re
from dataclasses import replace

import numpy as np
import pytest
from made_up_figures import NAMES, made_up_figures

from peersim.economics.appraisal_parts import Choices
from peersim.economics.findings import Asked, Findings
from peersim.report.funder import drivers, incremental, learning, uncertainty
from peersim.report.funder.deciding import (
    input_value,
    lead_is_clear,
    moves_clear,
    other_values,
    runner_up,
    value_with_unit,
    with_titles,
)
from peersim.report.funder.flips import flips
from peersim.report.funder.telling import quoted
from peersim.report.pages import Bullets, Callout, Document, Figure, Paragraph, Section, Table, to_html
from peersim.report.pages.numbers import number

SECTIONS = {6: incremental, 8: uncertainty, 9: drivers, 10: learning}


def words(section):
    """All sentences of a section outside tables and figures."""
    told = []
    for block in section.parts:
        if isinstance(block, Paragraph):
            told.append(block.text)
        elif isinstance(block, Bullets):
            told += block.items
        elif isinstance(block, Callout):
            told += block.text
    return " ".join(told)


def lead(section):
    return next(block.text for block in section.parts if isinstance(block, Paragraph))


def table(section, name):
    return next(block for block in section.parts if isinstance(block, Table) and block.name == name)


def richer(figures, times):
    """The same study with wellbeing gained so many times."""
    return replace(figures, wellbeing=figures.wellbeing * times)


def without(figures, name):
    """The same study without one strategy."""
    keep = [at for at, each in enumerate(figures.names) if each != name]
    return replace(
        figures,
        names=tuple(figures.names[at] for at in keep),
        **{part: getattr(figures, part)[keep] for part in
           ("done", "spending", "income", "wellbeing", "volunteer_years")},
        totals={key: values[keep] for key, values in figures.totals.items()},
        by_level={key: values[keep] for key, values in figures.by_level.items()},
    )  # fmt: skip


TITLES = {"nothing": "No programme", "baseline": "Usual programme", "on_site_childcare": "Crèche **at** sessions"}
FIGURES = made_up_figures(titles=TITLES)


@pytest.fixture(scope="module")
def poor():
    """Nothing is worth what it costs."""
    return Findings(richer(FIGURES, 0.2))


@pytest.fixture(scope="module")
def rich():
    """Programmes are worth far more than they cost."""
    return Findings(richer(FIGURES, 40.0))


@pytest.fixture(scope="module")
def middling():
    """Neither is sure."""
    return Findings(richer(FIGURES, 7.0))


@pytest.mark.parametrize("which", ["poor", "rich", "middling"])
def test_every_section_can_be_printed_with_its_number(which, request):
    findings = request.getfixturevalue(which)
    sections = [module.section(findings) for module in SECTIONS.values()]
    assert [section.number for section in sections] == list(SECTIONS)
    page = to_html(Document("Title", "Under it", sections))  # which refuses nan, infinity and marks left open
    assert "“nothing”" not in page  # strategies go by their titles
    assert not re.search(r"“[a-z_]+\.[a-z_]+”", page)  # and inputs by their labels


def test_recommended_is_the_highest_mean_even_if_that_is_nothing(poor, rich):
    assert poor.best == "nothing"
    assert "By these values no option is worth what it costs; this one comes closest." in lead(
        incremental.section(poor)
    )
    assert "“No programme” has the highest mean net value" in lead(uncertainty.section(poor))
    assert rich.best != "nothing"
    assert "no option is worth" not in lead(incremental.section(rich))
    assert f"{quoted(rich, rich.best)} has the highest mean" in lead(uncertainty.section(rich))


def test_numbers_in_the_lead_are_those_of_the_findings(poor, rich):
    for findings in (poor, rich):
        at = findings.number(findings.best_programme)
        cost = findings.cost[..., at].mean(axis=1)
        printed = number(float(cost.mean()), "£", error=float(cost.std(ddof=1) / np.sqrt(len(cost))))
        assert printed in lead(incremental.section(findings))
    assert lead(incremental.section(poor)) != lead(incremental.section(rich))


def test_programmes_that_draws_do_not_tell_apart_are_named_beside_the_best():
    same = FIGURES.spending.copy()
    same[2] = same[1] + np.random.default_rng(2).normal(0.0, 40.0, same[1].shape)
    wellbeing = FIGURES.wellbeing.copy()
    wellbeing[2] = wellbeing[1]
    told = lead(incremental.section(Findings(replace(FIGURES, spending=same, wellbeing=wellbeing))))
    assert "not told apart from it" in told
    dearer = FIGURES.spending.copy()
    dearer[2] = 3.0 * dearer[1]
    told = lead(incremental.section(Findings(replace(FIGURES, spending=dearer, wellbeing=wellbeing))))
    assert "not told apart" not in told


def test_every_table_of_options_has_no_programme_and_the_do_minimum_marked(middling):
    for section, name in (
        (incremental.section(middling), "incremental"),
        (uncertainty.section(middling), "how_sure"),
        (incremental.section(middling), "net_monetary_benefit"),
    ):
        labels = " ".join(str(row[0]) for row in table(section, name).rows)
        assert "(nothing done)" in labels
        assert "(do-minimum)" in labels


def test_no_ratio_stands_without_net_value_and_chance(middling):
    heads = [column.title for column in table(incremental.section(middling), "incremental").heads]
    assert {"A further WELLBY costs", "Net value", "Chance of being worth its cost"} <= set(heads)


def test_equal_effects_give_no_ratio_in_words():
    figures = replace(FIGURES, wellbeing=np.zeros_like(FIGURES.wellbeing))
    section = incremental.section(Findings(figures))
    assert "No option brings more than another" in " ".join(table(section, "incremental").notes)
    assert all(isinstance(row[4], str) for row in table(section, "incremental").rows)


def test_harm_is_told_as_net_loss():
    findings = Findings(richer(FIGURES, -3.0))
    assert findings.best == "nothing"
    assert findings.effect[..., findings.number(findings.best_programme)].mean() < 0
    assert "\N{MINUS SIGN}" in lead(incremental.section(findings))
    to_html(Document("Title", "", [module.section(findings) for module in SECTIONS.values()]))


def test_one_option_beside_nothing_is_enough():
    findings = Findings(richer(without(FIGURES, "on_site_childcare"), 7.0))
    assert findings.names == NAMES[:2]
    to_html(Document("Title", "", [module.section(findings) for module in SECTIONS.values()]))
    assert runner_up(findings) != findings.best


def test_draws_left_out_are_told():
    done = FIGURES.done.copy()
    done[1, 3, 0] = False
    findings = Findings(replace(richer(FIGURES, 7.0), done=done))
    assert findings.draws_left_out == 1
    assert "1 draw with a missing run" in words(uncertainty.section(findings))
    assert "left out" not in words(uncertainty.section(Findings(richer(FIGURES, 7.0))))


def test_a_lead_within_monte_carlo_error_is_not_called_clear(middling):
    noisy = Findings(richer(FIGURES, 7.0))
    noisy.__dict__["lead"] = np.resize([1_000.0, -990.0], len(middling.lead))
    assert not lead_is_clear(noisy)
    assert "no more than Monte Carlo error could make" in words(uncertainty.section(noisy))


def test_another_worth_of_wellbeing_that_turns_the_choice_is_named(poor, middling):
    for findings in (poor, middling):
        told = " ".join(other_values(findings))
        assert ("would choose" in told) == bool(findings.frontier.switches)
        for at, *_ in findings.frontier.switches:
            assert number(at, "£") in told


def test_unvalued_wellbeing_is_said_to_be_unvalued():
    findings = Findings(FIGURES, Asked(choices=Choices(unit="none")))
    assert findings.best == "nothing"
    assert "wellbeing not put in money" in lead(incremental.section(findings))
    to_html(Document("Title", "", [module.section(findings) for module in SECTIONS.values()]))


def test_the_card_names_at_most_three_inputs_and_only_such_as_are_clear_of_chance(rich, middling):
    for findings in (rich, middling):
        found = flips(findings)
        assert len(found) <= 3
        assert len({flip.input for flip in found}) == len(found)
        clear = sum(row.clear for row in findings.switching.rows)
        turning = [flip for flip in found if "of draws" in flip.turns]
        assert len(turning) == min(clear, 3)
        assert all(not flip.then.startswith("still") for flip in turning)


def test_inputs_that_only_make_noise_are_not_named_as_drivers(middling):
    figures = richer(FIGURES, 7.0)
    rng = np.random.default_rng(1)
    shuffled = Findings(
        replace(figures, inputs=figures.inputs.apply(lambda column: rng.permutation(column.to_numpy())))
    )
    moving = [row.name for row in moves_clear(shuffled)]
    assert not set(moving) & set(figures.inputs.columns)
    assert {row.name for row in moves_clear(middling)} & set(figures.inputs.columns)
    if not moving:
        assert "No single input moves" in lead(drivers.section(shuffled))


def test_every_input_has_a_row_with_its_grade_among_switching_values(middling):
    rows = table(drivers.section(middling), "switching_values").rows
    assert len(rows) == len(middling.inputs.columns)
    heads = [column.title for column in table(drivers.section(middling), "switching_values").heads]
    at = [heads.index(name) for name in ("Grade", "Standing")]
    assert all(row[place] for row in rows for place in at)


def test_structural_choices_that_turn_the_choice_are_named(middling):
    told = words(drivers.section(middling))
    changed = [each for each in middling.alternatives if each.best != middling.best]
    assert ("stays the best" in told) == (not changed)
    for each in changed:
        assert each.label in told


def test_stop_or_go_follows_the_pilot(middling):
    box = next(block for block in learning.section(middling).parts if isinstance(block, Callout))
    pilot = middling.pilot
    assert box.text[0].startswith("**Go**" if pilot is not None and pilot.go else "**Stop**")
    if pilot is not None:
        assert any(isinstance(block, Figure) for block in learning.section(middling).parts)


def test_a_pilot_for_few_families_stops_and_for_very_many_goes():
    told = {}
    for families in (30, 30_000_000):
        findings = Findings(richer(FIGURES, 7.0), Asked(families=families))
        assert findings.pilot is not None
        box = next(block for block in learning.section(findings).parts if isinstance(block, Callout))
        told[families] = box.text
        assert f"{families:,} families" in words(learning.section(findings))
    assert told[30][0].startswith("**Stop**")
    assert "serve" in told[30][-1]  # how many families would make it pay
    assert told[30_000_000][0].startswith("**Go**")
    assert "choose" in told[30_000_000][1]


def test_values_of_inputs_carry_their_unit():
    assert input_value("cost.on_cost_rate", 0.18) == "18%"
    assert input_value("cost.coordinator_salary", 32_500.0).startswith("£")
    assert value_with_unit("effect.smd_groups", -0.09).startswith(
        "a standardised mean difference of \N{MINUS SIGN}0.09"
    )


def test_names_turn_into_titles_only_where_they_stand_in_quotation_marks(middling):
    told = with_titles(middling, "“on_site_childcare” beats nothing by “effect.smd_groups”", "effect.smd_groups")
    assert told.startswith(f"{quoted(middling, 'on_site_childcare')} beats nothing by “Effect of")


def test_a_pilot_pays_from_a_number_of_decisions_that_does_make_it_pay():
    few = Findings(richer(FIGURES, 7.0), Asked(families=3))
    found = few.sample_information
    worth = np.asarray(found.value)
    sure = worth > 2.0 * found.error
    if not sure.any():
        found = replace(found, error=np.zeros_like(worth))
        few.__dict__["sample_information"] = found
        sure = worth > 0.0
    told = re.search(r"about ([\d,.]+) times", words(Section(10, "", [Callout("", stop_or_go(few))])))
    times = float(told[1].replace(",", ""))
    assert (worth[sure] * few.pilot.reach * times * 1.05 - few.pilot.cost[sure]).max() > 0.0
    assert (worth[sure] * few.pilot.reach * times * 0.9 - few.pilot.cost[sure]).max() < 0.0


def stop_or_go(findings):
    return next(block for block in learning.section(findings).parts if isinstance(block, Callout)).text


def test_switching_value_on_the_card_is_that_of_the_analysis(middling):
    clear = [row for row in middling.switching.rows if row.clear]
    assert clear  # else this test would say nothing
    assert input_value(clear[0].name, clear[0].nearest.at) in flips(middling)[0].turns
    assert flips(middling)[0].then == middling.title(clear[0].nearest.takes_over)


def test_worth_of_wellbeing_is_looked_at_as_far_as_where_a_programme_pays(poor):
    pays = next(row.icer for row in poor.table.rows if row.icer is not None)
    far = Findings(richer(FIGURES, 0.6))
    pays_nearer = next(row.icer for row in far.table.rows if row.icer is not None)
    worth = float(np.mean(far.appraisal.price.per_wellby))
    assert pays > 4.0 * worth  # so far off that it is not looked at
    assert not poor.frontier.switches
    assert 2.0 * worth < pays_nearer < 4.0 * worth
    assert far.frontier.switches
    assert number(far.frontier.switches[0][0], "£") in " ".join(other_values(far))
