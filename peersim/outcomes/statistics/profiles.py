"""Statistics of who takes part: what share of families or volunteers is of a kind, how far they live, how they feel."""

from __future__ import annotations

import numpy as np

from peersim.outcomes.statistics.family_steps import FAMILY_STEPS, family_weeks, step_needs_events
from peersim.outcomes.statistics.record import Record
from peersim.outcomes.statistics.statistic import NEVER, Argument, Given, Numbers, Statistic, Units, YesNo
from peersim.outcomes.statistics.subgroups import GROUPS, OF_FAMILIES, members
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, amounts, share
from peersim.outcomes.statistics.volunteer_steps import (
    VOLUNTEER_STEPS,
    volunteer_weeks,
    volunteers_meant,
    who_argument,
)
from peersim.outcomes.statistics.volunteers import volunteer_units
from peersim.outcomes.statistics.ways_in import family_units

SUBJECT = "who they are"

_LEVELS = {level: name for name, group in GROUPS.items() for level in group.levels}
_KIND = Argument("kind", "kind of family: a level of a group by which families are divided", "choice",
                 choices=tuple(_LEVELS))  # fmt: skip
_OF = Argument("of", "the step taken by the families told of", "choice", "came", choices=tuple(FAMILY_STEPS))


_needs = step_needs_events(FAMILY_STEPS, "of")


def _of_those(record: Record, given: Given, values: Numbers) -> Units:
    rows = np.flatnonzero(family_weeks(record, given["of"]) > NEVER)
    return family_units(record, rows, np.asarray(values, dtype=np.float64)[rows])


def _profile(record: Record, given: Given, who: YesNo | None) -> Units:
    return _of_those(record, given, members(record, _LEVELS[given["kind"]], given["kind"]).astype(np.float64))


_TRAITS = {"distance": "distance", "children under five": "under5s", "need": "need"}
_TRAIT = Argument(
    "trait", "distance from home to the venue of the group they were invited to last [km, 0 where to none], children "
    "under five, or need [0 to 1]", "choice", choices=tuple(_TRAITS),
)  # fmt: skip


def _trait(record: Record, given: Given, who: YesNo | None) -> Units:
    return _of_those(record, given, record.parents[_TRAITS[given["trait"]]])


_FEELINGS = {"belonging": "belonging", "trust": "trust", "fear of being judged": "fear",
             "quality of support": "support_quality"}  # fmt: skip
_FEELING = Argument(
    "feeling", "belonging, trust in the programme, fear of being judged, or quality of the support had, each from 0 to "
    "1", "choice", choices=tuple(_FEELINGS),
)  # fmt: skip


def _feeling(record: Record, given: Given, who: YesNo | None) -> Units:
    return _of_those(record, given, record.parents[_FEELINGS[given["feeling"]]])


_VOLUNTEER_KINDS = {"peer": "peer", "has a car": "has_car", "needs childcare": "childcare_need",
                    "own experience not worked through": "unprocessed"}  # fmt: skip
_VOLUNTEER_KIND = Argument(
    "kind", "kind of volunteer: has been in the situation of the families (peer), has a car, needs childcare for "
    "training and sessions, or has own experience not yet worked through", "choice",
    choices=tuple(_VOLUNTEER_KINDS),
)  # fmt: skip
_STEP = Argument(
    "of", "the step taken by the volunteers told of", "choice", "had a role", choices=tuple(VOLUNTEER_STEPS)
)


def _volunteer_profile(record: Record, given: Given, who: YesNo | None) -> Units:
    rows = np.flatnonzero((volunteer_weeks(record, given["of"]) > NEVER) & volunteers_meant(record, given))
    return volunteer_units(record, rows, record.volunteers[_VOLUNTEER_KINDS[given["kind"]]][rows].astype(np.float64))


_FAMILIES = "families that took the step (`of`)"

PROFILES = (
    Statistic(
        "profile_share", SUBJECT, "families of a kind among those who took a step", "share", _FAMILIES,
        "Share that is of this kind.", _profile, share, (_KIND, _OF, *OF_FAMILIES), high=1.0, needs_events=True,
        needs_events_when=_needs, by_family=True,
    ),
    Statistic(
        "family_trait", SUBJECT, "distance, children and need of families", "as the trait's (or as `summary` says)",
        _FAMILIES, "The trait of each family.", _trait, amounts, (_TRAIT, _OF, *OF_AMOUNTS, *OF_FAMILIES),
        needs_events=True, needs_events_when=_needs, by_family=True,
    ),
    Statistic(
        "family_feeling", SUBJECT, "how parents feel about it", "0 to 1 (or as `summary` says)", _FAMILIES,
        "The feeling as it stands at the end of the run.", _feeling, amounts,
        (_FEELING, _OF, *OF_AMOUNTS, *OF_FAMILIES), high=1.0, needs_events=True, needs_events_when=_needs,
        by_family=True,
    ),
    Statistic(
        "volunteer_profile_share", SUBJECT, "volunteers of a kind among those who took a step", "share",
        "volunteers who took the step (`of`)",
        "Share that is of this kind, as at the end of the run.", _volunteer_profile, share,
        (_VOLUNTEER_KIND, _STEP, who_argument("everyone")), high=1.0, needs_events=True,
        needs_events_when=step_needs_events(VOLUNTEER_STEPS, "of"),
    ),
)  # fmt: skip
"""Statistics of who takes part."""
