"""The model does what the background documents claim, or, where they are undecided, lets both be explored.

Each check runs two designs in the same worlds; its row of docs/claims.md must be what was just measured.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from peersim.analysis.claims import CLAIMS, Check, Claim, holds, measured, row
from peersim.analysis.claims.page import test_id as id_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "claims.md"
ALL = [(claim, check) for claim in CLAIMS.values() for check in claim.checks]
WITH_MECHANISM = [(claim, check) for claim, check in ALL if check.without]


def named(pairs: list[tuple[Claim, Check]]) -> list[str]:
    return [id_of(claim, check) for claim, check in pairs]


@cache
def rows_of_the_page() -> frozenset[str]:
    return frozenset(PAGE.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(("claim", "check"), ALL, ids=named(ALL))
def test_claim_holds(claim: Claim, check: Check) -> None:
    found = measured(check)
    assert holds(check, found), f"{claim.id}: {check.says} Found {found}."
    assert row(claim, check, found) in rows_of_the_page(), "out of date: run `python docs/make_pages.py claims`"


@pytest.mark.slow
@pytest.mark.parametrize(("claim", "check"), WITH_MECHANISM, ids=named(WITH_MECHANISM))
def test_claim_fails_without_its_mechanism(claim: Claim, check: Check) -> None:
    found = measured(check, dict(check.without))
    assert not holds(check, found), f"{claim.id}: {check.says} It does so even with {dict(check.without)}: {found}."
