"""What each kind of event does to a run that is played again."""

from __future__ import annotations

from typing import Any

from peersim.agents import causes, stages
from peersim.studies.replay import NEVER, Act, Event, Replay, VolunteerThen


def heard(run: Replay, event: Event) -> None:
    """Note that a parent became known."""
    parent = run.move_parent(event, stages.AWARE)
    parent.aware_week, parent.route = event.week, event.cause


def referred(run: Replay, event: Event) -> None:
    """Note that a parent waits for assessment, unless declining follows."""
    run.move_parent(event, stages.REFERRED).referred_week = event.week


def invited(run: Replay, event: Event) -> None:
    """Note that a parent chose a setting; a member of another one steps on."""
    if run.parent(event.who).stage == stages.ATTENDING:
        run.expect(event, f"parent {event.who} leaves a setting again", event.who not in run.stepping_on)
        run.stepping_on.add(event.who)
    run.move_parent(event, stages.INVITED, event.setting).invited_week = event.week


def called(run: Replay, event: Event) -> None:
    """Note that a parent had a call before a first session."""
    run.parent(event.who).called = True


def signed_up(run: Replay, event: Event) -> None:
    """Note that a parent signed up for a course or a space."""
    run.parent(event.who).signed_up = True
    run.group(event.setting).invited += 1


def joined(run: Replay, event: Event) -> None:
    """Note that a parent became a member: joining an online space is support, and joining a group is coming to it."""
    run.group(event.setting).signed_up_first[run.parent(event.who).signed_up] += 1
    run.no_longer_signed_up(run.parent(event.who))
    if run.move_parent(event, stages.ATTENDING, event.setting).supported(event.week):
        run.weekly["new_parents", event.week] += 1


def did_not_come(run: Replay, event: Event) -> None:
    """Note that a parent who had signed up never came."""
    run.no_longer_signed_up(run.parent(event.who))
    run.move_parent(event, stages.DECLINED)


def came(run: Replay, event: Event) -> None:
    """Note that a parent came to a session."""
    parent = run.parent(event.who)
    parent.sessions += 1
    parent.supported(event.week)
    run.weekly["attendances", event.week] += 1
    run.sessions["present", event.week, event.setting] += 1


def came_first(run: Replay, event: Event) -> None:
    """Note that a parent came to a session, the first of all."""
    came(run, event)
    run.sessions["newcomers", event.week, event.setting] += 1


def stayed_away(run: Replay, event: Event) -> None:
    """Note that a parent stayed away."""
    run.parent(event.who).absences[event.cause] += 1
    run.weekly[f"absences[{event.cause}]", event.week] += 1


def posted(run: Replay, event: Event) -> None:
    """Note that a parent posted."""
    parent = run.parent(event.who)
    parent.sessions += 1
    parent.posts += 1
    parent.messages += event.cause
    parent.supported(event.week)
    run.weekly["posts", event.week] += 1
    run.weekly["messages", event.week] += event.cause
    run.sessions["present", event.week, event.setting] += 1


def read(run: Replay, event: Event) -> None:
    """Note that a parent looked in, so many times."""
    parent = run.parent(event.who)
    parent.visits += event.cause
    parent.supported(event.week)


def hurt(run: Replay, event: Event) -> None:
    """Note that a parent was hurt by a post."""
    run.weekly["harms", event.week] += 1


def grew_close(run: Replay, event: Event) -> None:
    """Note that a parent has one more tie."""
    run.parent(event.who).tie_count += 1


def moved(run: Replay, event: Event) -> None:
    """Note that a member moved to another group."""
    run.move_parent(event, stages.ATTENDING, event.setting)


def stepped_on(run: Replay, event: Event) -> None:
    """Note that a member of an online space chose a group that meets."""
    run.expect(event, f"parent {event.who} steps on", event.who in run.stepping_on)
    run.stepping_on.discard(event.who)


def followed_up(run: Replay, event: Event) -> None:
    """Note that a parent was called."""
    run.parent(event.who).contacted_week = event.week


def returned(run: Replay, event: Event) -> None:
    """Note that a lapsed parent came back."""
    run.move_parent(event, stages.ATTENDING).disengaged_week = NEVER
    run.weekly["returned", event.week] += 1


def lapsed(run: Replay, event: Event) -> None:
    """Note that a parent stopped coming."""
    run.no_longer_waiting(event)
    run.move_parent(event, stages.LAPSED).disengaged_week = event.week
    run.weekly["lapsed", event.week] += 1


def looks_again(run: Replay, event: Event) -> None:
    """Note that a parent is free to choose again; who was a member has stopped coming with that."""
    parent = run.parent(event.who)
    run.no_longer_signed_up(parent)
    if parent.stage == stages.ATTENDING:
        parent.disengaged_week = event.week
    run.move_parent(event, stages.AWARE, stages.NO_SETTING)


def declined(run: Replay, event: Event) -> None:
    """Note that a parent declined."""
    if event.cause != causes.AGAINST_ASSESSMENT:
        run.no_longer_waiting(event)
    run.move_parent(event, stages.DECLINED)


def finished(run: Replay, event: Event) -> None:
    """Note that a parent finished what was planned."""
    run.move_parent(event, stages.FINISHED).finished_week = event.week


def aged_out(run: Replay, event: Event) -> None:
    """Note that a family is no longer eligible; known ones leave an event."""
    parent = run.parent(event.who)
    run.no_longer_signed_up(parent)
    run.move_parent(event, stages.AGED_OUT).gone_week = event.week


def assessed(run: Replay, event: Event) -> None:
    """Note that a parent was assessed."""
    run.move_parent(event, stages.ASSESSED).assessed_week = event.week


def matched(run: Replay, event: Event) -> None:
    """Note that a parent and a volunteer begin."""
    run.move_parent(event, stages.SUPPORTED, stages.ONE_TO_ONE).matched_week = event.week
    run.begin_match(event)
    volunteer = run.volunteer(event, event.other)
    volunteer.caseload += 1
    volunteer.supported += 1
    if volunteer.stage == stages.READY:
        run.move_volunteer(event.of_other(), stages.ACTIVE)


def had_contact(run: Replay, event: Event) -> None:
    """Note that a contact happened."""
    parent = run.parent(event.who)
    run.match(event).contacts += 1
    parent.contacts += 1
    run.weekly["contacts", event.week] += 1
    if parent.supported(event.week):
        run.weekly["new_parents", event.week] += 1


def had_no_contact(run: Replay, event: Event) -> None:
    """Note that a contact did not happen."""
    run.match(event).missed += 1


def match_ended(run: Replay, event: Event) -> None:
    """Note that a match ended; where the volunteer left, the parent waits for another."""
    run.end_match(event)
    stage = run.parent(event.who).stage
    if event.cause == causes.VOLUNTEER_LEFT:
        stage = stages.ASSESSED
        run.waits_from_next_week(event.other, event.week)
    run.move_parent(event, stage, stages.NO_SETTING)
    volunteer = run.volunteer(event, event.other)
    volunteer.caseload -= 1
    if volunteer.caseload == 0 and volunteer.stage == stages.ACTIVE:
        run.move_volunteer(event.of_other(), stages.READY)


def concern(run: Replay, event: Event) -> None:
    """Note that a concern was raised."""
    run.weekly["concerns", event.week] += 1


def enquired(run: Replay, event: Event) -> None:
    """Note that someone offers to volunteer."""
    run.volunteers[event.who] = VolunteerThen(enquired_week=event.week)
    run.volunteers[event.who].from_parents = event.cause == causes.WAS_SUPPORTED
    run.weekly["volunteers_enquired", event.week] += 1


def already(run: Replay, event: Event) -> None:
    """Note that a volunteer was there before the run began; no enquiry."""
    run.volunteers[event.who] = VolunteerThen(enquired_week=event.week)


def began_training(run: Replay, event: Event) -> None:
    """Note that a volunteer began the course."""
    run.move_volunteer(event, stages.TRAINING).training_week = event.week


def trained(run: Replay, event: Event) -> None:
    """Note that a volunteer finished training; where to is the next event."""
    volunteer = run.volunteer(event, event.who)
    volunteer.trained_week = event.week
    if volunteer.training_week < 0:  # a programme that trains nobody
        volunteer.training_week = event.week


def became_ready(run: Replay, event: Event) -> None:
    """Note that a volunteer is ready for a role."""
    run.move_volunteer(event, stages.READY).trained_before |= event.cause == causes.TRAINED_BEFORE


def facilitates(run: Replay, event: Event) -> None:
    """Note that a volunteer begins to facilitate."""
    run.move_volunteer(event, stages.FACILITATING, event.setting)


def moderates(run: Replay, event: Event) -> None:
    """Note that a volunteer begins to moderate."""
    run.move_volunteer(event, stages.MODERATING, event.setting)


def supervised(run: Replay, event: Event) -> None:
    """Note that a supervision was held."""
    run.volunteer(event, event.who).supervised_week = event.week
    run.weekly["supervision_due", event.week] += 1
    run.weekly["supervision_met", event.week] += 1


def missed_supervision(run: Replay, event: Event) -> None:
    """Note that a supervision was due and missed."""
    run.weekly["supervision_due", event.week] += 1


def left(run: Replay, event: Event) -> None:
    """Note that a volunteer left, moved on or was hired, as the reason says."""
    gone = {stages.TO_WORK_OR_STUDY: stages.MOVED_ON, stages.TO_STAFF: stages.HIRED}.get(event.cause, stages.LEFT)
    volunteer = run.move_volunteer(event, gone)
    if event.cause == stages.TO_STAFF:
        run.waited_this_week(event.who, event.week)
    volunteer.left_week, volunteer.reason = event.week, event.cause
    if volunteer.trained_before or volunteer.trained_week >= 0:
        run.weekly["volunteers_left", event.week] += 1


def opened(run: Replay, event: Event) -> None:
    """Note that a group opened."""
    group = run.group(event.who)
    group.running, group.opened_week = True, event.week


def closed(run: Replay, event: Event) -> None:
    """Note that a group closed."""
    group = run.group(event.who)
    group.running, group.closed_week = False, event.week


def held(run: Replay, event: Event) -> None:
    """Note that a session was held."""
    run.sessions["held", event.week, event.who] += 1


def cancelled(run: Replay, event: Event) -> None:
    """Note that a session was cancelled."""
    run.sessions["cancelled", event.week, event.who] += 1


def course_began(run: Replay, event: Event) -> None:
    """Note that a course began."""
    group = run.group(event.who)
    run.expect(event, f"a course begins in group {event.who} while one runs", group.course_started < 0)
    group.course_started = event.week
    group.courses += 1


def course_ended(run: Replay, event: Event) -> None:
    """Note that a course ended."""
    run.group(event.who).course_started = NEVER


def post_filled(run: Replay, event: Event) -> None:
    """Note that someone begins in a post."""
    post = run.post(event.who)
    run.expect(event, f"post {event.who} is filled while it is filled", not post.filled)
    was_vacant = post.vacant or event.cause == causes.FROM_THE_START
    run.expect(event, f"post {event.who} is filled without having been vacant", was_vacant and not post.frozen)
    post.filled, post.was_volunteer = True, event.cause == causes.HIRED_VOLUNTEER
    post.holder = event.other
    post.person += 1
    post.vacant = False


def post_vacant(run: Replay, event: Event) -> None:
    """Note that a post stands empty and is to be filled."""
    run.expect(event, f"post {event.who} falls vacant while it is filled", not run.post(event.who).filled)
    run.post(event.who).vacant = True


def left_a_post(run: Replay, event: Event) -> None:
    """Note that someone left a post, or was let go when it ended."""
    post = run.post(event.who)
    run.expect(event, f"whoever holds post {event.who} leaves it", post.filled and post.holder == event.other)
    post.filled, post.sick, post.was_volunteer, post.holder = False, False, False, NEVER
    post.leavers += event.cause != stages.POST_ENDED


def vacancy_withdrawn(run: Replay, event: Event) -> None:
    """Note that an empty post is no longer to be filled."""
    post = run.post(event.who)
    run.expect(event, f"the vacancy of post {event.who} is withdrawn", post.vacant)
    post.vacant = post.frozen = False


def frozen(run: Replay, event: Event) -> None:
    """Note that an empty post is not filled for want of money."""
    post = run.post(event.who)
    run.expect(event, f"post {event.who} is frozen", post.vacant and not post.frozen)
    post.frozen = True


def thawed(run: Replay, event: Event) -> None:
    """Note that an empty post may be filled again."""
    run.expect(event, f"post {event.who} is thawed", run.post(event.who).frozen)
    run.post(event.who).frozen = False


def on_leave(run: Replay, event: Event) -> None:
    """Note that a coordinator is on annual leave this week."""
    run.post(event.who).away_week = event.week


def off_sick(run: Replay, event: Event) -> None:
    """Note that a coordinator fell ill."""
    run.expect(event, f"who holds post {event.who} falls ill while ill", not run.post(event.who).sick)
    run.post(event.who).sick = True


def at_work_again(run: Replay, event: Event) -> None:
    """Note that a coordinator is back."""
    run.expect(event, f"who holds post {event.who} is back without having been away", run.post(event.who).sick)
    run.post(event.who).sick = False


def _into(stage: int) -> Act:
    def act(run: Replay, event: Event) -> None:
        run.move_volunteer(event, stage)

    return act


ACTS: dict[int, Act] = {
    stages.E_HEARD: heard,
    stages.E_REFERRED: referred,
    stages.E_INVITED: invited,
    stages.E_CALLED: called,
    stages.E_SIGNED_UP: signed_up,
    stages.E_JOINED: joined,
    stages.E_DID_NOT_COME: did_not_come,
    stages.E_FIRST_SESSION: came_first,
    stages.E_SESSION: came,
    stages.E_ABSENT: stayed_away,
    stages.E_POSTED: posted,
    stages.E_READ: read,
    stages.E_HARMED_ONLINE: hurt,
    stages.E_TIE: grew_close,
    stages.E_MOVED: moved,
    stages.E_STEPPED_ON: stepped_on,
    stages.E_FOLLOWED_UP: followed_up,
    stages.E_RETURNED: returned,
    stages.E_LAPSED: lapsed,
    stages.E_LOOKS_AGAIN: looks_again,
    stages.E_DECLINED: declined,
    stages.E_FINISHED: finished,
    stages.E_AGED_OUT: aged_out,
    stages.E_ASSESSED: assessed,
    stages.E_MATCHED: matched,
    stages.E_CONTACT: had_contact,
    stages.E_NO_CONTACT: had_no_contact,
    stages.E_MATCH_ENDED: match_ended,
    stages.E_CONCERN: concern,
    stages.E_ENQUIRED: enquired,
    stages.E_ALREADY: already,
    stages.E_TASTER: _into(stages.TASTER),
    stages.E_AWAITS_COURSE: _into(stages.AWAITING_COURSE),
    stages.E_TRAINING: began_training,
    stages.E_TRAINED: trained,
    stages.E_SHADOWING: _into(stages.SHADOWING),
    stages.E_READY: became_ready,
    stages.E_FACILITATES: facilitates,
    stages.E_MODERATES: moderates,
    stages.E_STEPPED_BACK: _into(stages.PAUSED),
    stages.E_CHAMPION: _into(stages.CHAMPION),
    stages.E_CAME_BACK: _into(stages.READY),
    stages.E_SUPERVISED: supervised,
    stages.E_SUPERVISION_MISSED: missed_supervision,
    stages.E_VOLUNTEER_LEFT: left,
    stages.E_GROUP_OPENED: opened,
    stages.E_GROUP_CLOSED: closed,
    stages.E_HELD: held,
    stages.E_CANCELLED: cancelled,
    stages.E_COURSE_BEGAN: course_began,
    stages.E_COURSE_ENDED: course_ended,
    stages.E_POST_FILLED: post_filled,
    stages.E_POST_VACANT: post_vacant,
    stages.E_STAFF_LEFT: left_a_post,
    stages.E_VACANCY_WITHDRAWN: vacancy_withdrawn,
    stages.E_POST_FROZEN: frozen,
    stages.E_POST_THAWED: thawed,
    stages.E_STAFF_ON_LEAVE: on_leave,
    stages.E_STAFF_SICK: off_sick,
    stages.E_STAFF_BACK: at_work_again,
}
"""What each kind of event changes. Kinds not named here change nothing that is told here."""


def replay(events: Any, weeks: int) -> Replay:
    """Play a run again from its event record alone.

    Parameters
    ----------
    events : records of EVENT
        The whole event record, in order.
    weeks : int
        Length of the run [weeks].

    Returns
    -------
    Replay
        Who is where at the end, and what happened in each week.
    """
    return Replay(events, weeks, ACTS)
