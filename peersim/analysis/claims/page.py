"""docs/claims.md: from each claim to its levers, its rules, what is checked, and what was measured."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from peersim.analysis.claims.claim import DOCUMENTS, EITHER, RISES, Check, Claim
from peersim.analysis.claims.measuring import Measured, holds
from peersim.analysis.laboratory import Interval

TEST = "tests/claims/test_claims.py::test_claim_holds"
"""The test that measures each check again."""

NOT_YET = "not yet"
"""What stands where a claim has no check."""

_HEAD = "| claim | levers and traits | rules | what is checked | measured | test |\n|---|---|---|---|---|---|\n"
_INTRODUCTION = f"""\
# From claim to lever, rule and test

Made by docs/make_pages.py: every figure was measured when the page was made. `peersim claims` prints the same table,
and `peersim claims --run` measures it again.

Each claim of the background documents is listed with the levers (and traits of people) that carry it, all of which
can be set from a scenario file; the rules that do the work; and what is checked. A check is a statement about
simulated people: two designs are run in the same worlds, so that each person meets the same luck in both, and the
difference must be clear of zero on the side stated (or, where people of one world are compared, the difference
between them). The measured cell gives the mean over worlds, its 95% interval and the unit. *Undecided* is written
where the document itself leaves the sign open: there the two signs must show at two values of the number on which it
hinges. "Fails with" names numbers at which the mechanism does nothing; a second test makes sure that the check then
fails.

The size of most differences rests on assumptions (grade D in [evidence.md](evidence.md)); the checks are about
direction. Tests are `{TEST}[...]`, with the id of the last column. What this adds up to, and what it does not, is on
the page on [validity](validity.md).
"""


def page(results: Iterable[tuple[Claim, Check | None, Measured | None]]) -> str:
    """Write the page.

    Parameters
    ----------
    results : iterable of (Claim, Check or None, Measured or None)
        Every check with what it found; None for a claim without one.

    Returns
    -------
    str
        Markdown.
    """
    text, letter = _INTRODUCTION, ""
    for claim, check, found in results:
        if claim.id[0] != letter:
            letter = claim.id[0]
            text += f"\n## {letter}: {DOCUMENTS[letter]}\n\n{_HEAD}"
        text += row(claim, check, found) + "\n"
    return text


def row(claim: Claim, check: Check | None, found: Measured | None) -> str:
    """Write the row of one check.

    Parameters
    ----------
    claim : Claim
        The claim it is for.
    check : Check or None
        The check; None for a claim without one.
    found : Measured or None
        What it found.

    Returns
    -------
    str
        A row of the table, without its line end.
    """
    cells = ("", "", "")
    if check is None or check is claim.checks[0]:
        cells = (f"**{claim.id}** {claim.says}", _codes((*claim.levers, *claim.traits)), _rules(claim))
    if check is None or found is None:
        rest: tuple[str, ...] = (NOT_YET, "", "")
    else:
        rest = (f"{check.says}{_fails_with(check)}", measured_words(check, found), f"`{test_id(claim, check)}`")
    return "| " + " | ".join(cell.replace("|", "/") for cell in (*cells, *rest)) + " |"


def measured_words(check: Check, found: Measured) -> str:
    """Tell what a check found, in words.

    Parameters
    ----------
    check : Check
        The check.
    found : Measured
        What it found.

    Returns
    -------
    str
        What was measured, the difference, its interval and unit, and the number of worlds.
    """
    told = check.told
    if check.hinges_on is None or found.opposite is None:
        words = f"{told.words}: {_difference(found.found)} {told.unit}, {found.found.worlds} worlds"
    else:
        key, low, high = check.hinges_on
        words = (
            f"{told.words}: {_difference(found.found)} {told.unit} where `{key}` is {low:g}, "
            f"{_difference(found.opposite)} where it is {high:g}, {found.found.worlds} worlds; undecided"
        )
    return words if holds(check, found) else f"{words} **(does not hold)**"


def expected_words(check: Check) -> str:
    """Tell what a check expects, in a word."""
    return "undecided" if check.direction == EITHER else "rises" if check.direction == RISES else "falls"


def test_id(claim: Claim, check: Check) -> str:
    """Name a check in the way its test is named."""
    return f"{claim.id}-{check.name.replace(',', '').replace(' ', '_')}"


def rule_modules(name: str) -> tuple[str, ...]:
    """Find the modules in which a rule is defined.

    Parameters
    ----------
    name : str
        Name of a rule.

    Returns
    -------
    tuple of str
        Modules as ``agents.attending``; none where there is no such rule.
    """
    return _where().get(name, ())


@cache
def _where() -> dict[str, tuple[str, ...]]:
    """Read off the sources where each rule is, without importing the engine."""
    found: dict[str, tuple[str, ...]] = {}
    for room in ("agents", "engine"):
        for path in sorted(files("peersim").joinpath(room).iterdir(), key=lambda path: path.name):
            if path.name.endswith(".py"):
                for node in ast.parse(path.read_text(encoding="utf-8")).body:
                    if isinstance(node, ast.FunctionDef) and _is_rule(node):
                        found[node.name] = (*found.get(node.name, ()), f"{room}.{path.name.removesuffix('.py')}")
    return found


def _is_rule(node: ast.FunctionDef) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "rule" for mark in node.decorator_list)


def _rules(claim: Claim) -> str:
    return ", ".join(f"`{name}` ({', '.join(rule_modules(name)) or 'no such rule'})" for name in claim.rules)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _fails_with(check: Check) -> str:
    if not check.without:
        return ""
    return " *Fails with* " + ", ".join(f"`{key}` = {value:g}" for key, value in check.without.items()) + "."


def _difference(found: Interval) -> str:
    return f"{found.mean:+.3g} [{found.low:.3g} to {found.high:.3g}]"
