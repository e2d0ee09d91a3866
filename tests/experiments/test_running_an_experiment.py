"""The function behind every experiment: what it refuses, and how it writes into a page."""

import pytest

import peersim as ps
from peersim.experiment_api import BEGIN, END, between_marks, plans_of, read_options, write_between_marks

PLAN = """question = "Is a tiny study enough?"
scenarios = ["baseline", "on_site_childcare"]
place = "derby"
parents = 100
weeks = 30
draws = 3
replications = 1
seed = 1
keep = ["outcomes"]
"""


@pytest.fixture
def folder(tmp_path):
    """An experiment of one plan and a page."""
    home = tmp_path / "experiments" / "tiny"
    home.mkdir(parents=True)
    (home / "plan.toml").write_text(PLAN, encoding="utf-8")
    (home / "README.md").write_text(f"# Tiny\n\n{BEGIN}\nold\n{END}\n\nAfter.\n", encoding="utf-8")
    return home


def test_an_answer_goes_between_the_marks_and_nowhere_else(folder):
    page = folder / "README.md"
    write_between_marks(page, "New.\n")
    assert page.read_text(encoding="utf-8") == f"# Tiny\n\n{BEGIN}\n\nNew.\n\n{END}\n\nAfter.\n"
    assert between_marks(page) == "New."


def test_a_page_without_marks_is_refused_before_anything_is_run(folder, tmp_path):
    (folder / "README.md").write_text("# No marks\n", encoding="utf-8")
    with pytest.raises(ps.InputError, match=r"each once.*written between"):
        ps.run_experiment(folder / "run.py", arguments=[])
    assert not (tmp_path / "results").exists()


def test_a_folder_without_a_plan_is_refused(tmp_path):
    (tmp_path / "scenario.toml").write_text('title = "No question"\n', encoding="utf-8")
    with pytest.raises(ps.InputError, match="no TOML file in it asks a question"):
        plans_of(tmp_path)


def test_another_size_needs_a_folder_of_its_own(capsys):
    with pytest.raises(SystemExit):
        read_options("tiny", ["--draws", "5"])
    assert "--out" in capsys.readouterr().err


def test_it_answers_writes_and_refuses_runs_of_another_plan(folder, tmp_path):
    def answer(found):
        return [f"**Crèches: {found.change('on_site_childcare', 'parents_reached')}.**"]

    results = ps.run_experiment(folder / "run.py", answer, titles={"on_site_childcare": "Crèches"}, arguments=[])
    assert results == tmp_path / "results" / "tiny"
    assert between_marks(folder / "README.md").startswith("**Crèches: ")
    assert "| Crèches |" in (results / "answer.md").read_text(encoding="utf-8")
    (folder / "plan.toml").write_text(PLAN.replace("draws = 3", "draws = 4"), encoding="utf-8")
    with pytest.raises(ps.InputError, match="another plan") as refused:
        ps.run_experiment(folder / "run.py", answer, arguments=[])
    assert "--anew" in str(refused.value)
    ps.run_experiment(folder / "run.py", answer, arguments=["--anew"])
    assert "4 draws" in between_marks(folder / "README.md")
    with pytest.raises(ps.InputError, match=r'"on_site_child", which is not run.*on_site_childcare'):
        ps.run_experiment(folder / "run.py", answer, titles={"on_site_child": "Crèches"}, arguments=[])


def test_sums_are_of_amounts_and_interactions_of_nothing_are_none(folder):
    seen = {}

    def answer(found):
        seen["none"] = found.sum_of([(1, "baseline", ""), (-1, "baseline", "")], "parents_reached")
        seen["same"] = found.sum_of([(1, "on_site_childcare", ""), (-1, "baseline", "")], "cost")
        seen["difference"] = found.estimate("on_site_childcare", "cost")
        with pytest.raises(ps.InputError, match="ratio"):
            found.sum_of([(1, "baseline", "")], "reach")
        return ["**Nothing.**"]

    ps.run_experiment(folder / "run.py", answer, arguments=[])
    assert (seen["none"].value, seen["none"].low, seen["none"].high) == (0.0, 0.0, 0.0)
    assert seen["same"].value == pytest.approx(seen["difference"].value)
    assert seen["same"].low == pytest.approx(seen["difference"].low)
