"""How precise the differences of a stored study are, for one outcome: what chance leaves, apart from the draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peersim.analysis.paired import CONFIDENCE, paired_estimates, student_t
from peersim.studies.precision import Precision, Reached
from peersim.studies.shards import SHARDS

if TYPE_CHECKING:
    from peersim.studies.study import Study

Numbers = npt.NDArray[np.float64]


def precision_reached(study: Study, wanted: Precision) -> list[Reached]:
    """Say how precise each scenario's paired difference from the reference is.

    Parameters
    ----------
    study : Study
        Finished as far as it is planned.
    wanted : Precision
        The outcome, and the half-width wanted.

    Returns
    -------
    list of Reached
        Every scenario but the reference. The half-width is of the interval that chance alone leaves around the mean
        over the study's draws: Student's t times the standard error within draws.
    """
    reference, *others = study.file.names
    one = _pairs_of(study, reference, wanted.outcome)
    found = []
    for name in others:
        estimates = paired_estimates(_pairs_of(study, name, wanted.outcome), one)
        pairs, draws = int(estimates.pairs[0]), int(estimates.draws[0])
        quantile = student_t(np.array([pairs - draws]), 0.5 + CONFIDENCE / 2.0)[0]
        half_width = float(quantile * estimates.error_from_chance[0])
        found.append(Reached(name, half_width, wanted.share * abs(float(estimates.reference[0])), pairs))
    return found


def _pairs_of(study: Study, scenario: str, outcome: str) -> Numbers:
    """Read one outcome of one scenario: numerators and denominators by draw and replication, nan where missing."""
    from pyarrow import compute, dataset

    rows = np.full((study.file.draws, study.file.replications, 2, 1), np.nan)
    files = [study.folder / SHARDS / f"{number:05d}" / "outcomes.parquet" for number in sorted(study.journal.entries)]
    columns = ["draw", "replication", outcome]
    stored = dataset.dataset([str(path) for path in files], format="parquet")
    columns += [f"{outcome}__of"] if f"{outcome}__of" in stored.schema.names else []
    field = compute.field
    mine = (field("scenario") == scenario) & (field("group") == "everyone")
    for batch in stored.to_batches(columns=columns, filter=mine):
        cells = [np.asarray(batch[name].to_numpy(zero_copy_only=False)) for name in columns]
        rows[cells[0], cells[1], 0, 0] = cells[2]
        rows[cells[0], cells[1], 1, 0] = cells[3] if len(cells) > 3 else 1.0
    return rows
