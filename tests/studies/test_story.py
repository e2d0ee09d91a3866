"""A story says what the event record says, of one person in all their roles, in order."""

from types import SimpleNamespace

import numpy as np
import pytest

from peersim.agents import causes, stages
from peersim.agents.other_records import COORDINATOR, EVENT, NOW, WEEK
from peersim.agents.parent_record import PARENT
from peersim.agents.volunteer_record import VOLUNTEER
from peersim.foundation.problems import InputError
from peersim.studies.event_words import FUND_KINDS, GROUP_KINDS, LINE_KINDS, PARENT_KINDS, PERSON_KINDS, POST_KINDS
from peersim.studies.story import STRETCH, tell
from peersim.studies.story_words import OF_PARENTS, OF_THE_OTHER, OF_VOLUNTEERS, ORDINARY

pytestmark = pytest.mark.quick

PARENTS, VOLUNTEERS, POST = [100, 101, 102], [102, 900], 5000


@pytest.fixture
def world():
    def make(*events):
        parents, volunteers = np.zeros(len(PARENTS), PARENT), np.zeros(4, VOLUNTEER)
        posts = np.zeros(1, COORDINATOR)
        parents["uid"], posts["uid"] = PARENTS, POST
        volunteers["uid"][: len(VOLUNTEERS)] = VOLUNTEERS
        volunteers["parent"] = [2, -1, -1, -1]
        record = np.zeros(len(events) + 5, EVENT)
        for row, (week, kind, who, *rest) in enumerate(events):
            other, setting, cause = [*rest, *([-1] * (3 - len(rest)))]
            record[row] = (week, kind, who, other, setting, cause)
        now = np.zeros(1, NOW)
        now["events"], now["volunteers"] = len(events), len(VOLUNTEERS)
        return SimpleNamespace(
            parents=parents,
            volunteers=volunteers,
            coordinators=posts,
            events=record,
            now=now,
            weekly=np.zeros(52, WEEK),
        )

    return make


def lines(story):
    return [f"{sentence.week}: {sentence.text}" for sentence in story.weeks]


def test_a_parents_weeks_are_told_in_order_and_no_one_elses(world):
    story = tell(
        world(
            (3, stages.E_HEARD, 101, -1, -1, stages.BY_WORD_OF_MOUTH),
            (4, stages.E_HEARD, 100, -1, -1, stages.BY_OUTREACH),
            (5, stages.E_JOINED, 101, -1, 1, causes.FIRST_SUPPORT),
            (5, stages.E_FIRST_SESSION, 101, -1, 1),
            (6, stages.E_ABSENT, 101, -1, 1, stages.CHILDCARE),
            (9, stages.E_LAPSED, 101, -1, 1, stages.TRANSPORT),
        ),
        person=1,
        groups=("tuesday", "thursday"),
    )
    assert lines(story) == [
        "3: Heard of the programme from another parent.",
        "5: Came to “thursday” for the first time.",
        "6: Stayed away from “thursday”: childcare.",
        "9: Stopped coming to “thursday”, in the end because of transport.",
    ]


def test_ordinary_weeks_are_told_together_with_why_some_were_missed(world):
    came = [(week, stages.E_SESSION, 100, -1, 0) for week in (1, 2, 3, 5)]
    away = [
        (6, stages.E_ABSENT, 100, -1, 0, 2),
        (7, stages.E_ABSENT, 100, -1, 0, 2),
        (8, stages.E_ABSENT, 100, -1, 0, 0),
    ]
    assert lines(tell(world(*came, *away), person=0)) == [
        "1: Came to group 0 4 times and stayed away 3 times by week 8: childcare twice, illness once."
    ]


def test_a_turning_point_or_half_a_year_ends_what_is_told_together(world):
    came = [(week, stages.E_SESSION, 100, -1, 0) for week in range(STRETCH + 3)]
    story = tell(world(*came, (40, stages.E_RETURNED, 100, -1, 0), (41, stages.E_SESSION, 100, -1, 0)), person=0)
    assert lines(story) == [
        f"0: Came to group 0 {STRETCH} times by week {STRETCH - 1}.",
        f"{STRETCH}: Came to group 0 3 times by week {STRETCH + 2}.",
        "40: Came back to group 0.",
        "41: Came to group 0.",
    ]


def test_a_match_is_told_of_both_by_their_numbers(world):
    shared = world(
        (8, stages.E_MATCHED, 100, 900, stages.ONE_TO_ONE),
        (9, stages.E_CONTACT, 100, 900, stages.ONE_TO_ONE),
        (10, stages.E_CONTACT, 100, 900, stages.ONE_TO_ONE),
        (11, stages.E_NO_CONTACT, 100, 900, stages.ONE_TO_ONE),
        (12, stages.E_MATCH_ENDED, 100, 900, stages.ONE_TO_ONE, causes.VOLUNTEER_LEFT),
    )
    assert lines(tell(shared, person=0)) == [
        "8: Was matched with volunteer 1.",
        "9: Had 2 meetings with volunteer 1 while 1 more did not happen by week 11.",
        "12: Waited for another volunteer when volunteer 1 left the role.",
    ]
    assert lines(tell(shared, kind="volunteer", person=1)) == [
        "8: Was matched with parent 0.",
        "9: Had 2 meetings with parent 0 while 1 more did not happen by week 11.",
        "12: Gave up the match with parent 0.",
    ]


def test_two_families_of_one_volunteer_are_told_apart(world):
    contacts = [(week, stages.E_CONTACT, who, 900, stages.ONE_TO_ONE) for week in (1, 2) for who in (100, 101)]
    assert lines(tell(world(*contacts), kind="volunteer", person=1)) == [
        "1: Had 2 meetings with parent 0 by week 2.",
        "1: Had 2 meetings with parent 1 by week 2.",
    ]


def test_a_parent_who_volunteers_and_is_hired_has_one_story(world):
    whole = world(
        (1, stages.E_HEARD, 102, -1, -1, stages.BY_OUTREACH),
        (30, stages.E_ENQUIRED, 102, -1, -1, causes.WAS_SUPPORTED),
        (40, stages.E_TRAINED, 102),
        (45, stages.E_VOLUNTEER_LEFT, 102, -1, -1, stages.TO_STAFF),
        (45, stages.E_POST_FILLED, POST, 102, -1, causes.HIRED_VOLUNTEER),
        (46, stages.E_STAFF_SICK, POST, -1),
        (47, stages.E_STAFF_LEFT, POST, 102, -1, stages.LEFT_UNDER_STRAIN),
    )
    as_parent, as_volunteer = tell(whole, person=2), tell(whole, kind="volunteer", person=0)
    assert lines(as_parent) == [
        "1: Heard of the programme through outreach.",
        "30: Offered to volunteer, having been supported as a parent.",
        "40: Finished the training course.",
        "45: Was hired by the programme.",
        "45: Began work as coordinator in post 1.",
        "47: Left post 1 (strain).",
    ]
    assert (as_parent.weeks, as_parent.who, as_parent.end) == (as_volunteer.weeks, as_volunteer.who, as_volunteer.end)
    assert "Parent 2" in as_parent.who
    assert "was parent 2" in as_parent.who


def test_what_comes_with_the_end_of_eligibility_is_told_once(world):
    story = tell(
        world(
            (9, stages.E_MATCH_ENDED, 100, 900, stages.ONE_TO_ONE, causes.NO_LONGER_ELIGIBLE),
            (9, stages.E_FINISHED, 100, -1, stages.ONE_TO_ONE, causes.NO_LONGER_ELIGIBLE),
            (9, stages.E_LOOKS_AGAIN, 100, -1, stages.ONE_TO_ONE, causes.SUPPORT_ENDED),
            (9, stages.E_AGED_OUT, 100),
        ),
        person=0,
    )
    assert len(story.weeks) == 2


def test_left_alone_it_tells_of_the_one_to_whom_most_kinds_of_thing_happened(world):
    story = tell(
        world(
            *((week, stages.E_SESSION, 100, -1, 0) for week in range(20)),
            (1, stages.E_HEARD, 101, -1, -1, 0),
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


def parts(kind):
    """Who is who in an event of a kind, and the causes it can have."""
    who, other = (100, 900) if kind in PARENT_KINDS else (900, -1)
    if kind in POST_KINDS:
        who, other = POST, 900
    if kind == stages.E_TIE:
        other = 101
    return who, other, list(causes.CAUSES.get(kind, {-1: ""}))


@pytest.mark.parametrize("kind", sorted({*OF_PARENTS, *OF_VOLUNTEERS, *OF_THE_OTHER, *ORDINARY}))
def test_every_kind_of_event_is_told_without_a_gap_whatever_its_cause(world, kind):
    who, other, reasons = parts(kind)
    untold = 0
    for cause in reasons:
        for person in ({"kind": "parent", "person": 0}, {"kind": "volunteer", "person": 1}):
            story = tell(world((1, kind, who, other, 0, cause)), groups=("g",), **person)
            for told in story.weeks:
                assert told.text.endswith(".")
                assert "{" not in told.text
                assert "()" not in told.text
                assert ": ." not in told.text
            untold += not story.weeks
    assert untold < 2 * len(reasons), "nobody is told of it"


def test_together_the_stories_leave_out_only_what_happens_to_groups_posts_and_money():
    told = {*OF_PARENTS, *OF_VOLUNTEERS, *OF_THE_OTHER, *ORDINARY}
    assert set(PERSON_KINDS) <= told
    left_out = set(range(len(stages.EVENT_KINDS))) - told
    assert left_out <= GROUP_KINDS | POST_KINDS | FUND_KINDS | LINE_KINDS
