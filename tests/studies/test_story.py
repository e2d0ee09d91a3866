"""A story says what the event record says, of one person, in order."""

from types import SimpleNamespace

import numpy as np
import pytest

from peersim.agents import stages
from peersim.agents.other_records import EVENT, NOW, WEEK
from peersim.agents.parent_record import PARENT
from peersim.agents.volunteer_record import VOLUNTEER
from peersim.foundation.problems import InputError
from peersim.studies.story import _OF_PARENTS, _OF_VOLUNTEERS, _SHARED, tell

pytestmark = pytest.mark.quick

PARENTS, VOLUNTEERS = [100, 101, 102], [102, 900]


@pytest.fixture
def world():
    def make(*events):
        parents, volunteers = np.zeros(len(PARENTS), PARENT), np.zeros(4, VOLUNTEER)
        parents["uid"] = PARENTS
        volunteers["uid"][: len(VOLUNTEERS)] = VOLUNTEERS
        volunteers["parent"] = [2, -1, -1, -1]
        record = np.zeros(len(events) + 5, EVENT)
        for row, (week, kind, who, *rest) in enumerate(events):
            other, setting, cause = [*rest, *([-1] * (3 - len(rest)))]
            record[row] = (week, kind, who, other, setting, cause)
        now = np.zeros(1, NOW)
        now["events"], now["volunteers"] = len(events), len(VOLUNTEERS)
        return SimpleNamespace(
            parents=parents, volunteers=volunteers, events=record, now=now, weekly=np.zeros(52, WEEK)
        )

    return make


def lines(story):
    return [f"{sentence.week}: {sentence.text}" for sentence in story.weeks]


def test_a_parents_weeks_are_told_in_order_and_no_one_elses(world):
    story = tell(
        world(
            (3, stages.E_HEARD, 101, -1, -1, stages.BY_WORD_OF_MOUTH),
            (4, stages.E_HEARD, 100),
            (5, stages.E_FIRST_SESSION, 101, -1, 1),
            (6, stages.E_ABSENT, 101, -1, 1, stages.CHILDCARE),
            (9, stages.E_LAPSED, 101, -1, 1, stages.TRANSPORT),
        ),
        person=1,
        groups=("tuesday", "thursday"),
    )
    assert lines(story) == [
        "3: Heard of the programme from another parent.",
        "5: Came for the first time, to “thursday”.",
        "6: Stayed away from “thursday”: childcare.",
        "9: Stopped coming to “thursday”: transport.",
    ]


def test_the_same_ordinary_event_again_and_again_is_one_sentence(world):
    events = [(week, stages.E_SESSION, 100, -1, 0) for week in (1, 2, 3, 5)]
    story = tell(world(*events, (6, stages.E_ABSENT, 100, -1, 0, 0), (7, stages.E_SESSION, 100, -1, 0)), person=0)
    assert lines(story) == [
        "1: Came to group 0, and 3 more times by week 5.",
        "6: Stayed away from group 0: illness.",
        "7: Came to group 0.",
    ]


def test_a_match_is_told_of_both_by_their_numbers(world):
    shared = world((8, stages.E_MATCHED, 100, 900, stages.ONE_TO_ONE), (9, stages.E_CONTACT, 100, 900))
    assert lines(tell(shared, person=0)) == ["8: Was matched with volunteer 1.", "9: Met volunteer 1."]
    assert lines(tell(shared, kind="volunteer", person=1)) == ["8: Was matched with family 0.", "9: Met family 0."]


def test_a_parent_who_volunteers_has_two_stories(world):
    both = world((1, stages.E_HEARD, 102), (30, stages.E_ENQUIRED, 102), (40, stages.E_TRAINED, 102))
    assert len(tell(both, person=2).weeks) == 1
    volunteer = tell(both, kind="volunteer", person=0)
    assert lines(volunteer) == ["30: Enquired about volunteering.", "40: Finished the training course."]
    assert "was parent 2" in volunteer.who


def test_left_alone_it_tells_of_the_one_to_whom_most_kinds_of_thing_happened(world):
    story = tell(
        world(
            *((week, stages.E_SESSION, 100, -1, 0) for week in range(20)),
            (1, stages.E_HEARD, 101),
            (2, stages.E_INVITED, 101, -1, 0),
        )
    )
    assert story.person == 1


@pytest.mark.parametrize(("kind", "most"), [("parent", 2), ("volunteer", 1)])
def test_only_people_who_exist_have_a_story(world, kind, most):
    assert tell(world((1, stages.E_HEARD, 100)), kind=kind, person=most).person == most
    for person in (-1, most + 1):
        with pytest.raises(InputError, match=f"does not exist; allowed 0 to {most}"):
            tell(world((1, stages.E_HEARD, 100)), kind=kind, person=person)


@pytest.mark.parametrize(("kind", "words"), [("parent", _OF_PARENTS), ("volunteer", _OF_VOLUNTEERS)])
def test_every_kind_of_event_has_a_sentence_without_a_gap(world, kind, words):
    uid = 100 if kind == "parent" else 900
    for what in words:
        who, other = (100, 900) if what in _SHARED else (uid, -1)
        story = tell(world((1, what, who, other, 0, 1)), kind=kind, person=0 if kind == "parent" else 1, groups=("g",))
        assert len(story.weeks) == 1
        text = story.weeks[0].text
        assert text.endswith(".")
        assert "{" not in text
        assert "unknown" not in text
        assert "recorded" not in text


def test_together_the_stories_leave_out_only_what_happens_to_groups_and_posts():
    told = set(_OF_PARENTS) | set(_OF_VOLUNTEERS)
    left_out = {stages.EVENT_KINDS[kind] for kind in range(len(stages.EVENT_KINDS)) if kind not in told}
    assert left_out == {
        "post fell vacant", "post was filled", "was off sick", "group opened", "group closed", "session cancelled",
        "could not be paid for",
    }  # fmt: skip
