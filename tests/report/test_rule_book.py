"""The book of rules says what the sources say, and what is seen to happen when the rules run."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from peersim.engine.phases import PHASES
from peersim.evidence.table import parameters
from peersim.report.rule_book import rule_book

RULES = rule_book()


@pytest.mark.quick
def test_a_rule_is_known_with_all_that_it_reads() -> None:
    rule = RULES["first_step_logit"]
    assert rule.file == "agents/reaching.py"
    assert rule.about.startswith("How likely an invited parent is")
    assert "effect.personal_call_or" in rule.keys
    assert {"parent.trust", "parent.called"} <= set(rule.fields)
    assert "barriers_total" in rule.calls
    assert "expit" not in rule.calls


@pytest.mark.quick
def test_numbers_are_found_where_a_rule_reaches_them_through_the_world() -> None:
    assert "tie.chance" in RULES["meet_someone"].keys  # world.p.tie_chance


@pytest.mark.quick
def test_a_draw_is_found_under_another_name() -> None:
    assert "SAFEGUARDING" in RULES["keep_families_safe"].purposes  # imported as CONCERN_DRAW


@pytest.mark.quick
def test_a_rule_runs_in_every_phase_that_leads_to_it() -> None:
    assert RULES["attendance_logit"].phases == (7,)
    assert {3, 7} <= set(RULES["barriers_total"].phases)
    assert all(PHASES[number - 1].number == number for rule in RULES.values() for number in rule.phases)


@pytest.mark.quick
def test_every_number_named_is_in_the_table() -> None:
    assert {key for rule in RULES.values() for key in rule.keys} <= set(parameters())


@pytest.mark.slow
def test_what_runs_in_a_phase_is_what_the_book_says() -> None:
    from peersim.engine.model import ProgrammeModel

    names, numbers = {rule.name for rule in RULES.values()}, {phase.name: phase.number for phase in PHASES}
    seen: set[tuple[str, int]] = set()
    now: list[int] = []

    def watch(frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_name
        if event == "call" and name in numbers:
            now.append(numbers[name])
        if event == "call" and now and name in names and "peersim" in frame.f_code.co_filename:
            seen.add((name, now[-1]))
        if event == "return" and name in numbers:
            now.pop()

    model = ProgrammeModel("baseline", parents=150, weeks=16, seed=1)
    sys.setprofile(watch)
    try:
        for _ in range(16):
            model.step()
    finally:
        sys.setprofile(None)
    assert [(name, number) for name, number in sorted(seen) if number not in RULES[name].phases] == []
    assert len({name for name, _ in seen}) > len(RULES) / 2
