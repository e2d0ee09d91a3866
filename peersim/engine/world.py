"""The whole world of one run: a named tuple of record arrays (compiled) or of lists of agents (interpreted)."""

from __future__ import annotations

from typing import Any, NamedTuple


class World(NamedTuple):
    """Everything a run reads and writes.

    Attributes
    ----------
    key : numpy.uint64
        The run's key: all luck follows from it.
    p : record of PARAMETERS
        This draw's parameter values.
    design : records of DESIGN, shape (weeks,)
        What the scenario chooses, week by week.
    group_design : records of GROUP_DESIGN, shape (weeks, groups)
        What it chooses for each group.
    redesigned : yes or no, shape (weeks,)
        Whether what the scenario chooses for the programme differs from the week before; so it does in week 0.
    calendar : records of CALENDAR, shape (weeks,)
        Week of the year and school holidays.
    families : records of FAMILY
        Everyone eligible at some time, known to the programme or not; nothing in them changes.
    arriving, leaving : whole numbers
        Rows of families in the order in which they become eligible, and cease to be.
    listeners : whole numbers
        Rows of eligible families that have not heard of the programme, in order of arrival; the first ``now.listeners``
        count, of which some have heard or left by now.
    ears, eyes, needs : numbers [ratio, 0 to 1, 0 to 1]
        How easily each listener hears by outreach or word of mouth, comes across online spaces, and is referred.
    exposure, referral_exposure : numbers [unit hazard]
        Exposure of each listener so far to ways of hearing, and to partners who refer.
    hears_at, referred_at : numbers [unit hazard]
        Exposures at which each listener hears, and is referred; endless for those who have heard or left.
    row_of : whole numbers, shape (families,)
        Each family's row among the parents; -1 where the programme does not know them.
    parents : records of PARENT
        Those whom the programme came to know, in the order in which it did; the first ``now.parents`` rows count.
    active : whole numbers
        Rows of parents with whom something can still happen; the first ``now.known`` count.
    involved : whole numbers
        Rows of those of them who have been referred or have joined a group; the first ``now.involved`` count.
    outsiders : records of FAMILY
        People from outside who might volunteer, in the order in which exposure reaches them.
    volunteers, coordinators, groups, matches, cohorts, funds, tasks, lines : records
        Tables of those kinds; of volunteers and matches the first ``now.volunteers`` and ``now.matches`` rows count.
    weekly : records of WEEK, shape (weeks,)
        The weekly table.
    sessions : records of SESSION, shape (weeks, groups)
        Each group in each week.
    spending : numbers [£], shape (weeks, cost lines)
        Money spent by line.
    hours_asked, hours_given : numbers [hours], shape (weeks, tasks)
        Coordinator hours by task.
    events : records of EVENT
        The event record; empty when it is off.
    now : records of NOW, shape (1,)
        Running counts.
    """

    key: Any
    p: Any
    design: Any
    group_design: Any
    redesigned: Any
    calendar: Any
    families: Any
    arriving: Any
    leaving: Any
    listeners: Any
    ears: Any
    eyes: Any
    needs: Any
    exposure: Any
    referral_exposure: Any
    hears_at: Any
    referred_at: Any
    row_of: Any
    parents: Any
    active: Any
    involved: Any
    outsiders: Any
    volunteers: Any
    coordinators: Any
    groups: Any
    matches: Any
    cohorts: Any
    funds: Any
    tasks: Any
    lines: Any
    weekly: Any
    sessions: Any
    spending: Any
    hours_asked: Any
    hours_given: Any
    events: Any
    now: Any
