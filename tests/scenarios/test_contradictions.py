"""Designs that contradict themselves are told in words, impossible ones refused; each with the line responsible."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim import variant
from peersim.foundation.problems import InputError
from peersim.scenarios import library, load
from peersim.scenarios.contradictions import CONTRADICTIONS, ERROR, WARNING
from peersim.scenarios.levers import COST_LINES, LEVERS

pytestmark = pytest.mark.quick

SAMPLES = Path(__file__).parent / "contradictory"
BY_NAME = {each.name: each for each in CONTRADICTIONS}
WARNINGS = [name for name, each in BY_NAME.items() if each.severity == WARNING]
ERRORS = [name for name, each in BY_NAME.items() if each.severity == ERROR]

ASKS_NOBODY = {
    "start.volunteers": 0,
    "recruitment.hours": 0,
    "recruitment.spend": 0,
    "volunteers.from_parents": False,
}
FULL_PURSE = {"name": "purse", "amount_per_year": 50_000}


def sample(name):
    return SAMPLES / f"{name}.toml"


def line_marked(name):
    """Line of a sample that bears the comment `here`: the one its contradiction is told of."""
    lines = sample(name).read_text(encoding="utf-8").split("\n")
    return 1 + next(number for number, line in enumerate(lines) if line.endswith("# here"))


def without(name, monkeypatch):
    """Leave one contradiction out of those that are looked for."""
    others = tuple(each for each in CONTRADICTIONS if each.name != name)
    monkeypatch.setattr("peersim.scenarios.contradictions.CONTRADICTIONS", others)


def problems_of(make):
    with pytest.raises(InputError) as error:
        make()
    return error.value.problems


def test_every_contradiction_has_a_sample_and_a_name_of_its_own():
    assert {path.stem for path in SAMPLES.glob("*.toml")} == set(BY_NAME)
    assert len(BY_NAME) == len(CONTRADICTIONS)
    assert {each.severity for each in CONTRADICTIONS} == {WARNING, ERROR}


@pytest.mark.parametrize("name", WARNINGS)
def test_a_contradictory_design_loads_and_its_one_note_names_the_line(name, monkeypatch):
    scenario = load(sample(name))
    (note,) = scenario.notes
    assert note.startswith(f"{sample(name)}, line {line_marked(name)}: ")
    assert note.endswith(".")
    without(name, monkeypatch)
    assert load(sample(name)).notes == ()


@pytest.mark.parametrize("name", ERRORS)
def test_an_impossible_design_is_refused_with_its_line(name, monkeypatch):
    (problem,) = problems_of(lambda: load(sample(name)))
    assert problem.startswith(f"{sample(name)}, line {line_marked(name)}: ")
    without(name, monkeypatch)
    assert load(sample(name)).name == name


@pytest.mark.parametrize("name", library())
def test_no_scenario_that_comes_with_peersim_contradicts_itself(name):
    assert load(name).notes == ()


@pytest.mark.parametrize(
    ("line", "settings"),
    [
        ("staff", {}),
        ("rooms", {}),
        ("online", {}),
        ("training", {}),
        ("volunteer_expenses", {}),
        ("outreach", {}),
        ("recruitment", {}),
        ("creche", {"creche.places": 4}),
        ("travel", {"transport.help": "fares_for_all"}),
        ("facilitator_pay", {"facilitators.paid": True}),
    ],
)
def test_a_line_that_is_bought_and_that_no_fund_pays_for_is_told(line, settings):
    others = [each for each in COST_LINES if each != line]
    funds = [{"name": name, "pays_for": others} for name in ("grant", "donor")]
    (note,) = variant("baseline", settings, funds=funds).notes
    assert f'no fund pays for "{line}"' in note
    assert variant("baseline", {**settings, "money.flexible": True}, funds=funds).notes == ()


def test_a_contradiction_that_a_change_resolves_later_is_none():
    later = [{"lever": "training.weeks", "value": 10, "from_week": 20}]
    assert variant("baseline", {"training.weeks": 0}, changes=later).notes == ()


def test_a_contradiction_that_a_change_brings_is_told_with_the_line_of_the_change(tmp_path):
    path = tmp_path / "later.toml"
    change = '[[change]]\nlever = "creche.price"\nvalue = 3\nfrom_week = 20\n'
    path.write_text(f'title = "Later"\nextends = "baseline"\n{change}', encoding="utf-8")
    (note,) = load(path).notes
    assert note.startswith(f"{path}, line 5: parents are asked to pay for a crèche")


def test_an_inherited_contradiction_is_told_with_the_line_of_the_file_it_stands_in(tmp_path):
    parent, child = tmp_path / "parent.toml", tmp_path / "child.toml"
    parent.write_text('title = "Parent"\nextends = "baseline"\n\n[set]\ncreche.price = 3\n', encoding="utf-8")
    child.write_text('title = "Child"\nextends = "parent.toml"\n', encoding="utf-8")
    (note,) = load(child).notes
    assert ", line " not in note.split("parent.toml")[0]
    assert "parent.toml, line 5: " in note


def test_impossible_designs_are_told_at_once_with_every_other_mistake(tmp_path):
    path = tmp_path / "worst.toml"
    lines = ["creche.places = -3", "training.minimum = 20", "staff.hire_volunteers = true"]
    lines += [
        "start.volunteers = 0",
        "recruitment.hours = 0",
        "recruitment.spend = 0",
        "volunteers.from_parents = false",
    ]
    path.write_text('title = "Worst"\nextends = "baseline"\n[set]\n' + "\n".join(lines), encoding="utf-8")
    found = problems_of(lambda: load(path))
    assert [int(problem.split("line ")[1].split(":")[0]) for problem in found] == [4, 5, 6]


def test_nothing_is_concluded_about_a_lever_whose_own_line_is_wrong(tmp_path):
    path = tmp_path / "wrong.toml"
    text = 'title = "Wrong"\nextends = "baseline"\n[set]\ntraining.places = 0\ntraining.minimum = 20\n'
    path.write_text(text, encoding="utf-8")
    (problem,) = problems_of(lambda: load(path))
    assert "training.places is 0 trainees" in problem


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"creche.places": -1}, "creche.places is -1 places; allowed 0 to 60."),
        ({"training.gate": 1.2}, "training.gate is 1.2; allowed 0 to 1."),
        ({"supervision.hours": 0}, "supervision.hours is 0 hours; allowed 0.25 to 8."),
        ({"supervision.slots": []}, "supervision.slots is an empty list; "),
        ({"group.slot": "someday midnight"}, 'group.slot is "someday midnight"; allowed: a day and a part of it'),
        ({"supervision.slots": ["tuesday noon"]}, 'names "tuesday noon", which is no slot of the week'),
    ],
)
def test_what_no_programme_could_be_is_refused_with_its_line(settings, sentence):
    (problem,) = problems_of(lambda: variant("baseline", settings))
    assert problem.startswith("variant, line ")
    assert sentence in problem


def test_hiring_from_volunteers_needs_one_way_in_to_be_open():
    hires = {**ASKS_NOBODY, "staff.hire_volunteers": True}
    assert "none are allowed" in problems_of(lambda: variant("baseline", hires))[0]
    for lever, value in (("start.volunteers", 3), ("recruitment.hours", 1), ("volunteers.from_parents", True)):
        assert variant("baseline", {**hires, lever: value}).settings["staff.hire_volunteers"]


@pytest.mark.parametrize("terms", [{"from_week": 60}, {"from_week": 40, "late_weeks": 12}])
def test_a_fund_that_pays_after_the_programme_ends_is_refused_with_its_line(terms):
    late = variant("baseline", funds=[{**FULL_PURSE, **terms}])
    (problem,) = problems_of(lambda: late.expand(52))
    assert ", line " in problem
    assert 'fund "purse"' in problem
    assert late.expand(61).weeks == 61


def values_of(lever):
    if lever.kind == "yes_no":
        return st.booleans()
    if lever.kind == "choice":
        return st.sampled_from(lever.choices)
    if lever.kind == "whole":
        return st.sampled_from([int(lever.low), int(lever.high)]) | st.integers(int(lever.low), int(lever.high))
    if lever.kind == "number":
        return st.sampled_from([lever.low, lever.high]) | st.floats(lever.low, lever.high)
    return st.just(lever.default)


settings = st.fixed_dictionaries({}, optional={name: values_of(lever) for name, lever in LEVERS.items()})
kinds = st.lists(st.sampled_from(["in_person", "video", "forum", "social_media"]), max_size=3)
funds = st.lists(
    st.fixed_dictionaries(
        {"amount_per_year": st.sampled_from([0, 5_000])},
        optional={
            "pays_for": st.lists(st.sampled_from(COST_LINES), min_size=1, max_size=3, unique=True),
            "reporting_hours": st.sampled_from([0.0, 40.0]),
        },
    ),
    max_size=3,
)


@given(settings, kinds, funds, st.booleans())
def test_any_design_is_a_scenario_with_notes_or_an_error_in_words(chosen, kinds, funds, reserve):
    groups = [{"name": f"group {n}", "kind": kind, "reserve": reserve} for n, kind in enumerate(kinds)]
    for group in groups:
        if group["kind"] in ("in_person", "video"):
            group["slot"] = "friday evening"
    named = [fund | {"name": f"fund {n}"} for n, fund in enumerate(funds)]
    try:
        scenario = variant("nothing", chosen, groups=groups, funds=named)
    except InputError as error:
        assert all(problem.endswith((".", "?", "!")) for problem in error.problems)  # noqa: PT017
    else:
        assert all(note.endswith(".") and ".toml" not in note.replace("nothing.toml", "") for note in scenario.notes)
