"""The shipped tables: official figures of each place (places.csv) and what is assumed (assumptions.csv)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
PLACES_FILE = FOLDER / "places.csv"
ASSUMPTIONS_FILE = FOLDER / "assumptions.csv"
ATTRIBUTION_FILE = FOLDER / "ATTRIBUTION.md"

EVERYWHERE = ""
"""Place of an assumption that holds for every place without one of its own."""


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a place and everything a reader needs to judge it.

    Attributes
    ----------
    variable : str
        Name, as in the shipped tables and in a planner's own file.
    value : float or None
        The number, in its unit; None when it is not known.
    low, high : float or None
        Working range; None when none was given (treat the value as fixed).
    unit : str
        Unit, as shown to users.
    year : str
        Year or period of the figure.
    grade : str
        A official for this place, B official but combined or older, C proxy, D borrowed or assumed.
    source, url : str
        Where it was published.
    caveat : str
        How the number is known and what to beware of.
    fallback : str
        Empty for the place's own figure; otherwise where it was taken from.
    """

    variable: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    year: str
    grade: str
    source: str
    url: str
    caveat: str
    fallback: str = ""


def slug_of(name: str) -> str:
    """Write a place's name the way it is matched: lower case, an underscore for spaces, dashes and underscores.

    Parameters
    ----------
    name : str
        A place's name as somebody wrote it.

    Returns
    -------
    str
        For example ``"isle_of_dogs"`` for ``"Isle of Dogs"``.
    """
    return "_".join(name.lower().replace("_", " ").replace("-", " ").split())


def _number(text: str) -> float | None:
    return float(text) if text else None


def _borrowed_from(caveat: str) -> str:
    """Find out whether the table itself says that a figure is not the place's own."""
    how, _, rest = caveat.partition(":")
    if how == "fallback":
        return rest.split(";")[0].strip()
    return "assumed" if how == "assumed" else ""


@cache
def shipped_names() -> dict[str, str]:
    """List the shipped places, in the order of the table.

    Returns
    -------
    dict
        Slug to name.
    """
    with PLACES_FILE.open(encoding="utf-8", newline="") as file:
        return {slug_of(row["place"]): row["place"] for row in csv.DictReader(file)}


@cache
def shipped_values() -> dict[str, dict[str, Value]]:
    """Read the official figures of every shipped place.

    Returns
    -------
    dict
        Slug to variable to `Value`; a figure that is not known has the value None.
    """
    found: dict[str, dict[str, Value]] = {slug: {} for slug in shipped_names()}
    with PLACES_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[slug_of(row["place"])][row["variable"]] = Value(
                variable=row["variable"],
                value=_number(row["value"]),
                low=_number(row["low"]),
                high=_number(row["high"]),
                unit=row["unit"],
                year=row["year"],
                grade=row["grade"],
                source=row["source"],
                url=row["url"],
                caveat=row["caveat"],
                fallback=_borrowed_from(row["caveat"]),
            )
    return found


@dataclass(frozen=True, slots=True)
class Assumption:
    """One row of the table of assumptions.

    Attributes
    ----------
    label : str
        What it is, in a phrase.
    value : Value
        The assumed number; its caveat is the reasoning.
    """

    label: str
    value: Value


@cache
def shipped_assumptions() -> dict[str, dict[str, Assumption]]:
    """Read the assumptions.

    Returns
    -------
    dict
        Slug (or `EVERYWHERE`) to key to `Assumption`.
    """
    found: dict[str, dict[str, Assumption]] = {}
    with ASSUMPTIONS_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            value = Value(
                variable=row["key"],
                value=float(row["value"]),
                low=float(row["low"]),
                high=float(row["high"]),
                unit=row["unit"],
                year="",
                grade=row["grade"],
                source=row["source"],
                url="",
                caveat=row["reasoning"],
                fallback="assumed",
            )
            found.setdefault(row["place"], {})[row["key"]] = Assumption(row["label"], value)
    return found


def attribution() -> str:
    """Read the attribution that goes with the figures wherever they are shown.

    Returns
    -------
    str
        Text of ATTRIBUTION.md.
    """
    return ATTRIBUTION_FILE.read_text(encoding="utf-8")
