"""The hours ledger: coordinator time asked for, given, put off or expired, task by task; it balances every week."""

from peersim.agents.rule import rule
from peersim.agents.typed import WeekDesign
from peersim.engine.ledger import TINY
from peersim.engine.world import World

(
    SAFEGUARDING, SUPERVISION, GROUP_SUPPORT, ASSESSMENT, TRAINING_COURSES, MODERATION, FOLLOW_UP, COLLECTING,
    PERSONAL_CALLS, OUTREACH_WORK, RECRUITING, SET_UP, EVALUATION,
) = range(13)  # fmt: skip
"""Tasks by number, in the order of `peersim.scenarios.levers.TASKS`."""

HARD, STRETCH, UNLIMITED = 0, 1, 2


@rule
def waits(task: int) -> bool:
    """Whether unmet hours of a task wait for another week; the others are lost at once.

    Returns
    -------
    bool
        True for safeguarding, assessment, supervision, calls to newcomers and setting up.
    """
    return task == SAFEGUARDING or task == ASSESSMENT or task == SUPERVISION or task == PERSONAL_CALLS or task == SET_UP


@rule
def ask(world: World, task: int, hours: float) -> None:
    """Ask for all the hours a task could use this week, with what was put off.

    Parameters
    ----------
    task : int
        Task number.
    hours : float
        Hours wanted in all [hours].
    """
    row = world.tasks[task]
    row.carried = row.put_off
    row.expired = 0.0
    row.asked = hours
    if hours >= row.carried:
        row.fresh = hours - row.carried
    else:
        row.fresh = 0.0
        row.expired = row.carried - hours
    row.total_unused += row.left
    row.left = 0.0
    row.given = 0.0


@rule
def give(world: World, task: int, hours: float) -> None:
    """Give hours to a task; what is not given waits or expires.

    Parameters
    ----------
    hours : float
        Hours given, no more than asked [hours].
    """
    row = world.tasks[task]
    row.given = hours
    row.left = hours
    unmet = row.asked - hours
    row.put_off = 0.0
    if waits(task):
        row.put_off = unmet
    else:
        row.expired += unmet
    row.total_asked += row.fresh
    row.total_given += hours
    row.total_expired += row.expired


@rule
def give_up_waiting(world: World, task: int, weeks: float) -> None:
    """Let a share of a task's backlog go, after the week's sharing-out: nobody waits for hours for ever.

    What is put off can never exceed `weeks` times the most hours newly asked for in a week. Of the tasks that wait,
    the others need no such bound: they are asked for afresh each week by people who wait, and who give up one by one.

    Parameters
    ----------
    task : int
        A task with a backlog.
    weeks : float
        How long work waits on average before it is given up [weeks].

    Source
    ------
    hours.patience_weeks (assumption).
    """
    row = world.tasks[task]
    lost = row.backlog / weeks
    row.backlog -= lost
    row.put_off -= lost
    row.expired += lost
    row.total_expired += lost


@rule
def take(world: World, task: int, hours: float) -> bool:
    """Use hours that were given to a task, whole or not at all.

    Returns
    -------
    bool
        True when the hours were there.
    """
    row = world.tasks[task]
    if row.left + TINY < hours:
        return False
    row.left = max(0.0, row.left - hours)
    return True


@rule
def take_some(world: World, task: int, hours: float) -> float:
    """Use as many of the hours as were given.

    Returns
    -------
    float
        Hours used.
    """
    row = world.tasks[task]
    part = min(hours, row.left)
    row.left -= part
    return part


@rule
def share_out(world: World, design: WeekDesign, supply: float) -> float:
    """Share the week's hours among tasks in the programme's order of priority.

    Parameters
    ----------
    supply : float
        Hours there are [hours]; ignored when the regime is unlimited.

    Returns
    -------
    float
        Hours given in all.

    Source
    ------
    Model 7.11: a priority order and a queue decide what gets done.
    """
    left = supply
    for rank in range(len(world.tasks)):
        task = design.hours_priority[rank]
        hours = world.tasks[task].asked
        if design.hours_regime != UNLIMITED:
            hours = min(hours, left)
        give(world, task, hours)
        left -= hours
    return supply - left
