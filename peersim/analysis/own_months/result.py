"""A programme's own months held against simulated worlds: the tables, and what else is made of them."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.analysis.comparison import presenter
from peersim.analysis.own_months.bands import LEVELS, UNLIKE, Bands, Feature, Line, bands, features, lines
from peersim.analysis.own_months.columns import MonthColumn
from peersim.analysis.own_months.inputs import GoesWith, goes_with
from peersim.analysis.own_months.reading import OwnMonths
from peersim.analysis.own_months.simulating import SimulatedMonths
from peersim.studies.provenance import provenance

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Numbers = npt.NDArray[np.float64]

PICTURE, COLUMNS_TABLE, DOCUMENT, SUMMARY = "months", "columns.csv", "months.json", "summary.md"
"""Files that `MonthsCompared.save` writes; the picture as PNG and SVG, with its table as CSV and its words."""

INSIDE, ABOVE, BELOW, NOT_COMPARED, NO_BAND = "inside", "above", "below", "not compared", "no band"
"""Where a figure lies."""


@dataclass(frozen=True, eq=False)
class MonthsCompared:
    """A programme's own months held against simulated worlds.

    Attributes
    ----------
    own : OwnMonths
        The programme's figures.
    simulated : SimulatedMonths
        The same months in simulated worlds.
    """

    own: OwnMonths
    simulated: SimulatedMonths

    @cached_property
    def figures(self) -> Numbers:
        """The programme's figures that are compared, shape (months, columns): whole months, nan for all others."""
        part = np.array([month in self.own.partial for month in self.own.months])
        left_out = part | ~self.simulated.weeks.whole
        return np.where(left_out[:, np.newaxis], np.nan, self.own.values)

    @property
    def columns(self) -> tuple[MonthColumn, ...]:
        """What is compared."""
        return self.own.columns

    @property
    def facts(self) -> dict[str, Any]:
        """What the simulated worlds are: scenario, place, families, draws, replications, seed."""
        return self.simulated.facts

    @property
    def worlds(self) -> int:
        """How many simulated worlds there are [worlds]."""
        return len(self.simulated.worlds)

    @cached_property
    def bands(self) -> Bands:
        """Bands by month and column, and where the programme lies."""
        return bands(self.figures, self.simulated.worlds)

    @cached_property
    def _lines(self) -> tuple[list[Line], Line, Numbers]:
        return lines(self.figures, self.simulated.worlds)

    @property
    def lines(self) -> dict[str, Line]:
        """How unusual each column's line is as a whole, by column."""
        return dict(zip(self.own.names, self._lines[0], strict=True))

    @property
    def line(self) -> Line:
        """How unusual all columns' lines are together."""
        return self._lines[1]

    @cached_property
    def features(self) -> dict[str, list[Feature]]:
        """In what each column's line differs: level, trend and swing, by column."""
        worlds = self.simulated.worlds
        return {
            name: features(self.figures[:, number], worlds[:, :, number]) for number, name in enumerate(self.own.names)
        }

    @cached_property
    def outside(self) -> npt.NDArray[np.int64]:
        """How many figures of the programme (first) and of each world lie outside the widest band of all the others."""
        return np.asarray(self.bands.outside.sum(axis=(1, 2)))

    @cached_property
    def goes_with(self) -> list[GoesWith]:
        """Uncertain inputs that go with the level of columns whose line and level are unlike the simulated worlds.

        None where nothing sets the programme apart as a whole: of many columns one is unlike by luck alone.
        """
        found: list[GoesWith] = []
        if not self.line.unlike:
            return found
        for number, name in enumerate(self.own.names):
            told = self.features[name]
            if not told or not self.lines[name].unlike or told[0].chance > UNLIKE:
                continue
            known = ~np.isnan(self.figures[:, number])
            values = self.simulated.values[:, :, known, number].mean(axis=2)
            there = ~np.isnan(values)
            with np.errstate(invalid="ignore"):
                level = np.where(there, values, 0.0).sum(axis=1) / there.sum(axis=1)
            found += goes_with(name, level, self.simulated.inputs, upwards=told[0].side == "higher")
        return found

    @cached_property
    def first_outside(self) -> list[tuple[int, int]]:
        """Month and column of the figures in the earliest month in which some lie outside the widest band."""
        away = np.argwhere(self.bands.above | self.bands.below)
        return [(int(m), int(c)) for m, c in away if m == away[:, 0].min()] if len(away) else []

    def where(self, month: int, column: int) -> str:
        """Say where one figure lies: inside, above, below, not compared, or no band."""
        found = self.bands
        if not found.compared[month, column]:
            return NOT_COMPARED
        if math.isnan(found.low[-1, month, column]):
            return NO_BAND
        return ABOVE if found.above[month, column] else BELOW if found.below[month, column] else INSIDE

    def narrowest(self, month: int, column: int) -> str:
        """Name the narrowest band that holds a figure, such as ``80%``; ``outside`` where none does."""
        value = self.figures[month, column]
        for level, low, high in zip(LEVELS, self.bands.low, self.bands.high, strict=True):
            if low[month, column] <= value <= high[month, column]:
                return f"{100 * level:.0f}%"
        return "outside" if self.where(month, column) in (ABOVE, BELOW) else ""

    # Tables

    def to_frame(self) -> pd.DataFrame:
        """Give every figure beside its bands as one tidy table.

        Returns
        -------
        pandas.DataFrame
            A row a month and column: month, metric, label, unit, own, small (told as 1 to 4 only), median, low_50,
            high_50, low_80, high_80, low_95, high_95, where (inside, above, below, not compared, no band), narrowest
            band that holds it, deviation (from the middle; 1 is about the end of the 80% band), worlds.
        """
        import pandas as pd

        rows = []
        for month, when in enumerate(self.own.months):
            for number, column in enumerate(self.columns):
                row: dict[str, Any] = {"month": str(when), "metric": column.name, "label": column.label}
                row |= {"unit": column.unit, "own": self.own.values[month, number]}
                row |= {"small": bool(self.own.small[month, number]), "median": self.bands.median[month, number]}
                for place, level in enumerate(LEVELS):
                    ends = (self.bands.low[place, month, number], self.bands.high[place, month, number])
                    row |= dict(zip((f"low_{100 * level:.0f}", f"high_{100 * level:.0f}"), ends, strict=True))
                row |= {"where": self.where(month, number), "narrowest": self.narrowest(month, number)}
                row |= {"deviation": self._lines[2][month, number], "worlds": self.worlds}
                rows.append(row)
        return pd.DataFrame(rows)

    @property
    def table(self) -> pd.DataFrame:
        """What `to_frame` gives."""
        return self.to_frame()

    def columns_frame(self) -> pd.DataFrame:
        """Give one row a column: how many months lie outside, how unusual the line is, level, trend and swing.

        Returns
        -------
        pandas.DataFrame
            metric, label, unit, months (compared), outside, outside_usual (mean over simulated worlds), strays, as_far,
            worlds, chance; then for level, trend and swing the programme's, the median world's, the ends of the 95%
            band and the two-sided share of worlds as far out.
        """
        import pandas as pd

        rows = []
        for number, column in enumerate(self.columns):
            line, away = self.lines[column.name], self.bands.outside[:, :, number].sum(axis=1)
            row: dict[str, Any] = {"metric": column.name, "label": column.label, "unit": column.unit}
            row |= {"months": int(self.bands.compared[:, number].sum()), "outside": int(away[0])}
            row |= {"outside_usual": float(away[1:].mean()), "strays": line.strays, "as_far": line.as_far}
            row |= {"worlds": line.worlds, "chance": line.chance}
            told = {each.name: each for each in self.features[column.name]}
            for name in ("level", "trend", "swing"):
                each = told.get(name)
                parts = ("own", "median", "low", "high", "chance")
                row |= {f"{name}_{part}": getattr(each, part) if each else math.nan for part in parts}
            rows.append(row)
        return pd.DataFrame(rows)

    def to_xarray(self) -> Any:
        """Give the programme's figures and those of every simulated world as a labelled array.

        Returns
        -------
        xarray.Dataset
            A variable a column, of draw, replication and month, and ``own_`` with its name, of month, with units and
            definitions; `to_netcdf` can write it. Needs the extra `research`.
        """
        from peersim.analysis.arrays import to_dataset
        from peersim.analysis.tidy import Labelled, Part

        own, values = self.figures, self.simulated.values
        axes: dict[str, list[Any]] = {"draw": list(range(values.shape[0])), "replication": list(range(values.shape[1])),
                "month": [str(month) for month in self.own.months]}  # fmt: skip
        parts: dict[str, Part] = {}
        for number, column in enumerate(self.columns):
            about = (column.label, column.unit, column.definition)
            parts[column.name] = Part(tuple(axes), values[..., number], *about)
            parts[f"own_{column.name}"] = Part(("month",), own[:, number], *about)
        title = "A programme's own months (own_) and the same months of simulated worlds"
        return to_dataset(Labelled(parts, axes, {}, title, self.facts))

    # Words, picture, files

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer in computed sentences, the most important first."""
        told: tuple[str, ...] = presenter("own_months_sentences")(self)
        return told

    @property
    def remarks(self) -> tuple[str, ...]:
        """How the file was read, how months were made, and what a reader must know."""
        told: tuple[str, ...] = presenter("own_months_remarks")(self)
        return told

    def figure(self) -> Figure:
        """Draw the programme's line over the bands of simulated worlds, a panel a column.

        Returns
        -------
        matplotlib.figure.Figure
            With its words for those who do not see it in `alt`.
        """
        drawn: Figure = presenter("own_months")(self).figure
        return drawn

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values; nan as None. Nothing of the file is in it but its monthly counts."""
        about = {key: value for key, value in provenance().items() if key != "written"}
        return {
            **self.facts,
            "levels": list(LEVELS),
            "worlds": self.worlds,
            "as_far": self.line.as_far,
            "chance": self.line.chance,
            "unlike": self.line.unlike,
            "outside": int(self.outside[0]),
            "outside_usual": float(self.outside[1:].mean()),
            "sentences": list(self.sentences),
            "remarks": list(self.remarks),
            "months": _plain(self.to_frame()),
            "columns": _plain(self.columns_frame()),
            "goes_with": [each._asdict() for each in self.goes_with],
            "failures": [each._asdict() for each in self.simulated.failures],
            **about,
        }

    def save(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write the tables, the sentences, everything as JSON, and the picture with its words.

        Parameters
        ----------
        folder : str or path
            Made if need be; files of these names in it are replaced.

        Returns
        -------
        list of pathlib.Path
            Files written. The same file of figures, inputs and version give the same bytes.
        """
        where = Path(folder)
        where.mkdir(parents=True, exist_ok=True)
        document, columns, summary = where / DOCUMENT, where / COLUMNS_TABLE, where / SUMMARY
        text = json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)
        document.write_text(text + "\n", encoding="utf-8", newline="\n")
        columns.write_text(
            self.columns_frame().to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n"
        )
        summary.write_text(presenter("own_months_summary")(self), encoding="utf-8", newline="\n")
        drawn: list[Path] = presenter("save_own_months")(self, where / PICTURE)
        return [summary, *drawn, columns, document]


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): None if isinstance(value, float) and not math.isfinite(value) else value
         for name, value in row.items()}
        for row in frame.to_dict(orient="records")
    ]  # fmt: skip
