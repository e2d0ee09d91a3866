"""Numbers as a report prints them: one place for £, %, rounding, signs, intervals and what cannot be told.

A unit is a short text. One that begins with a currency sign is money ("£", "£ a parent", "CA$ a year"); "share" is a
part of one, printed in per cent; "number" is a bare number; anything else is a noun that follows the number ("parents",
"weeks").
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from peersim.report.words import MINUS, UNTOLD, figures, noun

CURRENCY_SIGNS = {"GBP": "£", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "EUR": "€", "USD": "US$"}
"""How a currency is written before a number."""

BARE = "number"
"""Unit of a number that needs none."""

SHARE = "share"
"""Unit of a part of one, printed in per cent."""

SIGNIFICANT = 3
"""Figures kept where no error says how many a number carries."""

MOST_SIGNIFICANT = 5
"""Figures kept at most, however small the error."""

WHOLE = frozenset({"parents", "families", "mothers", "volunteers", "people", "coordinators", "places", "children"})
"""What comes in ones: printed whole from 10 on."""


@dataclass(frozen=True)
class Number:
    """A number with what belongs to it.

    Attributes
    ----------
    value : float, optional
        The number in the column's unit; None where it cannot be told.
    low, high : float, optional
        Ends of its interval, in the same unit.
    error : float, optional
        Its Monte Carlo error, in the same unit; decides how many figures are printed.
    note : str
        Why it cannot be told, or what must be known to read it.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    error: float | None = None
    note: str = ""


def money_unit(currency: str, rest: str = "") -> str:
    """Write the unit of an amount of money, such as "£ a parent".

    Parameters
    ----------
    currency : str
        Code such as "GBP"; another code stands for itself.
    rest : str
        What the amount is for, such as "a parent".

    Returns
    -------
    str
        Unit.
    """
    return f"{CURRENCY_SIGNS.get(currency, currency)} {rest}".strip()


def currency_sign(unit: str) -> str:
    """Sign with which a unit of money begins; empty for other units."""
    first = unit.split(" ", 1)[0]
    return first if first in CURRENCY_SIGNS.values() or first in CURRENCY_SIGNS else ""


def heading_unit(unit: str) -> str:
    """Write a unit for a column's heading: "%" for a share, nothing for a bare number."""
    return {SHARE: "%", BARE: ""}.get(unit, unit)


def decimals(value: float, error: float | None = None, significant: int = SIGNIFICANT) -> int:
    """Tell how many decimals a number carries; below 0, how many of its last digits are rounded away.

    Parameters
    ----------
    value : float
        A finite number.
    error : float, optional
        Its Monte Carlo error: the last digit printed is of the size of the error's first.
    significant : int
        Figures kept where there is no error.

    Returns
    -------
    int
        Decimals, for `round`. At least one figure of the number is kept, at most `MOST_SIGNIFICANT`.
    """
    if value == 0:
        return 0 if not error else max(0, -_exponent(error))
    first = _exponent(value)
    if not error:
        return significant - 1 - first
    return min(max(-_exponent(abs(error)), -first), MOST_SIGNIFICANT - 1 - first)


def _exponent(value: float) -> int:
    return math.floor(math.log10(abs(value)))


def _refuse(value: float) -> None:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number a page can print; give None and say why")


def number(
    value: float | None,
    unit: str = BARE,
    *,
    error: float | None = None,
    places: int | None = None,
    signed: bool = False,
) -> str:
    """Write a number without its unit's noun, but with currency sign or % where they belong.

    Parameters
    ----------
    value : float, optional
        Number in the unit; a share is a part of one. None cannot be told.
    unit : str
        Unit; see the module.
    error : float, optional
        Monte Carlo error in the same unit; sets the figures printed.
    places : int, optional
        Decimals to print whatever the error, such as 0 for a budget that must add up.
    signed : bool
        Whether to print "+" before what is above 0.

    Returns
    -------
    str
        Such as "£14,200", "−£3.50", "91%", "+31" or "cannot be told".

    Raises
    ------
    ValueError
        For a number that is not finite.
    """
    if value is None:
        return UNTOLD
    value = float(value)
    _refuse(value)
    if unit == SHARE:
        value, error = 100 * value, None if error is None else 100 * error
    digits = _digits(abs(value), unit, error, places)
    sign = ""
    if any(digit in "123456789" for digit in digits):
        sign = MINUS if value < 0 else "+" if signed else ""
    after = "%" if unit == SHARE else ""
    return f"{sign}{_before(unit)}{digits}{after}"


def _before(unit: str) -> str:
    sign = currency_sign(unit)
    return f"{sign} " if sign in CURRENCY_SIGNS and sign not in CURRENCY_SIGNS.values() else sign


def _digits(size: float, unit: str, error: float | None, places: int | None) -> str:
    if places is not None:
        return f"{round(size, places):,.{max(places, 0)}f}"
    if error is not None and error > 0:
        kept = decimals(size, error)
        return f"{round(size, kept):,.{max(kept, 0)}f}"
    if unit == SHARE:
        return f"{size:.0f}" if size >= 9.5 or size == 0 else f"{size:.1f}"
    if currency_sign(unit):
        return _pounds(size)
    if (unit.split(" ", 1)[0] in WHOLE or size == round(size)) and (size >= 9.95 or size == round(size)):
        return f"{round(size):,}"
    text = figures(size)
    return text if float(text.replace(",", "")) != size or "." not in text else text.rstrip("0").rstrip(".")


def _pounds(size: float) -> str:
    if size >= 999.5:
        return figures(size)
    return f"{size:.0f}" if size >= 9.995 or size == 0 else f"{size:.2f}"


def with_unit(value: float | None, unit: str, **options: float | bool | None) -> str:
    """Write a number with its unit, such as "26 weeks", "£458 a parent" or "cannot be told".

    Parameters
    ----------
    value : float, optional
        Number in the unit.
    unit : str
        Unit.
    **options
        `error`, `places` and `signed` of `number`.

    Returns
    -------
    str
        Number and noun.
    """
    text = number(value, unit, **options)  # type: ignore[arg-type]
    return text if value is None else f"{text} {following(unit)}".strip()


def following(unit: str) -> str:
    """Give what follows a number of this unit: the unit without a sign that stands before it."""
    if unit in (SHARE, BARE):
        return ""
    sign = currency_sign(unit)
    return unit.removeprefix(sign).strip() if sign else noun(unit)


def interval(
    low: float | None,
    high: float | None,
    unit: str = BARE,
    *,
    error: float | None = None,
    places: int | None = None,
    signed: bool = False,
) -> str:
    """Write the two ends of an interval, such as "£250 to £900"; words where an end cannot be told.

    Parameters
    ----------
    low, high : float, optional
        Ends in the unit.
    unit : str
        Unit.
    error : float, optional
        Monte Carlo error of the ends.
    places : int, optional
        Decimals.
    signed : bool
        Whether to print "+".

    Returns
    -------
    str
        Ends joined by "to": a dash would read as a minus.
    """
    if low is None and high is None:
        return "no interval"
    words = [number(end, unit, error=error, places=places, signed=signed) for end in (low, high)]
    if low is None:
        return f"no lower end to {words[1]}"
    if high is None:
        return f"{words[0]} to no upper end"
    return f"{words[0]} to {words[1]}"


def estimate(told: Number, unit: str = BARE, *, places: int | None = None, signed: bool = False) -> str:
    """Write a number with its interval in brackets, such as "£458 (£250 to £900)".

    Parameters
    ----------
    told : Number
        Number, interval and error.
    unit : str
        Unit.
    places : int, optional
        Decimals.
    signed : bool
        Whether to print "+".

    Returns
    -------
    str
        Number, and interval where there is one.
    """
    text = number(told.value, unit, error=told.error, places=places, signed=signed)
    if told.value is None or (told.low is None and told.high is None):
        return text
    if places is None and not told.error:
        places = _common_places([told.value, told.low, told.high], unit)
        text = number(told.value, unit, places=places, signed=signed)
    ends = interval(told.low, told.high, unit, error=told.error, places=places, signed=signed)
    return f"{text} ({ends})"


def _common_places(values: list[float | None], unit: str) -> int | None:
    """Decimals that a number and the ends of its interval share; None where each is rounded by itself."""
    sizes = [abs(value) for value in values if value]
    if currency_sign(unit) or not sizes or all(size == round(size) for size in sizes):
        return None
    if unit == SHARE:
        return 0 if max(sizes) >= 0.095 and min(sizes) >= 0.01 else 1
    if unit.split(" ", 1)[0] in WHOLE and max(sizes) >= 9.95:
        return 0
    common = max(0, decimals(max(sizes)), min(decimals(min(sizes), significant=1), 4))
    exact = next((p for p in range(common) if all(abs(round(size, p) - size) < 1e-12 for size in sizes)), common)
    return min(common, exact)


def chance(share: float | None, worlds: int | None = None) -> str:
    """Write a chance in per cent, never as a certainty.

    Parameters
    ----------
    share : float, optional
        Share of worlds, from 0 to 1.
    worlds : int, optional
        How many worlds it was counted in: 0 of 200 is told as "less than 1%".

    Returns
    -------
    str
        Such as "91%", "more than 99%" or "less than 5%".

    Raises
    ------
    ValueError
        For what is no share.
    """
    if share is None:
        return UNTOLD
    _refuse(share)
    if not 0 <= share <= 1:
        raise ValueError(f"{share} is no chance; allowed 0 to 1")
    least = max(0.01, 1 / worlds if worlds else 0.01)
    if share < least:
        return f"less than {_per_cent(least)}%"
    if share > 1 - least:
        return f"more than {100 - _per_cent(least)}%"
    return f"{100 * share:.0f}%"


def _per_cent(share: float) -> int:
    return max(1, math.ceil(round(100 * share, 6)))
