"""Estimates as tables: one row an outcome and subgroup, with what must be said beside the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peersim.analysis.paired import CONFIDENCE, Estimates
from peersim.outcomes.registry import OUTCOMES
from peersim.outcomes.tidy import ROW_GROUPS, ROW_OUTCOMES, values_of

if TYPE_CHECKING:
    import pandas as pd

    from peersim.analysis.comparison import Comparison

Numbers = npt.NDArray[np.float64]

_PER_CENT = f"{100 * CONFIDENCE:.0f}%"

INTERVAL_OF_MEANS = f"{_PER_CENT} t interval for the mean over draws"
INTERVAL_OF_RATIOS = f"{_PER_CENT} interval for the ratio of means, paired jackknife over draws"
NO_INTERVAL = "none: fewer than two draws"


def interval_kinds(estimates: Estimates) -> list[str]:
    """Say what the interval of each row is."""
    words = []
    for outcome, draws in zip(ROW_OUTCOMES, estimates.draws, strict=True):
        ratio = outcome.pooling == "ratio of means"
        words.append(NO_INTERVAL if draws < 2 else INTERVAL_OF_RATIOS if ratio else INTERVAL_OF_MEANS)
    return words


def chance_of_better(estimates: Estimates) -> Numbers:
    """Share of worlds in which the difference is in the better direction; ties count half; nan where neither is."""
    worlds = np.where(estimates.worlds > 0, estimates.worlds, np.nan)
    higher = estimates.worlds_higher / worlds
    by_direction = {"higher is better": higher, "lower is better": 1.0 - higher}
    untold = np.full(len(higher), np.nan)
    return np.array([by_direction.get(o.direction, untold)[row] for row, o in enumerate(ROW_OUTCOMES)])


def notes(estimates: Estimates, replications: int) -> list[str]:
    """Say what must be said beside each row: what is missing, and what cannot be told and why.

    Parameters
    ----------
    estimates : Estimates
        One entry a row.
    replications : int
        Replications planned in each draw.

    Returns
    -------
    list of str
        Sentences, empty where there is nothing to say.
    """
    said = []
    for row in range(len(estimates.draws)):
        parts = []
        if estimates.pairs[row] == 0:
            said.append("cannot be told in any run")
            continue
        if estimates.missing[row]:
            planned = estimates.missing[row] + estimates.pairs[row]
            parts.append(f"{estimates.missing[row]} of {planned} runs missing or not to be told")
        if estimates.unbounded[row]:
            parts.append(f"not reached (infinite) in {estimates.unbounded[row]} of {estimates.pairs[row]} runs")
        if estimates.draws[row] < 2:
            parts.append("one draw: no interval, and uncertainty of parameters cannot be told")
        elif np.isnan(estimates.difference[row]):
            parts.append("denominator is 0 or value infinite: no difference")
        if replications < 2:
            parts.append("one replication a draw: parameters and chance cannot be told apart")
        if estimates.components.set_to_zero[row]:
            parts.append("between-draw variance was estimated below 0 and set to 0")
        said.append("; ".join(parts))
    return said


def difference_table(scenario: str, reference: str, estimates: Estimates, replications: int) -> pd.DataFrame:
    """Paired differences of one scenario from the reference, one row an outcome and subgroup.

    Parameters
    ----------
    scenario, reference : str
        Names.
    estimates : Estimates
        From `paired_estimates`, rows in the order of `ROW_OUTCOMES`.
    replications : int
        Replications planned in each draw.

    Returns
    -------
    pandas.DataFrame
        scenario, reference, group, level, outcome, label, unit, direction, reference_value, scenario_value,
        difference, low,
        high, interval, range_low, range_high, chance_better, worlds_higher, worlds, sd_parameters, sd_chance,
        share_from_parameters, monte_carlo_error, error_from_chance, draws, pairs, missing, note.
    """
    import pandas as pd

    head = _who_and_what(scenario, len(estimates.draws))
    head.insert(1, "reference", reference)
    better = chance_of_better(estimates)
    body = pd.DataFrame(
        {
            "reference_value": estimates.reference,
            "scenario_value": estimates.scenario,
            "difference": estimates.difference,
            **_spread(estimates),
            "chance_better": better,
            "worlds_higher": estimates.worlds_higher,
            "worlds": estimates.worlds,
            **_parts(estimates),
            "pairs": estimates.pairs,
            "missing": estimates.missing,
            "note": notes(estimates, replications),
        }
    )
    return pd.concat([head, body], axis=1)


def alone_table(scenario: str, estimates: Estimates, replications: int) -> pd.DataFrame:
    """One scenario by itself, one row an outcome and subgroup; intervals are cut at the outcome's bounds.

    Parameters
    ----------
    scenario : str
        Name.
    estimates : Estimates
        From `estimates_alone`, rows in the order of `ROW_OUTCOMES`.
    replications : int
        Replications planned in each draw.

    Returns
    -------
    pandas.DataFrame
        scenario, group, level, outcome, label, unit, direction, value, low, high, interval, range_low, range_high,
        sd_parameters,
        sd_chance, share_from_parameters, monte_carlo_error, error_from_chance, draws, runs, missing, note.
    """
    import pandas as pd

    body = pd.DataFrame(
        {
            "value": estimates.scenario,
            **_spread(estimates),
            **_parts(estimates),
            "runs": estimates.pairs,
            "missing": estimates.missing,
            "note": notes(estimates, replications),
        }
    )
    return pd.concat([_who_and_what(scenario, len(estimates.draws)), body], axis=1)


def run_table(comparison: Comparison) -> pd.DataFrame:
    """Every run with its outcomes for everybody, one row a run and one column an outcome.

    Parameters
    ----------
    comparison : Comparison
        Of any runs.

    Returns
    -------
    pandas.DataFrame
        scenario, draw, replication, then the value of each outcome of `peersim.outcomes.OUTCOMES`; nan where it cannot
        be told.
    """
    import pandas as pd

    done = comparison.runs.done
    cells = np.argwhere(done)
    rows = [comparison.runs.rows_of(number, range(len(OUTCOMES)))[came] for number, came in enumerate(done)]
    which = {
        "scenario": [comparison.scenarios[number] for number in cells[:, 0]],
        "draw": cells[:, 1],
        "replication": cells[:, 2],
    }
    values = values_of(np.moveaxis(np.concatenate(rows), 1, 0))
    outcomes = pd.DataFrame(values, columns=pd.Index([outcome.name for outcome in OUTCOMES]))
    return pd.concat([pd.DataFrame(which), outcomes], axis=1)


def _who_and_what(scenario: str, rows: int) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "scenario": [scenario] * rows,
            "group": [group for group, _ in ROW_GROUPS],
            "level": [level for _, level in ROW_GROUPS],
            "outcome": [o.name for o in ROW_OUTCOMES],
            "label": [o.label for o in ROW_OUTCOMES],
            "unit": [o.unit for o in ROW_OUTCOMES],
            "direction": [o.direction for o in ROW_OUTCOMES],
        }
    )


def _spread(estimates: Estimates) -> dict[str, object]:
    return {
        "low": estimates.low,
        "high": estimates.high,
        "interval": interval_kinds(estimates),
        "range_low": estimates.range_low,
        "range_high": estimates.range_high,
    }


def _parts(estimates: Estimates) -> dict[str, object]:
    parts = estimates.components
    return {
        "sd_parameters": np.sqrt(parts.between),
        "sd_chance": np.sqrt(parts.within),
        "share_from_parameters": parts.share,
        "monte_carlo_error": estimates.monte_carlo_error,
        "error_from_chance": estimates.error_from_chance,
        "draws": estimates.draws,
    }
