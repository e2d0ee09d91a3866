"""What a sensitivity analysis found: tables, sentences, and how it is kept on disk and read back."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from peersim.analysis.sensitivity.points import OTHERS
from peersim.analysis.sensitivity.running import FailedRun
from peersim.foundation.problems import InputError

if TYPE_CHECKING:
    import pandas as pd

FILE = "sensitivity.json"
"""Everything that was found, to be read back."""


class Screening(NamedTuple):
    """Morris's measures of one input on one quantity, in the quantity's unit.

    Attributes
    ----------
    quantity, input : str
        Name of the quantity, and evidence key.
    mu, mu_star, sigma : float
        Mean, mean absolute value and standard deviation of the effects of going across the input's range.
    mu_star_low, mu_star_high : float
        95% interval of `mu_star`.
    floor : float
        What luck alone would make of `mu_star`.
    kept : bool
        Whether the input has Sobol's indices.
    """

    quantity: str
    input: str
    mu: float
    mu_star: float
    sigma: float
    mu_star_low: float
    mu_star_high: float
    floor: float
    kept: bool


class Index(NamedTuple):
    """Sobol's indices of one factor on one quantity: shares of the variance between worlds, luck taken off.

    Attributes
    ----------
    quantity, input : str
        Name of the quantity, and evidence key, or "the others".
    first, first_low, first_high : float
        First-order index S1: what knowing the input alone would take off; with its 95% interval.
    total, total_low, total_high : float
        Total index ST: what would be left if everything but the input were known; with its 95% interval.
    """

    quantity: str
    input: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float

    @property
    def clear(self) -> bool:
        """Whether the total index lies above 0 by more than chance."""
        return self.total_low > 0.0


class Within(NamedTuple):
    """What knowing one calibrated input would take off the variance between worlds, with what is tied to it.

    Attributes
    ----------
    quantity, block, input : str
        Name of the quantity, of the block, and evidence key.
    share, low, high : float
        First-order effect with its 95% interval; those of a block's inputs overlap, and do not add up.
    clear : bool
        Whether it is larger than the largest of the block would be if none mattered.
    """

    quantity: str
    block: str
    input: str
    share: float
    low: float
    high: float
    clear: bool


class Explained(NamedTuple):
    """One quantity: what it is and how much of it there is to explain.

    Attributes
    ----------
    name, outcome, scenario, label, unit : str
        Short name; outcome; design whose change it is, empty for the reference's own; words; unit.
    mean, sd : float
        Mean over worlds, and spread between worlds, luck taken off; nan where it cannot be told.
    share_of_luck : float
        Share of the variance of single runs that is luck.
    sd_as_drawn : float
        Spread between worlds with inputs tied as studies draw them.
    rows, rows_lost, trajectories_lost : int
        Rows it stands on, and rows and trajectories left out because a run failed or was undefined.
    why_not : str
        Why it has no indices; empty where it has.
    """

    name: str
    outcome: str
    scenario: str
    label: str
    unit: str
    mean: float
    sd: float
    share_of_luck: float
    sd_as_drawn: float
    rows: int
    rows_lost: int
    trajectories_lost: int
    why_not: str


@dataclass(frozen=True)
class Sensitivity:
    """What decides the answers.

    Attributes
    ----------
    facts : dict
        Place, size, length, scenarios and their titles, sizes of the analysis, seed, version, fingerprints.
    quantities : tuple of Explained
        What was explained.
    labels : dict of str to str
        Label of each input named in the tables.
    morris : tuple of Screening
        Morris's measures, quantity by quantity.
    sobol : tuple of Index
        Sobol's indices, quantity by quantity.
    kept : tuple of str
        Inputs looked at one by one.
    within : tuple of Within
        What is known of inputs within a block that has one index, quantity by quantity.
    failures : tuple of FailedRun
        Runs that failed.
    runs : int
        Runs made.
    """

    facts: dict[str, Any]
    quantities: tuple[Explained, ...]
    labels: dict[str, str]
    morris: tuple[Screening, ...]
    sobol: tuple[Index, ...]
    kept: tuple[str, ...]
    within: tuple[Within, ...] = ()
    failures: tuple[FailedRun, ...] = ()
    runs: int = 0

    def quantity(self, name: str) -> Explained:
        """Look a quantity up.

        Parameters
        ----------
        name : str
            Its short name.

        Returns
        -------
        Explained

        Raises
        ------
        InputError
            With the nearest name, when there is none.
        """
        from peersim.foundation.problems import nearest

        names = {each.name: each for each in self.quantities}
        if name not in names:
            raise InputError([f'unknown quantity "{name}".{nearest(name, names)}'])
        return names[name]

    def indices(self, quantity: str) -> list[Index]:
        """Give the Sobol indices of one quantity.

        Parameters
        ----------
        quantity : str
            Its short name.

        Returns
        -------
        list of Index
            The largest total first, what was left out of the screening last.
        """
        mine = [each for each in self.sobol if each.quantity == quantity]
        return sorted(mine, key=lambda each: (each.input == OTHERS, -each.total))

    def screening(self, quantity: str) -> list[Screening]:
        """Give Morris's measures of one quantity.

        Parameters
        ----------
        quantity : str
            Its short name.

        Returns
        -------
        list of Screening
            The largest mu* first.
        """
        return sorted((each for each in self.morris if each.quantity == quantity), key=lambda each: -each.mu_star)

    def inside(self, quantity: str) -> list[Within]:
        """Give what is known of inputs within a block for one quantity.

        Parameters
        ----------
        quantity : str
            Its short name.

        Returns
        -------
        list of Within
            The largest share first.
        """
        return sorted((each for each in self.within if each.quantity == quantity), key=lambda each: -each.share)

    def label(self, name: str) -> str:
        """Give the label of an input.

        Parameters
        ----------
        name : str
            Its evidence key.

        Returns
        -------
        str
            The name itself where it is no input.
        """
        return self.labels.get(name, name)

    def to_frame(self, what: str = "sobol") -> pd.DataFrame:
        """Give a tidy table.

        Parameters
        ----------
        what : str
            ``sobol``, ``within``, ``morris`` or ``quantities``.

        Returns
        -------
        pandas.DataFrame
            One row a quantity and input (or a quantity); columns as the fields of `Index`, `Within`, `Screening` or
            `Explained`.
        """
        import pandas as pd

        tables: dict[str, tuple[Any, Any]] = {
            "sobol": (self.sobol, Index), "within": (self.within, Within), "morris": (self.morris, Screening),
            "quantities": (self.quantities, Explained),
        }  # fmt: skip
        if what not in tables:
            raise InputError([f'unknown table "{what}"; allowed {", ".join(tables)}.'])
        rows, kind = tables[what]
        frame = pd.DataFrame(list(rows), columns=pd.Index(kind._fields))
        if what != "quantities":
            frame.insert(list(frame.columns).index("input") + 1, "label", [self.label(name) for name in frame["input"]])
        return frame

    def sentences(self) -> list[str]:
        """Say what decides each quantity, how sure that is, and what was done.

        Returns
        -------
        list of str
            Sentences.
        """
        from peersim.analysis.sensitivity.words import sentences

        return sentences(self)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values.

        Returns
        -------
        dict
            What cannot be told is None.
        """
        return {
            "facts": self.facts,
            "runs": self.runs,
            "kept": list(self.kept),
            "labels": self.labels,
            "quantities": [_plain(each) for each in self.quantities],
            "sobol": [_plain(each) for each in self.sobol],
            "within": [_plain(each) for each in self.within],
            "morris": [_plain(each) for each in self.morris],
            "failures": [each._asdict() for each in self.failures],
            "sentences": self.sentences(),
        }

    def to_json(self) -> str:
        """Write what `to_dict` gives as JSON.

        Returns
        -------
        str
        """
        return json.dumps(self.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    def save(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write tables, figures and the answer in words.

        Parameters
        ----------
        folder : str or Path
            Where; made if need be.

        Returns
        -------
        list of Path
            ``sensitivity.json``, ``answer.md``, ``sobol``, ``morris`` and ``quantities`` as CSV and Parquet, figures.
        """
        from peersim.analysis.comparison import presenter

        written: list[Path] = presenter("save_sensitivity")(self, Path(folder))
        return written


def read_sensitivity(folder: str | os.PathLike[str]) -> Sensitivity:
    """Read what an analysis found.

    Parameters
    ----------
    folder : str or Path
        Folder that `peersim sensitivity` wrote.

    Returns
    -------
    Sensitivity

    Raises
    ------
    InputError
        If there is none, or the file is damaged.
    """
    path = Path(folder) / FILE
    if not path.is_file():
        raise InputError([f"{folder}: no {FILE} is there; `peersim sensitivity … --out {folder}` writes it."])
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Sensitivity(
            facts=said["facts"],
            quantities=tuple(Explained(**_numbers(row)) for row in said["quantities"]),
            labels=said["labels"],
            morris=tuple(Screening(**_numbers(row)) for row in said["morris"]),
            sobol=tuple(Index(**_numbers(row)) for row in said["sobol"]),
            kept=tuple(said["kept"]),
            within=tuple(Within(**_numbers(row)) for row in said["within"]),
            failures=tuple(FailedRun(**row) for row in said["failures"]),
            runs=int(said["runs"]),
        )
    except (ValueError, KeyError, TypeError):
        raise InputError([f"{path} is not as peersim wrote it; run the analysis again."]) from None


def _plain(row: Any) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row._asdict().items()
    }


def _numbers(row: dict[str, Any]) -> dict[str, Any]:
    return {name: math.nan if value is None else value for name, value in row.items()}
