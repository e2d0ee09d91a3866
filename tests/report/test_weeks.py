"""Figures along time: every task is shown once, running means are means, what is drawn is what was gathered."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from small_worlds import run

from peersim.report.programme import families_by_setting, programme, volunteers_by_stage
from peersim.report.saving import small_png_bytes
from peersim.report.spiral import COURSES, courses, draw_spiral
from peersim.report.style import styled
from peersim.report.weeks import TASK_GROUPS, Weeks, gather, smooth
from peersim.scenarios.levers import TASKS
from peersim.scenarios.loading import load


@pytest.fixture(scope="module")
def weeks() -> Weeks:
    return gather(run("baseline", parents=300, weeks=40, seed=seed) for seed in (1, 2))


@pytest.mark.quick
def test_every_task_is_in_one_group_of_the_figure() -> None:
    assert Counter(task for tasks in TASK_GROUPS.values() for task in tasks) == Counter(TASKS)


@pytest.mark.quick
def test_a_running_mean_keeps_what_is_constant_and_averages_what_is_not() -> None:
    assert smooth(np.full((2, 9), 3.0), 4) == pytest.approx(np.full((2, 9), 3.0))
    assert smooth(np.array([0.0, 0.0, 4.0, 0.0, 0.0, 0.0]), 4)[2] == pytest.approx(1.0)
    assert smooth(np.array([2.0, 4.0]), 52) == pytest.approx([3.0, 3.0])


def test_hours_by_group_add_up_to_all_hours(weeks: Weeks) -> None:
    by_group = sum(weeks.hours(weeks.asked, group) for group in TASK_GROUPS)
    assert by_group == pytest.approx(weeks.weekly["hours_asked"])


def test_families_by_setting_and_volunteers_by_stage_are_those_of_the_weekly_table(weeks: Weeks) -> None:
    names = [group.name for group in load("baseline").groups]
    families = np.sum(list(families_by_setting(weeks, names).values()), axis=0)
    assert families == pytest.approx(smooth(weeks.weekly["engaged"].mean(axis=0)))
    columns = ("volunteers_active", "volunteers_ready", "volunteers_training", "volunteers_resting")
    everyone = sum(weeks.weekly[column] for column in columns).mean(axis=0)
    assert np.sum(list(volunteers_by_stage(weeks).values()), axis=0) == pytest.approx(smooth(everyone))


def test_a_programmes_picture_is_the_same_every_time_and_tells_itself_in_words(weeks: Weeks) -> None:
    names = [group.name for group in load("baseline").groups]
    with styled():
        one, other = (programme(weeks, "Baseline", names, "two worlds") for _ in range(2))
    assert small_png_bytes(one) == small_png_bytes(other)
    assert one.alt.startswith("Baseline: families engaged by setting")
    assert len(one.table) == weeks.weeks


def test_the_spiral_draws_every_course_of_every_design(weeks: Weeks) -> None:
    with styled():
        drawn = draw_spiral({"one": weeks, "other": weeks}, "two worlds")
        assert set(COURSES) <= set(drawn.table.columns)
        assert list(drawn.table["design"].unique()) == ["one", "other"]


def test_strain_of_nobody_cannot_be_told() -> None:
    nobody = gather([run("nothing", parents=50, weeks=12)])
    assert np.isnan(courses(nobody)["strain"]).all()
