"""The scenarios that come with peersim: they load, lay out, explain themselves, and say what they claim to say."""

import re
import tomllib

import pytest

from peersim.evidence import parameter
from peersim.scenarios import library, load
from peersim.scenarios.loading import LIBRARY
from peersim.scenarios.locate import lines_of
from peersim.scenarios.reasons import stated
from peersim.scenarios.show import difference

CLAIMS = {
    f"{document}{number}"
    for document, last in {"E": 6, "F": 14, "C": 14, "D": 11, "L": 10}.items()
    for number in range(1, last + 1)
}
SCHEMA_LINE = "#:schema ../../../docs/scenario.schema.json"

SINGLE = {
    "champions": {"volunteers.champions", "volunteers.pauses"},
    "flexible_funding": {"money.flexible"},
    "follow_up": {"follow_up.calls"},
    "growth_without_hours": {"recruitment.hours", "recruitment.spend", "training.places", "hours.priority"},
    "half_a_coordinator_more": {"staff.posts", "all of it"},
    "half_the_coordinator_hours": {"staff.posts"},
    "hybrid": {"group.hybrid", "group.facilitators", "online.loans"},
    "morning_and_evening": {"group.second_slot"},
    "no_taster": {"training.taster_weeks"},
    "on_site_childcare": {"creche.places", "creche.staff_send_trained"},
    "personal_calls": {"outreach.personal_calls"},
    "second_facilitator": {"group.facilitators"},
    "shorter_training": {"training.weeks"},
    "supervision_first": {"hours.priority", "supervision.every_weeks", "supervision.responsive"},
    "taster": set(),
    "transport_help": {"transport.help", "transport.places"},
    "twice_the_recruitment": {"recruitment.hours", "recruitment.spend"},
}
"""Variants of the baseline, and all in which each differs from it."""

PROGRAMMES = {
    "calgary_eight_guidelines",
    "calgary_groups",
    "derby_community_parents",
    "digital_forum",
    "digital_hybrid",
    "digital_one_to_one",
    "digital_social_media_group",
    "digital_video_group",
    "epec_course",
    "isle_of_dogs",
    "leicester_mammas",
    "parents_1st_essex",
    "safe_project_leeds",
}


def text_of(name):
    return (LIBRARY / f"{name}.toml").read_text(encoding="utf-8")


def test_the_library_holds_the_baseline_its_variants_the_programmes_and_nothing():
    assert set(library()) == {"baseline", "nothing"} | set(SINGLE) | PROGRAMMES


@pytest.mark.parametrize("weeks", [26, 156, 260])
def test_every_scenario_can_be_laid_out_for_half_a_year_three_years_and_five(weeks):
    for name in library():
        assert load(name).expand(weeks).design.shape == (weeks,)


@pytest.mark.parametrize("name", library())
def test_every_scenario_is_the_same_when_written_out_in_full_and_read_again(name, tmp_path):
    scenario, path = load(name), tmp_path / f"{name}.toml"
    path.write_text(scenario.resolved_toml(), encoding="utf-8")
    again = load(path)
    assert again.digest == scenario.digest
    assert again.resolved_toml().split("\n", 1)[1] == scenario.resolved_toml().split("\n", 1)[1]
    for part in ("name", "title", "why", "story", "groups", "funds", "changes", "settings", "calendar"):
        assert getattr(again, part) == getattr(scenario, part), part
    assert not tomllib.loads(scenario.resolved_toml()).get("extends")


@pytest.mark.parametrize("name", library())
def test_every_file_begins_with_the_schema_line_and_gives_its_reason(name):
    text = text_of(name)
    assert text.startswith(SCHEMA_LINE + "\n")
    assert (LIBRARY / SCHEMA_LINE.removeprefix("#:schema ")).resolve().is_file()
    scenario = load(name)
    assert scenario.why.strip()
    assert scenario.why.strip()[-1] in ".!?"


@pytest.mark.parametrize("name", library())
def test_every_choice_has_its_reason_a_claim_or_the_word_assumed(name):
    """A line of [set] in its comment; a group, fund or change in its comment, why or source."""
    text = text_of(name)
    rows, lines, content = text.split("\n"), lines_of(text), tomllib.loads(text)

    def has_reason(words):
        return bool(re.search(r"claims? [EFCDL]\d", words) or "assumed" in words.lower())

    for section, levers in content.get("set", {}).items():
        for key in levers:
            row = rows[lines["set", section, key] - 1]
            assert "#" in row, row
            comment = row.split("#", 1)[1]
            assert has_reason(comment) or name in ("nothing", *SINGLE), row
    for table in ("group", "fund", "change"):
        for number, entry in enumerate(content.get(table, [])):
            if "why" not in entry and name in SINGLE and table == "group":
                continue
            reason = " ".join((entry.get("why", ""), entry.get("source", ""), rows[lines[table, number] - 1]))
            first = lines[table, number]
            last = lines.get((table, number + 1), len(rows))
            reason += " ".join(rows[first:last])
            assert has_reason(reason), (table, entry)


@pytest.mark.parametrize("name", sorted(PROGRAMMES))
def test_every_line_of_a_programme_says_by_itself_where_its_value_comes_from(name):
    for line in stated(name):
        assert line.claims or line.assumed, f"{name}.toml, line {line.number}: {line.key}"


def test_a_line_without_its_reason_would_be_found(tmp_path):
    path = tmp_path / "bare.toml"
    path.write_text('title = "Bare"\n\n[set]\nstaff.posts = 1.0  # a few\n', encoding="utf-8")
    (line,) = stated(path)
    assert (line.number, line.key, line.claims, line.assumed) == (4, "staff.posts", (), False)


@pytest.mark.parametrize("name", library())
def test_every_claim_that_is_named_exists(name):
    named = re.findall(r"\b([EFCDL]\d+)\b", " ".join(re.findall(r"claims? ([^)\n]*)", text_of(name))))
    assert set(named) <= CLAIMS


@pytest.mark.parametrize("name", SINGLE)
def test_a_variant_differs_from_the_baseline_in_its_levers_alone(name):
    assert {row["key"] for row in difference("baseline", name)} == SINGLE[name]


def test_the_baseline_is_what_the_specification_says():
    baseline = load("baseline")
    expected = {
        "staff.posts": 1.5,
        "training.taster_weeks": 4,
        "training.weeks": 26,
        "training.places": 12,
        "training.minimum": 6,
        "training.debrief": 0.3,
        "training.gate": 0.5,
        "one_to_one.offered": True,
        "one_to_one.weeks": 39,
        "one_to_one.mode": "home",
        "assessment.staff": 2,
        "supervision.every_weeks": 3,
        "supervision.in_groups": 0,
        "reminders.text": True,
        "outreach.hours": 4,
        "outreach.spend": 10,
        "recruitment.hours": 2,
        "recruitment.spend": 5,
        "referral.partners": 6,
        "referral.needed": False,
        "transport.help": "none",
        "follow_up.calls": False,
        "volunteers.from_parents": True,
        "volunteers.expenses": True,
    }
    assert {lever: baseline.settings[lever] for lever in expected} == expected
    assert [(g.kind, g.levers["group.slot"], g.levers["group.room"]) for g in baseline.groups] == [
        ("in_person", "tuesday morning", 14),
        ("in_person", "thursday morning", 14),
        ("video", "wednesday evening", 8),
    ]
    assert all(g.levers["group.facilitators"] == 1 and g.levers["creche.places"] == 0 for g in baseline.groups)
    grant, donor = baseline.funds
    assert grant.amount_per_year + donor.amount_per_year == 84_000
    assert grant.amount_per_year == donor.amount_per_year
    assert grant.pays_for == ("staff", "overhead", "rooms", "volunteer_expenses", "training", "checks")
    assert (grant.reporting_hours, donor.reporting_hours) == (2, 0.5)


def test_nothing_employs_nobody_meets_nowhere_and_has_no_money():
    nothing = load("nothing")
    assert nothing.settings["staff.posts"] == 0
    assert nothing.groups == nothing.funds == nothing.changes == ()
    assert not nothing.settings["volunteers.from_parents"]
    assert not nothing.settings["one_to_one.offered"]


def test_the_pair_taster_and_no_taster_reads_in_the_direction_of_the_claim():
    assert load("taster").digest == load("baseline").digest
    (row,) = difference("no_taster", "taster")
    assert (row["key"], row["a"], row["b"]) == ("training.taster_weeks", 0, 4)


def test_every_programme_but_nothing_has_staff_and_money():
    for name in set(library()) - {"nothing"}:
        scenario = load(name)
        assert scenario.settings["staff.posts"] > 0, name
        assert sum(fund.amount_per_year for fund in scenario.funds) > 0, name


def test_every_programme_can_pay_its_posts_at_usual_salaries_and_has_something_left():
    salary, on_costs, overhead, administrator = (
        parameter(f"cost.{name}").value
        for name in ("coordinator_salary", "on_cost_rate", "overhead_rate", "administrator_ratio")
    )
    for name in set(library()) - {"nothing"}:
        scenario = load(name)
        posts = scenario.settings["staff.posts"] + administrator * scenario.settings["staff.administrator"]
        income = sum(fund.amount_per_year for fund in scenario.funds)
        assert posts * salary * (1 + on_costs) * (1 + overhead) < 0.9 * income, name
