"""Contradictions about coordinators, volunteers, training and one-to-one support."""

from __future__ import annotations

from peersim.scenarios.contradictory import ERROR, WARNING, Contradiction, Findings, in_a_row
from peersim.scenarios.levers import LEVERS
from peersim.scenarios.overview import Overview

_TAKES_HOURS = {
    "outreach.hours": "outreach",
    "outreach.personal_calls": "personal calls",
    "recruitment.hours": "recruitment",
    "follow_up.calls": "follow-up calls",
    "transport.collected": "collecting parents",
    "online.moderation_hours": "moderation",
    "evaluation.hours": "evaluation",
    "supervision.responsive": "talks after hard weeks",
    "volunteers.team_meetings": "team meetings",
}
_OF_VOLUNTEERS = (
    "facilitators.paid",
    "volunteers.boundaries",
    "volunteers.champions",
    "volunteers.pauses",
    "volunteers.voice",
    "volunteers.learning",
    "volunteers.team_meetings",
    "supervision.responsive",
    "online.volunteer_moderators",
)
_OF_ONE_TO_ONE = (
    "one_to_one.weeks",
    "one_to_one.mode",
    "one_to_one.at_once",
    "assessment.staff",
    "assessment.by_phone",
    "matching.parents_choose",
    "matching.peer_weight",
)
_OF_TRAINING = ("training.one_to_one", "training.manual", "training.childcare_and_travel", "training.practice")
_MOST_FAMILIES = 2
_HALF = 0.5


def _nobody_to_support(view: Overview) -> Findings:
    if view.ever("one_to_one.offered") and not view.may_have_volunteers:
        yield (
            view.place("one_to_one.offered"),
            "one-to-one support is offered, but there can be no volunteers (staff.posts and start.volunteers are 0), "
            "so families ask for it and nobody is ever matched; employ somebody with staff.posts, or offer none.",
        )


def _nobody_asked(view: Overview) -> Findings:
    if view.ever("staff.posts") and view.asks_nobody and view.ever("one_to_one.offered"):
        yield (
            view.place("one_to_one.offered"),
            "one-to-one support is offered, but nobody is asked to volunteer: none are there at the start, recruitment "
            "has neither hours nor money, and parents are not invited. Only word of mouth brings some, and most "
            "families wait in vain; state recruitment.hours, start.volunteers or volunteers.from_parents.",
        )


def _nobody_assesses(view: Overview) -> Findings:
    offered = view.on("one_to_one.offered")
    if offered.any() and view.may_have_volunteers and not (offered & view.hours).any():
        yield (
            view.first_place("staff.posts", "one_to_one.offered"),
            "one-to-one support is offered while no coordinator is employed (staff.posts is 0), so no family is ever "
            "assessed or matched; state staff.posts.",
        )


def _nobody_at_work(view: Overview) -> Findings:
    planned = [lever for lever in _TAKES_HOURS if view.ever(lever) and not (view.on(lever) & view.hours).any()]
    tasks = [_TAKES_HOURS[lever] for lever in planned]
    place = view.first_place("staff.posts", *planned)
    if view.meeting and not view.hours.any():
        tasks.append("preparing and standing in at groups")
        place = place or view.of_group(view.meeting[0])
    if tasks:
        yield (
            place,
            "no coordinator is employed (staff.posts is 0), but coordinators' hours are planned for "
            f"{in_a_row(tasks)}; none of it is done. State staff.posts, or leave it out.",
        )


def _helper_of_nobody(view: Overview) -> Findings:
    if view.ever("staff.administrator") and not (view.on("staff.administrator") & view.on("staff.posts")).any():
        yield (
            view.place("staff.administrator"),
            "an administrator is employed, but there is no coordinator whose paperwork to take (staff.posts is 0): the "
            "wage is paid and nothing comes of it; state staff.posts, or leave the administrator out.",
        )


def _hires_nobody(view: Overview) -> Findings:
    if view.ever("staff.hire_volunteers") and view.ever("staff.posts") and view.asks_nobody:
        yield (
            view.place("staff.hire_volunteers"),
            "staff.hire_volunteers fills posts with volunteers, but none are allowed: start.volunteers is 0, "
            "recruitment has neither hours nor money, and volunteers.from_parents is false. State one of them, or "
            "leave staff.hire_volunteers out.",
        )


def _hires_into_nothing(view: Overview) -> Findings:
    if view.ever("staff.hire_volunteers") and not view.ever("staff.posts"):
        yield (
            view.place("staff.hire_volunteers"),
            "staff.hire_volunteers fills vacant posts, but there are none (staff.posts is 0), so nobody is hired; "
            "state staff.posts.",
        )


def _care_for_nobody(view: Overview) -> Findings:
    cared = [lever for lever in _OF_VOLUNTEERS if view.ever(lever)]
    if cared and not view.may_have_volunteers:
        yield (
            view.place(cared[0]),
            f"{in_a_row(cared)} {'is' if len(cared) == 1 else 'are'} meant for volunteers, but there can be none "
            "(staff.posts and start.volunteers are 0), so nothing comes of it; employ somebody who can recruit.",
        )


def _no_training(view: Overview) -> Findings:
    if not view.may_have_volunteers or (view.values("training.weeks") > 0).any():
        return
    gate = float(view.values("training.gate").max())
    yield (
        view.place("training.weeks"),
        "training lasts 0 weeks, so volunteers come out as they went in"
        + (f", and must still show a readiness of {gate:g} (training.gate), which most have not" if gate else "")
        + ". State training.weeks"
        + (", or lower the gate." if gate else "."),
    )


def _trained_in_nothing(view: Overview) -> Findings:
    extras = [lever for lever in _OF_TRAINING if view.ever(lever)]
    if extras and not view.on("training.weeks").any():
        yield (
            view.place(extras[0]),
            f"{in_a_row(extras)} {'belongs' if len(extras) == 1 else 'belong'} to a course, but training lasts 0 weeks "
            "(training.weeks), so nothing comes of it; state training.weeks.",
        )


def _no_hours_of_training(view: Overview) -> Findings:
    if ((view.values("training.hours_week") == 0) & view.on("training.weeks")).any():
        yield (
            view.place("training.hours_week"),
            "training.hours_week is 0 while a course is planned: trainees give no time, yet the model, which counts "
            "weeks, lets them learn all the same. State the hours, or set training.weeks to 0.",
        )


def _taster_too_long(view: Overview) -> Findings:
    taster, course = view.values("training.taster_weeks"), view.values("training.weeks")
    longer = (taster > course) & (course > 0)
    if longer.any():
        week = int(longer.argmax())
        yield (
            view.place("training.taster_weeks"),
            f"the taster lasts {taster[week]} weeks, longer than the training it leads to ({course[week]} weeks): it "
            "puts off more than it prepares. Shorten training.taster_weeks, or lengthen training.weeks.",
        )


def _course_never_starts(view: Overview) -> Findings:
    least, most = view.values("training.minimum"), view.values("training.places")
    if (least > most).any():
        week = int((least > most).argmax())
        yield (
            view.first_place("training.minimum", "training.places"),
            f"training.minimum is {least[week]} trainees, more than a cohort has places for (training.places is "
            f"{most[week]}), so no course could ever start; lower the one or raise the other.",
        )


def _more_than_all_of_training(view: Overview) -> Findings:
    debrief, practice = view.values("training.debrief"), view.values("training.practice")
    if (debrief + practice > 1.0 + 1e-9).any():
        week = int((debrief + practice).argmax())
        yield (
            view.first_place("training.practice", "training.debrief"),
            f"training.debrief is {debrief[week]:g} and training.practice is {practice[week]:g}: together more than "
            "the whole of training (1). Lower one of them.",
        )


def readiness_at_best(view: Overview, week: int) -> tuple[float, float]:
    """Say how ready the best volunteer can be, at the evidence's central values.

    Parameters
    ----------
    view : Overview
        The programme.
    week : int
        Week of its design.

    Returns
    -------
    tuple of float
        Readiness after training, and after shadowing where there is any [0 to 1], of someone as inclined to give as
        can be, whose own experience is worked through.

    Source
    ------
    volunteer.readiness_start, learning.*, shadowing.* (assumptions), as the rules `begin_state`, `learn` and `shadow`.
    """
    from peersim.evidence import central

    p = central()[0]

    def design(lever: str) -> float:
        return float(view.values(lever)[week]) if lever in LEVERS else 0.0

    pace = 1.0 + float(p["learning_debrief"]) * design("training.debrief")
    pace += float(p["learning_manual"]) * design("training.manual")
    if "training.practice" in LEVERS:
        pace += float(p["learning_practice"]) * design("training.practice")
    left = 1.0 - float(p["volunteer_readiness_start"]) * (_HALF + 1.0)
    left *= (1.0 - float(p["learning_readiness_week"]) * pace) ** design("training.weeks")
    shadows = "training.below_gate" not in LEVERS or design("training.below_gate") == 0
    weeks = float(p["shadowing_weeks"]) if shadows else 0
    return 1.0 - left, 1.0 - left * (1.0 - float(p["shadowing_readiness_week"])) ** weeks


def _gate_out_of_reach(view: Overview) -> Findings:
    gate = view.values("training.gate")
    week = int(gate.argmax())
    trains_on = "training.below_gate" in LEVERS and view.values("training.below_gate")[week] == 1
    if not view.may_have_volunteers or trains_on or gate[week] <= _HALF:
        return
    trained, shadowed = readiness_at_best(view, week)
    if gate[week] > shadowed:
        yield (
            view.place("training.gate"),
            f"training.gate is {gate[week]:g}, but in the middle of what is assumed even the most willing volunteer "
            f"comes out of training with a readiness of {trained:.2f}"
            + (f" and out of shadowing with {shadowed:.2f}" if shadowed > trained else "")
            + ", so next to nobody new is ever matched; lower the gate or lengthen training.weeks.",
        )


def _settings_of_no_one_to_one(view: Overview) -> Findings:
    given = [lever for lever in _OF_ONE_TO_ONE if view.stated(lever) and _differs(view, lever)]
    if given and not view.ever("one_to_one.offered") and not view.stated("one_to_one.offered"):
        yield (
            view.place(given[0]),
            f"{in_a_row(given)} {'says' if len(given) == 1 else 'say'} how one-to-one support is given, but it is not "
            "offered, so nothing comes of it; set one_to_one.offered to true.",
        )


def _differs(view: Overview, lever: str) -> bool:
    from peersim.scenarios.values import encode

    return bool((view.values(lever) != encode(LEVERS[lever], LEVERS[lever].default)).any())


def _too_many_at_once(view: Overview) -> Findings:
    most = int(view.values("one_to_one.at_once").max())
    if view.ever("one_to_one.offered") and most > _MOST_FAMILIES:
        yield (
            view.place("one_to_one.at_once"),
            f"one_to_one.at_once is {most} families, but no volunteer in the model takes on more than "
            f"{_MOST_FAMILIES}, so it is the same as {_MOST_FAMILIES}.",
        )


def _measures_nobody(view: Overview) -> Findings:
    if view.ever("evaluation.measured") and not view.ever("evaluation.hours") and not view.ever("one_to_one.offered"):
        yield (
            view.place("evaluation.measured"),
            "evaluation.measured asks for a score from every family, but evaluation.hours is 0 and no family is "
            "visited one-to-one, so no time is spent on it and nobody is measured; state evaluation.hours.",
        )


ABOUT_PEOPLE = (
    Contradiction(
        "one_to_one_without_volunteers",
        WARNING,
        ("one_to_one.offered", "start.volunteers", "staff.posts"),
        "One-to-one support is offered and there can be no volunteers: nobody is ever matched.",
        _nobody_to_support,
    ),
    Contradiction(
        "one_to_one_without_asking",
        WARNING,
        ("one_to_one.offered", "recruitment.hours", "recruitment.spend", "volunteers.from_parents"),
        "One-to-one support is offered and nobody is asked to volunteer: only word of mouth brings some.",
        _nobody_asked,
    ),
    Contradiction(
        "one_to_one_without_staff",
        WARNING,
        ("one_to_one.offered", "staff.posts"),
        "One-to-one support is offered and no coordinator is employed: nobody is assessed.",
        _nobody_assesses,
    ),
    Contradiction(
        "tasks_without_staff",
        WARNING,
        ("staff.posts", *_TAKES_HOURS),
        "Tasks that take coordinators' hours are planned and no coordinator is employed: none of it is done.",
        _nobody_at_work,
    ),
    Contradiction(
        "administrator_without_coordinators",
        WARNING,
        ("staff.administrator", "staff.posts"),
        "An administrator is employed without a coordinator: a wage for nothing.",
        _helper_of_nobody,
    ),
    Contradiction(
        "hiring_from_no_volunteers",
        ERROR,
        ("staff.hire_volunteers", "start.volunteers", "recruitment.hours", "volunteers.from_parents"),
        "Posts are to be filled with volunteers and none are allowed.",
        _hires_nobody,
    ),
    Contradiction(
        "hiring_into_no_posts",
        WARNING,
        ("staff.hire_volunteers", "staff.posts"),
        "Posts are to be filled with volunteers and there are no posts.",
        _hires_into_nothing,
    ),
    Contradiction(
        "care_for_no_volunteers",
        WARNING,
        ("staff.posts", "start.volunteers"),
        "Something is done for volunteers and there can be none.",
        _care_for_nobody,
    ),
    Contradiction(
        "training_of_no_weeks",
        WARNING,
        ("training.weeks", "training.gate"),
        "Training lasts 0 weeks: volunteers come out as they went in, and few pass the gate.",
        _no_training,
    ),
    Contradiction(
        "course_extras_without_a_course",
        WARNING,
        ("training.weeks",),
        "A manual, one-to-one time, practice or childcare in a training that lasts 0 weeks.",
        _trained_in_nothing,
    ),
    Contradiction(
        "training_of_no_hours",
        WARNING,
        ("training.hours_week", "training.weeks"),
        "Training takes no hours of the week: the model counts weeks, so trainees learn all the same.",
        _no_hours_of_training,
    ),
    Contradiction(
        "taster_longer_than_training",
        WARNING,
        ("training.taster_weeks", "training.weeks"),
        "The taster lasts longer than the training it leads to.",
        _taster_too_long,
    ),
    Contradiction(
        "cohort_larger_than_its_places",
        ERROR,
        ("training.minimum", "training.places"),
        "The smallest cohort that starts is larger than a cohort's places.",
        _course_never_starts,
    ),
    Contradiction(
        "more_than_all_of_training",
        ERROR,
        ("training.debrief", "training.practice"),
        "Debrief and practice together are more than the whole of training.",
        _more_than_all_of_training,
    ),
    Contradiction(
        "gate_out_of_reach",
        WARNING,
        ("training.gate", "training.weeks"),
        "The gate is higher than training and shadowing can bring even the most willing volunteer.",
        _gate_out_of_reach,
    ),
    Contradiction(
        "settings_of_no_one_to_one",
        WARNING,
        ("one_to_one.offered",),
        "How one-to-one support is given is stated, and none is offered.",
        _settings_of_no_one_to_one,
    ),
    Contradiction(
        "more_families_than_anyone_takes",
        WARNING,
        ("one_to_one.at_once",),
        "A volunteer may support more families at once than anyone in the model takes on.",
        _too_many_at_once,
    ),
    Contradiction(
        "measured_without_hours",
        WARNING,
        ("evaluation.measured", "evaluation.hours"),
        "Every family is to be measured and nobody has time for it.",
        _measures_nobody,
    ),
)
"""Contradictions about people and their training."""
