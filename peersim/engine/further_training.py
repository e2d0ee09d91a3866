"""The end of phase 4: people who have taken on a role are trained for it, where the programme trains for it."""

from peersim.agents.rule import rule
from peersim.agents.stages import FACILITATING, MODERATING
from peersim.agents.typed import Parameters, VolunteerRecord, WeekDesign
from peersim.agents.volunteering import further_cost, trainer_hours
from peersim.engine.capacity import TRAINING_COURSES, take
from peersim.engine.ledger import TRAINING, pay
from peersim.engine.supervision_phase import works
from peersim.engine.world import World


@rule
def further_hours(volunteer: VolunteerRecord, design: WeekDesign, p: Parameters) -> float:
    """Hours that a working volunteer is still to be taught for the role they have: leading, moderating, boundaries.

    Returns
    -------
    float
        Hours taught [hours]; 0 for whoever had it all, or has no role.

    Source
    ------
    Scenario: facilitators.trained, online.moderators_trained, volunteers.boundaries; training.top_up_hours (a course
    for people who support already); training.moderate_hours, training.boundaries_hours (assumptions); claims C5, C6.
    """
    hours = 0.0
    if not works(volunteer):
        return hours
    if design.facilitators_trained and volunteer.stage == FACILITATING and not volunteer.trained_to_lead:
        hours += p.training_top_up_hours
    if design.online_moderators_trained and volunteer.stage == MODERATING and not volunteer.trained_to_moderate:
        hours += p.training_moderate_hours
    if design.volunteers_boundaries and not volunteer.trained_in_boundaries:
        hours += p.training_boundaries_hours
    return hours


@rule
def has_been_trained(volunteer: VolunteerRecord, design: WeekDesign, leads: bool, moderates: bool) -> None:
    """Write down what a volunteer has been trained for, of what the programme trains for."""
    volunteer.trained_to_lead = volunteer.trained_to_lead or (design.facilitators_trained and leads)
    volunteer.trained_to_moderate = volunteer.trained_to_moderate or (design.online_moderators_trained and moderates)
    volunteer.trained_in_boundaries = volunteer.trained_in_boundaries or design.volunteers_boundaries


@rule
def train_further(world: World, week: int) -> None:
    """Train working volunteers for their role, those for whom trainer's hours were given and the room can be paid for.

    Whoever could not be trained this week is asked for again next week.
    """
    p, design = world.p, world.design[week]
    for row in range(world.now[0].volunteers):
        volunteer = world.volunteers[row]
        taught = further_hours(volunteer, design, p)
        if taught > 0.0 and take(world, TRAINING_COURSES, trainer_hours(taught, p)):
            if pay(world, week, TRAINING, further_cost(taught, design, p)):
                leads, moderates = volunteer.stage == FACILITATING, volunteer.stage == MODERATING
                has_been_trained(volunteer, design, leads, moderates)
