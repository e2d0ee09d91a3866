"""Every broken sample is refused with exactly these sentences: what is wrong, where, what is allowed, what is near."""

from pathlib import Path

import pytest

from peersim.foundation.problems import InputError
from peersim.scenarios import load

pytestmark = pytest.mark.quick

BROKEN = Path(__file__).parent / "broken"
WEEKS = 156

SENTENCES = {
    "wrong_unit.toml": (
        ['wrong_unit.toml, line 8: creche.places is in places, not in "hours a week".'],
        "See `peersim scenario levers creche`.",
    ),
    "backwards.toml": (
        [
            'backwards.toml, line 7: fund "grant": to_week is 52, which is not after from_week 52.',
            "backwards.toml, line 13: change of staff.posts: to_week is 20, which is not after from_week 30.",
        ],
        "See `peersim scenario levers staff`.",
    ),
    "changes_nothing.toml": (
        [
            (
                "changes_nothing.toml, line 6: changing staff.posts from week 13 changes nothing: it "
                "already has that value."
            ),
            (
                "changes_nothing.toml, line 11: changing group.room from week 4 changes nothing: it "
                "already has that value."
            ),
        ],
        "See `peersim scenario levers`.",
    ),
    "childcare.toml": (
        [
            'childcare.toml, line 9: unknown lever "creche.place". Did you mean "creche.places"?',
            "childcare.toml, line 14: creche.places is 800 places; allowed 0 to 60.",
        ],
        "See `peersim scenario levers creche`.",
    ),
    "circle_one.toml": (
        [
            (
                "circle_three.toml, line 2: extends goes in a circle: circle_one.toml → circle_two.toml → "
                "circle_three.toml → circle_one.toml."
            ),
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "circle_self.toml": (
        [
            "circle_self.toml, line 2: extends goes in a circle: circle_self.toml → circle_self.toml.",
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "circle_three.toml": (
        [
            (
                "circle_two.toml, line 3: extends goes in a circle: circle_three.toml → circle_one.toml → "
                "circle_two.toml → circle_three.toml."
            ),
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "circle_two.toml": (
        [
            (
                "circle_one.toml, line 2: extends goes in a circle: circle_two.toml → circle_three.toml → "
                "circle_one.toml → circle_two.toml."
            ),
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "cut_too_late.toml": (
        [
            (
                'cut_too_late.toml, line 4: the cut of fund "grant" from week 300 never takes effect in a run of 156 '
                "weeks, 0 to 155."
            ),
        ],
        "A longer run would include it: `--weeks 301` or more.",
    ),
    "fund_ranges.toml": (
        [
            'fund_ranges.toml, line 6: fund "grant": late_chance is 1.5; allowed 0 to 1.',
            'fund_ranges.toml, line 7: fund "grant": cut_week is -1; allowed 0 to 5,200.',
            'fund_ranges.toml, line 8: fund "grant": cut_share is 20; allowed 0 to 1.',
            'fund_ranges.toml, line 9: fund "grant": renews is the text "yes"; write true or false, without quotes.',
            'fund_ranges.toml, line 10: fund "grant": renewed_for_weeks is 0 weeks; allowed 1 to 5,200.',
            'fund_ranges.toml, line 11: fund "grant": asks_for_evidence is 1; write true or false, without quotes.',
            (
                'fund_ranges.toml, line 12: fund "grant": virement is the text "10%"; write a number, 0 to 1, with no '
                "quotes and no unit behind it."
            ),
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "fund_terms.toml": (
        [
            (
                'fund_terms.toml, line 7: fund "late sometimes": late_chance has no effect without late_weeks: how '
                "late is a late payment?"
            ),
            (
                'fund_terms.toml, line 12: fund "cut, but when?": cut_share has no effect without cut_week: from which '
                "week is it cut?"
            ),
            (
                'fund_terms.toml, line 17: fund "cut by nothing": cut_week has no effect without cut_share: how much '
                "less does it pay from then on?"
            ),
            (
                'fund_terms.toml, line 23: fund "cut from the start": cut_week is 20, which is not after from_week '
                "20; a stream cut from the start is one with a smaller amount_per_year."
            ),
            (
                'fund_terms.toml, line 30: fund "cut after its end": cut_week is 30, but the stream has ended by then '
                "(to_week 20)."
            ),
            (
                'fund_terms.toml, line 36: fund "renewed for ever": renews needs to_week: a stream that never ends is '
                "never renewed."
            ),
            'fund_terms.toml, line 42: fund "never renewed": renewed_for_weeks has no effect without renews = true.',
            'fund_terms.toml, line 43: fund "never renewed": asks_for_evidence has no effect without renews = true.',
            'fund_terms.toml, line 49: fund "free": virement has no effect: it may be spent on anything already.',
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "duplicate_names.toml": (
        [
            'duplicate_names.toml, line 8: there are two groups called "a"; names must differ.',
            'duplicate_names.toml, line 16: there are two funds called "f"; names must differ.',
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "ends_early.toml": (
        [
            ("ends_early.toml, line 4: not valid TOML: a text in quotes is not closed on this line (column 21)."),
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "gradual.toml": (
        [
            ("gradual.toml, line 7: money.flexible is not a number and cannot change gradually; leave out ramp_weeks."),
            (
                "gradual.toml, line 14: change of staff.posts: ramp_weeks is 10, but the change lasts only "
                "10 weeks, so its value would never be reached."
            ),
        ],
        "See `peersim scenario levers`.",
    ),
    "missing.toml": (
        [
            'missing.toml, line 1: the scenario states no "title"; it must.',
            'missing.toml, line 1: this [[group]] states no "name"; it must.',
            'missing.toml, line 4: fund "f" states no "amount_per_year"; it must.',
            'missing.toml, line 7: this [[change]] states no "value"; it must.',
            'missing.toml, line 10: this [[change]] states no "lever"; it must.',
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "missing_parent_file.toml": (
        [
            ('missing_parent_file.toml, line 2: extends childcar.toml: no such file. Did you mean "childcare.toml"?'),
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "names.toml": (
        [
            "names.toml, line 1: title is empty; write at least 1 character.",
            "names.toml, line 2: why is 5; write text in quotes.",
            'names.toml, line 5: name must be one line of visible text; it is " ".',
            'names.toml, line 9: name must be one line of visible text; it is "two\\nlines".',
            "names.toml, line 13: name is 65 characters long; allowed up to 60.",
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "no_effect.toml": (
        [
            'no_effect.toml, line 6: group "forum": slot has no effect: a forum group has no set time.',
            (
                'no_effect.toml, line 7: group "forum": creche_places has no effect: a forum group does '
                "not meet in a room."
            ),
            ('no_effect.toml, line 13: group "call": venue has no effect: a video group does not meet in a room.'),
            'no_effect.toml, line 14: group "call": course_weeks needs closed = true.',
            'no_effect.toml, line 19: group "room": second_slot is the same as slot, "tuesday morning".',
            (
                'no_effect.toml, line 20: group "room": minimum has no effect without course_weeks: only a '
                "course waits to start."
            ),
            'no_effect.toml, line 27: group "course": minimum is 15, more than the room holds (14).',
            (
                'no_effect.toml, line 30: creche.places has no effect on group "call": a video group does '
                "not meet in a room."
            ),
        ],
        "See `peersim scenario levers creche`.",
    ),
    "no_slot.toml": (
        [
            (
                'no_slot.toml, line 3: group "in a room" meets in person but states no slot; write one, '
                'such as slot = "tuesday morning".'
            ),
            (
                'no_slot.toml, line 7: group "on a call" meets by video but states no slot; write one, '
                'such as slot = "tuesday morning".'
            ),
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "nobody_in_person.toml": (
        [
            (
                "nobody_in_person.toml, line 4: creche.places reaches no group: none meets in person, or "
                "each states its own."
            ),
            (
                "nobody_in_person.toml, line 12: group.room has no effect: no group meets in person. Name "
                'one with group = "…".'
            ),
        ],
        "See `peersim scenario levers`.",
    ),
    "not_a_number.toml": (
        [
            "not_a_number.toml, line 4: staff.posts is nan; write a number of full-time posts, 0 to 8.",
            "not_a_number.toml, line 5: outreach.hours is inf; write a number of hours a week, 0 to 200.",
            (
                'not_a_number.toml, line 9: fund "f": amount_per_year is nan; write a number of pounds a '
                "year, 0 to 100,000,000."
            ),
            ("not_a_number.toml, line 13: training.hours_week is -inf; write a number of hours a week, 0 to 20."),
        ],
        "See `peersim scenario levers`.",
    ),
    "not_tables.toml": (
        [
            ('not_tables.toml, line 2: "set" is not a table; write [set] on a line of its own and its keys below it.'),
            (
                'not_tables.toml, line 3: "calendar" is not a table; write [calendar] on a line of its own '
                "and its keys below it."
            ),
            (
                'not_tables.toml, line 4: "fund" is not a table; write [[fund]] on a line of its own and '
                "its keys below it."
            ),
            (
                'not_tables.toml, line 6: "group" is not a table; write [[group]] on a line of its own and '
                "its keys below it."
            ),
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "not_utf8.toml": (
        [
            "not_utf8.toml, line 2: not UTF-8 text. Save the file with the encoding UTF-8.",
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "out_of_range.toml": (
        [
            "out_of_range.toml, line 4: outreach.known_worker is 1.4; allowed 0 to 1.",
            "out_of_range.toml, line 5: outreach.spend is -£10 a week; allowed 0 to 5,000.",
            "out_of_range.toml, line 6: training.places is 0 trainees; allowed 1 to 60.",
            "out_of_range.toml, line 9: start_week is 53; allowed 1 to 52.",
            "out_of_range.toml, line 10: holidays names 54; write a list of weeks of the year, 1 to 52.",
            'out_of_range.toml, line 15: group "a": room is 0 people; allowed 1 to 500.',
            'out_of_range.toml, line 16: group "a": facilitators is 9 facilitators; allowed 1 to 4.',
            'out_of_range.toml, line 17: group "a": venue is -1; allowed 0 to 20.',
            'out_of_range.toml, line 21: fund "f": amount_per_year is -£5 a year; allowed 0 to 100,000,000.',
            'out_of_range.toml, line 22: fund "f": every_weeks is 0 weeks; allowed 1 to 52.',
            'out_of_range.toml, line 23: fund "f": late_weeks is -1 weeks; allowed 0 to 52.',
            "out_of_range.toml, line 27: staff.posts is 1e+29 full-time posts; allowed 0 to 8.",
            "out_of_range.toml, line 28: change of staff.posts: from_week is -1; allowed 0 to 5,200.",
        ],
        "See `peersim scenario levers`.",
    ),
    "parent_and_child.toml": (
        [
            "parent_and_child.toml, line 6: group.room is 1,000 people; allowed 1 to 500.",
            'childcare.toml, line 9: unknown lever "creche.place". Did you mean "creche.places"?',
            "childcare.toml, line 14: creche.places is 800 places; allowed 0 to 60.",
        ],
        "See `peersim scenario levers`.",
    ),
    "same_week_twice.toml": (
        [
            "same_week_twice.toml, line 20: a second change of staff.posts starts in week 13; keep one.",
            (
                'same_week_twice.toml, line 26: a second change of group.room for group "tuesday group" '
                "starts in week 13; keep one."
            ),
        ],
        "See `peersim scenario levers`.",
    ),
    "set_twice.toml": (
        [
            "set_twice.toml, line 7: staff.posts is set twice in the same file.",
        ],
        "See `peersim scenario levers staff`.",
    ),
    "syntax.toml": (
        [
            ("syntax.toml, line 4: not valid TOML: numbers take a decimal point, as in 1.5, and no comma (column 16)."),
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "too_late.toml": (
        [
            ('too_late.toml, line 7: fund "later" from week 300 never takes effect in a run of 156 weeks, 0 to 155.'),
            (
                "too_late.toml, line 11: changing staff.posts from week 200 never takes effect in a run of "
                "156 weeks, 0 to 155."
            ),
            (
                "too_late.toml, line 16: changing follow_up.calls from week 156 never takes effect in a "
                "run of 156 weeks, 0 to 155."
            ),
        ],
        "A longer run would include it: `--weeks 301` or more.",
    ),
    "unit_behind.toml": (
        [
            (
                "unit_behind.toml, line 5: not valid TOML: something stands behind the value: text needs "
                "quotes, numbers take no unit (column 11)."
            ),
        ],
        "See `peersim scenario show baseline` for an example.",
    ),
    "unknown_group.toml": (
        [
            (
                'unknown_group.toml, line 3: there is no inherited group "video grup" to remove. Did you '
                'mean "video group"?'
            ),
            'unknown_group.toml, line 8: there is no group "tuesday grop". Did you mean "tuesday group"?',
            (
                "unknown_group.toml, line 13: staff.posts belongs to the whole programme, not to one "
                "group; leave out group."
            ),
        ],
        "See `peersim scenario levers staff`.",
    ),
    "unknown_keys.toml": (
        [
            'unknown_keys.toml, line 1: unknown key "titel". Did you mean "title"?',
            'unknown_keys.toml, line 5: unknown lever "staff.post". Did you mean "staff.posts"?',
            'unknown_keys.toml, line 6: unknown lever "crech.places". Did you mean "creche.places"?',
            'unknown_keys.toml, line 9: unknown key "holidys" in [calendar]. Did you mean "holidays"?',
            'unknown_keys.toml, line 11: unknown key "groups". Did you mean "group"?',
            'unknown_keys.toml, line 17: unknown key "rooom" in [[group]]. Did you mean "room"?',
            'unknown_keys.toml, line 22: unknown key "pays" in [[fund]]. Did you mean "pays_for"?',
            'unknown_keys.toml, line 27: unknown key "form_week" in [[change]]. Did you mean "from_week"?',
        ],
        "See `peersim scenario levers`.",
    ),
    "unknown_parent.toml": (
        [
            'unknown_parent.toml, line 2: unknown scenario "basline". Did you mean "baseline"?',
            "unknown_parent.toml, line 5: staff.posts is 9 full-time posts; allowed 0 to 8.",
        ],
        "See `peersim scenario levers staff`.",
    ),
    "wrong_types.toml": (
        [
            (
                'wrong_types.toml, line 4: staff.posts is the text "1.5"; write a number of full-time '
                "posts, 0 to 8, with no quotes and no unit behind it."
            ),
            "wrong_types.toml, line 5: outreach.hours is true; write a number of hours a week, 0 to 200.",
            "wrong_types.toml, line 6: training.weeks is 2.5; write a whole number of weeks, 0 to 60.",
            ('wrong_types.toml, line 7: money.flexible is the text "yes"; write true or false, without quotes.'),
            (
                'wrong_types.toml, line 8: one_to_one.mode is "fone"; allowed: "home", "phone", "video" or '
                '"text". Did you mean "phone"?'
            ),
            (
                'wrong_types.toml, line 9: transport.help is 2; write "none", "fares_for_all" or '
                '"lifts_for_those_without_a_car".'
            ),
            (
                'wrong_types.toml, line 10: supervision.slots is the text "tuesday morning"; write a list '
                'of slots, such as ["tuesday morning", "thursday evening"].'
            ),
            (
                'wrong_types.toml, line 11: hours.priority names "supervison", which is no task; allowed: '
                "a list of tasks, first to last: safeguarding, supervision, group_support, assessment, "
                "training, moderation, follow_up, collecting, personal_calls, outreach, recruitment, "
                'set_up, evaluation. Did you mean "supervision"?'
            ),
            ("wrong_types.toml, line 12: outreach.spend is a list; write a number of pounds a week, 0 to 5,000."),
            'wrong_types.toml, line 13: unknown lever "evaluation.hours.a". Did you mean "evaluation.hours"?',
            (
                'wrong_types.toml, line 14: recruitment.spend is the text "£5"; write a number of pounds a '
                "week, 0 to 2,000, with no quotes and no unit behind it."
            ),
            (
                'wrong_types.toml, line 18: group "a": slot is "tuesday mornin"; allowed: a day and a part '
                'of it, such as "tuesday morning". Did you mean "tuesday morning"?'
            ),
            (
                'wrong_types.toml, line 19: group "a": second_slot is 3; write a day and a part of it, '
                'such as "tuesday morning", or "" for none.'
            ),
            (
                'wrong_types.toml, line 20: group "a": room is the text "14 people"; write a whole number '
                "of people, 1 to 500, with no quotes and no unit behind it."
            ),
            (
                'wrong_types.toml, line 24: fund "f": amount_per_year is the text "40k"; write a number of '
                "pounds a year, 0 to 100,000,000, with no quotes and no unit behind it."
            ),
            (
                'wrong_types.toml, line 25: fund "f": pays_for names "rent", which is no cost line; '
                'allowed: "anything", or a list of cost lines: staff, overhead, rooms, refreshments, '
                "creche, travel, volunteer_expenses, training, checks, outreach, recruitment, online, "
                'facilitator_pay. Did you mean "recruitment"?'
            ),
            (
                'wrong_types.toml, line 30: fund "g": pays_for is "everything"; write "anything", or a '
                "list of cost lines: staff, overhead, rooms, refreshments, creche, travel, "
                "volunteer_expenses, training, checks, outreach, recruitment, online, facilitator_pay. Did "
                'you mean "anything"?'
            ),
            (
                'wrong_types.toml, line 34: creche.places is the text "8 places"; write a whole number of '
                "places, 0 to 60, with no quotes and no unit behind it."
            ),
            (
                'wrong_types.toml, line 35: change of creche.places: from_week is the text "13"; write a '
                "whole number, 0 to 5,200, with no quotes and no unit behind it."
            ),
            "wrong_types.toml, line 36: change of creche.places: group is 7; write text in quotes.",
            "wrong_types.toml, line 39: lever is 8; write the name of a lever in quotes.",
            (
                "wrong_types.toml, line 44: supervision.slots is an empty list; write a list of slots, "
                'such as ["tuesday morning", "thursday evening"].'
            ),
            'wrong_types.toml, line 48: supervision.slots names "tuesday morning" twice.',
        ],
        "See `peersim scenario levers`.",
    ),
}
"""File: the sentences its user is told, and where to look next."""


def told(file, folder):
    """The whole error that loading a file and laying it out for three years ends in, without the folder's name."""
    with pytest.raises(InputError) as error:
        load(folder / file).expand(WEEKS)
    return error.value


@pytest.mark.parametrize("file", SENTENCES)
def test_a_broken_file_is_refused_with_every_mistake_named(file):
    sentences, hint = SENTENCES[file]
    error = told(file, BROKEN)
    assert [sentence.replace(f"{BROKEN}/", "") for sentence in error.problems] == sentences
    assert error.hint == hint


def test_every_broken_sample_is_in_the_table():
    assert sorted(path.name for path in BROKEN.iterdir()) == sorted(SENTENCES)


def test_the_message_counts_the_problems_and_says_that_nothing_was_run():
    text = str(told("childcare.toml", BROKEN)).replace(f"{BROKEN}/", "")
    assert text == (
        'childcare.toml, line 9: unknown lever "creche.place". Did you mean "creche.places"?\n'
        "childcare.toml, line 14: creche.places is 800 places; allowed 0 to 60.\n"
        "2 problems. Nothing was run. See `peersim scenario levers creche`."
    )


def test_every_sentence_is_one_line_and_ends_like_a_sentence():
    for sentences, _ in SENTENCES.values():
        for sentence in sentences:
            assert "\n" not in sentence
            assert sentence.endswith((".", "?"))
