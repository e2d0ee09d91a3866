"""A plan is read whole or refused whole: every mistake with file, line, what is allowed and the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from peersim.foundation.problems import InputError
from peersim.studies.plan_file import read_plan, read_plan_text
from peersim.studies.plan_text import plan_text
from peersim.studies.tables import KEPT

pytestmark = pytest.mark.quick


def read(tmp_path: Path, text: str):
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


def wrong(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    return [problem.removeprefix(f"{tmp_path}/") for problem in caught.value.problems]


def test_a_plan_of_one_line_has_the_usual_numbers(tmp_path):
    asked = read(tmp_path, 'scenarios = ["baseline"]\n')
    plan = asked.plan
    assert plan.names == ("baseline", "nothing")
    assert (plan.place, plan.parents, plan.weeks, plan.draws, plan.replications, plan.seed) == (
        "derby", 3000, 156, 20, 3, 1,
    )  # fmt: skip
    assert asked.keep.tables == KEPT
    assert asked.keep.outcomes is None
    assert asked.precision is None
    assert asked.text == 'scenarios = ["baseline"]\n'


def test_everything_a_plan_says_is_taken_over(tmp_path):
    asked = read(
        tmp_path,
        """question = "Which?"
scenarios = ["baseline", "taster"]
reference = "taster"
place = "leicester"
parents = 500
weeks = 52
draws = 4
replications = 2
seed = 0
outcomes = ["cost", "parents_engaged_26w"]
keep = ["outcomes", "weekly"]
precision = "0.05:parents_engaged_26w"
most_replications = 12
""",
    )
    assert asked.question == "Which?"
    assert asked.plan.names == ("taster", "baseline", "nothing")
    assert asked.plan.place == "leicester"
    assert (asked.plan.parents, asked.plan.weeks, asked.plan.draws, asked.plan.replications) == (500, 52, 4, 2)
    assert asked.plan.seed == 0
    assert asked.keep.tables == ("outcomes", "weekly")
    assert asked.keep.outcomes == ("parents_engaged_26w", "cost")
    assert asked.precision == (0.05, "parents_engaged_26w")
    assert asked.most_replications == 12


def test_every_mistake_is_told_at_once_with_its_line_and_the_nearest_name(tmp_path):
    found = wrong(
        tmp_path,
        """questions = "Which?"
scenarios = ["baselin",
             "mine.toml", 3, "taster"]
place = "darby"
parents = 0
weeks = 2.5
draws = 70000
seed = -1
replications = true
outcomes = ["parents_engaged_26"]
keep = ["weekley"]
precision = "0.01;cost"
most_replications = 0
""",
    )
    assert found == [
        'plan.toml, line 1: unknown key "questions". Did you mean "question"?',
        "plan.toml, line 5: parents is 0; allowed 1 to 1,000,000 eligible parents.",
        "plan.toml, line 6: weeks is 2.5; it must be a whole number, 1 to 5,200.",
        "plan.toml, line 7: draws is 70,000; allowed 1 to 65,536 draws.",
        "plan.toml, line 9: replications is True; it must be a whole number, 1 to 1,000,000.",
        "plan.toml, line 8: seed is -1; allowed 0 to 9,223,372,036,854,775,807 (any whole number).",
        "plan.toml, line 13: most_replications is 0; allowed 1 to 1,000,000 replications.",
        *[problem for problem in found if ", line 4: there is no place" in problem],
        *[problem for problem in found if ", line 11: keep: unknown table" in problem],
        *[problem for problem in found if ", line 10: outcomes: unknown outcome" in problem],
        *[problem for problem in found if ", line 12: precision is '0.01;cost'" in problem],
        "plan.toml, line 2: scenarios must be a list of texts in quotes, with at least one in it.",
    ]
    assert len(found) == 12
    assert 'Did you mean "derby"?' in found[7]
    assert 'Did you mean "weekly"?' in found[8]
    assert 'Did you mean "parents_engaged_26w"?' in found[9]


def test_scenarios_are_told_by_their_line_in_the_list(tmp_path):
    found = wrong(tmp_path, 'scenarios = [\n  "baselin",\n  "sub/mine.toml",\n  "taster",\n  "taster",\n]\n')
    assert found[0] == 'plan.toml, line 2: unknown scenario "baselin". Did you mean "baseline"?'
    assert found[1].startswith("plan.toml, line 3: ")
    assert "sub/mine.toml: no such file" in found[1]
    assert found[2] == 'plan.toml, line 5: scenario "taster" is named twice.'
    assert len(found) == 3


def test_a_mistake_inside_a_scenario_file_keeps_its_own_line(tmp_path):
    (tmp_path / "mine.toml").write_text('title = "Mine"\nextends = "baseline"\n[set]\n"staff.pots" = 2.0\n')
    found = wrong(tmp_path, 'scenarios = ["mine.toml"]\n')
    assert found == ['mine.toml, line 4: unknown lever "staff.pots". Did you mean "staff.posts"?']


def test_files_are_looked_for_beside_the_plan(tmp_path, monkeypatch):
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('title = "Mine"\nextends = "baseline"\n')
    (folder / "plan.toml").write_text('scenarios = ["baseline", "mine.toml"]\n')
    monkeypatch.chdir(tmp_path)
    assert read_plan("deep/er/plan.toml").plan.names == ("baseline", "mine", "nothing")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names no scenario"),
        ('scenarios = ["baseline"\n', "not valid TOML"),
        ('scenarios = ["baseline"]\nreference = "taster"\n', 'line 2: reference "taster" is not among the scenarios'),
        (
            'scenarios = ["baseline"]\nkeep = ["weekly"]\nprecision = "0.1:cost"\n',
            "line 3: precision is wanted for cost, which is not among what is kept",
        ),
        (
            'scenarios = ["baseline"]\ndraws = 60000\nreplications = 900000\n',
            "2 scenarios × 60,000 draws × 900,000 replications are 108,000,000,000 runs; allowed up to 200,000,000",
        ),
    ],
)
def test_what_cannot_be_run_is_refused(tmp_path, text, told):
    (sentence,) = wrong(tmp_path, text)
    assert told in sentence


def test_a_plan_that_is_no_file_is_told(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_plan(tmp_path / "none.toml")
    with pytest.raises(InputError, match=r"is a folder; a plan is one \.toml file"):
        read_plan(tmp_path)


def test_options_are_the_plan_they_amount_to(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('title = "Mine"\nextends = "baseline"\n')
    text = plan_text({"scenarios": ["baseline", "mine.toml", Path("mine.toml")], "draws": 2}, Path("a/study"))
    assert text == 'scenarios = ["baseline", "../../mine.toml", "../../mine.toml"]\ndraws = 2\n'
    text = plan_text({"scenarios": ["baseline", "mine.toml"], "draws": 2}, Path("a/study"))
    assert read_plan_text(text, "the options", Path("a/study")).plan.names == ("baseline", "mine", "nothing")
