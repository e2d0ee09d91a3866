"""Single rules: each lever moves its own rule in the direction the claims say, at the level of the rule."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.agents import (
    absences,
    attending,
    belonging,
    matching,
    online,
    reaching,
    staffing,
    supporting,
    volunteering,
)
from peersim.agents.maths import clip, expit, fits_slot, hazard_chance, logit, saturating
from peersim.agents.other_records import GROUP
from peersim.agents.parent_record import PARENT
from peersim.agents.stages import CHILDCARE, ILLNESS, TRANSPORT
from peersim.agents.volunteer_record import VOLUNTEER
from peersim.agents.worked_out import work_out
from peersim.evidence.table import central
from peersim.foundation.records import python_values
from peersim.scenarios.levers import GROUP_LEVERS, PROGRAMME_LEVERS

pytestmark = pytest.mark.quick

P = SimpleNamespace(**python_values(work_out(central()[0])[0]))


def design(**changes: Any) -> SimpleNamespace:
    values = {lever.field: lever.default for lever in PROGRAMME_LEVERS}
    values |= {"transport_help": 0, "one_to_one_mode": 0, "hours_regime": 0, "supervision_slots": 1 << 3}
    return SimpleNamespace(**(values | changes))


def session(**changes: Any) -> SimpleNamespace:
    values = {lever.field: lever.default for lever in GROUP_LEVERS} | {"group_slot": 3, "group_second_slot": -1}
    return SimpleNamespace(**(values | changes))


def blank(kind: Any) -> dict[str, Any]:
    """The fields of a record nobody has written to."""
    return python_values(np.zeros(1, kind)[0])


def parent(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = dict(  # noqa: C408
        childcare_need=False,
        under5s=1,
        send=False,
        has_car=True,
        public_transport=0.0,
        free_slots=(1 << 21) - 1,
        online_barred=False,
        digital_gap=False,
        fear=P.fear_usual,
        propensity=0.0,
        belonging=0.5,
        need=0.4,
        called=False,
        known_worker=False,
        trust=0.3,
        readiness=0.5,
        distance=2.0,
        topic=0,
        low_english=False,
        judgement_fear=0.5,
        prefers_group=0.0,
        posting=1.0,
        online_rank=0.9,
        giving=0.5,
    )
    return SimpleNamespace(**(blank(PARENT) | values | changes))


def group(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = dict(  # noqa: C408
        kind=0,
        closed=False,
        topic=0,
        creche_left=0,
        lifts_left=0,
        collecting_left=0,
        last_present=8,
        effect=0.0,
        quality=0.6,
        safety=0.5,
        cohesion=0.5,
        members=10,
    )
    return SimpleNamespace(**(blank(GROUP) | values | changes))


def score(
    who: Any, where: Any = None, when: Any = None, plan: Any = None, tie: bool = False, holiday: bool = False
) -> float:
    where, when, plan = where or group(), when or session(), plan or design()
    return attending.attendance_logit(who, where, when, tie, holiday, 0, plan, P)


def test_a_creche_lifts_only_parents_who_need_one() -> None:
    needs, not_needs = parent(childcare_need=True), parent()
    places = group(creche_left=4)
    assert score(needs, places) > score(needs)
    assert score(not_needs, places) == score(not_needs)
    left = P.attendance_childcare_left * math.log(P.effect_creche_or)
    assert score(needs, places) - score(needs) == pytest.approx(left), "they came in spite of part of it"


def test_a_full_creche_is_no_creche() -> None:
    needs = parent(childcare_need=True, under5s=2)
    assert score(needs, group(creche_left=1)) == score(needs, group(creche_left=0))


def test_untrained_creche_staff_remove_only_part_for_a_disabled_child() -> None:
    needs = parent(childcare_need=True, send=True)
    places = group(creche_left=4)
    trained = session(creche_staff_send_trained=True)
    assert score(needs) < score(needs, places) < score(needs, places, trained)
    other_child = parent(childcare_need=True)
    assert score(other_child, places) == score(other_child, places, trained)


def test_children_in_the_same_room_and_a_price_cost_something() -> None:
    needs, places = parent(childcare_need=True), group(creche_left=4)
    assert score(needs, places, session(creche_same_room=True)) < score(needs, places)
    assert score(needs, places, session(creche_price=5.0)) < score(needs, places)


@given(near=st.floats(0, 5), further=st.floats(0, 5))
def test_distance_keeps_away_those_without_a_car_and_nobody_else(near: float, further: float) -> None:
    walks, drives = parent(has_car=False), parent()
    near, further = sorted((near, further))
    barrier = attending.transport_barrier
    assert barrier(walks, group(), near, design(), P) <= barrier(walks, group(), further, design(), P)
    assert barrier(drives, group(), further, design(), P) == 0.0


def test_a_lift_or_a_collecting_worker_removes_the_transport_barrier() -> None:
    walks = parent(has_car=False)
    lifts = design(transport_help=attending.LIFTS_FOR_THOSE_WITHOUT_A_CAR)
    barrier = attending.transport_barrier
    assert barrier(walks, group(), 2.0, design(), P) > 0.0
    assert barrier(walks, group(lifts_left=2), 2.0, lifts, P) == 0.0
    assert barrier(walks, group(lifts_left=0), 2.0, lifts, P) > 0.0
    assert barrier(walks, group(collecting_left=1), 2.0, design(), P) == 0.0
    assert barrier(parent(has_car=False, public_transport=1.0), group(), 2.0, design(), P) < barrier(
        walks, group(), 2.0, design(), P
    )


def test_fares_for_all_do_at_centre_what_the_trial_found_nothing() -> None:
    fares = design(transport_help=attending.FARES_FOR_ALL)
    assert score(parent(), plan=fares) == pytest.approx(score(parent()))


def test_a_second_time_helps_those_for_whom_the_first_clashes() -> None:
    evenings_only = parent(free_slots=1 << 5)
    assert score(evenings_only, when=session(group_second_slot=5)) > score(evenings_only)
    assert score(parent(), when=session(group_second_slot=5)) == score(parent())
    assert score(parent(), when=session(group_moving=True)) < score(parent())


@pytest.mark.parametrize("present", [1, 2, 3, 20, 30])
def test_a_near_empty_and_an_overfull_room_put_people_off(present: int) -> None:
    assert score(parent(), group(last_present=present)) < score(parent(), group(last_present=8))
    adaptable = session(group_adaptable=True)
    assert score(parent(), group(last_present=present), adaptable) > score(parent(), group(last_present=present))


def test_online_keeps_out_those_it_does_not_work_for_and_needs_no_car() -> None:
    video = group(kind=1)
    assert score(parent(online_barred=True), video) < score(parent(digital_gap=True), video) < score(parent(), video)
    assert score(parent(has_car=False), video) == score(parent(), video)
    lent = design(online_loans=1.0)
    assert score(parent(digital_gap=True), video, plan=lent) == pytest.approx(score(parent(), video))


def test_hybrid_helps_those_with_a_travel_or_childcare_barrier_alone() -> None:
    hybrid = session(group_hybrid=True)
    assert score(parent(has_car=False), when=hybrid) > score(parent(has_car=False))
    assert score(parent(), when=hybrid) == score(parent())
    assert score(parent(has_car=False, online_barred=True), when=hybrid) == score(
        parent(has_car=False, online_barred=True)
    )


def test_friends_belonging_and_good_facilitation_bring_people_and_holidays_do_not() -> None:
    assert score(parent(), tie=True) > score(parent())
    assert score(parent(belonging=0.9)) > score(parent())
    assert score(parent(), group(quality=0.9)) > score(parent())
    assert score(parent(), holiday=True) < score(parent())
    assert score(parent(fear=0.9)) < score(parent())
    assert score(parent(fear=0.9), group(safety=0.9)) > score(parent(fear=0.9))


def test_a_reminder_never_lowers_the_chance_and_helps_by_a_share_of_misses() -> None:
    for logit_now in (-3.0, 0.0, 3.0):
        without = attending.attendance_probability(logit_now, design(), P)
        with_text = attending.attendance_probability(logit_now, design(reminders_text=True), P)
        assert without < with_text < 1.0
        assert (1 - with_text) / (1 - without) == pytest.approx(1 - P.absence_forgotten * (1 - P.effect_reminder_rr))


def test_an_absence_names_its_largest_avoidable_cause() -> None:
    cause = absences.avoidable_cause
    assert cause(parent(), group(), session(), False, design(), P) == ILLNESS
    assert cause(parent(childcare_need=True), group(), session(), False, design(), P) == CHILDCARE
    assert cause(parent(has_car=False, distance=3.0), group(), session(), False, design(), P) == TRANSPORT


def test_stated_reasons_are_only_those_that_can_apply() -> None:
    for u in (0.0, 0.3, 0.6, 0.9, 0.999):
        assert absences.stated_reason(parent(), group(), u, P) not in (CHILDCARE, TRANSPORT)


def test_a_personal_call_multiplies_the_odds_of_a_first_step_as_the_trial_found() -> None:
    step = reaching.first_step_logit
    plain = step(parent(), group(), session(), 0.5, 0.0, design(), P)
    called = step(parent(called=True), group(), session(), 0.5, 0.0, design(), P)
    assert math.exp(called - plain) == pytest.approx(P.effect_personal_call_or)
    assert step(parent(known_worker=True), group(), session(), 0.5, 0.0, design(), P) > plain
    assert step(parent(), group(), session(), 0.9, 0.0, design(), P) > plain
    assert step(parent(), group(), session(), 0.5, 9.0, design(), P) < plain
    assert score(parent(called=True)) < score(parent()), "and those it adds come less, later"


@given(one=st.floats(0, 100), other=st.floats(0, 100))
def test_outreach_has_diminishing_returns(one: float, other: float) -> None:
    less, more = sorted((one, other))
    hazard = reaching.outreach_hazard
    assert hazard(less, 0.0, P) <= hazard(more, 0.0, P) <= P.reach_hear_week
    assert (
        hazard(less + 4.0, 0.0, P) - hazard(less, 0.0, P) >= hazard(more + 4.0, 0.0, P) - hazard(more, 0.0, P) - 1e-12
    )


def test_a_door_inside_formal_services_keeps_out_those_who_fear_judgement() -> None:
    beside = design(referral_beside_services=True)
    assert reaching.open_ears(parent(), design(), P) < reaching.open_ears(parent(), beside, P) == 1.0
    assert reaching.open_ears(parent(low_english=True), beside, P) < 1.0


def test_first_visits_that_fit_are_repeated() -> None:
    chance = attending.no_return_chance
    assert chance(parent(), group(quality=0.9), design(), P) < chance(parent(), group(quality=0.3), design(), P)
    assert chance(parent(), group(cohesion=0.9), design(), P) > chance(parent(), group(cohesion=0.1), design(), P)
    assert chance(parent(), group(), design(facilitators_trained=True), P) < chance(parent(), group(), design(), P)


def volunteer(**changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = dict(  # noqa: C408
        experience_years=5.0,
        unprocessed=False,
        giving=0.5,
        team_trust=0.5,
        childcare_need=False,
        readiness=0.4,
        skill=0.5,
        strain=0.3,
        commitment=0.5,
        support_met=0.5,
        caseload=1,
        supported=1,
        group=-1,
        hard_week=False,
        free_slots=(1 << 21) - 1,
        x=0.0,
        y=0.0,
        personality=0.5,
        culture=0,
        language=0,
        topic=0,
    )
    return SimpleNamespace(**(blank(VOLUNTEER) | values | changes))


def test_recent_experience_is_less_often_worked_through_and_a_taster_spots_it() -> None:
    chance = volunteering.unprocessed_chance
    assert chance(volunteer(experience_years=1.0), 0, P) > chance(volunteer(), 0, P)
    assert volunteering.is_recent(volunteer(experience_years=1.0), 0, P)
    assert not volunteering.is_recent(volunteer(experience_years=1.0), 60, P), "a year later it is old enough"
    out = volunteering.screened_out_chance
    four, two = design(training_taster_weeks=4), design(training_taster_weeks=2)
    assert out(volunteer(unprocessed=True), True, four, P) > out(volunteer(), False, four, P)
    assert out(volunteer(), False, four, P) == pytest.approx(P.taster_screens_others)
    assert out(volunteer(), False, two, P) < out(volunteer(), False, four, P), "a shorter taster tells less"
    against = volunteering.decides_against_chance
    assert against(volunteer(), two, P) < against(volunteer(), four, P) < against(volunteer(giving=0.1), four, P)


def test_what_softens_training_lowers_drop_out() -> None:
    hazard = volunteering.training_hazard
    plain = hazard(volunteer(), design(), P)
    assert hazard(volunteer(), design(training_taster_weeks=4), P) < plain
    talks = design(training_one_to_one=True)
    assert hazard(volunteer(personality=0.1), talks, P) < hazard(volunteer(personality=0.9), talks, P) < plain
    assert hazard(volunteer(unprocessed=True), design(), P) > plain
    assert hazard(volunteer(), design(training_hours_week=8.0), P) > plain
    helped = design(training_childcare_and_travel=True)
    assert hazard(volunteer(childcare_need=True), helped, P) == plain
    assert hazard(volunteer(childcare_need=True), design(), P) > plain


@given(weeks=st.integers(1, 60))
def test_longer_training_and_debrief_make_readier_volunteers(weeks: int) -> None:
    short, long, debriefed, practised = volunteer(), volunteer(), volunteer(), volunteer()
    for _ in range(weeks):
        volunteering.learn(short, design(), P)
        volunteering.learn(long, design(), P)
        volunteering.learn(debriefed, design(training_debrief=0.6), P)
        volunteering.learn(practised, design(training_practice=0.4), P)
    volunteering.learn(long, design(), P)
    assert short.readiness < long.readiness < 1.0
    assert short.readiness < debriefed.readiness
    assert short.team_trust < debriefed.team_trust
    assert short.skill < practised.skill
    assert short.team_trust == practised.team_trust


def test_the_gate_holds_back_the_unready() -> None:
    assert volunteering.passes_gate(volunteer(readiness=0.6), design(training_gate=0.5), P)
    assert not volunteering.passes_gate(volunteer(readiness=0.6), design(training_gate=0.7), P)
    assert not volunteering.passes_gate(volunteer(readiness=0.6, unprocessed=True), design(training_gate=0.5), P)


def test_strain_rises_with_load_and_falls_with_supervision_and_trust() -> None:
    change = supporting.strain_change
    usual = change(volunteer(), 0.4, design(), P)
    assert change(volunteer(caseload=3), 0.4, design(), P) > usual
    assert change(volunteer(), 0.8, design(), P) > usual
    assert change(volunteer(hard_week=True), 0.4, design(), P) > usual
    assert change(volunteer(support_met=1.0), 0.4, design(), P) < usual
    assert change(volunteer(team_trust=0.9), 0.4, design(), P) < usual
    assert change(volunteer(), 0.4, design(volunteers_boundaries=True), P) < usual


def test_leaving_follows_strain_commitment_supervision_and_tenure() -> None:
    hazard = supporting.leaving_hazard
    usual = hazard(volunteer(), 52, design(), P)
    assert hazard(volunteer(strain=0.8), 52, design(), P) > usual
    assert hazard(volunteer(commitment=0.9), 52, design(), P) < usual
    assert hazard(volunteer(), 0, design(), P) > usual > hazard(volunteer(), 200, design(), P)
    adequate, thin = (hazard(volunteer(support_met=met), 52, design(), P) for met in (1.0, 0.0))
    assert adequate / thin == pytest.approx(P.effect_supervision_hr**P.effect_supervision_direct)
    paid = design(facilitators_paid=True)
    assert hazard(volunteer(group=1), 52, paid, P) / hazard(volunteer(group=1), 52, design(), P) == pytest.approx(
        P.effect_paid_role_hr
    )


def test_a_voice_and_learning_raise_commitment() -> None:
    aim = supporting.commitment_aim
    usual = aim(volunteer(), design(), False, P)
    assert aim(volunteer(), design(volunteers_voice=True), False, P) > usual
    assert aim(volunteer(), design(volunteers_learning=True), False, P) > usual
    assert aim(volunteer(), design(volunteers_expenses=False), False, P) < usual
    assert aim(volunteer(), design(), True, P) == aim(volunteer(), design(volunteers_expenses=False), False, P)


def test_peers_and_a_manual_meet_part_of_the_need_for_supervision() -> None:
    need = supporting.supervision_need
    usual = need(volunteer(), False, False, design(), P)
    met = need(volunteer(), False, False, design(volunteers_team_meetings=True), P)
    assert met == pytest.approx(usual * (1.0 - P.supervision_peers_meet))
    assert need(volunteer(), False, False, design(volunteers_learning=True, volunteers_team_meetings=True), P) == met
    assert need(volunteer(), False, False, design(training_manual=True), P) < usual
    assert need(volunteer(), True, False, design(), P) > usual < need(volunteer(), False, True, design(), P)


def test_a_match_on_what_the_parent_wants_fits_better() -> None:
    wants_language = parent(priority=matching.LANGUAGE, language=2, culture=1, personality=0.5, x=0.0, y=0.0)
    same, other = volunteer(language=2), volunteer(language=0)
    assert matching.match_fit(wants_language, same, P) > matching.match_fit(wants_language, other, P)
    stranger = volunteer(language=2, peer=False)
    peer = volunteer(language=2, peer=True)
    fit = matching.match_fit
    assert fit(wants_language, peer, P) - fit(wants_language, stranger, P) == pytest.approx(P.match_non_peer_costs)
    score, by_peers = matching.matching_score, design(matching_peer_weight=1.0)
    assert score(parent(), peer, by_peers, P) == 1.0 > score(parent(), stranger, by_peers, P) == 0.0
    usual = matching.early_end_hazard(20, 0.5, same, P)
    assert matching.early_end_hazard(1, 0.5, same, P) > usual > matching.early_end_hazard(20, 0.9, same, P)


def test_administrators_and_light_reporting_give_hours_back() -> None:
    share = staffing.admin_share
    usual = share(design(), P.staff_usual_reporting, 55.5, P)
    assert usual == pytest.approx(P.staff_admin_share)
    assert share(design(), 0.0, 55.5, P) < usual < share(design(), 6.0, 55.5, P)
    assert share(design(staff_administrator=0.3), P.staff_usual_reporting, 55.5, P) < usual
    assert share(design(), 1.0, 0.0, P) == 0.0


def test_unmoderated_spaces_hurt_more_and_open_ones_hold_people_back() -> None:
    harm = online.harm_chance
    assert harm(0.0, False, False, P) > harm(1.0, False, False, P) > harm(1.0, True, False, P)
    assert harm(1.0, False, True, P) > harm(1.0, False, False, P), "people write rougher things without a name"
    closed, open_to_all, talks = group(kind=2, closed=True), group(kind=2), parent(giving=0.9)
    posts = online.posting_rate
    assert posts(talks, open_to_all, design(), P) < posts(talks, closed, design(), P)
    assert posts(talks, open_to_all, design(online_anonymous=True), P) > posts(talks, open_to_all, design(), P)
    assert online.moderation_needed(100, open_to_all, P) > online.moderation_needed(100, closed, P)
    quality = online.space_quality
    assert quality(group(replies=0.9), 1.0, P) > quality(group(replies=0.1), 1.0, P)
    assert quality(group(), 1.0, P) > quality(group(national=True), 1.0, P), "local knows local help"


def test_an_assessment_hears_more_at_home_and_with_a_second_coordinator() -> None:
    misses, alone = matching.assessment_misses_chance, design(assessment_staff=1)
    assert misses(design(), P) < misses(alone, P) < misses(design(assessment_staff=1, assessment_by_phone=True), P)
    hours = matching.assessment_hours
    assert hours(design(assessment_by_phone=True), P) < hours(design(), P)
    assert hours(alone, P) < hours(design(), P)


def test_a_concern_without_an_agreed_route_takes_longer() -> None:
    assert matching.concern_hours(design(safeguarding_route=False), P) > matching.concern_hours(design(), P)


def test_a_friend_with_a_car_takes_part_of_the_way_off() -> None:
    far = parent(has_car=False, distance=3.0)
    lost = attending.transport_barrier
    carried = lost(parent(has_car=False, distance=3.0, friend_drives=True), group(), 3.0, design(), P)
    assert 0.0 < carried < lost(far, group(), 3.0, design(), P)


@given(slope=st.floats(0.0, 4.0), quality=st.floats(0.0, 1.0))
def test_poor_support_can_do_harm_only_where_quality_weighs_heavily(slope: float, quality: float) -> None:
    p = SimpleNamespace(**(vars(P) | {"benefit_quality_slope": slope, "effect_smd_groups": -0.3}))
    who = parent(dose=10.0, sessions=10, support_quality=quality)
    belonging.update_benefit(who, p)
    assert (who.benefit < 0.0) == (slope * (0.5 - quality) > 1.0)


def test_benefit_has_diminishing_returns_and_drifts_back() -> None:
    one = parent(sessions=10, contacts=0, dose=10.0, benefit=0.0, support_quality=0.6)
    for _ in range(10):
        belonging.update_benefit(one, P)
    risen = one.benefit
    assert risen > 0.0
    one.dose = 0.0
    for _ in range(60):
        belonging.update_benefit(one, P)
    assert 0.0 <= one.benefit < risen / 4


@given(x=st.floats(-30, 30))
def test_log_odds_and_chances_are_inverse(x: float) -> None:
    assert 0.0 < expit(x) < 1.0
    assert logit(expit(x)) == pytest.approx(x, abs=1e-2)


@given(h=st.floats(0, 50), low=st.floats(-5, 0), high=st.floats(0, 5), x=st.floats(-50, 50))
def test_small_arithmetic_stays_in_range(h: float, low: float, high: float, x: float) -> None:
    assert 0.0 <= hazard_chance(h) <= 1.0
    assert low <= clip(x, low, high) <= high
    assert 0.0 <= saturating(h, 3.0) < 1.0


def test_slots() -> None:
    assert fits_slot(0b1000, 3)
    assert not fits_slot(0b1000, 2)
    assert not fits_slot(-1, -1)
