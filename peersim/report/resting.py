"""What rests on a number of the evidence table: the rules that read it, the levers, the patterns and the claims."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from peersim.analysis.claims import CLAIMS
from peersim.analysis.claims.claim import Claim
from peersim.analysis.mechanisms import MECHANISMS
from peersim.analysis.patterns import PATTERNS
from peersim.analysis.patterns.pattern import Pattern
from peersim.report.rule_book import Rule, read_outside_rules, rule_book
from peersim.scenarios.rests_on import RESTS_ON


class Resting(NamedTuple):
    """What rests on one number.

    Attributes
    ----------
    rules : tuple of Rule
        Rules that read it.
    files : tuple of str
        Files, from the package's folder, that read it outside a rule.
    levers : tuple of str
        Levers whose effect rests on it, as a comparison's summary names them.
    patterns : tuple of Pattern
        Patterns whose source names it, or whose mechanism it is part of.
    claims : tuple of Claim
        Claims whose check turns on it, or that a rule reading it carries out.
    """

    rules: tuple[Rule, ...]
    files: tuple[str, ...]
    levers: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    claims: tuple[Claim, ...]


def resting_on(key: str) -> Resting:
    """Say what rests on a number.

    Parameters
    ----------
    key : str
        Its key.

    Returns
    -------
    Resting
        Empty for a number that nothing reads.
    """
    rules = _readers().get(key, ())
    names = {rule.name for rule in rules}
    return Resting(
        rules,
        tuple(file for file, keys in read_outside_rules_once().items() if key in keys),
        tuple(lever for lever, keys in RESTS_ON.items() if key in keys),
        tuple(each for each in PATTERNS.values() if _rests(each, key)),
        tuple(claim for claim in CLAIMS.values() if names & set(claim.rules) or _turns(claim, key)),
    )


@cache
def _readers() -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in rule_book().values():
        for key in rule.keys:
            found[key] = (*found.get(key, ()), rule)
    return found


@cache
def read_outside_rules_once() -> dict[str, tuple[str, ...]]:
    """Give `read_outside_rules`, read once."""
    return read_outside_rules()


def _rests(pattern: Pattern, key: str) -> bool:
    return (
        key in MECHANISMS[pattern.mechanism].neutral
        or key in pattern.source.replace(";", " ").replace(",", " ").split()
    )


def _turns(claim: Claim, key: str) -> bool:
    return any(key in check.without or (check.hinges_on and check.hinges_on[0] == key) for check in claim.checks)
