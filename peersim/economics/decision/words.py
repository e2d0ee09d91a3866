"""Figures in words: to as many digits as help, never endless or unknown."""

from __future__ import annotations

import math


def figure(number: float, digits: int = 3) -> str:
    """Write a number to some significant digits, whole digits kept.

    Parameters
    ----------
    number : float
        A finite number.
    digits : int
        Significant digits.

    Returns
    -------
    str
        Such as "1,230", "0.0457" or "−12".
    """
    if not math.isfinite(number):
        return "cannot be told"
    if number == 0.0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(number)))
    rounded = round(number, places)
    text = f"{abs(rounded):,.{max(places, 0)}f}"
    return f"−{text}" if rounded < 0 else text


def money(number: float, sign: str) -> str:
    """Write an amount of money, its sign before the currency."""
    text = figure(abs(number))
    return f"−{sign}{text}" if number < 0 else f"{sign}{text}"


def quoted(name: str) -> str:
    """Put a name in quotation marks."""
    return f"“{name}”"
