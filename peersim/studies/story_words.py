"""How each event is told in a sentence: of whom it happened to, and of the other person in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peersim.agents import causes, stages

Sentences = str | Mapping[int, str]
"""One sentence, or one for each cause; an empty one leaves the event to another that tells it."""

_OTHERWISE = -1
"""Key of the sentence for causes not named."""

OF_PARENTS: dict[int, Sentences] = {
    stages.E_HEARD: {
        stages.BY_OUTREACH: "Heard of the programme through outreach.",
        stages.BY_REFERRAL: "Heard of the programme from a professional who refers families.",
        stages.BY_WORD_OF_MOUTH: "Heard of the programme from another parent.",
        _OTHERWISE: "Came upon the programme online.",
    },
    stages.E_REFERRED: {
        stages.BY_REFERRAL: "Was referred for one-to-one support.",
        _OTHERWISE: "Asked for one-to-one support.",
    },
    stages.E_INVITED: "Chose {setting}.",
    stages.E_CALLED: "Had a welcoming call before a first session.",
    stages.E_SIGNED_UP: "Signed up for {setting}.",
    stages.E_DID_NOT_COME: "Did not turn up at the first session of {setting}, and did not come again.",
    stages.E_JOINED: "Joined {setting}.",
    stages.E_FIRST_SESSION: "Came to {setting} for the first time.",
    stages.E_TIE: "Grew close to {other} at {setting}.",
    stages.E_STEPPED_ON: "Had been in {setting} until then, and stepped on from it.",
    stages.E_MOVED: "Moved to {setting} with half of a group that had grown too full.",
    stages.E_LAPSED: {
        causes.FIRST_VISIT: "Did not go back to {setting}: the first visit did not fit.",
        causes.LOST_HEART: "Lost heart and stopped coming to {setting}.",
        causes.DRIFTED_AWAY: "Drifted away from {setting}.",
        causes.HURT: "Left {setting} after being hurt by a post.",
        causes.MATCH_ENDED_EARLY: "",
        causes.GAVE_UP_WAITING: "Gave up waiting for another volunteer.",
        _OTHERWISE: "Stopped coming to {setting}, in the end because of {cause}.",
    },
    stages.E_RETURNED: "Came back to {setting}.",
    stages.E_LOOKS_AGAIN: {
        causes.GROUP_CLOSED: "Was left without a group when {setting} closed.",
        causes.SUPPORT_ENDED: "Wanted to go on to a group.",
    },
    stages.E_ASSESSED: "Talked with the coordinators about what support would fit.",
    stages.E_MATCHED: "Was matched with {other}.",
    stages.E_MATCH_ENDED: {
        causes.AS_PLANNED: "The match with {other} ended as planned.",
        causes.EARLY: "The match with {other} ended early, by the family's wish.",
        causes.VOLUNTEER_LEFT: "Waited for another volunteer when {other} left the role.",
        causes.NO_LONGER_ELIGIBLE: "The match with {other} ended with that.",
    },
    stages.E_FINISHED: {causes.AS_PLANNED: "Finished {setting} as planned.", _OTHERWISE: ""},
    stages.E_DECLINED: {
        causes.AGAINST_ASSESSMENT: "Decided against one-to-one support.",
        causes.TIRED_OF_WAITING_TO_BE_ASSESSED: "Gave up waiting for an assessment.",
        causes.TIRED_OF_WAITING_FOR_A_MATCH: "Gave up waiting for a volunteer.",
    },
    stages.E_AGED_OUT: "Was no longer eligible: the youngest child had grown, or the family had moved.",
    stages.E_CONCERN: "Was the subject of a safeguarding concern, which {other} passed on.",
    stages.E_HARMED_ONLINE: "Was hurt by something said in {setting}.",
}
"""Turning points of a parent."""

OF_VOLUNTEERS: dict[int, Sentences] = {
    stages.E_ENQUIRED: {
        causes.WAS_SUPPORTED: "Offered to volunteer, having been supported as a parent.",
        _OTHERWISE: "Enquired about volunteering.",
    },
    stages.E_ALREADY: "Was already a trained volunteer when the run began.",
    stages.E_TASTER: "Began the taster.",
    stages.E_AWAITS_COURSE: {
        causes.AFTER_TASTER: "Finished the taster and waited for a course to begin.",
        _OTHERWISE: "Waited for a course to begin.",
    },
    stages.E_TRAINING: "Began the training course.",
    stages.E_TRAINED: "Finished the training course.",
    stages.E_SHADOWING: "Began to watch experienced volunteers at work, not being ready for a role yet.",
    stages.E_READY: {
        causes.THROUGH_TRAINING: "Was found ready for a role.",
        causes.THROUGH_SHADOWING: "Was found ready for a role after that.",
        causes.TRAINED_BEFORE: "",
        causes.GROUP_OF_THEIRS_CLOSED: "Was free for another role when {setting} closed.",
    },
    stages.E_FACILITATES: "Began to facilitate {setting}.",
    stages.E_MODERATES: "Began to moderate {setting}.",
    stages.E_STEPPED_BACK: "Took a pause instead of leaving ({cause}).",
    stages.E_CHAMPION: {
        stages.SCREENED_OUT: "Took the lighter role of a champion, not being ready to support a family.",
        _OTHERWISE: "Stepped back to the role of a champion instead of leaving ({cause}).",
    },
    stages.E_CAME_BACK: "Came back to the full role.",
    stages.E_VOLUNTEER_LEFT: {
        stages.NEVER_STARTED: "Was not heard of again.",
        stages.SCREENED_OUT: "Was told that this was not the time to volunteer.",
        stages.DECIDED_AGAINST: "Decided against volunteering.",
        stages.TRAINING_TOO_MUCH: "Left the course: training was too much.",
        stages.WAITED_TOO_LONG: "Left, having waited too long.",
        stages.STRAIN: "Left: the strain was too much.",
        stages.LIFE_EVENT: "Left because of something in their own life.",
        stages.UNMET_SUPPORT: "Left for want of support.",
        stages.TO_WORK_OR_STUDY: "Moved on to work or study.",
        stages.TO_STAFF: "Was hired by the programme.",
    },
}
"""Turning points of a volunteer."""

OF_THE_OTHER: dict[int, Sentences] = {
    stages.E_MATCHED: "Was matched with {who}.",
    stages.E_MATCH_ENDED: {
        causes.AS_PLANNED: "The match with {who} ended as planned.",
        causes.EARLY: "The match with {who} ended early, by the family's wish.",
        causes.VOLUNTEER_LEFT: "Gave up the match with {who}.",
        causes.NO_LONGER_ELIGIBLE: "The match with {who} ended: the family was no longer eligible.",
    },
    stages.E_CONCERN: "Raised a safeguarding concern about {who}.",
    stages.E_POST_FILLED: "Began work as coordinator in {who}.",
    stages.E_STAFF_SICK: "Was off sick.",
    stages.E_STAFF_BACK: "Was back at work.",
    stages.E_STAFF_LEFT: {stages.POST_ENDED: "Lost {who} when it ended.", _OTHERWISE: "Left {who} ({cause})."},
}
"""Turning points of someone who is the other in an event: a volunteer in a match, the holder of a post."""

VISITS, MEETINGS, ONLINE, SUPERVISION, HARD_WEEKS, TALKS, CALLS, LEAVE = range(8)
ORDINARY: dict[int, tuple[int, bool]] = {
    stages.E_SESSION: (VISITS, True),
    stages.E_ABSENT: (VISITS, False),
    stages.E_CONTACT: (MEETINGS, True),
    stages.E_NO_CONTACT: (MEETINGS, False),
    stages.E_POSTED: (ONLINE, True),
    stages.E_READ: (ONLINE, False),
    stages.E_SUPERVISED: (SUPERVISION, True),
    stages.E_SUPERVISION_MISSED: (SUPERVISION, False),
    stages.E_HARD_WEEK: (HARD_WEEKS, True),
    stages.E_TALK: (TALKS, True),
    stages.E_FOLLOWED_UP: (CALLS, True),
    stages.E_STAFF_ON_LEAVE: (LEAVE, True),
}
"""Ordinary events, told together: which thread of someone's weeks they belong to, and whether they took place."""

ONCE = {
    VISITS: ("Came to {where}", "Stayed away from {where}"),
    MEETINGS: ("Met {where}", "A meeting with {where} did not happen"),
    ONLINE: ("Posted in {where}", "Read along in {where}"),
    SUPERVISION: ("Had supervision", "Missed supervision"),
    HARD_WEEKS: ("Had a hard week", ""),
    TALKS: ("Talked with a coordinator after a hard week", ""),
    CALLS: ("Had a call from the programme after staying away", ""),
    LEAVE: ("Was on annual leave for a week", ""),
}
"""How one event of a thread is told: that took place, and that did not."""

OFTEN = {
    VISITS: ("Came to {where} {times}", "Stayed away from {where} {times}", "and stayed away {times}"),
    MEETINGS: (
        "Had {count} meetings with {where}",
        "{count} meetings with {where} did not happen",
        "while {count} more did not happen",
    ),
    ONLINE: (
        "Posted in {where} {times}",
        "Read along in {where} in {count} weeks",
        "and read along in {count} more weeks",
    ),
    SUPERVISION: ("Had supervision {times}", "Missed supervision {times}", "and missed it {times}"),
    HARD_WEEKS: ("Had {count} hard weeks", "", ""),
    TALKS: ("Talked with a coordinator after a hard week {times}", "", ""),
    CALLS: ("Had {count} calls from the programme after staying away", "", ""),
    LEAVE: ("Was on annual leave for {count} weeks", "", ""),
}
"""How several are told: those that took place, those that did not, and those that did not besides."""


def sentence(words: Sentences, cause: int) -> str:
    """Choose the sentence for a cause.

    Parameters
    ----------
    words : str or dict
        One sentence, or one for each cause.
    cause : int
        Number of the cause; -1 none.

    Returns
    -------
    str
        A sentence with places for names; empty where another event tells it.
    """
    if isinstance(words, str):
        return words
    return words.get(cause, words.get(_OTHERWISE, ""))


def times(count: int) -> str:
    """Say how often."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def thread(kind: int, where: str, done: int, undone: int, last: int | None, why: Sequence[tuple[str, int]]) -> str:
    """Tell several ordinary events of one thread in a sentence.

    Parameters
    ----------
    kind : int
        The thread: `VISITS` and so on.
    where : str
        Setting or partner.
    done, undone : int
        How often it took place, and did not.
    last : int or None
        Week of the last of several [week].
    why : sequence of (str, int)
        Why it did not, with how often.

    Returns
    -------
    str
        A sentence.
    """
    first = 0 if done else 1
    phrases = [ONCE[kind][first] if done + undone == 1 or done == 1 else OFTEN[kind][first]]
    phrases += [OFTEN[kind][2]] if done and undone else []
    text = " ".join(
        phrase.format(where=where, count=count, times=times(count))
        for phrase, count in zip(phrases, (done or undone, undone), strict=False)
    )
    if last is not None:
        text += f" by week {last}"
    reasons = [f"{words} {times(often)}" if len(why) > 1 else words for words, often in why if words]
    text = text[0].upper() + text[1:]
    return f"{text}: {', '.join(reasons)}." if reasons else f"{text}."
