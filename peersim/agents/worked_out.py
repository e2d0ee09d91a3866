"""What rules need of a draw's values again and again, worked out once a run: logarithms of ratios and chances.

A rule reads ``p.log_effect_creche_or`` for the logarithm of ``effect.creche_or``, and ``p.logit_attendance_usual``
for the log-odds of ``attendance.usual``; ``p.kept_effect_duration_years`` is the share that a week leaves of what lasts
``effect.duration_years``. Nothing here is a number of its own.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.agents.maths import logit
from peersim.evidence.table import PARAMETERS
from peersim.foundation.units import WEEKS_PER_YEAR

LOGS = (
    "effect_creche_or", "effect_transport_targeted_or", "effect_transport_for_all_or", "effect_two_times_or",
    "effect_online_option_or", "effect_personal_call_or", "effect_supervision_hr", "effect_paid_role_hr",
    "season_holiday_ratio",
)  # fmt: skip
"""Ratios of which rules need the logarithm; in a rule, ``p.log_`` and the name."""

LOGITS = (
    "attendance_usual", "attendance_usual_open", "reach_enrol_given_referral", "first_step_never_come",
    "first_step_no_return", "contact_usual", "taster_decides_against",
)  # fmt: skip
"""Chances of which rules need the log-odds; in a rule, ``p.logit_`` and the name."""

KEPT = ("effect_duration_years",)
"""Durations [years] of which rules need the share that is left after a week; in a rule, ``p.kept_`` and the name."""

_NAMES = (
    *(PARAMETERS.names or ()), *(f"log_{name}" for name in LOGS), *(f"logit_{name}" for name in LOGITS),
    *(f"kept_{name}" for name in KEPT),
)  # fmt: skip

WORKED_OUT = np.dtype({"names": list(_NAMES), "formats": [np.float64] * len(_NAMES)}, align=True)
"""NumPy type of one draw's values with what is worked out of them."""


def work_out(p: Any) -> npt.NDArray[Any]:
    """Add to one draw's values what is worked out of them.

    Parameters
    ----------
    p : record of PARAMETERS, or of WORKED_OUT
        One draw's values.

    Returns
    -------
    records of WORKED_OUT, shape (1,)
        The values, and after them logarithms and log-odds.
    """
    if p.dtype == WORKED_OUT:
        return np.array(p).reshape(1)
    given = np.array(p, dtype=PARAMETERS).reshape(1)
    row = np.zeros(1, WORKED_OUT)
    numbers = row.view(np.float64)
    numbers[: len(PARAMETERS.names or ())] = given.view(np.float64)
    for name in LOGS:
        row[f"log_{name}"] = math.log(float(given[name][0]))
    for name in LOGITS:
        row[f"logit_{name}"] = logit(float(given[name][0]))
    for name in KEPT:
        row[f"kept_{name}"] = math.exp(-1.0 / (float(given[name][0]) * WEEKS_PER_YEAR))
    return row
