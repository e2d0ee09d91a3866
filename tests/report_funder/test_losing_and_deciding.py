"""Section 9 tells in which worlds the design loses, and what a sensitivity analysis of the same study found."""

import json
from dataclasses import replace

import numpy as np
import pytest
from made_up_figures import made_up_figures
from told_sections import findings_of, told

from peersim.analysis.sensitivity import Explained, Index, Screening, Sensitivity, Within
from peersim.analysis.sensitivity.points import OTHERS
from peersim.analysis.sensitivity.spaces import BLOCK
from peersim.economics.decided import sensitivity_of
from peersim.economics.losing import discover, losing
from peersim.foundation.problems import InputError
from peersim.report.funder import decided
from peersim.report.funder.losing import blocks as losing_blocks
from peersim.report.pages import Document, Section, to_html

INPUTS = {
    "package": "p", "profile": "d", "parents": 500, "weeks": 130,
    "scenarios": {"nothing": "n", "baseline": "b", "on_site_childcare": "c"},
}  # fmt: skip


def analysis(**facts):
    """A sensitivity analysis made up for these tests."""
    own = Explained("parents_reached", "parents_reached", "", "“families that ever came”", "families", 200.0, 30.0, 0.1,
                    float("nan"), 64, 0, 0, "")  # fmt: skip
    changed = own._replace(name="parents_reached-on_site_childcare", scenario="on_site_childcare",
                           label="the change in families that ever came by “Crèche”")  # fmt: skip
    untold = own._replace(name="cost", label="“cost”", why_not="it is the same in every run")
    rows = [
        Index(each.name, name, first, first - 0.1, first + 0.1, first + 0.05, first - 0.05, first + 0.15)
        for each in (own, changed)
        for name, first in (("effect.creche_or", 0.5), (BLOCK, 0.3), (OTHERS, 0.1))
    ]
    usual = {
        "place": "derby", "place_title": "Derby", "parents": 500, "weeks": 130, "seed": 1, "version": "0", "reference":
        "baseline", "scenarios": ["baseline", "on_site_childcare"], "titles": {"baseline": "Usual", "on_site_childcare":
        "Crèche"}, "ties": "together", "inputs_from": "posterior", "factors": 249, "candidates": 249, "moved": 248,
        "trajectories": 8, "samples": 64, "replications": 2, "at_most": 1, "package": "p", "profile": "d",
        "designs": {"baseline": "b", "on_site_childcare": "c"}, "outcomes": ["parents_reached"], "plan": "x",
    }  # fmt: skip
    return Sensitivity(
        facts=usual | facts,
        quantities=(own, changed, untold),
        labels={"effect.creche_or": "Effect of a crèche", BLOCK: "the 41 inputs that calibration ties together",
                OTHERS: "the other 247 inputs, together", "reach.hear_week": "Hearing"},
        morris=(Screening("parents_reached", "effect.creche_or", 1.0, 2.0, 0.5, 1.5, 2.5, 0.2, True),),
        sobol=tuple(rows),
        kept=("effect.creche_or", BLOCK),
        within=(Within("parents_reached", BLOCK, "reach.hear_week", 0.2, 0.1, 0.3, True),),
        runs=1000,
    )  # fmt: skip


def page(blocks):
    """Everything that blocks say, after the checks that every page must pass."""
    section = Section(9, "What drives it", blocks)
    to_html(Document("Title", "Under it", [section]))
    return told(section)


@pytest.fixture(scope="module")
def figures():
    return made_up_figures(draws_=120)


def test_the_worlds_in_which_the_best_programme_loses_are_told_with_a_picture(figures):
    net = findings_of(replace(figures, wellbeing=figures.wellbeing * 7.0))
    found, text = net.losing_worlds, page(losing_blocks(net))
    assert f"In {found.losing:,} of {found.worlds:,} draws" in text
    assert found.found
    assert "(coverage)" in text
    assert "loses" in text


def test_a_programme_that_never_or_always_loses_is_said_to(figures):
    gains = np.full_like(figures.wellbeing, 5000.0)
    gains[0] = 0.0
    never = findings_of(replace(figures, wellbeing=gains))
    assert "In none of the 120 draws" in page(losing_blocks(never))
    always = findings_of(replace(figures, wellbeing=figures.wellbeing * 0.0))
    assert "In every one of the 120 draws" in page(losing_blocks(always))


def test_no_box_is_told_where_luck_alone_decides(figures):
    random = np.random.default_rng(1)
    luck = random.normal(0.0, 300.0, figures.wellbeing.shape) + 60.0
    luck[0] = 0.0
    text = page(losing_blocks(findings_of(replace(figures, wellbeing=luck))))
    assert "could not be found" in text or "mostly where" in text or "more often where" in text


def test_asking_by_name_of_what_is_not_there_names_the_nearest(figures):
    findings = findings_of(figures)
    with pytest.raises(InputError, match='Did you mean "baseline"'):
        losing(findings, "baselin")
    with pytest.raises(InputError, match="compared with itself"):
        losing(findings, "baseline", "baseline")
    with pytest.raises(InputError, match=r'unknown "perspectiv"\. Did you mean "perspective"'):
        discover("nowhere", outcome="net_value", perspectiv="funder")
    with pytest.raises(InputError, match="unknown outcome"):
        discover("nowhere", outcome="reech")
    with pytest.raises(InputError, match="neither better high nor low"):
        discover("nowhere", outcome="income")


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.json").write_text(json.dumps({"inputs": INPUTS}))
    return tmp_path


def beside(study, found, name="sensitivity"):
    folder = study / name
    folder.mkdir()
    (folder / "sensitivity.json").write_text(found.to_json())
    return folder


def test_an_analysis_of_the_same_study_is_found_beside_it_and_told(study, figures):
    beside(study, analysis())
    found, why = sensitivity_of(study, None)
    assert (why, found.runs) == ("", 1000)
    findings = findings_of(figures)
    findings.__dict__["sensitivity"] = (found, "")
    text = page(decided.blocks(findings))
    assert "Effect of a crèche" in text
    assert "the 41 inputs that calibration ties together" in text
    assert "“Hearing” (20%)" in text
    assert "Sobol" in text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"package": "other"}, "another version of the model's code"),
        ({"profile": "e", "place_title": "Cornwall"}, r"another place \(Cornwall\)"),
        ({"weeks": 52}, "it is of 52 weeks, the study of 130"),
        ({"designs": {"baseline": "b", "taster": "t"}}, 'the study has no scenario "taster"'),
        ({"designs": {"baseline": "changed"}}, 'its scenario "baseline" is another'),
    ],
)
def test_an_analysis_of_something_else_is_refused_in_words(study, facts, words):
    folder = beside(study, analysis(**facts), "asked")
    with pytest.raises(InputError, match=words):
        sensitivity_of(study, folder)
    (study / "sensitivity").symlink_to(folder)
    found, why = sensitivity_of(study, None)
    assert found is None
    assert "does not belong to this study" in why


def test_why_an_analysis_was_left_out_stands_in_the_report(figures):
    findings = findings_of(figures)
    findings.__dict__["sensitivity"] = (None, "it is of another place.")
    assert "A sensitivity analysis was left out: it is of another place." in page(decided.blocks(findings))
    findings.__dict__["sensitivity"] = (None, "")
    assert decided.blocks(findings) == []


def test_numbers_without_a_folder_have_no_analysis():
    assert sensitivity_of(None, None) == (None, "")
    with pytest.raises(InputError, match="no study's folder"):
        sensitivity_of(None, "somewhere")
