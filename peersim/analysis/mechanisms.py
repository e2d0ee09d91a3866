"""Mechanisms of the model by name, and a world without one: its numbers set to where it does nothing.

Whatever the model shows should be shown by something in it. Taking one mechanism out and looking again is how one finds
out which. Every mechanism listed here can be taken out by setting some numbers of the draw to a neutral value, so that
no code is touched and nothing is compiled again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from peersim.evidence.table import parameters
from peersim.foundation.problems import InputError, nearest


class Mechanism(NamedTuple):
    """One mechanism and its off switch.

    Attributes
    ----------
    name : str
        Short name, as given to `without`.
    about : str
        What it does to people, in a sentence.
    neutral : mapping of str to float
        Evidence key and the value at which it does nothing; values may lie outside the key's range.
    """

    name: str
    about: str
    neutral: Mapping[str, float]


_OF_FAMILIES_AND_VOLUNTEERS = (
    Mechanism(
        "weeks that differ for all",
        "weather, illness going round and the like make a week better or worse for all members of a group at once",
        {"attendance.week_sd": 0.0},
    ),
    Mechanism(
        "hurdle of the first time",
        "a first step is unlikely in any week, and interest fades while it is not taken",
        {"first_step.weekly": 0.0, "first_step.decay": 0.0},
    ),
    Mechanism(
        "childcare and transport barriers",
        "parents who need childcare, and parents without a car, come less where there is no help",
        {"effect.creche_or": 1.0, "effect.transport_targeted_or": 1.0},
    ),
    Mechanism(
        "discomfort of the room",
        "a room that was too full or all but empty last time puts people off",
        {"group.crowding_logit": 0.0, "group.emptiness_logit": 0.0},
    ),
    Mechanism(
        "clash of times",
        "a time outside their free hours keeps parents away, and a moving time costs everyone the habit",
        {"effect.two_times_or": 1.0, "time.moving_costs": 0.0},
    ),
    Mechanism(
        "recency of own experience",
        "experience under two years old is more often not worked through, which strains, and asks for more supervision",
        {"recent.years": 0.0},
    ),
    Mechanism(
        "taster and weeks of training",
        "a taster builds trust and sorts out who is not ready; each week of training makes people readier",
        {
            "training.taster_eases": 0.0,
            "taster.trust": 0.0,
            "taster.spots_unprocessed": 0.0,
            "taster.screens_others": 0.0,
            "learning.readiness_week": 0.0,
        },
    ),
    Mechanism(
        "supervision",
        "supervision relieves strain, builds trust in the team and keeps volunteers",
        {
            "strain.supervision": 0.0,
            "strain.talk_relieves": 0.0,
            "effect.supervision_hr": 1.0,
            "leaving.neglect": 0.0,
            "team.trust_fades": 0.0,
            "supervision.trust": 0.0,
        },
    ),
    Mechanism(
        "pipeline",
        "supported parents offer to volunteer, and volunteers are hired",
        {"pipeline.supported_year": 0.0, "pipeline.completers_train": 0.0, "staff.volunteer_hired_share": 0.0},
    ),
    Mechanism(
        "loss while waiting for a match",
        "trained volunteers without a role give up waiting",
        {"wait.loss_month": 0.0},
    ),
    Mechanism(
        "stepping back",
        "a lighter role or a pause keeps some of those who would otherwise leave",
        {"stepping_back.keeps": 0.0},
    ),
)

_OF_PROGRAMMES = (
    Mechanism(
        "what online eases and asks",
        "joining by video eases childcare and travel, an evening eases work; kit and confidence are needed",
        {
            "effect.online_option_or": 1.0,
            "effect.two_times_or": 1.0,
            "effect.transport_targeted_or": 1.0,
            "online.childcare_left": 1.0,
            "online.barred_logit": 0.0,
            "online.gap_logit": 0.0,
        },
    ),
    Mechanism(
        "need of moderation",
        "an online space needs hours of moderation by trained people, or hurtful things stand and help is poor",
        {"online.moderation_floor": 0.0, "online.moderator_hours_500": 0.0, "online.harm_trained_ratio": 1.0},
    ),
    Mechanism(
        "openness",
        "an open space is come across by more parents, and they hold back in it",
        {"reach.online_week": 0.0, "online.open_holds_back": 1.0, "setting.open_fear": 0.0},
    ),
    Mechanism(
        "ties between parents",
        "parents who come to the same session may become close",
        {"tie.chance": 0.0},
    ),
    Mechanism(
        "being known, fetched and called",
        "an introduction, a lift from a worker and a call after an absence make coming likelier",
        {
            "first_step.known_worker": 0.0,
            "effect.transport_targeted_or": 1.0,
            "follow_up.return_chance": 0.0,
            "follow_up.belonging": 0.0,
        },
    ),
    Mechanism(
        "facilitators who cannot come",
        "a volunteer facilitator is ill or held up in some weeks, more so under strain",
        {"facilitator.comes": 1.0, "facilitator.strain": 0.0},
    ),
    Mechanism(
        "limits of coordinators' time",
        "coordinators have only so many hours and are away at times, and what does not fit is not done; without: ten "
        "times the hours, and always somebody there",
        {
            "cost.productive_hours": 16400.0,
            "staff.leave_weeks": 0.0,
            "staff.strain_sick_week": 0.0,
            "staff.turnover_year": 0.0,
        },
    ),
    Mechanism(
        "people who differ, do not turn up or drop out",
        "some sign up and never come, some are lastingly less inclined to come, some lose heart on the way",
        {
            "first_step.never_come": 0.001,
            "attendance.propensity_sd": 0.0,
            "attendance.group_sd": 0.0,
            "attendance.drop_out_week": 0.0,
        },
    ),
    Mechanism(
        "personal call",
        "a call before the first session brings parents who would not have come, and who come less later",
        {"effect.personal_call_or": 1.0, "attendance.marginal_recruit": 0.0},
    ),
    Mechanism(
        "scarce referrals",
        "partners refer a few families a month; without: fifteen times as many, so that no volunteer lacks one",
        {"reach.referrals_per_coordinator_month": 60.0},
    ),
    Mechanism(
        "fragile beginnings",
        "volunteers leave most in their first year; a first visit puts some parents off, those who fit in less",
        {
            "tenure.first_ratio": 1.0,
            "tenure.later_ratio": 1.0,
            "first_step.no_return": 0.001,
            "first_visit.fit": 0.0,
        },
    ),
)

MECHANISMS: dict[str, Mechanism] = {
    mechanism.name: mechanism for mechanism in (*_OF_FAMILIES_AND_VOLUNTEERS, *_OF_PROGRAMMES)
}
"""Mechanisms by name."""


def without(name: str, values: Any) -> Any:
    """Take a mechanism out of a draw.

    Parameters
    ----------
    name : str
        Name of a mechanism in `MECHANISMS`.
    values : record of PARAMETERS
        One draw's values; not changed.

    Returns
    -------
    record of PARAMETERS
        The same draw with the mechanism's numbers at their neutral values.

    Raises
    ------
    InputError
        If there is no mechanism of that name.
    """
    if name not in MECHANISMS:
        raise InputError([f'unknown mechanism "{name}".{nearest(name, MECHANISMS)}'])
    return set_to(MECHANISMS[name].neutral, values)


def set_to(numbers: Mapping[str, float], values: Any) -> Any:
    """Set some numbers of a draw.

    Parameters
    ----------
    numbers : mapping of str to float
        Evidence key and value; values may lie outside the key's range.
    values : record of PARAMETERS
        One draw's values; not changed.

    Returns
    -------
    record of PARAMETERS
        The same draw with these numbers.
    """
    changed = values.copy()
    for key, value in numbers.items():
        changed[parameters()[key].field] = value
    return changed
