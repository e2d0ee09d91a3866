"""Laying a scenario out week by week: values, ramps, slots, orders, funds and the calendar."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peersim.foundation.problems import InputError
from peersim.foundation.units import SLOT_NAMES
from peersim.scenarios import load
from peersim.scenarios.calendar import CALENDAR, HOLIDAYS_ENGLAND, weekly_calendar
from peersim.scenarios.levers import (
    COST_LINES,
    DESIGN,
    FUND_SETTING,
    GROUP_DESIGN,
    GROUP_LEVERS,
    GROUP_SETTING,
    LEVERS,
    PROGRAMME_LEVERS,
    TASKS,
)
from peersim.scenarios.values import check_value, decode, encode

pytestmark = pytest.mark.quick

ONE_GROUP = '[[group]]\nname = "a"\nslot = "tuesday morning"\n'


@pytest.fixture
def scenario(tmp_path):
    """Load a scenario of the given text."""

    def load_text(text):
        path = tmp_path / "scenario.toml"
        path.write_text(f'title = "Test"\n{text}', encoding="utf-8")
        return load(path)

    return load_text


def change(lever, value, **more):
    return "\n".join(
        ["[[change]]", f'lever = "{lever}"', f"value = {value}", *(f"{k} = {v}" for k, v in more.items()), ""]
    )


def test_the_arrays_have_the_shapes_and_types_of_the_contract():
    laid_out = load("baseline").expand(60)
    assert (laid_out.design.dtype, laid_out.design.shape) == (DESIGN, (60,))
    assert (laid_out.group_design.dtype, laid_out.group_design.shape) == (GROUP_DESIGN, (60, 3))
    assert (laid_out.groups.dtype, laid_out.groups.shape) == (GROUP_SETTING, (3,))
    assert (laid_out.funds.dtype, laid_out.funds.shape) == (FUND_SETTING, (2,))
    assert (laid_out.calendar.dtype, laid_out.calendar.shape) == (CALENDAR, (60,))
    assert laid_out.group_names == ("tuesday group", "thursday group", "video group")
    assert laid_out.fund_names == ("grant", "donor")


def test_no_groups_and_no_funds_are_empty_arrays():
    laid_out = load("nothing").expand(1)
    assert laid_out.group_design.shape == (1, 0)
    assert laid_out.groups.shape == laid_out.funds.shape == (0,)


@pytest.mark.parametrize("weeks", [0, -1, 5201, 2.5, True, "52", None, float("nan")])
def test_an_impossible_length_is_refused(weeks):
    with pytest.raises(InputError, match=r"weeks is .*; allowed a whole number, 1 to 5,200\."):
        load("nothing").expand(weeks)


def test_a_length_may_be_a_numpy_whole_number():
    assert load("nothing").expand(np.int64(3)).weeks == 3


def test_a_change_holds_from_its_week_until_its_end_and_then_reverts(scenario):
    posts = scenario(change("staff.posts", 2, from_week=3, to_week=5)).expand(8).design["staff_posts"]
    assert posts.tolist() == [0, 0, 0, 2, 2, 0, 0, 0]


def test_a_later_start_holds_over_an_earlier_one_wherever_it_stands_in_the_file(scenario):
    early, late = change("staff.posts", 2, from_week=1), change("staff.posts", 3, from_week=3, to_week=5)
    for text in (early + late, late + early):
        assert scenario(text).expand(7).design["staff_posts"].tolist() == [0, 2, 2, 3, 3, 2, 2]


def test_a_change_for_one_group_holds_over_one_for_all_that_starts_with_it(scenario):
    groups = ONE_GROUP + ONE_GROUP.replace('"a"', '"b"')
    text = groups + change("group.room", 30, from_week=2, group='"a"') + change("group.room", 20, from_week=2)
    rooms = scenario(text).expand(4).group_design["group_room"]
    assert rooms.tolist() == [[14, 14], [14, 14], [30, 20], [30, 20]]


def test_a_number_moves_in_equal_steps_and_is_there_after_its_ramp(scenario):
    posts = scenario(change("staff.posts", 2, from_week=2, ramp_weeks=3)).expand(8).design["staff_posts"]
    assert posts.tolist() == [0, 0, 0.5, 1, 1.5, 2, 2, 2]


def test_a_whole_number_moves_by_whole_steps(scenario):
    places = scenario(change("transport.places", 3, from_week=0, ramp_weeks=5)).expand(7).design["transport_places"]
    assert places.tolist() == [0, 1, 2, 2, 2, 3, 3]


def test_a_ramp_starts_from_what_holds_when_it_begins(scenario):
    text = change("staff.posts", 2, from_week=0) + change("staff.posts", 4, from_week=2, ramp_weeks=1)
    assert scenario(text).expand(5).design["staff_posts"].tolist() == [2, 2, 3, 4, 4]


@given(
    value=st.floats(0, 8).filter(lambda value: value != 1),
    start=st.integers(0, 40),
    ramp=st.integers(0, 30),
    lasting=st.one_of(st.none(), st.integers(1, 60)),
)
def test_ramps_stay_between_old_and_new_arrive_exactly_and_leave_other_weeks_alone(
    tmp_path_factory, value, start, ramp, lasting
):
    if lasting is not None and ramp >= lasting:
        ramp = lasting - 1
    more = {"from_week": start, "ramp_weeks": ramp} | ({} if lasting is None else {"to_week": start + lasting})
    path = tmp_path_factory.mktemp("ramp") / "ramp.toml"
    path.write_text('title = "Ramp"\n[set]\nstaff.posts = 1\n' + change("staff.posts", repr(value), **more))
    posts = load(path).expand(120).design["staff_posts"]
    end = 120 if lasting is None else start + lasting
    moving = posts[start : start + ramp]
    assert np.all(posts[:start] == 1)
    assert np.all(posts[end:] == 1)
    assert np.all(posts[start + ramp : end] == value)
    assert np.all((min(1, value) <= moving) & (moving <= max(1, value)))
    assert np.allclose(np.diff(moving), (value - 1) / (ramp + 1))


def test_slots_days_and_choices_become_their_numbers(scenario):
    text = '[set]\nsupervision.slots = ["monday morning", "tuesday evening"]\none_to_one.mode = "text"\n'
    laid_out = scenario(text + ONE_GROUP + 'second_slot = "sunday evening"\ntopic = "send"\n').expand(2)
    assert laid_out.design["supervision_slots"].tolist() == [1 << 0 | 1 << 5] * 2
    assert laid_out.design["one_to_one_mode"].tolist() == [3, 3]
    assert laid_out.group_design["group_slot"].tolist() == [[3], [3]]
    assert laid_out.group_design["group_second_slot"].tolist() == [[20], [20]]
    assert laid_out.groups["topic"].tolist() == [2]


def test_no_second_slot_is_minus_one(scenario):
    assert scenario(ONE_GROUP).expand(1).group_design["group_second_slot"].tolist() == [[-1]]


def test_an_order_names_all_tasks_those_stated_first(scenario):
    order = scenario('[set]\nhours.priority = ["outreach", "supervision"]').expand(1).design["hours_priority"][0]
    assert [TASKS[task] for task in order[:3]] == ["outreach", "supervision", "safeguarding"]
    assert sorted(order) == list(range(len(TASKS)))


def test_a_fund_is_restricted_unless_it_pays_for_every_line(scenario):
    lines = "[" + ", ".join(f'"{line}"' for line in COST_LINES) + "]"
    text = "".join(
        f'[[fund]]\nname = "{name}"\namount_per_year = 1\npays_for = {pays_for}\n'
        for name, pays_for in (("some", '["rooms", "staff"]'), ("any", '"anything"'), ("all", lines))
    )
    funds = scenario(text).expand(10).funds
    assert funds["restricted"].tolist() == [True, False, False]
    assert funds["pays_for"].tolist() == [0b101, (1 << len(COST_LINES)) - 1, (1 << len(COST_LINES)) - 1]


def test_a_fund_without_an_end_is_paid_to_the_end_of_the_run(scenario):
    funds = scenario('[[fund]]\nname = "f"\namount_per_year = 1\n').expand(10).funds
    assert (funds["from_week"][0], funds["to_week"][0]) == (0, 10)


def test_online_groups_have_no_venue(scenario):
    text = ONE_GROUP + "venue = 2\n" + '[[group]]\nname = "f"\nkind = "forum"\n'
    assert scenario(text).expand(1).groups["venue"].tolist() == [2, -1]


def test_a_change_too_short_to_be_seen_in_a_run_is_refused(scenario):
    text = change("transport.places", 1, from_week=0, ramp_weeks=9)
    assert scenario(text).expand(6).design["transport_places"].tolist() == [0, 0, 0, 0, 0, 1]
    with pytest.raises(
        InputError, match=r"line 4: changing transport\.places from week 0 changes nothing.* within 2 weeks"
    ):
        scenario(text).expand(2)


def test_the_calendar_begins_in_the_first_week_of_april_and_comes_round_each_year():
    calendar = load("baseline").expand(156).calendar
    assert calendar["week_of_year"][:2].tolist() == [14, 15]
    assert calendar["week_of_year"][[38, 39]].tolist() == [52, 1]
    assert calendar["year"][[0, 51, 52, 155]].tolist() == [0, 0, 1, 2]
    assert np.array_equal(calendar["holiday"][:52], calendar["holiday"][52:104])


def test_england_has_thirteen_holiday_weeks_and_39_of_school():
    calendar = weekly_calendar(52, 1, HOLIDAYS_ENGLAND)
    assert calendar["holiday"].sum() == 13
    assert calendar["week_of_year"][calendar["holiday"]].tolist() == list(HOLIDAYS_ENGLAND)


def test_a_calendar_may_have_no_holidays(scenario):
    assert not scenario("[calendar]\nholidays = []").expand(52).calendar["holiday"].any()


def legal_values(lever):
    """Values one may write for a lever."""
    words = {"slot": SLOT_NAMES, "choice": lever.choices}.get(lever.kind)
    if words:
        return st.sampled_from(words)
    if lever.kind == "slots":
        return st.lists(st.sampled_from(SLOT_NAMES), min_size=1, unique=True)
    if lever.kind == "order":
        return st.lists(st.sampled_from(lever.choices), min_size=1, unique=True)
    if lever.kind == "yes_no":
        return st.booleans()
    if lever.kind == "whole":
        return st.integers(int(lever.low), int(lever.high))
    return st.floats(lever.low, lever.high)


@pytest.mark.parametrize("lever", LEVERS.values(), ids=lambda lever: lever.name)
@given(data=st.data())
@settings(max_examples=25)
def test_every_legal_value_of_every_lever_survives_its_encoding(lever, data):
    value = check_value(lever, data.draw(legal_values(lever)))
    record = np.zeros(1, GROUP_DESIGN if lever in GROUP_LEVERS else DESIGN)
    record[lever.field] = encode(lever, value)
    assert decode(lever, record[lever.field][0]) == value


@pytest.mark.parametrize(
    "lever", [lv for lv in LEVERS.values() if lv.kind in ("number", "whole")], ids=lambda lv: lv.name
)
@given(data=st.data())
@settings(max_examples=25)
def test_values_outside_the_range_of_a_lever_are_refused_with_its_range(lever, data):
    outside = st.one_of(
        st.floats(max_value=lever.low, exclude_max=True), st.floats(min_value=lever.high, exclude_min=True)
    )
    with pytest.raises(ValueError, match=f"^{lever.name} is "):
        check_value(lever, data.draw(outside))


OTHER = {"yes_no": "true", "slots": '["friday evening"]', "order": '["evaluation"]', "slot": '"friday evening"'}

AS_FAR_AS_IT_GOES = {"training.minimum": 12, "training.practice": 0.9}
"""Levers whose range another lever's default cuts short: a cohort has 12 places, debrief takes a tenth of training."""


@pytest.mark.parametrize("lever", LEVERS.values(), ids=lambda lever: lever.name)
def test_every_lever_can_be_turned_from_a_file_at_once_and_later(lever, scenario):
    value = (
        OTHER.get(lever.kind)
        or AS_FAR_AS_IT_GOES.get(lever.name)
        or int(lever.high if lever.high != lever.default else lever.low)
    )
    if lever.kind == "choice":
        value = f'"{lever.choices[-1]}"'
    if lever.kind == "yes_no" and lever.default:
        value = "false"
    group = ONE_GROUP.replace("slot =", "# slot =") if lever.name == "group.slot" else ONE_GROUP
    texts = (ONE_GROUP, f"[set]\n{lever.name} = {value}\n{group}", ONE_GROUP + change(lever.name, value, from_week=3))
    laid_out = [scenario(text).expand(5) for text in texts]
    arrays = [each.design if lever in PROGRAMME_LEVERS else each.group_design for each in laid_out]
    before, at_once, later = (array[lever.field] for array in arrays)
    assert not np.array_equal(before[0], at_once[0])
    assert np.array_equal(later[:3], before[:3])
    assert np.array_equal(later[3:], at_once[3:])
