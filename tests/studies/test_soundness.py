"""A number that is always known and was not makes a failed run; what may not be told does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from stored_studies import observation

from peersim.outcomes import LEVELS, OUTCOMES, SUBGROUP_OUTCOMES, WEEKLY_COLUMNS
from peersim.studies.soundness import (
    NEVER_REACHED,
    NOT_ALWAYS_TOLD,
    ImpossibleNumbersError,
    impossible_numbers,
    refuse_impossible,
)

pytestmark = pytest.mark.quick

NAMES = [outcome.name for outcome in OUTCOMES]


@pytest.fixture
def sound():
    return observation(1, untold=0.0, endless=0.0)


def changed(seen, part, place, value):
    array = np.array(getattr(seen, part), dtype=np.float64)
    array[place] = value
    return replace(seen, **{part: array})


def test_sound_numbers_are_let_through(sound):
    assert impossible_numbers(sound) == []
    refuse_impossible(sound)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    ("part", "place", "told"),
    [
        ("weekly", (3, 2), f"weekly {WEEKLY_COLUMNS[2]}, week 3: "),
        ("spending", (0, 1), "spending on "),
        ("income", (0,), "income, year 1: "),
        ("hours_asked", (0,), "hours asked, safeguarding: "),
        ("hours_given", (1,), "hours given, supervision: "),
        ("everyone", (0, NAMES.index("parents_reached")), "parents_reached: "),
        ("everyone", (1, NAMES.index("reach")), "reach: "),
        ("subgroups", (0, 0, 1), f"{SUBGROUP_OUTCOMES[1].name}, {LEVELS[0].level}: "),
    ],
)
def test_what_can_always_be_told_must_be_a_number(sound, part, place, told, value):
    (sentence,) = impossible_numbers(changed(sound, part, place, value))
    assert sentence.startswith(told)
    with pytest.raises(ImpossibleNumbersError, match="not a number where there must be one"):
        refuse_impossible(changed(sound, part, place, value))


@pytest.mark.parametrize("name", NOT_ALWAYS_TOLD)
def test_what_cannot_always_be_told_may_be_untold(sound, name):
    assert impossible_numbers(changed(sound, "everyone", (0, NAMES.index(name)), np.nan)) == []


@pytest.mark.parametrize("name", NOT_ALWAYS_TOLD)
def test_only_times_that_were_not_reached_are_endless(sound, name):
    found = impossible_numbers(changed(sound, "everyone", (0, NAMES.index(name)), np.inf))
    assert (found == []) == (name in NEVER_REACHED)
    assert impossible_numbers(changed(sound, "everyone", (0, NAMES.index(name)), -np.inf))


def test_the_lists_name_outcomes_there_are():
    assert set(NOT_ALWAYS_TOLD) <= set(NAMES)
    assert len(set(NOT_ALWAYS_TOLD)) == len(NOT_ALWAYS_TOLD)


def test_many_wrong_numbers_are_told_briefly(sound):
    with pytest.raises(ImpossibleNumbersError, match=r"; and \d+ more$"):
        refuse_impossible(replace(sound, weekly=sound.weekly * np.nan))
