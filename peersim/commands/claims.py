"""`peersim claims`: what the background documents say, the levers and rules that carry it, and whether it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from peersim.commands.options import AsJson, Quiet
from peersim.commands.screen import RUN_FAILED, Progress, remark, say_json, say_table, told

if TYPE_CHECKING:
    from peersim.analysis.claims import Claim


@told
def claims(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Claims, as C4, or documents by letter, as C; all if none."),
    ] = None,
    run: Annotated[bool, typer.Option("--run", help="Measure them again; all together take a few minutes.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List the claims of the background documents with their levers, rules and checks.

    With --run, exit code 1 if a check does not hold.
    """
    from peersim.analysis.claims import chosen

    wanted = chosen(ids or ())
    table = _measure(wanted, quiet=quiet) if run else [line for claim in wanted for line in _lines(claim)]
    if as_json:
        say_json(table)
    else:
        _say(table, run=run)
    failed = [line["test"] for line in table if line.get("holds") is False]
    if failed:
        remark(f"{', '.join(failed)}: not what the claim says.")
        raise typer.Exit(RUN_FAILED)


_HEADS = ("levers and traits", "rules", "what is checked", "expected", "test")


def _lines(claim: Claim) -> list[dict[str, Any]]:
    """One line for each check of a claim."""
    from peersim.analysis.claims.page import expected_words, rule_modules, test_id

    return [
        {
            "claim": claim.id,
            "says": claim.says,
            "levers": list(claim.levers),
            "traits": list(claim.traits),
            "rules": {name: list(rule_modules(name)) for name in claim.rules},
            "check": check.says,
            "measure": check.told.words,
            "unit": check.told.unit,
            "expected": expected_words(check),
            "test": test_id(claim, check),
        }
        for check in claim.checks
    ]


def _measure(wanted: list[Claim], *, quiet: bool) -> list[dict[str, Any]]:
    from peersim.analysis.claims import holds, measured
    from peersim.analysis.claims.page import measured_words
    from peersim.engine.compiled import prepare

    table = []
    with Progress(quiet=quiet) as progress:
        prepare(progress.announce)
        for done, claim in enumerate(wanted):
            progress.announce(f"{claim.id} ({done + 1} of {len(wanted)}): {claim.says}")
            for check, line in zip(claim.checks, _lines(claim), strict=True):
                found = measured(check)
                table.append(
                    {
                        **line,
                        "found": found.found,
                        "opposite": found.opposite,
                        "measured": measured_words(check, found),
                        "holds": holds(check, found),
                    }
                )
    return table


def _say(table: list[dict[str, Any]], *, run: bool) -> None:
    last = ""
    cells: list[tuple[str, ...]] = []
    for line in table:
        first = line["claim"] != last
        last = line["claim"]
        claim = f"{line['claim']}: {line['says']}" if first else ""
        levers = ", ".join([*line["levers"], *line["traits"]]) if first else ""
        if run:
            cells.append((claim, line["check"], line["measured"], "yes" if line["holds"] else "no"))
        else:
            rules = ", ".join(line["rules"]) if first else ""
            cells.append((claim, levers, rules, line["check"], line["expected"], line["test"]))
    heads = ("what is checked", "measured", "holds")
    say_table(("claim", *(heads if run else _HEADS)), cells)
