"""Rules of coordinator posts (hours, strain, sickness, leaving, filling a vacancy) and of groups' staffing."""

import math

from peersim.agents.maths import clip, hazard_chance
from peersim.agents.rule import rule
from peersim.agents.typed import CoordinatorRecord, Parameters, SessionDesign, VolunteerRecord, WeekDesign
from peersim.foundation.units import WEEKS_PER_YEAR


@rule
def admin_share(design: WeekDesign, reporting: float, contract: float, p: Parameters) -> float:
    """Share of a coordinator's time lost to administration, reporting and fundraising.

    Parameters
    ----------
    reporting : float
        Reporting hours of all income streams [hours a week].
    contract : float
        Contract hours of all posts [hours a week].

    Returns
    -------
    float
        Share [0 to 1].

    Source
    ------
    staff.admin_share (assumption) contains the usual reporting, staff.usual_reporting; staff.administrator_takes
    (assumption); claims C1, E6; pattern P18.
    """
    if contract <= 0.0:
        return 0.0
    lost = p.staff_admin_share + (reporting - p.staff_usual_reporting) / contract
    helped = p.staff_administrator_takes * design.staff_administrator * p.staff_contract_hours / contract
    return clip(lost - clip(helped, 0.0, p.staff_admin_share), 0.0, 1.0)


@rule
def productive_share(p: Parameters) -> float:
    """Share of contract hours left after usual sickness and training, in a week without annual leave.

    Returns
    -------
    float
        Share [0 to 1]. Over a year, with leave taken in whole weeks, cost.productive_hours are left; a draw with very
        many of them gives a share a little above 1.

    Source
    ------
    cost.productive_hours over staff.contract_hours a week (economics, derived), staff.leave_weeks taken out.
    """
    over_a_year = p.cost_productive_hours / (p.staff_contract_hours * WEEKS_PER_YEAR)
    return over_a_year / (1.0 - p.staff_leave_weeks / WEEKS_PER_YEAR)


@rule
def leave_earned(holiday: bool, holiday_share: float, p: Parameters) -> float:
    """Weeks of annual leave that come due this week: more in a school holiday.

    Parameters
    ----------
    holiday : bool
        Schools are closed this week.
    holiday_share : float
        Share of a year's weeks in which schools are closed [0 to 1].

    Returns
    -------
    float
        Weeks; over a year they add up to a year's leave.

    Source
    ------
    staff.leave_weeks, staff.leave_in_holidays (assumptions).
    """
    usual = p.staff_leave_weeks / WEEKS_PER_YEAR
    if holiday_share <= 0.0 or holiday_share >= 1.0:
        return usual
    if holiday:
        return usual * p.staff_leave_in_holidays / holiday_share
    return usual * (1.0 - p.staff_leave_in_holidays) / (1.0 - holiday_share)


@rule
def coordinator_strain_change(coordinator: CoordinatorRecord, pressure: float, p: Parameters) -> float:
    """Change of a coordinator's strain this week.

    Parameters
    ----------
    pressure : float
        Hours asked over hours there, less one; 0 where everything asked could be done.

    Returns
    -------
    float
        Change [per week].

    Source
    ------
    staff.strain_pressure, staff.strain_rest (assumptions); model 7.11.
    """
    return p.staff_strain_pressure * clip(pressure, 0.0, 1.0) * (1.0 - coordinator.strain) - (
        p.staff_strain_rest * coordinator.strain
    )


@rule
def staff_leaving_chance(coordinator: CoordinatorRecord, p: Parameters) -> float:
    """Weekly chance that a coordinator leaves the post.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    staff.turnover_year (survey of children and family charities); staff.strain_leaving (assumption).
    """
    yearly = -math.log(1.0 - p.staff_turnover_year)
    push = p.staff_strain_leaving * (coordinator.strain - p.staff_strain_usual)
    return hazard_chance(yearly / WEEKS_PER_YEAR * math.exp(push))


@rule
def leaves_under_strain(u: float, coordinator: CoordinatorRecord, p: Parameters) -> bool:
    """Whether someone who leaves goes because of strain: at usual strain they would have stayed.

    Parameters
    ----------
    u : float
        The draw by which they leave [0 to 1].

    Returns
    -------
    bool
        True when the draw is within the chance of leaving only because strain is above usual.

    Source
    ------
    staff.turnover_year, staff.strain_leaving, staff.strain_usual: as in `staff_leaving_chance`.
    """
    usual = hazard_chance(-math.log(1.0 - p.staff_turnover_year) / WEEKS_PER_YEAR)
    return coordinator.strain > p.staff_strain_usual and u >= usual


@rule
def staff_sick_chance(coordinator: CoordinatorRecord, p: Parameters) -> float:
    """Weekly chance that strain puts a coordinator off sick, beyond the sickness usual in a contract year.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    staff.strain_sick_week (assumption); model 7.11.
    """
    return clip(p.staff_strain_sick_week * coordinator.strain, 0.0, 1.0)


@rule
def vacancy_weeks(from_volunteers: bool, p: Parameters) -> int:
    """Weeks an empty post takes to fill.

    Returns
    -------
    int
        Weeks, shorter when an experienced volunteer is hired.

    Source
    ------
    staff.vacancy_weeks, staff.vacancy_weeks_volunteer (assumptions on a published 35 days to fill); claim F12.
    """
    if from_volunteers:
        return int(p.staff_vacancy_weeks_volunteer)
    return int(p.staff_vacancy_weeks)


@rule
def times_a_week(session: SessionDesign) -> int:
    """How many sessions a group holds in a week it meets.

    Returns
    -------
    int
        1, or one more where there is a second time.
    """
    return 1 if session.group_second_slot < 0 else 1 + 1


@rule
def session_quality(
    skill: float, been_there: float, learned: float, design: WeekDesign, facilitators: int, p: Parameters
) -> float:
    """Quality of a session's facilitation.

    Parameters
    ----------
    skill : float
        Mean skill of those facilitating [0 to 1].
    been_there : float
        Share of them who have been in the families' situation [0 to 1].
    learned : float
        How far the programme has learned from its own evaluation [0 to 1].
    facilitators : int
        How many are there.

    Returns
    -------
    float
        Quality [0 to 1].

    Source
    ------
    quality.trained, quality.pair, quality.co_design, quality.been_there, quality.learned (assumptions); claims C5, C12,
    C13, C14.
    """
    good = skill + p.quality_been_there * been_there + p.quality_learned * learned
    if design.facilitators_trained:
        good += p.quality_trained
    if facilitators > 1:
        good += p.quality_pair
    if design.programme_co_designed:
        good += p.quality_co_design
    return clip(good, 0.0, 1.0)


@rule
def facilitator_comes_chance(volunteer: VolunteerRecord, paid: bool, p: Parameters) -> float:
    """Chance that a volunteer facilitator can come this week.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    facilitator.comes, facilitator.strain, facilitator.paid_steadies (assumptions); claims C6, C12.
    """
    missing = (1.0 - p.facilitator_comes) * (1.0 + p.facilitator_strain * volunteer.strain)
    if paid:
        missing = missing * (1.0 - p.facilitator_paid_steadies)
    return clip(1.0 - missing, 0.0, 1.0)


@rule
def room_hours(session: SessionDesign, p: Parameters) -> float:
    """Hours of a usual room that a week's sessions of a group are charged as.

    Returns
    -------
    float
        Hours a week; more for a room that can be made larger or smaller.

    Source
    ------
    Scenario: group.hours, group.second_slot, group.adaptable; cost.adaptable_room_ratio (assumption); claim C3.
    """
    hours = session.group_hours * times_a_week(session)
    if session.group_adaptable:
        return hours * p.cost_adaptable_room_ratio
    return hours
