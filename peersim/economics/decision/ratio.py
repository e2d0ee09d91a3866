"""Cost of each further unit of effect, one option compared with another, read rightly in every quarter of the plane."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from peersim.economics.decision.arrays import Numbers, position, read_pair
from peersim.economics.decision.curves import IN_WORDS
from peersim.economics.decision.net import frame
from peersim.economics.decision.noise import shrink_differences
from peersim.economics.decision.words import figure, money, quoted

_EQUAL = 1e-9


@dataclass(frozen=True)
class RatioRow:
    """One option compared with the reference.

    Attributes
    ----------
    name, compared_with : str
        The option and the reference.
    extra_cost, extra_effect : float
        Differences of means [money; effect].
    extra_cost_error, extra_effect_error : float
        Their Monte Carlo errors.
    quadrant : str or None
        Quarter of the plane the means lie in; None where they lie on a line between two.
    icer : float or None
        Extra cost over extra effect, ratio of means, where both have the same sign: what each further unit costs, or in
        the south-west what each unit given up saves. None where such a number would mislead; `note` says why.
    low, high : float or None
        Interval of that ratio of means over draws (Fieller), None on a side without a bound.
    world_low, world_high : float or None
        Fieller's set for one world instead of the mean of all: how far worlds may differ. None on a side without bound.
    bounded, world_bounded : str
        "bounded", "no finite bound", "no bound either way" or, without a ratio, "no ratio".
    break_even : float or None
        Threshold at which both are worth the same; None where there is none.
    note : str
        How to read it.
    """

    name: str
    compared_with: str
    extra_cost: float
    extra_effect: float
    extra_cost_error: float
    extra_effect_error: float
    quadrant: str | None
    icer: float | None
    low: float | None
    high: float | None
    bounded: str
    world_low: float | None
    world_high: float | None
    world_bounded: str
    break_even: float | None
    note: str


@dataclass(frozen=True)
class Ratios:
    """Every option compared with the reference.

    Attributes
    ----------
    reference : str
        What the others are compared with.
    rows : tuple of RatioRow
        One for each other option.
    """

    reference: str
    rows: tuple[RatioRow, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Options compared with the reference."""
        return tuple(row.name for row in self.rows)

    def row(self, name: str) -> RatioRow:
        """Find an option's row."""
        return self.rows[position(name, self.names)]

    def to_frame(self) -> Any:
        """Make a table: one row for each option."""
        from dataclasses import asdict

        return frame(asdict(row) for row in self.rows)


def icer(
    cost: Any,
    effect: Any,
    names: Sequence[str] | None = None,
    *,
    reference: str,
    currency: str = "£",
    unit: str = "unit of effect",
    confidence: float = 0.95,
) -> Ratios:
    """Compare every option with one: extra cost, extra effect, their ratio with its interval, and where it breaks even.

    Parameters
    ----------
    cost, effect : array, DataFrame or mapping
        Shape (draws, options) or (draws, replications, options) [money; effect].
    names : sequence of str, optional
        Options' names.
    reference : str
        Option that the others are compared with.
    currency : str
        Sign of the money, for words.
    unit : str
        What effect is counted in, one of it, for words.
    confidence : float
        Level of the intervals [0 to 1].

    Returns
    -------
    Ratios
        One row for each other option.

    Raises
    ------
    InputError
        If the numbers are wrong or there is no such option.
    """
    costs, effects = read_pair(cost, effect, names)
    origin = position(reference, costs.names)
    rows = []
    for number, name in enumerate(costs.names):
        if number != origin:
            both = np.stack([each.values[..., number] - each.values[..., origin] for each in (costs, effects)], axis=-1)
            sizes = [float(np.abs(each.values[..., [number, origin]]).max()) for each in (costs, effects)]
            rows.append(_row(name, reference, both, sizes, (currency, unit), confidence))
    return Ratios(reference, tuple(rows))


def _row(
    name: str,
    reference: str,
    both: Numbers,
    sizes: Sequence[float],
    in_words: tuple[str, str],
    confidence: float,
) -> RatioRow:
    by_draw = both.mean(axis=1)
    extra = [
        0.0 if abs(mean) <= _EQUAL * size else float(mean)
        for mean, size in zip(by_draw.mean(axis=0), sizes, strict=True)
    ]
    error = by_draw.std(axis=0, ddof=1) / np.sqrt(len(by_draw))
    quadrant = _quadrant(*extra)
    tells = quadrant in ("north-east", "south-west")
    ratio = extra[0] / extra[1] if tells else None
    of_mean = _interval(by_draw, confidence) if tells else (None, None, "no ratio")
    of_world = _interval(_one_world(both), confidence) if tells else (None, None, "no ratio")
    break_even = ratio if tells else 0.0 if extra[0] == 0.0 and extra[1] != 0.0 else None
    return RatioRow(
        name,
        reference,
        extra[0],
        extra[1],
        float(error[0]),
        float(error[1]),
        quadrant,
        ratio,
        *of_mean,
        *of_world,
        break_even,
        _note(name, reference, extra, ratio, of_mean, in_words),
    )


def _quadrant(cost: float, effect: float) -> str | None:
    if cost == 0.0 or effect == 0.0:
        return None
    if cost > 0.0:
        return "north-east" if effect > 0.0 else "north-west"
    return "south-east" if effect > 0.0 else "south-west"


def _one_world(both: Numbers) -> Numbers:
    """Spread the draws so that Fieller's set for their mean is that for one of them, chance between runs taken off."""
    freed, _ = shrink_differences(both)
    mean = freed.mean(axis=0)
    return np.asarray(mean + (freed - mean) * math.sqrt(len(freed)))


def _interval(by_draw: Numbers, confidence: float) -> tuple[float | None, float | None, str]:
    from peersim.analysis.incremental import fieller

    found = fieller(by_draw[:, 0], by_draw[:, 1], confidence)
    low, high = (each if math.isfinite(each) else None for each in (found.low, found.high))
    return low, high, found.bounded


def _note(
    name: str,
    reference: str,
    extra: Sequence[float],
    ratio: float | None,
    interval: tuple[float | None, float | None, str],
    in_words: tuple[str, str],
) -> str:
    currency, unit = in_words
    start = f"{quoted(name)} compared with {quoted(reference)}"
    cost, effect = extra
    if effect == 0.0 and cost == 0.0:
        return f"{start} costs and brings the same; there is nothing to divide."
    if effect == 0.0:
        less = "less" if cost < 0.0 else "more"
        return f"{start} costs {money(abs(cost), currency)} {less} and brings the same: no cost per {unit} exists."
    if cost == 0.0:
        better = "more" if effect > 0.0 else "less"
        return f"{start} costs the same and brings {figure(abs(effect))} {better}: no ratio is needed."
    if ratio is None:
        always = "at any threshold" if effect > 0.0 else "at no threshold"
        words = IN_WORDS[str(_quadrant(cost, effect))]
        return f"{start} {words}: worth choosing {always}; a ratio would mislead. There is no break-even threshold."
    bounds = _bounds(interval, currency)
    if effect > 0.0:
        return (
            f"{start} costs more and brings more: {money(ratio, currency)} for each further {unit} ({bounds}). "
            "Worth choosing where one is worth more than that."
        )
    return (
        f"{start} costs less and brings less: it saves {money(ratio, currency)} for each {unit} given up ({bounds}). "
        "Worth choosing only where one is worth less than that."
    )


def _bounds(interval: tuple[float | None, float | None, str], currency: str) -> str:
    low, high, bounded = interval
    if bounded == "bounded" and low is not None and high is not None:
        return f"interval {money(low, currency)} to {money(high, currency)}"
    if low is not None:
        return f"from {money(low, currency)}, no upper bound"
    if high is not None:
        return f"up to {money(high, currency)}, no lower bound"
    return "no bound either way"
