"""Make docs/supervision_spiral.md: growth without coordinator hours, its figure, and three regimes side by side.

    python docs/make_spiral.py           run, write page, picture and supervision_spiral.csv (some minutes)
    python docs/make_spiral.py --text    write the page from supervision_spiral.csv, run nothing

No number is typed by hand. The CSV holds one row a design, regime and possible world.
"""

from __future__ import annotations

import csv
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from peersim.analysis.laboratory import Interval, Laboratory, interval
from peersim.evidence import parameter
from peersim.outcomes.registry import measure
from peersim.places import load_place
from peersim.report.saving import small_png_bytes
from peersim.report.spiral import draw_spiral
from peersim.report.style import styled
from peersim.report.weeks import Weeks, footer, gather
from peersim.report.words import figures, plain
from peersim.scenarios import load
from peersim.scenarios.levers import REGIMES

DOCS = Path(__file__).resolve().parent
PAGE, FIGURES = DOCS / "supervision_spiral.md", DOCS / "supervision_spiral.csv"
PICTURE, ALT = DOCS / "images" / "supervision_spiral.png", DOCS / "images" / "supervision_spiral.txt"

DESIGNS = ("baseline", "growth_without_hours")
PLACE, DRAWS, PARENTS, WEEKS, SEED = "derby", 40, 3000, 208, 1
"""Possible worlds of each design and regime; families eligible at week 0; length of each run [weeks]; seed."""

YEAR = 52
"""Window of yearly numbers [weeks]; a definition."""


def _strain(world: Any) -> float:
    active = world.weekly["volunteers_active"]
    return float((world.weekly["strain"] * active).sum() / active.sum()) if active.sum() else float("nan")


def _a_year(column: str) -> Callable[[Any], float]:
    return lambda world: float(world.weekly[column].sum()) * YEAR / len(world.weekly)


def _trained(world: Any) -> float:
    people = world.volunteers[: int(world.now["volunteers"][0])]
    return float((people["trained_week"] > 0).sum()) * YEAR / len(world.weekly)


def _last_year(column: str) -> Callable[[Any], float]:
    return lambda world: float(world.weekly[column][-YEAR:].mean())


class Row(NamedTuple):
    """A row of the table: its column in the CSV, its words, its unit, and how it is measured."""

    name: str
    label: str
    unit: str
    measure: Callable[[Any], float]


ROWS = (
    Row("trained_year", "volunteers trained", "a year", _trained),
    Row("supervision_met", "supervision held when due", "share", lambda world: measure(world, "supervision_met")),
    Row("overload_year", "weeks of overload", "a year", _a_year("overload")),
    Row("strain", "strain of active volunteers", "0 to 1", _strain),
    Row("exits_year", "trained volunteers who left", "a year", _a_year("volunteers_left")),
    Row("waiting", "families waiting for assessment", "last year", _last_year("waiting_assessment")),
    Row("wait", "wait for a match in the first year from referral, mean", "weeks",
        lambda world: measure(world, "match_wait_mean")),
    Row("active", "active volunteers", "last year", _last_year("volunteers_active")),
)  # fmt: skip
"""What is compared."""

Figures = dict[tuple[str, str], dict[str, Any]]
"""Design and regime to the values of each row, one a world."""


def laboratory(draws: int = DRAWS) -> Laboratory:
    """Where the designs are tried."""
    return Laboratory(draws=draws, parents=PARENTS, weeks=WEEKS, place=PLACE, seed=SEED)


def measured(worlds: Iterable[Any]) -> list[list[float]]:
    """Measure finished runs: one list a world, in the order of `ROWS`, as the CSV holds them."""
    return [[float(f"{row.measure(world):.6g}") for row in ROWS] for world in worlds]


def simulate() -> Figures:
    """Run both designs under every regime; draw the picture of those under the hard one."""
    found: Figures = {}
    weeks: dict[str, Weeks] = {}
    for design in DESIGNS:
        for regime in REGIMES:
            table: list[list[float]] = []

            def told(design: str = design, regime: str = regime, table: Any = table) -> Iterable[Any]:
                for world in laboratory().worlds(design, {"hours.regime": regime}):
                    table.extend(measured([world]))
                    yield world

            gathered = gather(told())
            if regime == load(design).settings["hours.regime"]:
                weeks[load(design).title] = gathered
            found[design, regime] = {row.name: np.array(table)[:, number] for number, row in enumerate(ROWS)}
    with styled():
        drawn = draw_spiral(weeks, footer(DRAWS, load_place(PLACE).name, PARENTS, WEEKS, SEED))
    PICTURE.write_bytes(small_png_bytes(drawn))
    ALT.write_text(drawn.alt + "\n", encoding="utf-8", newline="\n")
    return found


def store(found: Figures) -> None:
    """Write the CSV."""
    with FIGURES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["design", "regime", "world", *(row.name for row in ROWS)])
        for (design, regime), values in found.items():
            for world in range(len(values["active"])):
                writer.writerow([design, regime, world, *(f"{values[row.name][world]:.6g}" for row in ROWS)])


def stored() -> Figures:
    """Read the CSV."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    keys = dict.fromkeys((line["design"], line["regime"]) for line in lines)
    return {
        key: {
            row.name: np.array([float(line[row.name]) for line in lines if (line["design"], line["regime"]) == key])
            for row in ROWS
        }
        for key in keys
    }


def _cell(values: Any, unit: str) -> str:
    found = interval(values)
    if unit == "share":
        return f"{plain(found.mean, unit)} ({plain(found.low, unit)} to {plain(found.high, unit)})"
    return f"{figures(found.mean)} ({figures(found.low)} to {figures(found.high)})"


def _table(found: Figures) -> str:
    heads = [f"`{design}` {regime}" for design in DESIGNS for regime in REGIMES]
    text = f"| | {' | '.join(heads)} |\n|---|{'---:|' * len(heads)}\n"
    for row in ROWS:
        cells = [_cell(found[design, regime][row.name], row.unit) for design in DESIGNS for regime in REGIMES]
        text += f"| {row.label} [{row.unit}] | {' | '.join(cells)} |\n"
    return text


def _difference(found: Figures, regime: str, name: str) -> Interval:
    return interval(found[DESIGNS[1], regime][name] - found[DESIGNS[0], regime][name])


def _outcome(found: Figures, regime: str) -> str:
    one, other = (found[design, regime] for design in DESIGNS)
    fewer = int((other["active"] < one["active"]).sum())
    gap = _difference(found, regime, "active")
    trained, left = (float(np.mean(other[name]) / np.mean(one[name])) for name in ("trained_year", "exits_year"))
    return (
        f"| {regime} | {figures(trained)} times | {figures(left)} times "
        f"| {fewer} of {gap.worlds} ({plain(fewer / gap.worlds, 'share')}) "
        f"| {gap.mean:+.1f} ({gap.low:+.1f} to {gap.high:+.1f}) |\n"
    ).replace("-", "\N{MINUS SIGN}")


def _loop() -> str:
    patience = parameter("hours.patience_weeks")
    stretch = parameter("hours.stretch")
    return f"""## The loop, in plain words

1. Volunteers ask for coordinators' hours long before they support anybody: an interview and a check, a course, then
   supervision every few weeks for as long as they stay (claims E6, F10).
2. Coordinators have the hours they have. Each week tasks ask, and the programme's order of priority decides; what
   comes last goes without. In the scenario of growth that is supervision: the target is the number recruited.
3. Supervision that is missed, or falls at a time that fits nobody (claim E5), leaves volunteers alone with hard weeks;
   strain rises, trust in the team fades, commitment falls.
4. Strained and uncommitted volunteers leave sooner. Families who lose one go back to wait; those not yet assessed wait
   because assessment, too, is crowded out.
5. Every leaver is replaced by somebody new, who asks for an interview, a course and closer supervision. Overload also
   wears down coordinators; a vacancy means fewer hours. So the loop closes.

What a week asks for and does not get waits where somebody still needs it (supervision, assessment, safeguarding,
calls, setting up) and is lost otherwise. Waiting ends: families and volunteers give up one by one, and a safeguarding
concern that nobody has hours for is in other hands after {patience.value:g} weeks on average (an assumption), so
hours put off stay bounded however great the demand.

**Regimes** (`hours.regime`): `hard` gives no more hours than there are; `stretch` lets coordinators work
{100 * stretch.value:g}% over (an assumption) while overload still wears on them; `unlimited` gives
whatever is asked, as plans do that forget the limit. The two scenarios differ in nothing but what
`peersim scenario diff {DESIGNS[0]} {DESIGNS[1]}` prints."""


def page(found: Figures) -> str:
    """Write the page.

    Parameters
    ----------
    found : dict
        From `stored` or `simulate`.

    Returns
    -------
    str
        Markdown.
    """
    alt = ALT.read_text(encoding="utf-8").strip()
    worlds = len(next(iter(found.values()))["active"])
    outcomes = "".join(_outcome(found, regime) for regime in REGIMES)
    return f"""# The supervision spiral

Made by docs/make_spiral.py. Every figure on this page is **simulated**: {worlds} possible worlds of each design, each
run once, {load_place(PLACE).name}, {PARENTS:,} eligible families, {WEEKS} weeks, seed {SEED}. Every rate
inside the loop is an assumption (grade D in [the evidence](evidence.md)). Three parts of it were added because without
them it could not show: [decision note 9](decisions/0009-volunteers-left-alone.md) says which and how large they are.
What speaks for figures like these, and what does not: [validity](validity.md).

{_loop()}

## What it looks like

![{alt}](images/supervision_spiral.png)

Draw it again: `peersim hours {" ".join(DESIGNS)} --out spiral.png`; without `--out` it prints hours by task.

## Does growth without hours leave fewer volunteers?

"{load(DESIGNS[1]).title}" (`{DESIGNS[1]}`) against "{load(DESIGNS[0]).title}" (`{DESIGNS[0]}`): how many times as many
volunteers it trains and loses, in how many worlds it has fewer active volunteers in the last year than the other in the
same world, and the difference in active volunteers (mean with 95% interval).

| regime | volunteers trained | volunteers who left | worlds with fewer active | difference in active volunteers |
|---|---:|---:|---:|---:|
{outcomes}
## Regimes compared

Means over worlds with 95% intervals.

{_table(found)}
A wait counts families never matched as well. A family can wait before its assessment or after it; both are told.
"""


def make(run: bool = True) -> dict[Path, str]:
    """Run or read what is stored, and give the page's text."""
    if run:
        store(simulate())
    return {PAGE: page(stored())}


def main(words: Sequence[str]) -> None:
    """Write the page."""
    for path, text in make(run="--text" not in words).items():
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main(sys.argv[1:])
