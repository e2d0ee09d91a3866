"""Phase 1, money and posts; phase 16, the ledgers closed and the week recorded."""

from peersim.agents.causes import FROM_THE_START, HIRED_OUTSIDE, HIRED_VOLUNTEER
from peersim.agents.maths import clip
from peersim.agents.purposes import LEAVE_BEGINS, POST_FILLED_BY_VOLUNTEER
from peersim.agents.rule import rule
from peersim.agents.staffing import leave_earned, room_hours, vacancy_weeks
from peersim.agents.stages import (
    ACTIVE,
    ATTENDING,
    CHAMPION,
    E_POST_FILLED,
    E_POST_FROZEN,
    E_POST_THAWED,
    E_POST_VACANT,
    E_STAFF_LEFT,
    E_STAFF_ON_LEAVE,
    E_VACANCY_WITHDRAWN,
    FACILITATING,
    HIRED,
    MODERATING,
    PAUSED,
    POST_ENDED,
    POST_NEW,
    READY,
    SHADOWING,
    SUPPORTED,
    TASTER,
    TO_STAFF,
)
from peersim.agents.typed import CoordinatorRecord, Parameters, WeekDesign, WeekRecord
from peersim.engine.event_record import NOBODY, note
from peersim.engine.funders import hear_from_funders
from peersim.engine.leaving import leave_role
from peersim.engine.ledger import (
    OVERHEAD,
    STAFF,
    TINY,
    all_in_hand,
    in_hand,
    kept_back,
    pay_as_far_as_possible,
    promised,
    receive,
)
from peersim.engine.world import World
from peersim.foundation.draws import uniform
from peersim.foundation.units import WEEKS_PER_YEAR


@rule
def weekly_wage(p: Parameters) -> float:
    """What one full-time post costs a week, with on-costs.

    Returns
    -------
    float
        £ a week.

    Source
    ------
    cost.coordinator_salary, cost.on_cost_rate.
    """
    return p.cost_coordinator_salary * (1.0 + p.cost_on_cost_rate) / WEEKS_PER_YEAR


@rule
def wage_bill(world: World, design: WeekDesign, p: Parameters) -> float:
    """Work out the week's staff bill: people in post, and the administrator.

    Returns
    -------
    float
        £.

    Source
    ------
    Scenario: posts; cost.administrator_ratio (assumption).
    """
    posts = 0.0
    for i in range(len(world.coordinators)):
        coordinator = world.coordinators[i]
        if coordinator.filled:
            posts += coordinator.hours / p.staff_contract_hours
    return (posts + design.staff_administrator * p.cost_administrator_ratio) * weekly_wage(p)


@rule
def experienced_volunteer(world: World, week: int, p: Parameters) -> int:
    """A volunteer who could take a post: the longest in a role, for a year at least.

    Returns
    -------
    int
        Row among volunteers; -1 when there is none.

    Source
    ------
    staff.experienced_weeks (assumption); claim F12.
    """
    best, since = NOBODY, week
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        working = volunteer.stage >= ACTIVE and volunteer.stage <= CHAMPION
        if working and week - volunteer.active_week >= p.staff_experienced_weeks and volunteer.active_week < since:
            best, since = row, volunteer.active_week
    return best


@rule
def begin_vacancy(world: World, week: int, coordinator: CoordinatorRecord, why: int, p: Parameters) -> None:
    """A post falls empty: filling it takes weeks, fewer where an experienced volunteer is hired.

    Parameters
    ----------
    why : int
        Why it is empty (`peersim.agents.stages.WHY_VACANT`).
    """
    if coordinator.filled:
        leave_post(world, week, coordinator, why)
    design = world.design[week]
    from_volunteers = design.staff_hire_volunteers and experienced_volunteer(world, week, p) >= 0
    coordinator.vacant_weeks = vacancy_weeks(from_volunteers, p)
    note(world, week, E_POST_VACANT, coordinator.uid, NOBODY, NOBODY, why)


@rule
def leave_post(world: World, week: int, coordinator: CoordinatorRecord, why: int) -> None:
    """Someone leaves a post: of who they were, nothing stays with it."""
    note(world, week, E_STAFF_LEFT, coordinator.uid, coordinator.holder, NOBODY, why)
    coordinator.filled = False
    coordinator.was_volunteer = False
    coordinator.holder = NOBODY
    coordinator.hired_week = NOBODY
    coordinator.sick_weeks = 0
    coordinator.leave_owed = 0.0
    coordinator.away = False


@rule
def fill_post(world: World, week: int, coordinator: CoordinatorRecord, p: Parameters) -> None:
    """Someone begins in the post: an experienced volunteer where the programme hires its own.

    A volunteer who is hired stays who they are, strain included.
    """
    coordinator.filled = True
    coordinator.person += 1
    coordinator.hired_week = week
    coordinator.strain = p.staff_strain_start
    coordinator.leave_owed = uniform(world.key, coordinator.uid, LEAVE_BEGINS, week)
    coordinator.holder = NOBODY
    why = HIRED_OUTSIDE if week > 0 else FROM_THE_START
    row = NOBODY
    if world.design[week].staff_hire_volunteers and week > 0:
        row = experienced_volunteer(world, week, p)
    if row >= 0 and uniform(world.key, coordinator.uid, POST_FILLED_BY_VOLUNTEER, week) < p.staff_volunteer_hired_share:
        volunteer = world.volunteers[row]
        leave_role(world, week, row, HIRED, TO_STAFF)
        coordinator.was_volunteer = True
        coordinator.holder = volunteer.uid
        coordinator.strain = volunteer.strain
        why = HIRED_VOLUNTEER
    note(world, week, E_POST_FILLED, coordinator.uid, coordinator.holder, NOBODY, why)


@rule
def cannot_afford(world: World, week: int, coordinator: CoordinatorRecord, design: WeekDesign, p: Parameters) -> bool:
    """Whether the money does not stretch to filling an empty post.

    Returns
    -------
    bool
        True when last week's staff bill was not paid in full, or what is in hand and promised for staff does not cover
        the bill, with this post in it, for as long as one looks ahead.

    Source
    ------
    staff.hiring_looks_ahead (assumption); model 7.12: what an empty line does (post frozen).
    """
    if week == 0:
        return False
    ahead = min(int(p.staff_hiring_looks_ahead), len(world.design) - week)
    bill = wage_bill(world, design, p) + coordinator.hours / p.staff_contract_hours * weekly_wage(p)
    there = in_hand(world, STAFF, design) + promised(world, week, week + ahead, STAFF, design)
    return world.now[0].posts_paid + TINY < 1.0 or there + TINY < bill * ahead


@rule
def look_for_someone(
    world: World, week: int, coordinator: CoordinatorRecord, design: WeekDesign, p: Parameters
) -> None:
    """An empty post is frozen or thawed as the money goes; while it is not frozen, the vacancy runs down."""
    frozen = cannot_afford(world, week, coordinator, design, p)
    if frozen != coordinator.frozen:
        note(world, week, E_POST_FROZEN if frozen else E_POST_THAWED, coordinator.uid, NOBODY, NOBODY, NOBODY)
    coordinator.frozen = frozen
    if frozen:
        return
    if coordinator.vacant_weeks <= 0:
        fill_post(world, week, coordinator, p)
    else:
        coordinator.vacant_weeks -= 1


@rule
def keep_posts(world: World, week: int, design: WeekDesign, p: Parameters) -> None:
    """Make posts follow the design: new ones are recruited for, ended ones close, vacancies run down."""
    for i in range(len(world.coordinators)):
        coordinator = world.coordinators[i]
        coordinator.hours = clip(design.staff_posts - i, 0.0, 1.0) * p.staff_contract_hours
        if coordinator.hours <= 0.0:
            if coordinator.filled:
                leave_post(world, week, coordinator, POST_ENDED)
            elif coordinator.vacant_weeks >= 0:
                note(world, week, E_VACANCY_WITHDRAWN, coordinator.uid, NOBODY, NOBODY, NOBODY)
            coordinator.vacant_weeks = NOBODY
            coordinator.frozen = False
        elif not coordinator.filled:
            if week == 0:
                coordinator.vacant_weeks = 0
            elif coordinator.vacant_weeks < 0:
                begin_vacancy(world, week, coordinator, POST_NEW, p)
            look_for_someone(world, week, coordinator, design, p)


@rule
def take_leave(world: World, week: int, p: Parameters) -> None:
    """Annual leave is earned week by week, faster in school holidays, and taken when a whole week is there.

    Someone off sick keeps their leave for later.
    """
    earned = leave_earned(world.calendar[week].holiday, world.calendar[week].holiday_share, p)
    for i in range(len(world.coordinators)):
        coordinator = world.coordinators[i]
        coordinator.away = False
        if coordinator.filled:
            coordinator.leave_owed += earned
            if coordinator.leave_owed >= 1.0 and coordinator.sick_weeks == 0:
                coordinator.leave_owed -= 1.0
                coordinator.away = True
                note(world, week, E_STAFF_ON_LEAVE, coordinator.uid, coordinator.holder, NOBODY, NOBODY)


@rule
def bring_in_money_and_staff(world: World, week: int) -> None:
    """Phase 1: money comes in or does not, posts are filled, frozen or cut, wages and overhead are paid."""
    p, design, now = world.p, world.design[week], world.now[0]
    hear_from_funders(world, week)
    world.weekly[week].income = receive(world, week)
    keep_posts(world, week, design, p)
    take_leave(world, week, p)
    bill = wage_bill(world, design, p)
    now.posts_paid = pay_as_far_as_possible(world, week, STAFF, bill)
    pay_as_far_as_possible(world, week, OVERHEAD, bill * p.cost_overhead_rate)
    rooms, staff = room_bill(world, week, p), bill * (1.0 + p.cost_overhead_rate)
    now.reserve = kept_back(world, week, staff)
    now.reserve_rooms = rooms + kept_back(world, week, staff + rooms) - now.reserve


@rule
def room_bill(world: World, week: int, p: Parameters) -> float:
    """What a week of rooms costs for the groups that run.

    Returns
    -------
    float
        £ a week.

    Source
    ------
    cost.room_hour.
    """
    hours = 0.0
    for g in range(len(world.groups)):
        session = world.group_design[week][g]
        if world.groups[g].running and world.groups[g].venue >= 0:
            hours += room_hours(session, p)
    return hours * p.cost_room_hour


@rule
def count_parents(world: World, record: WeekRecord) -> None:
    """Count parents by where they are, into the weekly table."""
    for k in range(world.now[0].involved):
        parent = world.parents[world.involved[k]]
        if parent.stage == ATTENDING:
            record.attending += 1
        elif parent.stage == SUPPORTED:
            record.supported += 1
    record.engaged = record.attending + record.supported


@rule
def count_volunteers(world: World, record: WeekRecord, p: Parameters) -> None:
    """Count volunteers by where they are, and how strained the working ones are, into the weekly table."""
    strain = 0.0
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        stage = volunteer.stage
        if stage >= TASTER and stage <= SHADOWING:
            record.volunteers_training += 1
        elif stage == READY:
            record.volunteers_ready += 1
        elif stage == ACTIVE or stage == FACILITATING or stage == MODERATING:
            record.volunteers_active += 1
            strain += volunteer.strain
            if volunteer.strain > p.strain_high:
                record.strained += 1
        elif stage == CHAMPION or stage == PAUSED:
            record.volunteers_resting += 1
    if record.volunteers_active > 0:
        record.strain = strain / record.volunteers_active


@rule
def posts_at_work(world: World, p: Parameters) -> float:
    """Posts that are filled and whose holder is not off sick.

    Returns
    -------
    float
        Full-time posts.
    """
    hours = 0.0
    for i in range(len(world.coordinators)):
        coordinator = world.coordinators[i]
        if coordinator.filled and coordinator.sick_weeks == 0:
            hours += coordinator.hours
    return hours / p.staff_contract_hours


@rule
def close_week(world: World, week: int) -> None:
    """Phase 16: the ledgers are closed and the week is recorded."""
    record, now, p = world.weekly[week], world.now[0], world.p
    count_parents(world, record)
    count_volunteers(world, record, p)
    record.ever_came = record.new_parents + (world.weekly[week - 1].ever_came if week > 0 else 0)
    record.posts_filled = posts_at_work(world, p)
    for task in range(len(world.tasks)):
        world.hours_asked[week][task] = world.tasks[task].asked
        world.hours_given[week][task] = world.tasks[task].given
        record.hours_asked += world.tasks[task].asked
        record.hours_given += world.tasks[task].given
    record.hours_supplied = now.hours_supplied
    for line in range(len(world.lines)):
        record.cost += world.lines[line].spent
        record.refused += world.lines[line].refused
        world.lines[line].spent = 0.0
        world.lines[line].refused = 0.0
    record.balance = all_in_hand(world)
    now.week = week + 1
