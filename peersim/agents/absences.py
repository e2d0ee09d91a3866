"""Rules of staying away: the largest thing that could have been avoided, and the reason a parent would give."""

from peersim.agents.attending import (
    IN_PERSON,
    childcare_barrier,
    discomfort,
    stigma,
    technology_barrier,
    time_clash,
    transport_barrier,
)
from peersim.agents.rule import rule
from peersim.agents.stages import (
    CHILDCARE,
    CLASH,
    CONFIDENCE,
    HOLIDAY,
    ILLNESS,
    ROOM,
    TECHNOLOGY,
    TIME_OF_DAY,
    TRANSPORT,
)
from peersim.agents.typed import GroupRecord, Parameters, ParentRecord, SessionDesign, WeekDesign


@rule
def avoidable_cause(
    parent: ParentRecord, group: GroupRecord, session: SessionDesign, holiday: bool, design: WeekDesign, p: Parameters
) -> int:
    """The largest avoidable thing that kept an absent parent away; illness where nothing avoidable did.

    Returns
    -------
    int
        Cause number (`peersim.agents.stages.ABSENCE_CAUSES`).

    Source
    ------
    Model 7.4: every absence is recorded with its largest avoidable cause.
    """
    cause, largest = practical_cause(parent, group, session, design, p)
    lost = discomfort(group, session, p)
    if lost > largest:
        cause, largest = ROOM, lost
    lost = stigma(parent, group, design, p)
    if lost > largest:
        cause, largest = CONFIDENCE, lost
    if holiday and -p.log_season_holiday_ratio > largest:
        cause = HOLIDAY
    return cause


@rule
def practical_cause(
    parent: ParentRecord, group: GroupRecord, session: SessionDesign, design: WeekDesign, p: Parameters
) -> tuple[int, float]:
    """The largest practical barrier of an absent parent, and its size; illness where none is worth naming.

    Returns
    -------
    tuple of int and float
        Cause number (`peersim.agents.stages.ABSENCE_CAUSES`), and log-odds lost to it [logit].

    Source
    ------
    absence.smallest_barrier (assumption); model 7.4.
    """
    cause, largest = ILLNESS, 1.0 * p.absence_smallest_barrier
    lost = childcare_barrier(parent, group, session, p)
    if lost > largest:
        cause, largest = CHILDCARE, lost
    lost = transport_barrier(parent, group, parent.distance, design, p)
    if lost > largest:
        cause, largest = TRANSPORT, lost
    lost = time_clash(parent, group, session, p)
    if lost > largest:
        cause, largest = TIME_OF_DAY, lost
    lost = technology_barrier(parent, group, design, p)
    if lost > largest:
        cause, largest = TECHNOLOGY, lost
    return cause, largest


@rule
def stated_reason(parent: ParentRecord, group: GroupRecord, u: float, p: Parameters) -> int:
    """The reason an absent parent would give: published shares, among the causes that apply to them.

    Parameters
    ----------
    u : float
        A uniform draw.

    Returns
    -------
    int
        Cause number: illness, clash, childcare, transport or confidence.

    Source
    ------
    absence.* rows (one Dirichlet; assumptions); childcare and transport apply to those who have the barrier, in
    proportion to absence.childcare / barrier.childcare_need and absence.transport / absence.no_car_share.
    """
    childcare = p.absence_childcare / p.barrier_childcare_need if parent.childcare_need else 0.0
    transport = 0.0
    if not parent.has_car and group.kind == IN_PERSON:
        transport = p.absence_transport / p.absence_no_car_share
    total = p.absence_illness + p.absence_clash + childcare + transport + p.absence_confidence
    point = u * total
    if point < p.absence_illness:
        return ILLNESS
    if point < p.absence_illness + p.absence_clash:
        return CLASH
    if point < p.absence_illness + p.absence_clash + childcare:
        return CHILDCARE
    if point < p.absence_illness + p.absence_clash + childcare + transport:
        return TRANSPORT
    return CONFIDENCE
