"""Every sentence of the summary is computed: it changes with the numbers and says no more than they carry."""

import ast
import re
from pathlib import Path

import pytest
from simulated_studies import study

from peersim.analysis import Failure
from peersim.outcomes import OUTCOME_NAMES
from peersim.report import summary_markdown
from peersim.report.summary import best_design, contenders
from peersim.report.words import between

REPORT = Path(__file__).parents[2] / "peersim" / "report"

CONVENTIONS = {"95", "2.5", "97.5", "26", "12"}
"""Level of intervals, edges of the range over worlds, and the milestones in outcomes' names."""


@pytest.fixture(scope="module")
def three():
    return study(titles={"baseline": "Baseline", "creche": "Crèche at every session", "nothing": "No programme"})


def numbers_in(text):
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?", text))


def without_evidence(text):
    return "\n".join(
        line for line in text.split("\n") if "| within |" not in line and not re.search(r"\| (be|ab)", line)
    )


def section(text, title):
    return text.split(f"## {title}\n")[1].split("\n## ")[0]


@pytest.mark.quick
@pytest.mark.parametrize("file", ["summary.py", "checks.py", "words.py"])
def test_no_figure_is_typed_into_a_sentence(file):
    tree = ast.parse((REPORT / file).read_text("utf-8"))
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node)
    } | {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    specs = {value for node in ast.walk(tree) if isinstance(node, ast.FormattedValue) for value in ast.walk(node)}
    typed = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in docstrings
        and node not in specs
        and any(sign.isdigit() for sign in node.value)
        and node.value not in OUTCOME_NAMES
    ]
    assert [text for text in typed if text not in ("excludes 0", "123456789") and not re.search(r"\b0\b", text)] == []


def test_other_studies_share_no_figure_with_this_one(three):
    """A figure typed by hand would stand in all of them; two others, because any two may share one by chance."""
    others = [
        study(
            draws=5, replications=3, weeks=133, parents=177, step=0.09, cost_step=333.0, seed=seed,
            first_cost=first_cost,
            titles={"baseline": "Baseline", "creche": "Crèche at every session", "nothing": "No programme"},
        )
        for seed, first_cost in [(7, 1777.0), (8, 2345.0)]
    ]  # fmt: skip
    kept = set.intersection(*(numbers_in(without_evidence(summary_markdown(each))) for each in (three, *others)))
    tiny = {number for number in kept if len(number.replace(".", "").replace(",", "")) <= 2}
    assert kept - tiny - CONVENTIONS - {"0.0", "9.8", "100.0"} == set()


def test_doubling_the_money_doubles_what_is_said_of_money():
    def cost_of_reference(comparison):
        row = next(line for line in summary_markdown(comparison).split("\n") if line.startswith("| baseline (ref"))
        return row.split("|")[5].split("(")[0].strip()

    once, twice = study(draws=2, replications=1), study(draws=2, replications=1, cost_step=1500.0)
    assert cost_of_reference(once) == cost_of_reference(twice) == "£78,300"
    assert "£86,100" in summary_markdown(once)
    assert "£157,000" in summary_markdown(twice)


def test_the_answer_comes_first_and_holds_number_base_interval_chance_and_cost():
    clear = study(step=0.3, titles={"creche": "Crèche at every session"})
    text = summary_markdown(clear)
    answer = section(text, "Answer")
    estimate = clear.difference("creche", "parents_engaged_26w")
    assert "“Crèche at every session” changes families engaged at 26 weeks" in answer
    for words in (
        f"**+{estimate.value:.0f} families** over 60 weeks, of 120 eligible at the start",
        f"95% interval {between(estimate.low, estimate.high, 'families', difference=True)}",
        "better in 4 of 4 worlds", "a year more", "for each additional one",
    ):  # fmt: skip
        assert words in answer, words
    assert text.index("## Answer") < text.index("## The designs") < text.index("## Limits")


def test_an_interval_that_includes_0_is_told_as_could_be_none():
    same = study(("baseline", "hardly"), draws=6, replications=1, step=0.0, cost_step=0.0)
    clear = study(("baseline", "clearly"), draws=6, replications=1, step=0.2)
    assert "could be none" not in section(summary_markdown(clear), "Answer").split("\n\n")[0]
    told = summary_markdown(same)
    assert "No design has a higher mean" in told or "It could be none" in told


@pytest.mark.quick
def test_a_difference_whose_interval_includes_0_is_starred_in_the_table():
    noisy = study(("baseline", "other"), draws=3, replications=1, step=0.001, parents=80, cost_step=10.0, seed=3)
    cells = next(line for line in summary_markdown(noisy).split("\n") if line.startswith("| other")).split("|")
    for column, name in ((2, "reach"), (3, "parents_engaged_26w")):
        estimate = noisy.difference("other", name)
        assert (r"\*" in cells[column]) == (estimate.low <= 0 <= estimate.high)


def test_doing_nothing_is_never_the_answer(three):
    assert best_design(three) == "creche"
    assert "nothing" not in contenders(three)
    alone = study(("baseline", "nothing"), draws=2, replications=1)
    assert best_design(alone) is None
    assert summary_markdown(alone).startswith("# What does “baseline” do in Derby?")


def test_where_every_design_is_worse_it_says_so():
    worse = study(("baseline", "worse"), draws=3, replications=1, step=-0.1)
    answer = section(summary_markdown(worse), "Answer")
    assert answer.strip().startswith("No design has a higher mean of families engaged at 26 weeks than the reference")


def test_no_programme_as_the_reference_is_held_against_the_programme_that_was_run():
    text = summary_markdown(study(("nothing", "baseline"), draws=3, replications=1))
    assert "In “baseline”" in section(text, "Who is not reached")
    assert "in “baseline”" in section(text, "Against the evidence")


def test_failed_and_missing_runs_are_stated():
    failure = Failure("creche", 0, 1, "run", "the match table was too small")
    text = summary_markdown(study(leave_out=(("creche", 0, 1),), failures=(failure,)))
    assert "24 runs planned, 1 are missing" not in text
    assert "24 runs planned, 1 is missing" in text
    assert "1 run failed" in text
    assert "the match table was too small" in text


def test_one_draw_or_one_replication_says_what_cannot_be_told():
    one = summary_markdown(study(draws=1, replications=1))
    assert "One draw was run" in one
    assert "no interval" in one
    two = summary_markdown(study(draws=3, replications=1))
    assert "uncertain inputs and chance cannot be told apart" in two


def test_small_numbers_of_volunteers_are_shown_beside_their_per_cent(three):
    row = next(line for line in summary_markdown(study(weeks=120)).split("\n") if line.startswith("| baseline"))
    assert re.search(r"\d% of \d", row.split("|")[4])


def test_assumptions_behind_the_answer_are_named():
    text = summary_markdown(study(assumptions={"creche": ("effect of a crèche", "crèche price")}))
    hangs = section(text, "What the answer hangs on")
    assert (
        "Assumptions (grade D, not measured anywhere) behind what it changes: effect of a crèche and crèche price."
        in hangs
    )
    assert "comes from uncertain inputs" in hangs
    assert "from chance" in hangs


def test_titles_cannot_break_the_page():
    text = summary_markdown(study(titles={"creche": "a|b *c* <d> [e](f) `g`\n# h"}))
    assert "a\\|b \\*c\\* \\<d\\> \\[e\\](f) \\`g\\` \\# h" in text
    assert "\n# h" not in text


@pytest.mark.parametrize("weeks", [1, 20])
def test_short_runs_answer_by_families_reached(weeks):
    text = summary_markdown(study(weeks=weeks, draws=2, replications=1))
    assert text.startswith("# Does “creche” give more families that ever came than “baseline” in Derby?")


def test_a_comparison_summarises_itself(three):
    assert three.summary() == summary_markdown(three)
