"""What can follow what: the stages a person can be in just before an event of each kind."""

from __future__ import annotations

from peersim.agents import causes, stages

_MEMBERS = (stages.ATTENDING,)
PARENT_BEFORE: dict[int, tuple[int, ...]] = {
    stages.E_HEARD: (stages.UNAWARE,),
    stages.E_REFERRED: (stages.AWARE,),
    stages.E_INVITED: (stages.AWARE, stages.ATTENDING),
    stages.E_CALLED: (stages.INVITED,),
    stages.E_SIGNED_UP: (stages.INVITED,),
    stages.E_JOINED: (stages.INVITED,),
    stages.E_DID_NOT_COME: (stages.INVITED,),
    stages.E_FIRST_SESSION: _MEMBERS,
    stages.E_SESSION: _MEMBERS,
    stages.E_ABSENT: _MEMBERS,
    stages.E_POSTED: _MEMBERS,
    stages.E_READ: _MEMBERS,
    stages.E_HARMED_ONLINE: _MEMBERS,
    stages.E_MOVED: _MEMBERS,
    stages.E_STEPPED_ON: (stages.INVITED,),
    stages.E_FOLLOWED_UP: (stages.ATTENDING, stages.LAPSED),
    stages.E_RETURNED: (stages.LAPSED,),
    stages.E_LAPSED: (stages.ATTENDING, stages.SUPPORTED, stages.REFERRED, stages.ASSESSED),
    stages.E_LOOKS_AGAIN: (stages.ATTENDING, stages.INVITED, stages.FINISHED),
    stages.E_DECLINED: (stages.REFERRED, stages.ASSESSED),
    stages.E_FINISHED: (stages.ATTENDING, stages.SUPPORTED),
    stages.E_ASSESSED: (stages.REFERRED,),
    stages.E_MATCHED: (stages.ASSESSED,),
    stages.E_CONTACT: (stages.SUPPORTED,),
    stages.E_NO_CONTACT: (stages.SUPPORTED,),
    stages.E_MATCH_ENDED: (stages.SUPPORTED,),
}
"""Stages a parent can be in just before an event of each kind; any stage before those not named here."""

_AT_WORK = (stages.READY, stages.ACTIVE, stages.FACILITATING, stages.MODERATING)
_COURSE_DONE = (stages.TRAINING, stages.AWAITING_COURSE)
VOLUNTEER_BEFORE: dict[int, tuple[int, ...]] = {
    stages.E_TASTER: (stages.ENQUIRED,),
    stages.E_AWAITS_COURSE: (stages.ENQUIRED, stages.TASTER),
    stages.E_TRAINING: (stages.AWAITING_COURSE,),
    stages.E_TRAINED: _COURSE_DONE,
    stages.E_SHADOWING: _COURSE_DONE,
    stages.E_READY: (),  # by its cause: READY_FROM
    stages.E_FACILITATES: (stages.READY,),
    stages.E_MODERATES: (stages.READY,),
    stages.E_SUPERVISED: _AT_WORK,
    stages.E_SUPERVISION_MISSED: _AT_WORK,
    stages.E_STEPPED_BACK: _AT_WORK,
    stages.E_CHAMPION: (*_AT_WORK, *_COURSE_DONE, stages.SHADOWING),
    stages.E_CAME_BACK: (stages.PAUSED, stages.CHAMPION),
}
"""Stages a volunteer can be in just before an event of each kind; any stage before those not named here."""

READY_FROM = {
    causes.THROUGH_TRAINING: _COURSE_DONE,
    causes.THROUGH_SHADOWING: (stages.SHADOWING,),
    causes.TRAINED_BEFORE: (stages.ENQUIRED,),
    causes.GROUP_OF_THEIRS_CLOSED: (stages.FACILITATING, stages.MODERATING),
}
"""Stages a volunteer can be in just before they are ready for a role, by how they came to be."""

LEFT_FROM = {
    stages.NEVER_STARTED: (stages.ENQUIRED,),
    stages.DECIDED_AGAINST: (stages.TASTER,),
    stages.TRAINING_TOO_MUCH: (stages.TRAINING,),
    stages.WAITED_TOO_LONG: (stages.AWAITING_COURSE, stages.READY),
}
"""Stages a volunteer can be in just before they leave, by reason; any stage for reasons not named here."""

AT_THEIR_SETTING = frozenset({
    stages.E_CALLED, stages.E_SIGNED_UP, stages.E_JOINED, stages.E_DID_NOT_COME, stages.E_FIRST_SESSION,
    stages.E_SESSION, stages.E_ABSENT, stages.E_POSTED, stages.E_READ, stages.E_HARMED_ONLINE,
})  # fmt: skip
"""Kinds of event that can happen to a parent only at the setting they belong to."""
