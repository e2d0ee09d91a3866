"""Sensitivity on disk: pictures of Morris's measures, Sobol's indices and losing worlds, tables, answers in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from peersim.analysis.discovery import Discovery
from peersim.analysis.discovery.words import how_good
from peersim.analysis.sensitivity.found import FILE, Explained, Screening, Sensitivity
from peersim.analysis.sensitivity.points import ENDS
from peersim.analysis.sensitivity.shelf import write_text
from peersim.analysis.sensitivity.words import decides, known_of_all, percent
from peersim.report.pages.charts_losing import HEIGHT, losing_alt, losing_points
from peersim.report.pages.charts_losing import KEY as KEY_OF_WORLDS
from peersim.report.pages.charts_sensitivity import (
    AXIS_INCHES,
    KEY,
    index_bars,
    index_heights,
    index_labels,
    indices_in_words,
)
from peersim.report.saving import save_figure
from peersim.report.style import (
    DARK_BLUE,
    INK,
    ORANGE,
    QUIET,
    SMALL_SIZE,
    Drawn,
    Sheet,
    printable,
    quiet_axis,
    styled,
    wrapped,
)
from peersim.report.words import markdown, plain, plural, with_unit
from peersim.studies.store import whole_file

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SHOWN = 12
"""Inputs in a picture of indices and in a table of the answer, at most."""

NAMED_POINTS = 10
"""Inputs named beside the picture of a screening."""

TABLES = ("sobol", "within", "morris", "quantities")
"""Tables written, as CSV and Parquet."""


def save_sensitivity(found: Sensitivity, folder: Path) -> list[Path]:
    """Write tables, pictures and the answer in words.

    Parameters
    ----------
    found : Sensitivity
        What was found.
    folder : Path
        Where; made if need be.

    Returns
    -------
    list of Path
        Files written; each is whole or not there.
    """
    import pandas as pd

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in TABLES:
        written += _write_table(found.to_frame(name), folder / name)
    if found.failures:
        failures = pd.DataFrame([each._asdict() for each in found.failures])
        written += _write_table(failures, folder / "failures")
    pictures = {
        f"{kind}-{each.name}": draw(found, each.name)
        for kind, draw in (("sobol", draw_sobol), ("morris", draw_morris))
        for each in found.quantities
        if (each.why_not == "" if kind == "sobol" else found.screening(each.name))
    }
    for name, drawn in pictures.items():
        written += save_figure(drawn, folder / "figures" / name)
    for name, text in (("answer.md", answer_markdown(found)), (FILE, found.to_json())):
        write_text(folder / name, text)
        written.append(folder / name)
    return written


def save_discovery(found: Discovery, folder: Path) -> list[Path]:
    """Write the worlds in which a design loses: the box as a table, a picture where there is a box, and the words.

    Parameters
    ----------
    found : Discovery
        What was found.
    folder : Path
        Where; made if need be.

    Returns
    -------
    list of Path
        Files written.
    """
    import json

    folder.mkdir(parents=True, exist_ok=True)
    written = _write_table(found.to_frame(), folder / "box")
    if found.found:
        written += save_figure(draw_losing(found), folder / "losing_worlds")
    texts = {
        "losing.md": "\n\n".join(["# In which worlds does it lose?", *map(markdown, found.sentences())]) + "\n",
        "losing.json": json.dumps(found.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n",
    }
    for name, text in texts.items():
        write_text(folder / name, text)
        written.append(folder / name)
    return written


def draw_losing(found: Discovery) -> Drawn:
    """Draw the worlds in which a design loses, and the box that holds most of them.

    Parameters
    ----------
    found : Discovery
        With a box.

    Returns
    -------
    Drawn
        Points, the box's limits, and the words.
    """
    with styled():
        footer = f"{KEY_OF_WORLDS} {how_good(found)} Simulated, not observed."
        under = f"“{found.design}” compared with “{found.against}”: {found.what}"
        which = "loses" if found.of_losing else "does not lose"
        sheet = Sheet(7.2, HEIGHT, f"In which worlds it {which}", under, footer)
        losing_points(sheet.figure.subplots(), found)
        return sheet.finish(found.to_frame(), losing_alt(found))


def _write_table(frame: pd.DataFrame, stem: Path) -> list[Path]:
    paths = [stem.with_suffix(".csv"), stem.with_suffix(".parquet")]
    with whole_file(paths[0]) as part:
        frame.to_csv(part, index=False, lineterminator="\n")
    with whole_file(paths[1]) as part:
        frame.to_parquet(part, index=False)
    return paths


def draw_sobol(found: Sensitivity, quantity: str) -> Drawn:
    """Draw Sobol's indices of one quantity.

    Parameters
    ----------
    found : Sensitivity
        What was found.
    quantity : str
        Short name of the quantity.

    Returns
    -------
    Drawn
        Bars with intervals, the numbers, and the words.
    """
    which, rows = found.quantity(quantity), _shown(found, quantity)
    names = [found.label(row.input) for row in rows]
    first = np.array([[row.first, row.first_low, row.first_high] for row in rows])
    total = np.array([[row.total, row.total_low, row.total_high] for row in rows])
    with styled():
        labels = index_labels(names)
        height = sum(index_heights(labels)) + AXIS_INCHES
        sheet = Sheet(7.2, height, f"What decides {_bare(which)}", _under(found), f"{KEY} {_footer(found, which)}")
        index_bars(sheet.figure.subplots(), labels, first, total)
        table = found.to_frame()
        mine = table[table["quantity"] == quantity].reset_index(drop=True)
        return sheet.finish(mine, indices_in_words(names, first, total, which.label))


def _shown(found: Sensitivity, quantity: str) -> list[Any]:
    """Take the rows of a picture: the largest, and always the others together."""
    rows = found.indices(quantity)
    last = [row for row in rows if row.input not in found.kept]
    return [row for row in rows if row.input in found.kept][:SHOWN] + last


def draw_morris(found: Sensitivity, quantity: str) -> Drawn:
    """Draw Morris's measures of one quantity: mean absolute effect against spread of effects.

    Parameters
    ----------
    found : Sensitivity
        What was found.
    quantity : str
        Short name of the quantity.

    Returns
    -------
    Drawn
        Points with intervals and a floor of luck, the numbers, and the words.
    """
    which, rows = found.quantity(quantity), found.screening(quantity)
    low, high = (f"{100 * end:.0f}" for end in ENDS)
    footer = (
        f"Each point is an input. Across: mean absolute effect of moving it from its {low}th to its {high}th "
        "percentile (mu*), with its 95% interval. Upwards: how much the effect differs from one place to the next "
        "(sigma): bends, interactions and luck. Dashed: what luck alone would make of mu*, for the middle one of the "
        "inputs that do anything. Filled: looked at one by one afterwards. "
        f"{_footer(found, which)}"
    )
    with styled():
        sheet = Sheet(7.2, 4.2, f"Screening: what may decide {_bare(which)}", _under(found), footer)
        axes = sheet.figure.subplots()
        _points(axes, rows)
        _unit_axes(axes, which)
        engine = sheet.figure.get_layout_engine()
        assert engine is not None
        left, bottom, wide, tall = engine.get()["rect"]
        engine.set(rect=(left, bottom, wide * 0.66, tall))  # type: ignore[call-arg]
        table = found.to_frame("morris")
        mine = table[table["quantity"] == quantity].sort_values("mu_star", ascending=False).reset_index(drop=True)
        drawn = sheet.finish(mine, _morris_alt(found, which, rows))
        _names_beside(axes, found, rows[:NAMED_POINTS])
        return drawn


def _points(axes: Axes, rows: list[Screening]) -> None:
    for kept in (False, True):
        mine = [row for row in rows if row.kept is kept]
        colour = DARK_BLUE if kept else QUIET
        x, y = [row.mu_star for row in mine], [row.sigma for row in mine]
        if kept:
            axes.hlines(y, [r.mu_star_low for r in mine], [r.mu_star_high for r in mine], color=colour, linewidth=1.0)
        axes.plot(
            x, y, "o", color=colour, markerfacecolor=colour if kept else "white", markersize=5.5 if kept else 3.5,
            markeredgewidth=0.7,
        )  # fmt: skip
    for number, row in enumerate(rows[:NAMED_POINTS], start=1):
        axes.annotate(
            str(number), (row.mu_star, row.sigma), xytext=(0, 5), textcoords="offset points", ha="center",
            size=SMALL_SIZE, color=INK,
        )  # fmt: skip
    floors = [row.floor for row in rows if row.floor > 0.0]
    if floors:
        floor = float(np.median(floors))
        axes.axvline(floor, color=ORANGE, linestyle=(0, (4, 2)), linewidth=1.4)
        axes.annotate(
            "luck alone", (floor, 1.0), xycoords=("data", "axes fraction"), xytext=(3, -10),
            textcoords="offset points", size=SMALL_SIZE, color=INK,
        )  # fmt: skip
    axes.set_xlim(left=0.0)
    axes.set_ylim(bottom=0.0)


def _unit_axes(axes: Axes, which: Explained) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    for axis, words in ((axes.xaxis, "mean absolute effect"), (axes.yaxis, "spread of effects")):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(FuncFormatter(lambda value, _: plain(value, which.unit)))
        axis.set_label_text(f"{words} ({which.unit})")
    quiet_axis(axes)
    axes.tick_params(axis="y", length=3)


def _names_beside(axes: Axes, found: Sensitivity, rows: list[Screening]) -> None:
    """Write the names of numbered points to the right."""
    lines = [
        wrapped(f"{n}  {printable(found.label(row.input), row.input)}", 2.2, SMALL_SIZE)
        for n, row in enumerate(rows, 1)
    ]
    axes.annotate(
        "\n".join(lines), (1.0, 1.0), xycoords="axes fraction", xytext=(14, 0), textcoords="offset points", va="top",
        size=SMALL_SIZE, linespacing=1.35, annotation_clip=False,
    )  # fmt: skip


def _morris_alt(found: Sensitivity, which: Explained, rows: list[Screening]) -> str:
    told = "; ".join(f"{found.label(row.input)}, {with_unit(row.mu_star, which.unit)}" for row in rows[:3])
    kept = sum(row.kept for row in rows)
    return (
        f"Points of mean absolute effect against spread of effects on {which.label}, for {plural(len(rows), 'input')}. "
        f"Largest: {told}. {kept} are looked at one by one afterwards."
    )


def _bare(which: Explained) -> str:
    """Name a quantity in a title: quotes off where it is an outcome."""
    return which.label if which.scenario else which.label.strip("“”")


def _under(found: Sensitivity) -> str:
    facts = found.facts
    reference = facts["titles"][facts["reference"]]
    size = f"{facts['parents']:,} eligible families, {plural(facts['weeks'], 'week')}"
    return f"“{reference}”, {facts['place_title']}, {size}"


def _footer(found: Sensitivity, which: Explained) -> str:
    facts = found.facts
    lost = f" ({plural(which.rows_lost, 'row')} left out)" if which.rows_lost else ""
    return (
        f"n = {facts['trajectories']} trajectories and {facts['samples']:,} rows{lost} × "
        f"{plural(facts['replications'], 'replication')}, {found.runs:,} runs. peersim {facts['version']}, seed "
        f"{facts['seed']}. Simulated, not observed."
    )


def answer_markdown(found: Sensitivity) -> str:
    """Write the answer: for each quantity what decides it, its table and its picture; then what was done.

    Parameters
    ----------
    found : Sensitivity
        What was found.

    Returns
    -------
    str
        Markdown; every number in it is computed.
    """
    facts = found.facts
    parts = [
        "# Which of what nobody knows decides the answer?",
        f"{markdown(_under(found))}. {found.runs:,} runs; seed {facts['seed']}; peersim {facts['version']}. Simulated, "
        "not observed.",
    ]
    for each in found.quantities:
        parts += [f"## {_bare(each)[:1].upper()}{_bare(each)[1:]}", markdown(decides(found, each))]
        if not each.why_not:
            mean, sd = with_unit(each.mean, each.unit), with_unit(each.sd, each.unit)
            parts += [
                f"Over worlds: {mean} on average, spread (standard deviation) {sd}; luck is "
                f"{percent(each.share_of_luck)} of a single run's variance.",
                _table(found, each),
                f"![What decides {markdown(_bare(each))}](figures/sobol-{each.name}.svg)",
            ]
    return "\n\n".join([*parts, "## How it was found", *(markdown(each) for each in known_of_all(found))]) + "\n"


def _table(found: Sensitivity, which: Explained) -> str:
    lines = [
        "| input | grade | alone (S1) | 95% interval | in all (ST) | 95% interval |",
        "| --- | --- | ---: | --- | ---: | --- |",
    ]
    for row in _shown(found, which.name):
        ends = [
            f"{percent(low)} to {percent(high)}"
            for low, high in ((row.first_low, row.first_high), (row.total_low, row.total_high))
        ]
        cells = (
            markdown(found.label(row.input)),
            _grade(row.input),
            percent(row.first),
            ends[0],
            percent(row.total),
            ends[1],
        )
        lines.append(f"| {' | '.join(cells)} |")
    within = [row for row in found.inside(which.name) if row.clear][:SHOWN]
    if within:
        lines += [
            "",
            "| within the calibrated block | grade | known alone | 95% interval |",
            "| --- | --- | ---: | --- |",
        ]
        for row in within:
            share = f"{percent(row.share)} | {percent(row.low)} to {percent(row.high)}"
            lines.append(f"| {markdown(found.label(row.input))} | {_grade(row.input)} | {share} |")
    return "\n".join(lines)


def _grade(name: str) -> str:
    from peersim.evidence.table import parameters

    row = parameters().get(name)
    return row.grade if row is not None else ""
