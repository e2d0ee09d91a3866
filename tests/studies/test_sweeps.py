"""A sweep makes a scenario of every point, named after what it is, with exactly the values it says."""

from __future__ import annotations

import numpy as np
import pytest

from peersim.foundation.problems import InputError
from peersim.studies.plan_file import read_plan

GRID = """[sweep]
base = "baseline"
method = "grid"

[sweep.levers]
"staff.posts" = [0.5, 1, 1.5]
creche.places = [0, 8]
outreach.personal_calls = [true, false]
"""

SOBOL = """seed = 5
[sweep]
base = "baseline"
method = "{method}"
points = {points}

[sweep.levers]
"staff.posts" = [0.5, 2.5]
"creche.places" = [0, 8]
"outreach.personal_calls" = [true, false]
"""


def read(tmp_path, text):
    path = tmp_path / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


def lever(scenario, name):
    return scenario.settings[name] if name in scenario.settings else {g.levers[name] for g in scenario.groups}


def test_a_grid_is_every_combination_beside_its_base(tmp_path):
    asked = read(tmp_path, GRID)
    assert len(asked.points) == asked.sweep.points == 12
    assert asked.plan.names == ("baseline", *(point.scenario.name for point in asked.points), "nothing")
    assert len({tuple(point.values.values()) for point in asked.points}) == 12
    point = asked.points[0]
    assert point.scenario.name == "posts_0.5_places_0_personal_calls_yes"
    assert point.values == {"staff.posts": 0.5, "creche.places": 0, "outreach.personal_calls": True}
    for each in asked.points:
        assert each.scenario.settings["staff.posts"] == each.values["staff.posts"]
        assert each.scenario.settings["outreach.personal_calls"] is each.values["outreach.personal_calls"]
        assert lever(each.scenario, "creche.places") >= {each.values["creche.places"]}
        assert f"staff.posts {each.values['staff.posts']:g}" in each.scenario.title.replace("1.0", "1")


@pytest.mark.parametrize("method", ["sobol", "latin hypercube"])
def test_points_are_spread_over_the_ranges_and_follow_from_the_seed(tmp_path, method):
    asked = read(tmp_path, SOBOL.format(method=method, points=32))
    again = read(tmp_path, SOBOL.format(method=method, points=32))
    other = read(tmp_path, SOBOL.format(method=method, points=32).replace("seed = 5", "seed = 6"))
    assert [point.values for point in asked.points] == [point.values for point in again.points]
    assert [point.values for point in asked.points] != [point.values for point in other.points]
    posts = np.array([point.values["staff.posts"] for point in asked.points])
    assert posts.min() >= 0.5
    assert posts.max() <= 2.5
    assert (np.histogram(posts, 8, (0.5, 2.5))[0] == 4).all()
    places = [point.values["creche.places"] for point in asked.points]
    assert set(places) == set(range(9))
    assert sum(point.values["outreach.personal_calls"] for point in asked.points) == 16
    for point in asked.points:
        assert point.scenario.settings["staff.posts"] == point.values["staff.posts"]
        assert len(f"{point.values['staff.posts']:g}") <= 5


def test_more_points_of_a_sobol_sequence_begin_with_the_same_ones(tmp_path):
    few = read(tmp_path, SOBOL.format(method="sobol", points=5))
    many = read(tmp_path, SOBOL.format(method="sobol", points=40))
    assert [point.values for point in few.points] == [point.values for point in many.points][:5]


def test_names_are_numbers_where_values_would_be_too_long(tmp_path):
    asked = read(tmp_path, SOBOL.format(method="latin hypercube", points=11))
    names = [point.scenario.name for point in asked.points]
    assert len(set(names)) == 11
    assert all(len(name) <= 60 and "/" not in name and " " not in name for name in names)


def test_everything_wrong_with_a_sweep_is_told_with_its_line(tmp_path):
    with pytest.raises(InputError) as caught:
        read(
            tmp_path,
            """[sweep]
bass = "baseline"
method = "grids"
points = 0
[sweep.levers]
"staff.posts" = [0.5, -1, 900]
"creche.place" = [1]
"outreach.hours" = 3
""",
        )
    found = [problem.partition("plan.toml, ")[2] for problem in caught.value.problems]
    assert found == [
        'line 2: unknown key "bass" in [sweep]. Did you mean "base"?',
        'line 1: [sweep] names no "base", the scenario whose levers are moved; it must.',
        'line 3: method is "grids"; allowed: "grid", "latin hypercube", "sobol". Did you mean "grid"?',
        *[each for each in found if each.startswith("line 6: staff.posts is")],
        'line 7: unknown lever "creche.place". Did you mean "creche.places"?',
        *[each for each in found if each.startswith("line 8: outreach.hours must be a list of the values it takes")],
    ]
    assert sum(each.startswith("line 6: ") for each in found) == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("points = 32", "points = 0"), "points is 0; allowed whole numbers 1 to 20,000"),
        (("points = 32\n", ""), "must say how many points"),
        (("[0.5, 2.5]", "[2.5, 0.5]"), "write its lowest and its highest value"),
        (("[0.5, 2.5]", "[0.5, 1.0, 2.5]"), "write its lowest and its highest value"),
        (('"sobol"\npoints = 32', '"grid"\npoints = 32'), "leave points out"),
        (("[true, false]", "[true, true]"), "lists True twice"),
    ],
)
def test_ranges_and_points_are_checked(tmp_path, change, told):
    text = SOBOL.format(method="sobol", points=32)
    assert change[0] in text
    with pytest.raises(InputError, match=told):
        read(tmp_path, text.replace(*change))


def test_points_that_cannot_be_run_are_counted_and_the_first_are_told(tmp_path):
    text = '[sweep]\nbase = "nothing"\n[sweep.levers]\n"creche.places" = [1, 2, 3, 4, 5]\n'
    with pytest.raises(InputError, match="5 of the 5 points of the sweep cannot be run") as caught:
        read(tmp_path, text)
    assert sum("creche.places reaches no group" in problem for problem in caught.value.problems) == 3
