"""Make the pages of programmes: what each file states and why, its picture, and a few simulated figures.

    python docs/make_programmes.py                       write pages, pictures and figures.csv (some minutes)
    python docs/make_programmes.py derby_community_parents   only these
    python docs/make_programmes.py --text                write the pages from figures.csv, run nothing

No number is typed by hand. `figures.csv` holds one row a possible world; a page tells their mean and range.
"""

from __future__ import annotations

import csv
import logging
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from peersim.analysis.claims import CLAIMS
from peersim.analysis.laboratory import Interval, Laboratory, interval
from peersim.outcomes.registry import measure, outcome
from peersim.places import load_place
from peersim.report.programme import programme
from peersim.report.saving import small_png_bytes
from peersim.report.style import styled
from peersim.report.weeks import footer, gather
from peersim.report.words import plain, with_unit
from peersim.scenarios import load
from peersim.scenarios.loading import LIBRARY
from peersim.scenarios.reasons import Line, claims_in, stated

FOLDER = Path(__file__).resolve().parent / "programmes"
FIGURES = FOLDER / "figures.csv"
CLAIMS_PAGE = "../claims.md"
VALIDITY = "What speaks for figures like these, and what does not: [validity](../validity.md)."

PLACES = {
    "epec_course": "southwark",
    "parents_1st_essex": "south_east_essex",
    "isle_of_dogs": "isle_of_dogs",
    "derby_community_parents": "derby",
    "leicester_mammas": "leicester",
    "calgary_groups": "calgary",
    "calgary_eight_guidelines": "calgary",
    "safe_project_leeds": "leeds",
    "digital_video_group": "england",
    "digital_social_media_group": "england",
    "digital_forum": "england",
    "digital_one_to_one": "england",
    "digital_hybrid": "england",
}
"""The programmes, in the order of the index, and the place each is tried in."""

DRAWS, PARENTS, WEEKS, SEED = 40, 3000, 156, 1
"""Possible worlds of each; families eligible at week 0; length of each run [weeks]; seed."""

YEAR = 52
"""Window of yearly numbers [weeks]; a definition."""


class Headline(NamedTuple):
    """A figure of the pages: its column, its words, its unit, and of whom it is."""

    name: str
    label: str
    unit: str
    of: str


def _registered(name: str) -> Headline:
    found = outcome(name)
    return Headline(name, found.label, found.unit, found.denominator)


HEADLINES = (
    _registered("parents_reached"),
    _registered("engaged_26w"),
    Headline("cost_year", "spent", "£ a year", "all years of the run"),
    Headline("volunteers_last_year", "active volunteers", "volunteers", "an average week of the last year"),
    _registered("supervision_met"),
)
"""Figures told of each programme."""


def measured(world: Any) -> list[float]:
    """Measure a finished run, in the order of `HEADLINES`."""
    own = {
        "cost_year": float(world.weekly["cost"].sum()) * YEAR / len(world.weekly),
        "volunteers_last_year": float(world.weekly["volunteers_active"][-YEAR:].mean()),
    }
    return [own[each.name] if each.name in own else measure(world, each.name) for each in HEADLINES]


def laboratory(name: str, draws: int = DRAWS) -> Laboratory:
    """Where a programme is tried."""
    return Laboratory(draws=draws, parents=PARENTS, weeks=WEEKS, place=PLACES[name], seed=SEED)


def row_of(name: str, number: int, world: Any) -> dict[str, str]:
    """Write a world's row of figures.csv."""
    told = {each.name: f"{value:.6g}" for each, value in zip(HEADLINES, measured(world), strict=True)}
    return {"programme": name, "world": str(number), **told}


def simulate(name: str) -> list[dict[str, str]]:
    """Run a programme, draw its picture, and give its rows of figures.csv."""
    scenario, where, rows = load(name), load_place(PLACES[name]).name, []

    def told() -> Iterable[Any]:
        for number, world in enumerate(laboratory(name).worlds(name)):
            rows.append(row_of(name, number, world))
            yield world

    weeks = gather(told())
    with styled():
        groups = [group.name for group in scenario.groups]
        drawn = programme(weeks, scenario.title, groups, footer(DRAWS, where, PARENTS, WEEKS, SEED))
    (FOLDER / f"{name}.png").write_bytes(small_png_bytes(drawn))
    (FOLDER / f"{name}.txt").write_text(drawn.alt + "\n", encoding="utf-8", newline="\n")
    return rows


def stored() -> dict[str, list[dict[str, str]]]:
    """Read figures.csv: the rows of each programme."""
    found: dict[str, list[dict[str, str]]] = {}
    if FIGURES.exists():
        with FIGURES.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["programme"], []).append(row)
    return found


def store(figures: dict[str, list[dict[str, str]]]) -> None:
    """Write figures.csv."""
    names = ["programme", "world", *(each.name for each in HEADLINES)]
    with FIGURES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, lineterminator="\n")
        writer.writeheader()
        for name in PLACES:
            writer.writerows(figures.get(name, []))


def page(name: str, rows: Sequence[dict[str, str]]) -> str:
    """Write a programme's page.

    Parameters
    ----------
    name : str
        Programme.
    rows : sequence of dict
        Its rows of figures.csv.

    Returns
    -------
    str
        Markdown.
    """
    scenario, lines = load(name), stated(name)
    alt = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").strip()
    parts = [
        f"# {scenario.title}",
        "Made by docs/make_programmes.py from the scenario file; every figure is **simulated**, none was observed.",
        scenario.why,
        _story(scenario),
        f"![{alt}]({name}.png)",
        _headlines(name, rows),
        _statements(name, scenario, lines),
        _claims(scenario, lines),
        VALIDITY,
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _story(scenario: Any) -> str:
    return "\n".join(f"> {line}" for line in scenario.story.strip().splitlines())


def _headlines(name: str, rows: Sequence[dict[str, str]]) -> str:
    head = (
        "## What came of it, simulated\n\n"
        f"{len(rows)} possible worlds, each run once: {load_place(PLACES[name]).name}, {PARENTS:,} eligible "
        f"families, {WEEKS} weeks, seed {SEED}. The interval is for the mean over worlds; four "
        "worlds in five lie in the range.\n\n"
        "| what | of | mean | 95% interval | four worlds in five |\n|---|---|---:|---:|---:|\n"
    )
    table = "".join(_headline(each, rows) for each in HEADLINES)
    command = f"python docs/make_programmes.py {name}"
    shorter = f"peersim run {name} --place {PLACES[name]} --parents {PARENTS} --weeks {WEEKS} --seed {SEED}"
    return (
        f"{head}{table}\nAgain: `{command}` writes this page, its picture and its rows of figures.csv; "
        f"`{shorter}` tells much more of the same programme, from fewer worlds."
    )


def values(rows: Sequence[dict[str, str]], name: str) -> Any:
    """One figure of every world."""
    return np.array([float(row[name]) for row in rows])


def _headline(each: Headline, rows: Sequence[dict[str, str]]) -> str:
    known = values(rows, each.name)
    known = known[~np.isnan(known)]
    if not len(known):
        return f"| {each.label} | {each.of} | cannot be told | | |\n"
    mean = interval(known)
    low, high = np.percentile(known, (10, 90))
    return (
        f"| {each.label} | {each.of} | {with_unit(mean.mean, each.unit)} | {_ends(mean, each.unit)} "
        f"| {plain(low, each.unit)} to {plain(high, each.unit)} |\n"
    )


def _ends(mean: Interval, unit: str) -> str:
    return f"{plain(mean.low, unit)} to {plain(mean.high, unit)}"


def _statements(name: str, scenario: Any, lines: Sequence[Line]) -> str:
    above = tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8")).get("extends")
    inherits = f" What it does not state it has from [{above}]({above}.md)." if above else ""
    head = (
        "## What the file states, line by line\n\n"
        f"[peersim/scenarios/library/{name}.toml](../../peersim/scenarios/library/{name}.toml).{inherits} "
        f"{sum(bool(line.claims) for line in lines)} of {len(lines)} lines rest on a claim, "
        f"{sum(line.assumed for line in lines)} hold something assumed.\n"
    )
    blocks = []
    for part in dict.fromkeys(line.part for line in lines):
        title = f"### {part[:1].upper()}{part[1:]}" if part else "### The whole programme"
        why = next((f"{each.why}\n\n" for each in (*scenario.groups, *scenario.funds) if each.name == part), "")
        table = "| line | value | claim | assumed | in the file's words |\n|---|---|---|---|---|\n"
        blocks.append(f"{title}\n\n{why}{table}" + "".join(_statement(line) for line in lines if line.part == part))
    return head + "\n" + "\n".join(blocks)


def _statement(line: Line) -> str:
    claims = ", ".join(f"[{claim}]({CLAIMS_PAGE})" for claim in line.claims)
    return f"| `{line.key}` | {_shown(line.value)} | {claims} | {'assumed' if line.assumed else ''} | {line.reason} |\n"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(each).replace("_", " ") for each in value)
    return f"{value:,}" if isinstance(value, int | float) else str(value).replace("_", " ")


def _claims(scenario: Any, lines: Sequence[Line]) -> str:
    used: dict[str, list[str]] = {}
    for line in lines:
        for claim in line.claims:
            used.setdefault(claim, []).append(f"`{line.key}`")
    told = [scenario.why, *(group.why for group in scenario.groups), *(fund.why for fund in scenario.funds)]
    for claim in claims_in(" ".join(told)):
        used.setdefault(claim, [])
    rows = [
        f"| [{claim}]({CLAIMS_PAGE}) | {CLAIMS[claim].says} "
        f"| {', '.join(dict.fromkeys(used[claim])) or 'told in the reasons'} |\n"
        for claim in sorted(used, key=lambda claim: ("EFCDL".index(claim[0]), int(claim[1:])))
    ]
    head = f"## Rows of the [claims table]({CLAIMS_PAGE}) it uses\n\n| claim | what it says | where |\n|---|---|---|\n"
    return head + "".join(rows)


def index(figures: dict[str, list[dict[str, str]]]) -> str:
    """Write the index of programmes.

    Parameters
    ----------
    figures : dict
        Rows of figures.csv by programme.

    Returns
    -------
    str
        Markdown.
    """
    head = (
        "# The programmes\n\n"
        "Made by docs/make_programmes.py. The programmes of the documents this model was made from, each as a scenario "
        "file that says of every line which [claim](../claims.md) it rests on or that it is assumed. Figures are "
        f"**simulated**: means over {DRAWS} possible worlds of {PARENTS:,} eligible families and {WEEKS} weeks, each "
        "programme in its own place; sizes of programmes are assumed, so the table is no ranking.\n\n"
        f"| programme | place | {' | '.join(each.label for each in HEADLINES)} |\n|---|---|{'---:|' * len(HEADLINES)}\n"
    )
    rows = []
    for name in PLACES:
        cells = [_cell(each, figures.get(name, [])) for each in HEADLINES]
        where = load_place(PLACES[name]).name
        rows.append(f"| [{load(name).title}]({name}.md) | {where} | {' | '.join(cells)} |\n")
    calgary = (
        "\nMost of what is known of Calgary's families is borrowed or assumed; `peersim place show calgary` lists it.\n"
    )
    return head + "".join(rows) + f"{calgary}\n{VALIDITY}\n"


def _cell(each: Headline, rows: Sequence[dict[str, str]]) -> str:
    known = values(rows, each.name)
    known = known[~np.isnan(known)]
    return with_unit(float(known.mean()), each.unit) if len(known) else "cannot be told"


def pages(figures: dict[str, list[dict[str, str]]]) -> dict[Path, str]:
    """Write every page from the stored figures; runs nothing."""
    made = {FOLDER / f"{name}.md": page(name, figures[name]) for name in PLACES if name in figures}
    return {FOLDER / "README.md": index(figures), **made}


def make(names: Sequence[str] = tuple(PLACES), run: bool = True) -> dict[Path, str]:
    """Run programmes, store their figures and draw their pictures; give the text of every page.

    Parameters
    ----------
    names : sequence of str
        Programmes to run; the others keep the figures they have.
    run : bool
        False takes all figures as they are stored.

    Returns
    -------
    dict of Path to str
        Pages.
    """
    FOLDER.mkdir(exist_ok=True)
    figures = stored()
    for name in names if run else ():
        figures[name] = simulate(name)
        store(figures)
    return pages(figures)


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # what is known of Calgary is told in the index
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")] or list(PLACES)
    for path, text in make(wanted, run="--text" not in sys.argv).items():
        path.write_text(text, encoding="utf-8", newline="\n")
