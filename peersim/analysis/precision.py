"""How precise the differences of a stored study are, for one outcome: what chance leaves, apart from the draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peersim.analysis.paired import CONFIDENCE, student_t
from peersim.analysis.stored import StoredRuns
from peersim.outcomes.strata import EVERYONE
from peersim.outcomes.tidy import ROW_GROUPS, ROW_OUTCOMES
from peersim.studies.precision import Precision, Reached
from peersim.studies.reading import Store

if TYPE_CHECKING:
    from peersim.studies.study import Study

_ONE_OUTCOME = 1
"""A budget in which no two outcomes fit, so that one is read [bytes]."""


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
    row = next(
        number
        for number, (who, outcome) in enumerate(zip(ROW_GROUPS, ROW_OUTCOMES, strict=True))
        if who[0] == EVERYONE and outcome.name == wanted.outcome
    )
    reference = study.file.names.index(study.file.facts["reference"])
    found = []
    with Store(study.folder) as store:
        runs = StoredRuns(store, budget=_ONE_OUTCOME)
        for number, name in enumerate(study.file.names):
            if number == reference:
                continue
            made, at = runs.estimates_at(number, reference, row)
            pairs, draws = int(made.pairs[at]), int(made.draws[at])
            quantile = student_t(np.array([pairs - draws]), 0.5 + CONFIDENCE / 2.0)[0]
            half_width = float(quantile * made.error_from_chance[at])
            found.append(Reached(name, half_width, wanted.share * abs(float(made.reference[at])), pairs))
    return found
