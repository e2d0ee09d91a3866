"""Every row of the table of claims is there, and every lever, trait, rule and number it names exists."""

from __future__ import annotations

import pytest

from peersim.agents.other_records import COORDINATOR, FUND, GROUP, LINE, MATCH, NOW
from peersim.agents.parent_record import PARENT
from peersim.agents.volunteer_record import VOLUNTEER
from peersim.analysis.claims import CLAIMS, Claim, chosen
from peersim.analysis.claims.claim import DOCUMENTS, EITHER
from peersim.analysis.claims.page import rule_modules
from peersim.analysis.claims.page import test_id as id_of
from peersim.evidence.table import parameters
from peersim.foundation.problems import InputError
from peersim.scenarios.keys import FUND_KEYS, GROUP_KEYS, short_name
from peersim.scenarios.levers import GROUP_LEVERS, LEVERS, Lever
from peersim.scenarios.variants import variant

pytestmark = pytest.mark.quick

ROWS = {"E": 6, "F": 14, "C": 14, "D": 11, "L": 10}
RECORDS = {
    "parent": PARENT, "volunteer": VOLUNTEER, "group": GROUP, "match": MATCH, "coordinator": COORDINATOR, "fund": FUND,
    "line": LINE, "now": NOW,
}  # fmt: skip
EVERY_CLAIM = pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))


def test_every_row_is_there_once_and_in_order() -> None:
    assert list(CLAIMS) == [f"{letter}{number}" for letter, rows in ROWS.items() for number in range(1, rows + 1)]
    assert set(ROWS) == set(DOCUMENTS)


@EVERY_CLAIM
def test_a_claim_has_a_lever_or_trait_a_rule_and_a_check(claim: Claim) -> None:
    assert claim.levers or claim.traits
    assert claim.rules
    assert claim.checks, f"{claim.id}: {claim.says}"
    assert claim.says.endswith((".", "?"))


@EVERY_CLAIM
def test_its_levers_exist(claim: Claim) -> None:
    keys = {f"[[group]] {key.name}" for key in GROUP_KEYS} | {f"[[fund]] {key.name}" for key in FUND_KEYS}
    assert set(claim.levers) <= set(LEVERS) | keys


@EVERY_CLAIM
def test_its_traits_are_fields_of_records(claim: Claim) -> None:
    for trait in claim.traits:
        record, field = trait.split(".")
        assert field in (RECORDS[record].names or ()), trait


@EVERY_CLAIM
def test_its_rules_exist_once(claim: Claim) -> None:
    assert {name: len(rule_modules(name)) for name in claim.rules} == dict.fromkeys(claim.rules, 1)


@EVERY_CLAIM
def test_its_checks_are_told_apart_and_their_numbers_exist(claim: Claim) -> None:
    assert len({id_of(claim, check) for check in claim.checks}) == len(claim.checks)
    for check in claim.checks:
        assert check.says.endswith(".")
        assert set(check.without) <= set(parameters())
        assert (check.hinges_on is not None) == (check.direction == EITHER)
        if check.hinges_on is not None:
            key, low, high = check.hinges_on
            number = parameters()[key]
            assert number.low is not None
            assert number.high is not None
            assert number.low <= low < high <= number.high, "both signs lie within the range of the evidence"
        assert check.other != check.stage


def test_levers_and_claims_name_each_other() -> None:
    by_lever = {(claim, lever.name) for lever in LEVERS.values() for claim in lever.claims.split()}
    by_claim = {(claim.id, lever) for claim in CLAIMS.values() for lever in claim.levers if lever in LEVERS}
    assert by_lever == by_claim


def given(lever: Lever) -> object:
    """The lever's default as it is written in a file."""
    if isinstance(lever.default, tuple):
        return list(lever.default)
    return "thursday evening" if lever.kind == "slot" else lever.default


@pytest.mark.parametrize("name", sorted({lever for claim in CLAIMS.values() for lever in claim.levers}))
def test_a_lever_can_be_set_from_a_scenario_file(name: str) -> None:
    if name.startswith("[[group]]"):
        assert name.split()[1] in {key.name for key in GROUP_KEYS}
    elif name.startswith("[[fund]]"):
        assert name.split()[1] in {key.name for key in FUND_KEYS}
    elif LEVERS[name] in GROUP_LEVERS:
        table = {"name": "tuesday group", short_name(LEVERS[name]): given(LEVERS[name])}
        assert variant("baseline", groups=(table,))
    else:
        assert variant("baseline", {name: given(LEVERS[name])}).settings[name] == LEVERS[name].default


def test_claims_are_chosen_by_id_or_document() -> None:
    assert [claim.id for claim in chosen(["c4", "E"])] == ["E1", "E2", "E3", "E4", "E5", "E6", "C4"]
    with pytest.raises(InputError, match='unknown claim "C44"'):
        chosen(["C44"])
