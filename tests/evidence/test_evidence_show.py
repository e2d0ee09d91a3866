"""Lists and cards: what a reader needs is in them, and a wrong request meets the nearest name."""

import pytest

from peersim.evidence.show import GRADE_MEANING, GRADE_MEANING_MONEY, WIDTH, as_text, card, listing
from peersim.evidence.table import keys_with, parameter, parameters
from peersim.foundation.problems import InputError


def test_a_listing_without_a_filter_is_the_whole_table_in_order():
    assert [row["key"] for row in listing()] == list(parameters())


def test_filters_narrow_the_listing_together():
    rows = listing(role="input", grade="d", search="online")
    assert rows
    for row in rows:
        assert row["role"] == "input"
        assert row["grade"] == "D"
    assert {row["key"] for row in rows} < set(keys_with(role="input", grade="D"))


def test_a_search_finds_words_with_and_without_their_accents():
    assert {row["key"] for row in listing(search="crèche")} == {row["key"] for row in listing(search="CRECHE")}
    assert "effect.creche_or" in {row["key"] for row in listing(search="creche attendance")}
    assert listing(search="no such words anywhere") == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            {"role": "inputs"},
            'unknown role "inputs"; allowed input, design, output, context, place. Did you mean "input"?',
        ),
        ({"grade": "E"}, 'unknown grade "E"; allowed A, B, C, D'),
    ],
)
def test_a_filter_that_does_not_exist_is_refused(arguments, complaint):
    with pytest.raises(InputError) as caught:
        listing(**arguments)
    assert complaint in str(caught.value)


def test_the_listing_as_text_has_a_line_for_each_number():
    rows = listing(role="output")
    lines = as_text(rows).splitlines()
    assert len(lines) == len(rows) + 1
    assert lines[1].startswith(rows[0]["key"])


def test_every_card_can_be_written_and_says_where_the_number_comes_from():
    for key, row in parameters().items():
        text = card(key)
        flat = " ".join(text.split())
        assert text.startswith(key)
        assert row.label in flat
        assert " ".join(row.source.split()) in flat
        assert " ".join(row.caveat.split()) in flat
        assert all(len(line) <= WIDTH or "http" in line for line in text.splitlines()), key


def test_a_card_tells_the_grade_in_words():
    assert f"B: {GRADE_MEANING['B']}" in " ".join(card("online.ever_post").split())
    assert f"B: {GRADE_MEANING_MONEY['B']}" in " ".join(card("cost.room_hour").split())


def test_a_card_tells_what_else_is_known_of_the_same_process():
    text = card("attendance.usual")
    assert "What else is known" in text
    assert "mean share of sessions attended by parents who came at least once: 0.61" in " ".join(text.split())
    assert "attendance.drop_out_week" in text


def test_a_card_tells_what_the_number_is_drawn_together_with():
    assert "absence.illness, absence.clash" in " ".join(card("absence.transport").split())
    assert "reach.enrol_given_referral: correlation -0.4" in " ".join(card("attendance.usual").split())


def test_a_card_says_when_there_is_no_number():
    assert parameter("value.children_social_care_case").value is None
    assert "nobody has put a number to it" in card("value.children_social_care_case")


def test_a_card_of_an_unknown_number_names_the_nearest():
    with pytest.raises(InputError, match=r'Did you mean "attendance\.usual"\?'):
        card("attendance.usal")
