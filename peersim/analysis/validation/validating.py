"""Holding the model against a file of targets, from reading to the tables, the picture and the files it leaves."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from peersim.analysis.comparison import presenter
from peersim.analysis.paired import CONFIDENCE
from peersim.analysis.validation.reading import PUBLISHED, read_targets
from peersim.analysis.validation.scoring import RULE, Score, Scores, score
from peersim.analysis.validation.simulating import FailedRun, Progress, Simulated, simulate
from peersim.analysis.validation.target import Targets
from peersim.evidence.posterior import identity
from peersim.evidence.sampling import draws as sample
from peersim.foundation.problems import Problems, RunError
from peersim.studies.plan import check_number
from peersim.studies.provenance import provenance

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

TABLE, DOCUMENT, PICTURE = "targets.csv", "targets.json", "targets"
"""Files that `Validation.save` writes; the picture as PNG and SVG, with its words."""

_SHOWN_FAILURES = 3
_NOT_THE_SAME_TWICE = ("written",)


@dataclass(frozen=True, eq=False)
class Validation:
    """The model held against targets.

    Attributes
    ----------
    scores : Scores
        What came of every target.
    simulated : Simulated
        The value of every target in every run.
    drawn_from : dict
        What the draws came from: see `peersim.evidence.posterior.identity`.
    """

    scores: Scores
    simulated: Simulated
    drawn_from: Mapping[str, Any]

    @property
    def source(self) -> str:
        """``posterior`` where draws came from the calibrated world, ``prior`` where from the evidence table alone."""
        return str(self.drawn_from["source"])

    @property
    def targets(self) -> Targets:
        """What it was held against."""
        return self.scores.targets

    @property
    def hits(self) -> dict[str, tuple[int, int]]:
        """Hits and targets, by what the targets are for."""
        return self.scores.hits

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know."""
        return self.scores.remarks

    @property
    def failures(self) -> tuple[FailedRun, ...]:
        """Runs that failed."""
        return self.simulated.failures

    @property
    def seconds(self) -> float:
        """Wall time of the runs [seconds]."""
        return self.simulated.seconds

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a target: what the file states, what the model gives, and whether it is a hit."""
        import pandas as pd

        rows = [_row(each) for each in self.scores]
        for row in rows:
            row["arguments"], row["change"] = (
                json.dumps(row[name], sort_keys=True) for name in ("arguments", "change")
            )
        return pd.DataFrame(rows)

    def to_frame(self) -> pd.DataFrame:
        """Give `table`, under the name that every result has."""
        return self.table

    def figure(self) -> Figure:
        """Draw every target's band against what the model gives.

        Returns
        -------
        matplotlib.figure.Figure
        """
        return picture(self.scores, self.source)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, the same for the same inputs; nan as None.

        Returns
        -------
        dict
        """
        about = {key: value for key, value in provenance().items() if key not in _NOT_THE_SAME_TWICE}
        return {
            "title": self.targets.title,
            "file": self.targets.path.name,
            "file_sha256": self.targets.sha256,
            "targets_sha256": self.targets.digest,
            "rule": RULE,
            "confidence": CONFIDENCE,
            "draws": self.scores.draws,
            "replications": self.scores.replications,
            "seed": self.scores.seed,
            "drawn_from": dict(self.drawn_from),
            "hits": {use: {"hits": hits, "targets": number} for use, (hits, number) in self.hits.items()},
            "targets": [_plain(_row(each)) for each in self.scores],
            "remarks": list(self.remarks),
            "failures": [failure._asdict() for failure in self.failures],
            **about,
        }

    def save(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write the table, everything as JSON, and the picture with its words.

        Parameters
        ----------
        folder : str or path
            Made if need be; files of these names in it are replaced.

        Returns
        -------
        list of pathlib.Path
            Files written. The same inputs and version give the same bytes.
        """
        where = Path(folder)
        where.mkdir(parents=True, exist_ok=True)
        table, document = where / TABLE, where / DOCUMENT
        table.write_text(self.table.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")
        text = json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)
        document.write_text(text + "\n", encoding="utf-8", newline="\n")
        drawn: list[Path] = presenter("save_targets")(self.scores, where / PICTURE, source=self.source)
        return [table, document, *drawn]


def picture(scores: Scores, source: str = "") -> Figure:
    """Draw every target's band against what the model gives.

    Parameters
    ----------
    scores : Scores
        What came of the targets.
    source : str
        Where the draws came from, for the footer.

    Returns
    -------
    matplotlib.figure.Figure
        With its words for those who do not see it in `alt`.
    """
    drawn: Figure = presenter("targets")(scores, source=source).figure
    return drawn


def validate(
    targets: str | os.PathLike[str] | Targets = PUBLISHED,
    *,
    draws: int = 200,
    replications: int = 1,
    seed: int = 1,
    workers: int | None = None,
    use: str | None = None,
    only: Iterable[str] = (),
    prior: bool = False,
    progress: Progress | None = None,
    announce: Callable[[str], None] | None = None,
) -> Validation:
    """Hold the model against published figures.

    Parameters
    ----------
    targets : str, path or Targets
        A file of targets; those that come with peersim when left out.
    draws : int
        Sets of uncertain parameter values [draws].
    replications : int
        Runs of luck for each draw [replications].
    seed : int
        All luck follows from it; the same seed gives the same bytes.
    workers : int, optional
        Threads; by default one for each core. Results do not depend on it.
    use : str, optional
        Only targets for this: ``calibration`` or ``validation``.
    only : iterable of str
        Only targets of these ids.
    prior : bool
        Draw inputs as the evidence table states them, not as calibrated.
    progress : callable, optional
        Called with (runs finished, runs planned).
    announce : callable, optional
        Called with a line of text before the engine is compiled.

    Returns
    -------
    Validation
        Its `table`, `hits`, `figure()` and `save(folder)`.

    Raises
    ------
    InputError
        With every problem found in the file or the arguments; nothing is run.
    RunError
        If no run could be finished.
    StudyInterrupted
        On Ctrl-C.

    Examples
    --------
    >>> import peersim as ps
    >>> found = ps.validate("our_figures.toml", draws=100)  # doctest: +SKIP
    >>> found.hits  # doctest: +SKIP
    {'validation': (3, 4)}
    """
    problems = Problems(hint="See `peersim validate --help`.")
    for name, number in (("draws", draws), ("replications", replications), ("seed", seed)):
        check_number(name, number, problems)
    if workers is not None:
        check_number("workers", workers, problems)
    problems.raise_if_any()
    read = targets if isinstance(targets, Targets) else read_targets(targets)
    chosen = read.chosen(only, use)
    source = "prior" if prior else "posterior"
    simulated = simulate(
        chosen,
        sample(draws, seed, source=source),
        replications=replications,
        seed=seed,
        workers=workers,
        progress=progress,
        announce=announce,
    )
    if simulated.failures and np.isnan(simulated.values).all():
        lines = [f"{', '.join(f.targets)}, draw {f.draw}: {f.stage} failed: {f.message}" for f in simulated.failures]
        raise RunError("\n".join([f"No run could be finished; {len(lines):,} failed.", *lines[:_SHOWN_FAILURES]]))
    return Validation(score(chosen, simulated), simulated, identity(source))


def _row(each: Score) -> dict[str, Any]:
    """One target as a row: what is stated, what came of it."""
    target = each.target
    stated = {name: target.stated[name] for name in _STATED}
    return {
        **{name: stated[name] for name in _STATED},
        "label": target.label,
        "unit": target.unit,
        "band_low": target.band.low,
        "band_high": target.band.high,
        "median": each.median,
        "interval_low": each.low,
        "interval_high": each.high,
        "result": each.result,
        "hit": each.hit,
        "why": each.why,
        "runs": each.runs,
        "runs_told": each.told,
        "runs_undefined": each.undefined,
        "runs_failed": each.failed,
        "units": each.units,
        "line": target.line,
    }


_STATED = (
    "id", "pattern", "what", "use", "statistic", "arguments", "scenario", "change", "place", "size", "weeks", "n",
    "value", "low", "high", "accept_low", "accept_high", "accept_why", "source", "url", "note",
)  # fmt: skip


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in row.items()
    }
