"""What every statistic promises: it says what it is, keeps its bounds, tells problems in words, and samples fairly."""

from __future__ import annotations

import math
import tomllib
from itertools import pairwise
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from simulated_people import busy_world, empty_world

from peersim.foundation.problems import InputError
from peersim.outcomes import OUTCOMES
from peersim.outcomes import measure as measure_outcome
from peersim.outcomes.scene import Scene
from peersim.outcomes.statistics import STATISTICS, SUBJECTS, check, measure
from peersim.outcomes.statistics.runs import runs_in_a_row
from peersim.outcomes.statistics.subgroups import GROUPS
from peersim.outcomes.statistics.summaries import amounts, curve, stays, top_share
from peersim.outcomes.statistics.telling import example_arguments, found, snippet
from peersim.outcomes.survival import kaplan_meier

BUSY, EMPTY = Scene(busy_world()), Scene(empty_world())
BY_FAMILY = [name for name, statistic in STATISTICS.items() if statistic.by_family]
HERE = Path(__file__).parent


def example(name: str) -> dict:
    return example_arguments(STATISTICS[name])


# It says what it is


@pytest.mark.parametrize("name", STATISTICS)
def test_every_statistic_says_what_it_is(name: str) -> None:
    statistic = STATISTICS[name]
    for words in (statistic.label, statistic.unit, statistic.of):
        assert words
    assert statistic.definition.endswith((".", ")"))
    assert statistic.subject in SUBJECTS
    assert statistic.low < statistic.high
    assert len({argument.name for argument in statistic.arguments}) == len(statistic.arguments)


@pytest.mark.parametrize("name", STATISTICS)
def test_every_argument_says_what_it_is_and_its_default_is_allowed(name: str) -> None:
    for argument in STATISTICS[name].arguments:
        assert argument.meaning
        assert argument.default is None or not argument.left_out
        if argument.kind == "choice" and argument.name not in ("level", "against"):
            assert len(argument.choices) >= 2
            assert argument.default is None or argument.default in argument.choices


@pytest.mark.parametrize("name", STATISTICS)
def test_the_example_of_a_target_is_toml_and_its_arguments_are_right(name: str) -> None:
    target = tomllib.loads(snippet(STATISTICS[name]))["target"][0]
    assert target["statistic"] == name
    known = {argument.name for argument in STATISTICS[name].arguments}
    assert check(name, {key: value for key, value in target.items() if key in known}) == []


def test_every_statistic_is_counted_again_by_walking_through_the_events() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_statistics_of_*.py"))
    own = {name for name, statistic in STATISTICS.items() if statistic.subject != "outcomes of every run"}
    assert {name for name in own if f'"{name}"' not in tests} == set()


def test_a_word_finds_what_says_it_and_a_name_finds_itself() -> None:
    assert [statistic.name for statistic in found("completed_share")] == ["completed_share"]
    assert {"course_sign_ups", "weeks_to_course", "step_share"} <= {statistic.name for statistic in found("sign")}
    with pytest.raises(InputError, match='Did you mean "completed_share"'):
        found("completd_shar")


# Its bounds, and what cannot be told


@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.parametrize("scene", [BUSY, EMPTY], ids=["busy", "empty"])
def test_a_value_is_within_its_bounds_or_cannot_be_told_and_then_has_no_units(name: str, scene: Scene) -> None:
    value, units = measure(scene, name, example(name))
    assert math.isnan(value) == (units == 0)
    assert math.isnan(value) or STATISTICS[name].low <= value <= STATISTICS[name].high


def test_of_nobody_shares_and_amounts_cannot_be_told_and_numbers_are_0() -> None:
    for name, statistic in STATISTICS.items():
        measured = measure(EMPTY, name, example(name))
        if name.endswith("_number") or name == "families_supported":
            assert measured == (0.0, 1), name
        elif statistic.sampled and name not in _TOLD_OF_ANY_RUN:
            assert math.isnan(measured.value), name


_TOLD_OF_ANY_RUN = {
    "step_share", "reach_share", "reached_over", "heard", "reach", "reach_2y", "came_often",  # of all families
    "overloaded_share", "overload_share", "group_weeks", "weeks_to_open", "training_course_size",  # of weeks, groups
}  # fmt: skip


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_every_outcome_is_a_statistic_of_the_same_name_and_value(outcome) -> None:
    measured = measure(BUSY, outcome.name)
    assert measured.value == pytest.approx(measure_outcome(BUSY.world, outcome.name), nan_ok=True)
    if outcome.by_subgroup:
        part = measure(BUSY, outcome.name, {"by": "car", "level": "no car"})
        told = measure_outcome(BUSY.world, outcome.name, ~BUSY.world.parents["has_car"])
        assert part.value == pytest.approx(told, nan_ok=True)


# Problems


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("enroled_share", {}, ['unknown statistic "enroled_share".', 'Did you mean "enrolled_share"?']),
        ("enrolled_share", {"wihtin": 8}, ['unknown argument "wihtin"', 'Did you mean "within"?']),
        ("cost", {"week": 8}, ["cost: unknown argument", "it takes none"]),
        ("enrolled_share", {"of": "herd"}, ['of is "herd"; allowed eligible, heard', 'Did you mean "heard"?']),
        ("enrolled_share", {"within": 0}, ["within is 0; allowed 1 to 1040."]),
        ("enrolled_share", {"within": 2.5}, ["within is 2.5; a whole number is needed."]),
        ("enrolled_share", {"within": "8"}, ["within is '8'; a whole number is needed."]),
        ("enrolled_share", {"within": True}, ["within is True; a whole number is needed."]),
        ("volunteer_measure", {"measure": "strain", "still_there": 1}, ["still_there is 1; allowed true or false."]),
        ("step_share", {}, ["step_share: step must be given: the later step."]),
        ("step_weeks", {"step": "came", "summary": "quantile"}, ["quantile must be given"]),
        ("step_weeks", {"step": "came", "summary": "share"}, ["least or below must be given"]),
        ("step_weeks", {"step": "came", "quantile": 0.5}, ['quantile is used only with summary = "quantile".']),
        ("completed_share", {"completed": "sessions"}, ["sessions must be given"]),
        ("completed_share", {"sessions": 5}, ['sessions is used only with completed = "sessions".']),
        ("weeks_engaged", {"week": 5}, ['week is used only with summary = "share" or "mean".']),
        ("courses_begun", {"from_week": 20, "to_week": 20}, ["to_week must be later."]),
        ("enrolled_share", {"by": "carr", "level": "no car"}, ['by is "carr"', 'Did you mean "car"?']),
        ("enrolled_share", {"by": "car", "level": "no kar"}, ['level is "no kar"; allowed with by = "car": no car']),
        ("enrolled_share", {"by": "car", "level": "no car", "against": "car"}, ['against is "car"', "everyone"]),
        ("enrolled_share", {"level": "no car"}, ["level is used only with by."]),
        ("enrolled_share", {"by": "car", "against": "no car"}, ["against is used only with level."]),
        ("enrolled_share", {"by": "need"}, ['level must be given: "need" has 3 levels']),
        ("trained_share", {"by": "car"}, ["volunteers", 'cannot be told "by" a group of families']),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_problem_is_told_in_words_with_the_nearest_right_name(name: str, arguments: dict, told: list) -> None:
    problems = check(name, arguments)
    assert len(problems) == 1
    for words in told:
        assert words in problems[0]
    with pytest.raises(InputError):
        measure(BUSY, name, arguments)


def test_all_problems_are_told_at_once() -> None:
    problems = check("step_share", {"of": "herd", "within": 0, "x": 1, "by": "carr"})
    assert len(problems) == 5
    assert all(problem.startswith("step_share: ") for problem in problems)
    with pytest.raises(InputError, match="n is 0 units; at least 1 is needed"):
        measure(BUSY, "enrolled_share", n=0)


def without_events() -> Scene:
    world = busy_world()
    now = world.now.copy()
    now["events"] = 7
    return Scene(world._replace(now=now))


@pytest.mark.parametrize("name", STATISTICS)
def test_a_run_that_kept_no_events_can_be_told_of_wherever_it_says_so(name: str) -> None:
    given = example(name)
    if STATISTICS[name].event_record_needed(given):
        assert STATISTICS[name].needs_events
        with pytest.raises(InputError, match=f"{name}: this run kept no event record.*events=True"):
            measure(without_events(), name, given)
    else:
        measure(without_events(), name, given)


def test_whether_events_are_needed_can_depend_on_the_arguments() -> None:
    step_share = STATISTICS["step_share"]
    assert not step_share.event_record_needed({"step": "matched", "of": "asked for one-to-one"})
    assert step_share.event_record_needed({"step": "attended", "of": "heard"})


# Some of the units


@pytest.mark.parametrize("name", [name for name in STATISTICS if STATISTICS[name].sampled])
def test_as_many_units_as_the_study_had_are_chosen_by_key(name: str) -> None:
    given, whole = example(name), measure(BUSY, name, example(name))
    assert measure(BUSY, name, given, n=max(1, whole.units), key=5) == pytest.approx(whole, nan_ok=True)
    assert measure(BUSY, name, given, n=10**9, key=5) == pytest.approx(whole, nan_ok=True)
    if whole.units > 3:
        some = [measure(BUSY, name, given, n=3, key=key) for key in range(8)]
        assert {measured.units for measured in some} <= {3, 0}
        again = [measure(BUSY, name, given, n=3, key=key) for key in range(8)]
        assert str(again) == str(some)  # nan is alike


@pytest.mark.parametrize("name", [name for name in STATISTICS if not STATISTICS[name].sampled])
def test_a_figure_of_the_whole_run_is_not_touched_by_the_number_of_units(name: str) -> None:
    given = example(name)
    assert measure(BUSY, name, given, n=1, key=3) == pytest.approx(measure(BUSY, name, given), nan_ok=True)


@pytest.mark.parametrize("name", ["reach", "step_share", "matched", "training_completed"])
def test_chosen_units_are_unbiased_with_the_spread_of_a_draw_without_replacement(name: str) -> None:
    given = {"step": "came"} if name == "step_share" else {}
    whole, n, keys = measure(BUSY, name, given), 12, 3000
    values = np.array([measure(BUSY, name, given, n=n, key=key).value for key in range(keys)])
    share, units = whole.value, whole.units
    assert 0.0 < share < 1.0
    expected = share * (1 - share) / n * (units - n) / (units - 1)
    assert values.mean() == pytest.approx(share, abs=4.5 * math.sqrt(expected / keys))
    assert values.var() == pytest.approx(expected, rel=0.12)


def test_the_same_key_chooses_the_same_families_whatever_is_told_of_them() -> None:
    came = measure(BUSY, "step_share", {"step": "came"}, n=40, key=9)
    some = measure(BUSY, "step_share", {"step": "heard"}, n=40, key=9)
    both = measure(BUSY, "stage_at_end_share", {"of": "eligible", "stage": "unaware"}, n=40, key=9)
    assert came.value <= some.value  # who came had heard: were the families others, this would fail for some key
    assert all(
        measure(BUSY, "step_share", {"step": "came"}, n=5, key=key).value
        <= measure(BUSY, "step_share", {"step": "heard"}, n=5, key=key).value
        for key in range(60)
    )
    assert both.units == 40


@pytest.mark.parametrize("name", BY_FAMILY)
def test_the_ratio_of_a_subgroup_to_itself_is_1(name: str) -> None:
    given = {**example(name), "by": "car", "level": "no car"}
    level = measure(BUSY, name, given)
    ratio = measure(BUSY, name, {**given, "against": "no car"})
    if math.isnan(level.value) or level.value == 0.0 or math.isinf(level.value):
        assert math.isnan(ratio.value)
    else:
        assert ratio.value == pytest.approx(1.0)


def test_a_ratio_is_of_two_levels_or_to_everyone_and_its_sample_is_of_both_together() -> None:
    one, other = (measure(BUSY, "reach", {"by": "car", "level": level}) for level in GROUPS["car"].levels)
    for given in ({"by": "car"}, {"by": "car", "level": "no car", "against": "has a car"}):
        assert measure(BUSY, "reach", given) == pytest.approx((one.value / other.value, one.units + other.units))
        for key in range(5):
            assert measure(BUSY, "step_share", {"step": "came", **given}, n=100, key=key).units == 100
            assert measure(BUSY, "reach", given, n=100, key=key).units == 100
    everyone = measure(BUSY, "reach", {"by": "car", "level": "no car", "against": "everyone"})
    assert everyone.value == pytest.approx(one.value / measure(BUSY, "reach").value)


# Summaries


@hypothesis.settings(max_examples=60)
@hypothesis.given(st.lists(st.integers(0, 20), min_size=1, max_size=25))
def test_summaries_of_amounts_are_what_their_words_say(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=np.float64)

    def told(summary: str, **more: float) -> float:
        every = {"quantile": None, "least": None, "below": None, "top": None}
        return amounts(values, {**every, "summary": summary, **more})

    assert told("mean") == pytest.approx(sum(numbers) / len(numbers))
    assert told("median") == pytest.approx(np.median(numbers))
    assert told("quantile", quantile=0.25) == pytest.approx(np.quantile(numbers, 0.25))
    assert (told("min"), told("max")) == (min(numbers), max(numbers))
    assert told("range") == max(numbers) - min(numbers)
    assert told("share", least=3, below=8) == sum(3 <= value < 8 for value in numbers) / len(numbers)
    apart = sum(abs(one - other) for one in numbers for other in numbers)
    if sum(numbers):
        assert told("gini") == pytest.approx(apart / (2 * len(numbers) * sum(numbers)))
        many = max(1, math.ceil(0.1 * len(numbers)))
        assert told("top share", top=0.1) == pytest.approx(sum(sorted(numbers)[-many:]) / sum(numbers))
    else:
        assert math.isnan(told("gini"))
        assert math.isnan(top_share(values, 0.1))
    assert math.isnan(told("sd")) if len(numbers) == 1 else told("sd") == pytest.approx(np.std(numbers, ddof=1))


@hypothesis.settings(max_examples=60)
@hypothesis.given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=25))
def test_the_curve_of_times_is_that_of_the_survival_module(times: list[tuple[int, bool]]) -> None:
    values = np.array(times, dtype=np.float64)
    weeks, ended = np.array([time for time, _ in times]), np.array([so for _, so in times])
    assert curve(values) == pytest.approx(kaplan_meier(weeks, ended).share, nan_ok=True)
    shares = [stays(values, {"summary": "share", "week": week}) for week in range(16)]
    told = [share for share in shares if not math.isnan(share)]
    assert all(later <= earlier for earlier, later in pairwise(told))
    area = stays(values, {"summary": "mean", "week": 10})
    assert math.isnan(area) or area == pytest.approx(sum(shares[1:11]))


@hypothesis.settings(max_examples=60)
@hypothesis.given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=30))
def test_runs_in_a_row_are_those_one_would_count(entries: list[tuple[int, bool]]) -> None:
    entries = sorted(entries, key=lambda entry: entry[0])
    counted, before = [], None
    for who, so in entries:
        if so and before == (who, True):
            counted[-1][1] += 1
        elif so:
            counted.append([who, 1])
        before = (who, so)
    whose = np.array([who for who, _ in entries], dtype=np.int64)
    marks = np.array([so for _, so in entries], dtype=np.bool_)
    who, length = runs_in_a_row(whose, marks)
    assert [list(pair) for pair in zip(who.tolist(), length.tolist(), strict=True)] == counted
