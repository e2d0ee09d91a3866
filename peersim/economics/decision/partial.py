"""Expected value of partial perfect information: what knowing one input, or a group of them, would be worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from peersim.economics.decision.arrays import Numbers
from peersim.economics.decision.inputs import Input, pick, read_inputs
from peersim.economics.decision.net import NetBenefit, as_net_benefit, frame
from peersim.economics.decision.smoothing import Method, Smooth, chance_of, smooth
from peersim.economics.decision.summary import summarise

SHUFFLES = 20
"""Times net benefit is shuffled among draws to see what chance shows; a convention."""


@dataclass(frozen=True)
class PartialRow:
    """What knowing an input or a group would be worth.

    Attributes
    ----------
    name : str
        Input or group.
    inputs : tuple of str
        Inputs it is made of.
    value, error : float
        Expected gain from choosing after knowing them [unit of net benefit], with Monte Carlo error.
    share : float or None
        Value as a share of that of knowing everything; None where that is nothing.
    turns : float
        Share of draws in which knowing them would change the choice [0 to 1].
    clear : bool
        Whether the value is above what chance alone would show for the largest of all single inputs; for groups,
        whether it is above twice its error.
    method : str
        Kind of regression; empty where none was needed.
    note : str
        What to know when reading it.
    """

    name: str
    inputs: tuple[str, ...]
    value: float
    error: float
    share: float | None
    turns: float
    clear: bool
    method: str
    note: str


@dataclass(frozen=True)
class PartialInformation:
    """Values of knowing inputs and groups.

    Attributes
    ----------
    names : tuple of str
        Options.
    best : str
        Option chosen without more knowledge.
    k : float or None
        Threshold.
    rows : tuple of PartialRow
        The most valuable first.
    chance : float or None
        Value that the largest of all single inputs would stay below in 95 of 100 studies if none mattered; None where
        no single input was looked at.
    evpi, evpi_error : float
        Value of knowing everything, chance between runs taken off, with Monte Carlo error.
    draws, runs : int
        What it stands on.
    """

    names: tuple[str, ...]
    best: str
    k: float | None
    rows: tuple[PartialRow, ...]
    chance: float | None
    evpi: float
    evpi_error: float
    draws: int
    runs: int

    def row(self, name: str) -> PartialRow:
        """Find the row of an input or a group."""
        return next(row for row in self.rows if row.name == name)

    def to_frame(self) -> Any:
        """Make a table: one row for each input or group, the most valuable first."""
        from dataclasses import asdict

        return frame(asdict(row) | {"inputs": ", ".join(row.inputs)} for row in self.rows)


def evppi(
    nb: Any,
    inputs: Any,
    groups: Mapping[str, Sequence[str]] | None = None,
    *,
    names: Sequence[str] | None = None,
    singles: bool = True,
    method: Method = "auto",
) -> PartialInformation:
    """Work out the expected value of knowing inputs, one by one and in groups.

    Parameters
    ----------
    nb : NetBenefit, array, DataFrame or mapping
        Net benefit at one threshold; plain numbers of shape (draws, options) or (draws, replications, options).
    inputs : DataFrame, Series, mapping, structured array or array of shape (draws, inputs)
        Value of each uncertain input in each draw.
    groups : mapping of str to sequence of str, optional
        Groups of inputs to be known together, by name. Inputs that hang together belong in a group: values of single
        inputs do not add up, and two that are worth nothing alone can be worth much together.
    names : sequence of str, optional
        Options' names, for numbers without.
    singles : bool
        Also every input by itself.
    method : str
        "auto", "spline", "ridge", "gaussian process" or "boosting": kind of regression (`smoothing`).

    Returns
    -------
    PartialInformation
        Values with errors, and what chance alone would show.

    Raises
    ------
    InputError
        If anything about net benefit, inputs or groups is wrong, or scikit-learn is not installed.

    Notes
    -----
    The mean over draws of the best expected difference from the option that is best on average. Chance between runs
    needs no taking off: a regression on inputs averages over it. The error is that of the mean over draws of the net
    benefit gained by choosing so, joined by the scatter of what chance shows.
    """
    nb = as_net_benefit(nb, names, one="evppi")
    read = read_inputs(inputs, nb.draws)
    chosen = {name: pick(members, read) for name, members in (groups or {}).items()}
    differences = best_differences(nb)
    whole = summarise(nb, corrected=True)
    found, by_chance = [], []
    for name, members, alone in [(each.name, (each,), True) for each in read if singles] + [
        (name, members, False) for name, members in chosen.items()
    ]:
        row, shown = _row(name, members, alone, differences, nb, float(whole.knowing[0]), method)
        found.append(row)
        if alone and shown is not None:
            by_chance.append(shown)
    chance = float(np.quantile(np.max(by_chance, axis=0), 0.95)) if by_chance else None
    rows = [_judged(row, chance) for row in found]
    return PartialInformation(
        names=nb.names,
        best=nb.best[0],
        k=nb.k[0] if nb.k else None,
        rows=tuple(sorted(rows, key=lambda row: -row.value)),
        chance=chance,
        evpi=float(whole.knowing[0]),
        evpi_error=float(whole.knowing_error[0]),
        draws=nb.draws,
        runs=nb.runs,
    )


def best_differences(nb: NetBenefit) -> Numbers:
    """Differences of every other option from the best on average, shape (draws, options − 1), mean over runs."""
    by_draw = nb.by_draw[0]
    best = nb.best_positions[0]
    return np.asarray(np.delete(by_draw, best, axis=1) - by_draw[:, [best]])


def single_fit(nb: NetBenefit, one: Input, differences: Numbers, method: Method = "spline") -> Smooth:
    """Fit differences on one input, once for all that is asked of the same net benefit.

    Parameters
    ----------
    nb : NetBenefit
        Net benefit, which remembers the fit.
    one : Input
        The input.
    differences : numpy.ndarray, shape (draws, differences)
        From `best_differences`.
    method : str
        Kind of regression.

    Returns
    -------
    Smooth
        The fit.
    """
    about = f" on {one.name} {hash(one.values.tobytes())}"
    if method == "auto" and f"spline{about}" in nb.remembered:  # what "auto" tries first
        method = "spline"
    if method + about not in nb.remembered:
        fit = smooth((one,), differences, method)
        nb.remembered[method + about] = nb.remembered[fit.method + about] = fit
    found: Smooth = nb.remembered[method + about]
    return found


def value_of(expected: Numbers) -> float:
    """Gain from choosing by expected differences from the best option, shape (draws, differences)."""
    return float(np.maximum(expected, 0.0).max(axis=1).mean())


def error_of(expected: Numbers, differences: Numbers) -> float:
    """Give the standard error of that gain, from what the choice so made gained in each draw."""
    choice = expected.argmax(axis=1)
    rows = np.arange(len(expected))
    gained = np.where(expected[rows, choice] > 0.0, differences[rows, choice], 0.0)
    return float(gained.std(ddof=1) / np.sqrt(len(gained)))


def values_by_chance(fit: Smooth, differences: Numbers) -> Numbers:
    """Find values with net benefit shuffled among draws, shape (shuffles,); none where predictions stand between."""
    return np.asarray(np.maximum(chance_of(fit, differences, SHUFFLES), 0.0).max(axis=2).mean(axis=1))


def scatter_by_chance(fit: Smooth, differences: Numbers) -> float:
    """Give the scatter of such values."""
    shown = values_by_chance(fit, differences)
    return float(shown.std()) if len(shown) else 0.0


def _row(
    name: str, members: Sequence[Input], alone: bool, differences: Numbers, nb: NetBenefit, evpi: float, method: Method
) -> tuple[PartialRow, Numbers | None]:
    known = tuple(each.name for each in members)
    vary = [each for each in members if each.varies]
    if not vary:
        return PartialRow(
            name, known, 0.0, 0.0, 0.0 if evpi > 0 else None, 0.0, False, "", "Does not differ between draws."
        ), None
    fit = single_fit(nb, vary[0], differences, method) if len(vary) == 1 else smooth(vary, differences, method)
    value = value_of(fit.fitted)
    shown = values_by_chance(fit, differences)
    scatter = float(shown.std()) if len(shown) else 0.0
    error = float(np.hypot(error_of(fit.fitted, differences), scatter))
    note = "" if value > 0.0 else "No value it takes in these draws would change the choice."
    share = value / evpi if evpi > 0.0 else None
    turns = float((fit.fitted > 0.0).any(axis=1).mean())
    row = PartialRow(name, known, value, error, share, turns, value > 2.0 * error, fit.method, note)
    return row, shown if alone and len(shown) else None


def _judged(row: PartialRow, chance: float | None) -> PartialRow:
    """Say of a single input whether it is clear of what chance would show."""
    if len(row.inputs) > 1 or chance is None or row.value == 0.0:
        return row
    from dataclasses import replace

    clear = row.value > chance
    return replace(row, clear=clear, note="" if clear else "Not told apart from what chance alone would show.")
