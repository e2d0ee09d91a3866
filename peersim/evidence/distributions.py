"""Distributions of the evidence table: written as text, fitted to a value and its range, and turned into quantiles.

In the table a distribution is one line of text that says everything needed to draw from it::

    beta(a=15.49; b=12.67)
    lognormal(mu=-3.3111; sigma=0.4295) [value = mean]
    gamma(shape=22.13; scale=0.0542) truncated(low=1)

`parse` reads such a line, `fit` makes one from a family's name, a value and a range, and `Distribution.quantile` is
the inverse distribution function through which every draw goes.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

NAMES_OF_NUMBERS = {
    "fixed": (),
    "beta": ("a", "b"),
    "gamma": ("shape", "scale"),
    "lognormal": ("mu", "sigma"),
    "normal": ("mean", "sd"),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "pert": ("low", "mode", "high"),
    "dirichlet": ("concentration", "share"),
}
"""Families and the numbers each is written with."""

FITTED_FAMILIES = ("fixed", "beta", "lognormal", "lognormal_mean", "gamma", "normal", "uniform", "triangular", "pert")
"""Names that `fit` accepts: a family alone, to be fitted to a value and its range."""

WIDTH_IN_SDS = 3.92
"""Standard deviations of a normal distribution between its 2.5% and 97.5% points."""

MIDDLE_95 = (0.025, 0.975)
"""The two points between which a stated range is taken to hold the middle 95%."""

_PERT_WEIGHT = 4.0  # weight of the mode in a PERT distribution, against one for each end
_FORM = re.compile(
    r"(?P<family>\w+)(?:\((?P<numbers>[^()]*)\))?"
    r"(?:\s*\[value = (?P<value_is>mean|median)\])?"
    r"(?:\s*truncated\((?P<bounds>[^()]*)\))?"
)


@dataclass(frozen=True)
class Distribution:
    """One distribution of one number.

    Attributes
    ----------
    family : str
        One of `NAMES_OF_NUMBERS`.
    numbers : tuple of float
        The family's numbers, in the order of `NAMES_OF_NUMBERS`.
    value_is : str
        For a lognormal, whether the stated value is its ``"mean"`` or its ``"median"``; otherwise empty.
    lower, upper : float
        Bounds to which it is truncated; infinite where it is not.
    """

    family: str
    numbers: tuple[float, ...] = ()
    value_is: str = ""
    lower: float = -math.inf
    upper: float = math.inf

    @property
    def is_fixed(self) -> bool:
        """Whether there is nothing to draw."""
        return self.family == "fixed"

    def quantile(self, u: npt.ArrayLike) -> Floats:
        """Turn uniforms into numbers of this distribution, by its inverse distribution function.

        Parameters
        ----------
        u : array_like of float
            Probabilities [0 to 1].

        Returns
        -------
        numpy.ndarray
            Quantiles, within the bounds. A Dirichlet share answers with its own margin, a beta distribution.

        Raises
        ------
        ValueError
            If the distribution is fixed: its value stands in the table, not here.
        """
        u = np.asarray(u, dtype=np.float64)
        if math.isinf(self.lower) and math.isinf(self.upper):
            return self._inverse(u)
        below = 0.0 if math.isinf(self.lower) else float(self._cumulative(self.lower))
        above = 1.0 if math.isinf(self.upper) else float(self._cumulative(self.upper))
        return np.clip(self._inverse(below + u * (above - below)), self.lower, self.upper)

    def middle(self) -> float:
        """Give the number to which the stated value corresponds before truncation: the mean, or the mode or median.

        Returns
        -------
        float
            Median of a lognormal tagged so, mode of a triangular or PERT, middle of a uniform, otherwise the mean.
        """
        if self.family in ("triangular", "pert"):
            return self.numbers[1]
        first, second = self.numbers
        if self.family == "beta":
            return first / (first + second)
        if self.family == "gamma":
            return first * second
        if self.family == "lognormal":
            return math.exp(first) if self.value_is == "median" else math.exp(first + second**2 / 2.0)
        if self.family == "uniform":
            return (first + second) / 2.0
        return second if self.family == "dirichlet" else first

    def text(self) -> str:
        """Write the distribution as the table holds it.

        Returns
        -------
        str
            A line that `parse` reads back.
        """
        names = NAMES_OF_NUMBERS[self.family]
        written = self.family
        if names:
            pairs = zip(names, self.numbers, strict=True)
            written += "(" + "; ".join(f"{name}={number:.5g}" for name, number in pairs) + ")"
        if self.value_is:
            written += f" [value = {self.value_is}]"
        bounds = [f"{name}={x:.5g}" for name, x in (("low", self.lower), ("high", self.upper)) if not math.isinf(x)]
        return written + (f" truncated({'; '.join(bounds)})" if bounds else "")

    def within(self, lower: float, upper: float) -> Distribution:
        """Truncate to bounds, where they cut anything off.

        Parameters
        ----------
        lower, upper : float
            Bounds; infinite where there is none.

        Returns
        -------
        Distribution
            The same distribution, or a truncated one.
        """
        start, end = self._support()
        return replace(
            self,
            lower=max(lower, self.lower) if lower > start else self.lower,
            upper=min(upper, self.upper) if upper < end else self.upper,
        )

    def _support(self) -> tuple[float, float]:
        if self.family in ("beta", "dirichlet"):
            return 0.0, 1.0
        if self.family in ("gamma", "lognormal"):
            return 0.0, math.inf
        if self.family in ("uniform", "triangular", "pert"):
            return self.numbers[0], self.numbers[-1]
        return -math.inf, math.inf

    def _inverse(self, u: Floats) -> Floats:
        from scipy import special

        result: Any
        if self.family in ("beta", "dirichlet", "pert"):
            start, width = (self.numbers[0], self.numbers[2] - self.numbers[0]) if self.family == "pert" else (0.0, 1.0)
            result = start + width * special.betaincinv(*self._beta_shapes(), u)
        elif self.family == "gamma":
            result = self.numbers[1] * special.gammaincinv(self.numbers[0], u)
        elif self.family == "lognormal":
            result = np.exp(self.numbers[0] + self.numbers[1] * special.ndtri(u))
        elif self.family == "normal":
            result = self.numbers[0] + self.numbers[1] * special.ndtri(u)
        elif self.family == "uniform":
            result = self.numbers[0] + (self.numbers[1] - self.numbers[0]) * u
        elif self.family == "triangular":
            result = self._triangular_inverse(u)
        else:
            raise ValueError("a fixed number has no distribution to draw from")
        return np.asarray(result, dtype=np.float64)

    def _cumulative(self, x: float) -> Any:
        """Probability of a number below x, for the families that are ever truncated."""
        from scipy import special

        if self.family == "gamma":
            return special.gammainc(self.numbers[0], x / self.numbers[1]) if x > 0.0 else 0.0
        if self.family == "lognormal":
            return special.ndtr((math.log(x) - self.numbers[0]) / self.numbers[1]) if x > 0.0 else 0.0
        if self.family == "normal":
            return special.ndtr((x - self.numbers[0]) / self.numbers[1])
        if self.family == "beta":
            return special.betainc(self.numbers[0], self.numbers[1], min(max(x, 0.0), 1.0))
        raise ValueError(f"a {self.family} distribution cannot be truncated; change its own numbers instead")

    def _beta_shapes(self) -> tuple[float, float]:
        if self.family == "pert":
            low, mode, high = self.numbers
            return (
                1.0 + _PERT_WEIGHT * (mode - low) / (high - low),
                1.0 + _PERT_WEIGHT * (high - mode) / (high - low),
            )
        first, second = self.numbers
        return (first * second, first * (1.0 - second)) if self.family == "dirichlet" else (first, second)

    def _triangular_inverse(self, u: Floats) -> Floats:
        low, mode, high = self.numbers
        rising = low + np.sqrt(u * (high - low) * (mode - low))
        falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
        return np.where(u * (high - low) < mode - low, rising, falling)


def parse(text: str) -> Distribution:
    """Read a distribution as the table writes it.

    Parameters
    ----------
    text : str
        For example ``"gamma(shape=5.02; scale=0.7972)"``.

    Returns
    -------
    Distribution
        What the text says.

    Raises
    ------
    ValueError
        If the text is not of that form, or a number is missing, misnamed or out of its range.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None or match["family"] not in NAMES_OF_NUMBERS:
        allowed = ", ".join(name for name in NAMES_OF_NUMBERS if name != "dirichlet")
        raise ValueError(f'"{text}" is not a distribution; allowed {allowed}, written like "beta(a=2; b=8)"')
    family = match["family"]
    numbers = _named_numbers(match["numbers"] or "", text)
    if tuple(numbers) != NAMES_OF_NUMBERS[family]:
        raise ValueError(f'"{text}": {family} takes the numbers ({"; ".join(NAMES_OF_NUMBERS[family])}), in that order')
    bounds = _named_numbers(match["bounds"] or "", text)
    if not set(bounds) <= {"low", "high"}:
        raise ValueError(f'"{text}": truncated takes low and high')
    made = Distribution(
        family,
        tuple(numbers.values()),
        match["value_is"] or "",
        bounds.get("low", -math.inf),
        bounds.get("high", math.inf),
    )
    _check(made, text)
    return made


def _named_numbers(text: str, whole: str) -> dict[str, float]:
    numbers = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, _, number = part.partition("=")
        try:
            numbers[name.strip()] = float(number)
        except ValueError:
            raise ValueError(f'"{whole}": "{part}" is not of the form name=number') from None
        if not math.isfinite(numbers[name.strip()]):
            raise ValueError(f'"{whole}": "{part}" is not a finite number')
    return numbers


def _check(made: Distribution, text: str) -> None:
    """Refuse numbers that no distribution of the family can have."""
    numbers = made.numbers
    if made.family in ("beta", "gamma", "dirichlet") and min(numbers) <= 0.0:
        raise ValueError(f'"{text}": its numbers must be above 0')
    if made.family in ("lognormal", "normal") and numbers[1] <= 0.0:
        raise ValueError(f'"{text}": its spread must be above 0')
    if made.family == "dirichlet" and numbers[1] >= 1.0:
        raise ValueError(f'"{text}": its share must be below 1')
    rising = list(numbers) == sorted(numbers) and (not numbers or numbers[0] < numbers[-1])
    if made.family in ("uniform", "triangular", "pert") and not rising:
        raise ValueError(f'"{text}": its numbers must rise from low to high')
    if made.lower >= made.upper:
        raise ValueError(f'"{text}": nothing lies between its bounds')


def fit(family: str, value: float, low: float, high: float) -> Distribution:
    """Fit a family to a value and its range, as the evidence notes say (section 0).

    A range is read as the 2.5% and 97.5% points, except for the uniform, triangular and PERT families, whose ends it
    is. Beta keeps the mean and best fits the two points (least squares). Lognormal has the value as median (or as mean:
    ``"lognormal_mean"``) and sigma = ln(high/low)/3.92; where low is 0 the upper half alone sets it. Gamma and normal
    have the value as mean and sd = (high - low)/3.92. PERT is a beta scaled to the range, the mode weighted 4.

    Parameters
    ----------
    family : str
        One of `FITTED_FAMILIES`.
    value : float
        Central value.
    low, high : float
        Range around it.

    Returns
    -------
    Distribution
        Its numbers rounded to the five digits the table shows, so that the table is all that draws depend on.

    Raises
    ------
    ValueError
        If the family is unknown or cannot have such a value and range.
    """
    if family == "fixed":
        return Distribution("fixed")
    if family not in FITTED_FAMILIES:
        raise ValueError(f'"{family}" is not a family; allowed {", ".join(FITTED_FAMILIES)}')
    if not low <= value <= high or low == high:
        raise ValueError(
            f"value {value:g} with range {low:g} to {high:g}; the range must have a width and hold the value"
        )
    return parse(_fitted(family, value, low, high).text())


def _fitted(family: str, value: float, low: float, high: float) -> Distribution:
    sd = (high - low) / WIDTH_IN_SDS
    if family == "beta":
        return _fitted_beta(value, low, high)
    if family in ("normal", "uniform"):
        return Distribution(family, (value, sd) if family == "normal" else (low, high))
    if family in ("triangular", "pert"):
        return Distribution(family, (low, value, high))
    if low < 0.0 or value <= 0.0:
        raise ValueError(f"value {value:g} with range {low:g} to {high:g}; a {family} needs numbers above 0")
    if family == "gamma":
        return Distribution("gamma", ((value / sd) ** 2, sd**2 / value))
    if low == 0.0 and family == "lognormal_mean":
        raise ValueError("a lognormal_mean needs a low end above 0")
    sigma = math.log(high / low) / WIDTH_IN_SDS if low > 0.0 else math.log(high / value) / (WIDTH_IN_SDS / 2.0)
    if family == "lognormal_mean":
        return Distribution("lognormal", (math.log(value) - sigma**2 / 2.0, sigma), "mean")
    return Distribution("lognormal", (math.log(value), sigma), "median")


def _fitted_beta(value: float, low: float, high: float) -> Distribution:
    from scipy import optimize, special

    if low < 0.0 or high > 1.0 or not 0.0 < value < 1.0:
        raise ValueError(f"value {value:g} with range {low:g} to {high:g}; a beta lives between 0 and 1")
    points = np.array(MIDDLE_95)

    def misfit(log_concentration: float) -> float:
        concentration = math.exp(log_concentration)
        found = special.betaincinv(value * concentration, (1.0 - value) * concentration, points)
        return float((found[0] - low) ** 2 + (found[1] - high) ** 2)

    best = optimize.minimize_scalar(
        misfit, bounds=(math.log(0.5), math.log(1e6)), method="bounded", options={"xatol": 1e-10}
    )
    concentration = math.exp(float(best.x))
    return Distribution("beta", (value * concentration, (1.0 - value) * concentration))


_PROPORTION = re.compile(r"(proportion|probability|share|chance|fraction)\b", re.IGNORECASE)
_SIGNED = re.compile(r"logit|log-odds|difference|change|effect size|points|normal", re.IGNORECASE)
_SCALE = re.compile(r"(-?\d+(?:\.\d+)?) to (-?\d+(?:\.\d+)?)")


def natural_bounds(unit: str, low: float | None) -> tuple[float, float]:
    """Say between which numbers a quantity of this unit can lie at all.

    Parameters
    ----------
    unit : str
        Unit as the table gives it: a proportion lies in 0 to 1, ``"0 to 10"`` is its own bounds, counts, rates,
        ratios and money are not negative.
    low : float or None
        Low end of the stated range; a quantity given a negative low end has no lower bound of 0.

    Returns
    -------
    tuple of float
        Lowest and highest possible number; infinite where there is no bound.
    """
    if scale := _SCALE.match(unit):
        return float(scale[1]), float(scale[2])
    if _PROPORTION.match(unit):
        return 0.0, 1.0
    if _SIGNED.search(unit) or (low is not None and low < 0.0):
        return -math.inf, math.inf
    return 0.0, math.inf


def in_words(lower: float, upper: float) -> str:
    """Say a pair of bounds.

    Parameters
    ----------
    lower, upper : float
        Bounds; infinite where there is none.

    Returns
    -------
    str
        ``"0 to 1"``, ``"0 or more"``, ``"up to 1"`` or ``"any finite number"``.
    """
    if math.isinf(lower) and math.isinf(upper):
        return "any finite number"
    if math.isinf(upper):
        return f"{lower:g} or more"
    return f"up to {upper:g}" if math.isinf(lower) else f"{lower:g} to {upper:g}"
