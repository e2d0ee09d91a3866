"""Contradictions about reaching parents, groups, facilitators, travel, crèches and growth."""

from __future__ import annotations

from peersim.scenarios.calendar import WEEKS_OF_YEAR
from peersim.scenarios.contradictory import WARNING, Contradiction, Findings, in_a_row
from peersim.scenarios.levers import TRANSPORT_HELP
from peersim.scenarios.overview import Overview
from peersim.scenarios.values import quoted

_AT_SESSIONS = ("reminders.text", "facilitators.trained", "facilitators.paid")
_IN_ROOMS = ("transport.help", "transport.collected")
_FOR_ANY_GROUP = ("outreach.personal_calls", "follow_up.calls", "growth.staffed_first", "growth.review", "growth.split")
_OF_CRECHE = ("creche.staff_send_trained", "creche.same_room", "creche.price")
_LIFTS = TRANSPORT_HELP.index("lifts_for_those_without_a_car")


def _nothing_on_offer(view: Overview) -> Findings:
    if view.ever("staff.posts") and not view.groups and not view.ever("one_to_one.offered"):
        yield (
            view.place("staff.posts"),
            "coordinators are employed, but nothing is on offer: no group is stated and one-to-one support is not "
            "offered, so no parent ever comes. State a [[group]], or set one_to_one.offered to true.",
        )


def _nobody_hears(view: Overview) -> Findings:
    ways = ("outreach.hours", "outreach.spend", "outreach.letters", "referral.partners", "referral.families_week")
    found_online = any(not group.closed for group in view.spaces)
    offered = view.groups or view.ever("one_to_one.offered")
    if offered and not view.ever("referral.needed") and not found_online and not any(view.ever(way) for way in ways):
        yield (
            view.first_place(*ways),
            f"nobody can hear of the programme: {in_a_row(ways)} are all 0, and word of mouth needs somebody who "
            "has come. No parent ever comes; state one of them.",
        )


def _nobody_refers(view: Overview) -> Findings:
    needed = view.on("referral.needed")
    if needed.any() and not (view.on("referral.partners") | view.on("referral.families_week"))[needed].any():
        yield (
            view.place("referral.needed"),
            "parents can come only through a referral (referral.needed), but no partner refers (referral.partners is "
            "0), so no parent can come at all; state referral.partners, or let parents come by themselves.",
        )


def _outreach_in_vain(view: Overview) -> Findings:
    needed = view.on("referral.needed")
    told = [
        way
        for way in ("outreach.hours", "outreach.spend", "outreach.letters")
        if view.ever(way) and needed[view.on(way)].all()
    ]
    if told:
        yield (
            view.place(told[0]),
            f"{in_a_row(told)} {'makes' if len(told) == 1 else 'make'} the programme known to parents, but they can "
            "come only through a referral (referral.needed), so in the model it brings nobody; spend it on "
            "referral.partners, or let parents come by themselves.",
        )


def _help_at_no_group(view: Overview) -> Findings:
    kinds = (
        (_FOR_ANY_GROUP, view.groups, "in groups, but there is none"),
        (_AT_SESSIONS, view.meeting, "at sessions, but no group holds any"),
        (_IN_ROOMS, view.in_person, "where groups meet in a room, but none does"),
    )
    for levers, groups, why in kinds:
        idle = [lever for lever in levers if view.ever(lever)]
        if idle and not groups:
            yield (
                view.place(idle[0]),
                f"{in_a_row(idle)} {'matters' if len(idle) == 1 else 'matter'} only {why}, so in the model nothing "
                "comes of it; state such a [[group]], or leave it out.",
            )


def _lifts_without_places(view: Overview) -> Findings:
    lifts, places = view.values("transport.help") == _LIFTS, view.on("transport.places")
    if lifts.any() and not (lifts & places).any():
        yield (
            view.place("transport.help"),
            "lifts are offered to those without a car, but transport.places is 0, so nobody is ever driven; state how "
            "many parents a session can be.",
        )
    if places.any() and not (lifts & places).any():
        yield (
            view.place("transport.places"),
            f"transport.places says how many lifts there are, but none are offered (transport.help is not "
            f"{quoted(TRANSPORT_HELP[_LIFTS])}), so nobody is ever driven; state transport.help.",
        )


def _creche_without_places(view: Overview) -> Findings:
    with_creche = view.groups_with("creche.places")
    for lever in _OF_CRECHE:
        groups = view.groups_with(lever)
        if groups and not any(group in with_creche for group in groups):
            what = "parents are asked to pay for a crèche" if lever == "creche.price" else f"{lever} is about a crèche"
            yield (
                view.place(lever, groups[0]),
                f"{what}, but there is none (creche.places is 0), so nothing comes of it; state creche.places.",
            )


def _second_facilitator(view: Overview) -> Findings:
    groups = [group for group in view.meeting if (view.values_of(group, "group.facilitators") > 1).any()]
    if groups and not view.may_have_volunteers:
        names = in_a_row(quoted(group.name) for group in groups)
        cancelled = " and none that needs a pair is held" if view.groups_with("group.needs_pair") else ""
        yield (
            view.place("group.facilitators", groups[0]),
            f"more than one facilitator is planned ({names}), but there can be no volunteers (staff.posts and "
            f"start.volunteers are 0), so no session ever has two{cancelled}; plan one, or employ somebody "
            "who can recruit.",
        )


def _pair_of_one(view: Overview) -> Findings:
    for group in view.groups_with("group.needs_pair"):
        alone = view.values_of(group, "group.facilitators") < 1 + 1
        pair = view.values_of(group, "group.needs_pair")
        if group in view.meeting and not (pair & ~alone).any():
            outcome = "a session is cancelled unless a coordinator has the hours to be the second"
            if not view.may_have_volunteers or not view.hours.any():
                outcome = "every session is cancelled"
            yield (
                view.place("group.needs_pair", group),
                f"group {quoted(group.name)} meets only where two are there to facilitate (needs_pair), but is planned "
                f"with one facilitator, so {outcome}. State facilitators = 2.",
            )


def _reserve_stays_shut(view: Overview) -> Findings:
    kept = [group for group in view.groups if group.reserve]
    if kept and not view.ever("growth.review"):
        yield (
            view.of_group(kept[0], "reserve"),
            f"{in_a_row(quoted(group.name) for group in kept)} {'is' if len(kept) == 1 else 'are'} held in reserve, "
            "but growth is never reviewed (growth.review), so it never opens; set growth.review to true, or reserve "
            "to false.",
        )


def _never_splits(view: Overview) -> Findings:
    if view.ever("growth.split") and not (view.on("growth.split") & view.on("growth.review")).any():
        yield (
            view.place("growth.split"),
            "a group that is too full is to split (growth.split), but growth is never reviewed (growth.review), so "
            "none ever does; set growth.review to true.",
        )


def _nothing_in_reserve(view: Overview) -> Findings:
    if view.ever("growth.review") and view.groups and not any(group.reserve for group in view.groups):
        yield (
            view.place("growth.review"),
            "growth.review opens a reserve group when another is too full, but no group is held in reserve: groups "
            "that are all but empty close, and none opens. Give a [[group]] reserve = true.",
        )


def _everything_in_reserve(view: Overview) -> Findings:
    if view.groups and all(group.reserve for group in view.groups) and view.ever("growth.review"):
        yield (
            view.of_group(view.groups[0], "reserve"),
            "every group is held in reserve, and a reserve group opens only when another is too full, so none ever "
            "opens; set reserve to false for the first.",
        )


def _staffed_by_nobody(view: Overview) -> Findings:
    if view.groups and view.ever("growth.staffed_first") and not view.may_have_volunteers:
        yield (
            view.place("growth.staffed_first"),
            "a group opens only when its volunteer facilitators are there (growth.staffed_first), but there can be no "
            "volunteers (staff.posts and start.volunteers are 0), so none ever opens; employ somebody who can recruit.",
        )


def _never_runs(view: Overview) -> Findings:
    for group in view.groups:
        if not view.values_of(group, "group.open").any():
            yield (
                view.place("group.open", group) or view.of_group(group),
                f"group {quoted(group.name)} never runs (open is false in every week); leave it out, or open it with a "
                "[[change]].",
            )


def _always_on_holiday(view: Overview) -> Findings:
    if len(view.scenario.calendar.holidays) < WEEKS_OF_YEAR:
        return
    shut = [group for group in view.meeting if view.values_of(group, "group.term_only").all()]
    halted = [f"group {quoted(group.name)} never meets" for group in shut]
    if view.may_have_volunteers and view.ever("training.weeks"):
        halted.append("no training course ever starts")
    if halted:
        yield (
            view.places.get(("calendar", "holidays"), ""),
            f"schools are closed in every week of the year (holidays), so {in_a_row(halted)}; leave weeks of term.",
        )


ABOUT_GROUPS = (
    Contradiction(
        "nothing_on_offer",
        WARNING,
        ("staff.posts", "one_to_one.offered"),
        "Coordinators are employed, and there is neither a group nor one-to-one support.",
        _nothing_on_offer,
    ),
    Contradiction(
        "nobody_hears",
        WARNING,
        ("outreach.hours", "outreach.spend", "outreach.letters", "referral.partners", "referral.families_week"),
        "Something is offered, and there is no way to hear of it: no outreach, no partner, no open space online.",
        _nobody_hears,
    ),
    Contradiction(
        "referral_without_partners",
        WARNING,
        ("referral.needed", "referral.partners", "referral.families_week"),
        "Parents need a referral and nobody refers: nobody can come.",
        _nobody_refers,
    ),
    Contradiction(
        "outreach_where_a_referral_is_needed",
        WARNING,
        ("referral.needed", "outreach.hours", "outreach.spend", "outreach.letters"),
        "Outreach speaks to parents who can come only through a referral: it brings nobody.",
        _outreach_in_vain,
    ),
    Contradiction(
        "help_at_no_group",
        WARNING,
        (*_AT_SESSIONS, *_IN_ROOMS),
        "Reminders, facilitators, calls, travel or growth are planned for groups, and there is no such group.",
        _help_at_no_group,
    ),
    Contradiction(
        "lifts_without_places",
        WARNING,
        ("transport.help", "transport.places"),
        "Lifts are offered and there are 0 of them, or there are lifts that are not offered.",
        _lifts_without_places,
    ),
    Contradiction(
        "creche_extras_without_places",
        WARNING,
        ("creche.places", *_OF_CRECHE),
        "A crèche has a price, trained staff or a room, and no places.",
        _creche_without_places,
    ),
    Contradiction(
        "second_facilitator_without_volunteers",
        WARNING,
        ("group.facilitators", "staff.posts", "start.volunteers"),
        "More than one facilitator is planned and there can be no volunteers.",
        _second_facilitator,
    ),
    Contradiction(
        "pair_rule_with_one_facilitator",
        WARNING,
        ("group.needs_pair", "group.facilitators"),
        "Sessions need a pair and are planned with one facilitator: cancelled unless a coordinator is the second.",
        _pair_of_one,
    ),
    Contradiction(
        "reserve_without_review",
        WARNING,
        ("growth.review",),
        "A group is held in reserve and growth is never reviewed: it never opens.",
        _reserve_stays_shut,
    ),
    Contradiction(
        "review_without_reserve",
        WARNING,
        ("growth.review",),
        "Growth is reviewed and no group is held in reserve: groups close and none opens.",
        _nothing_in_reserve,
    ),
    Contradiction(
        "split_without_review",
        WARNING,
        ("growth.split", "growth.review"),
        "Full groups are to split and growth is never reviewed: none ever does.",
        _never_splits,
    ),
    Contradiction(
        "everything_in_reserve",
        WARNING,
        ("growth.review",),
        "Every group is held in reserve: none ever opens.",
        _everything_in_reserve,
    ),
    Contradiction(
        "staffed_first_without_volunteers",
        WARNING,
        ("growth.staffed_first", "staff.posts", "start.volunteers"),
        "Groups wait for their volunteer facilitators and there can be no volunteers.",
        _staffed_by_nobody,
    ),
    Contradiction(
        "group_that_never_runs",
        WARNING,
        ("group.open",),
        "A group is stated and kept shut in every week.",
        _never_runs,
    ),
    Contradiction(
        "always_on_holiday",
        WARNING,
        ("group.term_only",),
        "Schools are closed all year: groups that meet in term never do, and no training starts.",
        _always_on_holiday,
    ),
)
"""Contradictions about parents, groups and what is done for them."""
