"""`peersim patterns`: whether the model shows what real programmes show, and for the reason we give."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peersim.commands.options import AsJson, Quiet
from peersim.commands.screen import RUN_FAILED, Progress, remark, say_json, say_table, told

if TYPE_CHECKING:
    from peersim.analysis.patterns.checking import Result


@told
def patterns(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[NUMBERS]...", help="Patterns to check [1 to 24]; all if none.")
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(
            min=2, help="Worlds each is measured in [worlds]; fewer are quicker, and blur.", show_default="its own"
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A .csv file to write the table to.")] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Check the patterns the model must show, with and without the mechanism behind each.

    Exit code 1 if a pattern does not hold, or still holds with its mechanism taken out.
    """
    from peersim.analysis.patterns.page import rows
    from peersim.analysis.patterns.registry import PATTERNS, pattern

    wanted = [pattern(number) for number in numbers or PATTERNS]
    pairs = _measure(wanted, draws, quiet=quiet)
    table = [row for found, without in pairs for row in rows(found, without)]
    if as_json:
        say_json(table)
    else:
        _say(pairs)
    if out is not None:
        _write(out, table)
    failed = [f"P{found.pattern.number}" for found, without in pairs if not found.holds or without.holds]
    if failed:
        remark(f"{', '.join(failed)}: not shown, or shown without the mechanism too.")
        raise typer.Exit(RUN_FAILED)


def _measure(wanted: list[Any], draws: int | None, *, quiet: bool) -> list[tuple[Result, Result]]:
    from peersim.analysis.patterns.checking import check
    from peersim.engine.compiled import prepare

    pairs = []
    with Progress(quiet=quiet) as progress:
        prepare(progress.announce)
        for done, each in enumerate(wanted):
            progress.announce(f"P{each.number} ({done + 1} of {len(wanted)}): {each.says}")
            pairs.append((check(each, draws=draws), check(each, off=True, draws=draws)))
    return pairs


def _say(pairs: list[tuple[Result, Result]]) -> None:
    from peersim.analysis.patterns.page import shown

    cells = []
    for found, without in pairs:
        for with_it, without_it in zip(found.readings, without.readings, strict=True):
            statistic = with_it.statistic
            measured = f"{statistic.says} [{statistic.unit}]"
            values = (shown(with_it.value), _yes(with_it.holds), shown(without_it.value), _yes(without_it.holds))
            cells.append((f"P{found.pattern.number}", measured, statistic.need.words, *values))
    heads = ("pattern", "statistic", "needed", "value", "holds", "without the mechanism", "holds without")
    say_table(heads, cells)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _write(path: Path, table: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
