"""How figures look: the Government Analysis Function's colours, words that fit, and a footer on what numbers stand on.

Colours are those of the UK Government Analysis Function's guidance for data visualisation; each has a contrast of at
least 3:1 on white. Colour never stands alone: lines differ in dashes, points in shape, and things are named beside
them.
"""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.figure import Figure

from peersim.analysis.comparison import Comparison
from peersim.report.words import INTERVAL, RANGE, plural

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

DARK_BLUE = "#12436D"
TURQUOISE = "#28A197"
DARK_PINK = "#801650"
ORANGE = "#F46A25"
DARK_GREY = "#3D3D3D"
LIGHT_PURPLE = "#A285D1"
COLOURS = (DARK_BLUE, ORANGE, DARK_PINK, TURQUOISE, LIGHT_PURPLE, DARK_GREY)
"""Colours in the order they are used."""

INK = "#222222"
QUIET = "#595959"
RULE = "#D0D0D0"
"""Text, quieter text, and rules that carry nothing."""

NO_RUN = "no run came in"
"""What stands in place of a design of which every run is missing."""

BAND = 0.18
"""How much of its colour a band has."""

POINT_SIZE = 9.0
TITLE_SIZE = 13.0
SMALL_SIZE = 8.0
"""Sizes of text [points]."""

MARGIN = 0.18
"""Blank edge of every figure [inches]."""

LINE = 1.35
"""Height of a line of text, against its size."""

POINTS_PER_INCH = 72.0

FONTS = ["DejaVu Sans", "Noto Sans", "Noto Sans Gurmukhi", "Nirmala UI", "Arial Unicode MS", "Segoe UI"]
"""Fonts tried in turn for letters; the first comes with Matplotlib."""

SETTINGS: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.size": POINT_SIZE,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.labelsize": POINT_SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": POINT_SIZE + 1.0,
    "axes.titleweight": "bold",
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "axes.formatter.useoffset": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": POINT_SIZE,
    "ytick.labelsize": POINT_SIZE,
    "grid.color": RULE,
    "grid.linewidth": 0.7,
    "lines.linewidth": 2.0,
    "lines.solid_capstyle": "butt",
    "legend.frameon": False,
    "legend.fontsize": POINT_SIZE,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.dpi": 150,
    "savefig.dpi": 150,
    "svg.hashsalt": "peersim",
    "svg.fonttype": "path",
}
"""Settings of every figure, over Matplotlib's own defaults (never over the user's)."""


class Drawn(NamedTuple):
    """A figure with what must go with it.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The picture.
    table : pandas.DataFrame
        The numbers behind it.
    alt : str
        What it shows, in words, for those who do not see it.
    """

    figure: Figure
    table: pd.DataFrame
    alt: str


class Picture(Figure):
    """A figure that shows itself in a notebook with its alternative text."""

    alt = ""

    def _repr_html_(self) -> str:
        from html import escape

        held = io.BytesIO()
        with styled():
            self.savefig(held, format="png", metadata={"Software": None})
        data = base64.b64encode(held.getvalue()).decode("ascii")
        width = int(self.get_figwidth() * 96)
        return f'<img alt="{escape(self.alt)}" width="{width}" src="data:image/png;base64,{data}">'


@lru_cache(maxsize=1)
def installed_fonts() -> tuple[str, ...]:
    """Those of `FONTS` that this machine has."""
    from matplotlib import font_manager

    names = set(font_manager.get_font_names())
    return tuple(name for name in FONTS if name in names)


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the house style, whatever the user's own settings are."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        for name, value in SETTINGS.items():
            matplotlib.rcParams[name] = value  # type: ignore[index]
        matplotlib.rcParams["font.sans-serif"] = list(installed_fonts()) or ["DejaVu Sans"]
        yield


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    from matplotlib import font_manager, ft2font

    known: set[int] = set()
    for name in installed_fonts():
        path = font_manager.findfont(font_manager.FontProperties(family=name), fallback_to_default=False)
        known.update(ft2font.FT2Font(str(path)).get_charmap())
    return frozenset(known)


def printable(text: str, otherwise: str) -> str:
    """Give the text where the fonts at hand have all its letters, else something plainer.

    Parameters
    ----------
    text : str
        What one would like to write.
    otherwise : str
        What to write when letters are missing, such as the scenario's file name.

    Returns
    -------
    str
        Text without empty boxes; control characters become spaces.
    """
    clean = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    if clean and all(ord(letter) in _letters() for letter in clean):
        return clean
    plain = "".join(letter for letter in otherwise if ord(letter) in _letters() and letter.isprintable())
    return plain or "unnamed"


def scenario_title(comparison: Comparison, scenario: str) -> str:
    """Give a scenario's title as a figure can print it."""
    return printable(comparison.title(scenario), scenario)


def place_title(comparison: Comparison) -> str:
    """Give the place's name as a figure can print it."""
    return printable(comparison.place_name, comparison.place)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = POINT_SIZE, bold: bool = False) -> float:
    """Width of a line of text [inches]."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    families = list(installed_fonts()) or ["DejaVu Sans"]
    font = FontProperties(family=families, size=size, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / POINTS_PER_INCH


def wrapped(text: str, inches: float, size: float = POINT_SIZE, bold: bool = False, lines: int | None = None) -> str:
    """Break a text into lines that fit a width; words that are too long are broken, too many lines end in an ellipsis.

    Parameters
    ----------
    text : str
        Text without line breaks.
    inches : float
        Width to fit [inches].
    size : float
        Size of the text [points].
    bold : bool
        Whether it is bold.
    lines : int, optional
        Most lines; no limit when left out.

    Returns
    -------
    str
        The text with line breaks.
    """
    done: list[str] = []
    current = ""
    for word in text.split():
        while True:
            longer = f"{current} {word}".strip()
            if text_width(longer, size, bold) <= inches:
                current = longer
                break
            if current:
                done.append(current)
                current = ""
                continue
            cut = max(1, next((n for n in range(len(word), 0, -1) if text_width(word[:n], size, bold) <= inches), 1))
            if cut >= len(word):
                current = word
                break
            done.append(word[:cut])
            word = word[cut:]
    done.append(current)
    if lines is not None and len(done) > lines:
        last = done[lines - 1]
        while last and text_width(last + "…", size, bold) > inches:
            last = last[:-1]
        done = [*done[: lines - 1], last.rstrip() + "…"]
    return "\n".join(done)


def height_of(text: str, size: float) -> float:
    """Height of a text with line breaks [inches]."""
    return (text.count("\n") + 1) * size * LINE / POINTS_PER_INCH


def footer_text(comparison: Comparison, intervals: str) -> str:
    """Write what every figure's footer says: n, the kind of interval, version, place and weeks."""
    missing = f" ({plural(comparison.missing_runs, 'run')} missing)" if comparison.missing_runs else ""
    price = f" {comparison.price_year} prices." if comparison.price_year else ""
    return (
        f"n = {plural(comparison.draws, 'draw')} × {plural(comparison.replications, 'replication')} of each "
        f"design{missing}. {intervals} {place_title(comparison)}, {comparison.parents:,} eligible families, "
        f"{plural(comparison.weeks, 'week')}.{price} peersim {comparison.version or 'unknown version'}, seed "
        f"{comparison.seed}. Simulated, not observed."
    )


def interval_words(comparison: Comparison, range_too: bool = True) -> str:
    """Say what thick and thin bars are, or that one draw allows neither."""
    if comparison.draws < 2:
        return "One draw: no intervals."
    thin = f" Thin line: range over worlds ({RANGE} of draws)." if range_too else ""
    return f"Thick bar: {INTERVAL} for the mean over draws.{thin}"


class Sheet:
    """A figure with a title, a line under it, and a footer, and room between them for axes.

    Parameters
    ----------
    width, height : float
        Size of the room for axes, without title and footer; the figure grows by those [inches].
    title : str
        What it shows.
    under : str
        Compared with what, in which unit.
    footer : str
        What it stands on.
    """

    def __init__(self, width: float, height: float, title: str, under: str, footer: str) -> None:
        inner = width - 2 * MARGIN
        title, under = wrapped(title, inner, TITLE_SIZE, bold=True), wrapped(under, inner, POINT_SIZE)
        footer = wrapped(footer, inner, SMALL_SIZE)
        head = height_of(title, TITLE_SIZE) + (height_of(under, POINT_SIZE) if under else 0.0) + MARGIN
        foot = height_of(footer, SMALL_SIZE) + MARGIN
        whole = height + head + foot
        self.figure = Picture(figsize=(width, whole), layout="constrained")
        left = MARGIN / width
        top = 1.0 - MARGIN / whole
        self.figure.text(left, top, title, size=TITLE_SIZE, weight="bold", va="top", linespacing=1.15)
        below = top - height_of(title, TITLE_SIZE) / whole
        self.figure.text(left, below, under, size=POINT_SIZE, color=QUIET, va="top", linespacing=1.2)
        self.figure.text(left, 0.6 * MARGIN / whole, footer, size=SMALL_SIZE, color=QUIET, va="bottom", linespacing=1.2)
        engine = self.figure.get_layout_engine()
        assert engine is not None
        room = (left, foot / whole, 1.0 - 2 * left, 1.0 - (head + foot) / whole)
        engine.set(rect=room, w_pad=0.06, h_pad=0.06, wspace=0.03, hspace=0.04)  # type: ignore[call-arg]

    def finish(self, table: pd.DataFrame, alt: str) -> Drawn:
        """Lay the figure out once and for all, and put it with its table and words."""
        self.figure.alt = alt
        engine = self.figure.get_layout_engine()
        assert engine is not None
        engine.execute(self.figure)
        self.figure.set_layout_engine("none")
        for axes in self.figure.axes:  # the layout's last bits differ from time to time; files must not
            left, bottom, width, height = (round(end, 5) for end in axes.get_position().bounds)
            axes.set_position((left, bottom, width, height))
        return Drawn(self.figure, table, alt)


def grid_shape(panels: int, most_columns: int) -> tuple[int, int]:
    """Rows and columns for so many panels, filled as evenly as can be."""
    rows = max(1, math.ceil(panels / most_columns))
    return rows, max(1, math.ceil(panels / rows))


def say_inside(axes: Axes, words: str) -> None:
    """Write in the middle of axes why there is nothing to see."""
    width, _ = axes.get_figure(root=True).get_size_inches()  # type: ignore[union-attr]
    inches = max(0.8, axes.get_position().width * width * 0.8)
    axes.text(
        0.5,
        0.5,
        wrapped(words, inches),
        transform=axes.transAxes,
        ha="center",
        va="center",
        color=QUIET,
        style="italic",
    )


def quiet_axis(axes: Axes, rules: str = "x") -> None:
    """Light rules across one direction only, no tick marks on the other."""
    axes.grid(axis=rules, color=RULE)  # type: ignore[arg-type]
    axes.tick_params(axis="y" if rules == "x" else "x", length=0)
