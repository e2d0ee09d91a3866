"""Fiscal items: savings and costs of public services, from a file that the user brings and from nowhere else.

The file is a table with the columns of `COLUMNS`, one row an item::

    item,per,value,currency,price_year,payer,cashable,source
    family doctor visits avoided,parents_engaged_26w,45,GBP,2022-23,public services,no,PSSRU Unit Costs 2023

`value` is what one more of `per` is worth to the payer: above 0 a saving, below 0 a cost. What is counted is always the
difference from doing nothing in the same world, so that nothing is claimed that would have come about anyway.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.items import FAMILIES, FUNDER, PUBLIC, VOLUNTEERS, LineItem, draws_first
from peersim.economics.prices import PriceYear, read_price_year
from peersim.economics.profile import GRADES, Profile
from peersim.economics.samples import Floats
from peersim.foundation.problems import InputError, Problems, nearest

if TYPE_CHECKING:
    from peersim.economics.figures import StudyFigures

COLUMNS = ("item", "per", "value", "currency", "price_year", "payer", "cashable", "source")
"""Columns that the file must have; a column ``grade`` (A to D) may follow, and is D where it does not."""

POINT_YEAR, VOLUNTEER_YEAR = "point_year", "volunteer_year"

BY_YEAR = (POINT_YEAR, VOLUNTEER_YEAR)
"""What can be counted year by year: a point of the wellbeing scale for a year, a volunteer for a year."""

_PAYERS = (PUBLIC, FUNDER, FAMILIES, VOLUNTEERS)


@dataclass(frozen=True)
class FiscalItem:
    """One row of the file.

    Attributes
    ----------
    item : str
        What it is.
    per : str
        What it is counted by: an outcome of the study, or one of `BY_YEAR`.
    value : float
        Money for one more: above 0 a saving, below 0 a cost.
    currency : str
        Code.
    price_year : PriceYear
        Of that money.
    payer : str
        Whose budget it is.
    cashable : bool
        Whether the budget can be cut by it.
    source : str
        Where the value comes from.
    grade : str
        ``A`` to ``D``.
    """

    item: str
    per: str
    value: float
    currency: str
    price_year: PriceYear
    payer: str
    cashable: bool
    source: str
    grade: str


def read_fiscal(path: str | Path, profile: Profile, outcomes: Iterable[str]) -> tuple[FiscalItem, ...]:
    """Read the user's fiscal items.

    Parameters
    ----------
    path : str or pathlib.Path
        A file of comma-separated values.
    profile : Profile
        Country: its currency and price index.
    outcomes : iterable of str
        Outcomes that the study tells by total.

    Returns
    -------
    tuple of FiscalItem
        In file order.

    Raises
    ------
    InputError
        With every problem of the file: missing columns, unknown outcomes, other currencies, price years without an
        index, rows without a source, and so on.
    """
    where = Path(path)
    try:
        rows = list(csv.DictReader(where.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([f"{where}: cannot be read: {error}"]) from None
    if not rows:
        raise InputError([f"{where}: has no rows; its columns are {', '.join(COLUMNS)}"])
    missing = [column for column in COLUMNS if column not in rows[0]]
    if missing:
        raise InputError([f"{where}, line 1: column {column} is missing; columns are {', '.join(COLUMNS)}"
                          for column in missing])  # fmt: skip
    problems, counted = Problems(), (*BY_YEAR, *outcomes)
    items = [_row(row, f"{where}, line {line}", profile, counted, problems) for line, row in enumerate(rows, start=2)]
    names = [row["item"] for row in rows]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.add(f'{where}: "{name}" is there {names.count(name)} times; an item must be counted once')
    problems.raise_if_any()
    return tuple(item for item in items if item is not None)


def _row(
    row: dict[str, str], at: str, profile: Profile, counted: tuple[str, ...], problems: Problems
) -> FiscalItem | None:
    cell = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
    for column in ("item", "source"):
        if not cell[column]:
            problems.add(
                f"{at}: {column} is empty; say {'what it is' if column == 'item' else 'where the value is from'}"
            )
    value = _number(cell["value"])
    year = read_price_year(cell["price_year"])
    grade = cell.get("grade") or "D"
    if value is None:
        problems.add(f'{at}: value is "{cell["value"]}"; allowed a number')
    if cell["per"] not in counted:
        problems.add(f'{at}: per is "{cell["per"]}", which the study does not count.{nearest(cell["per"], counted)}')
    if cell["currency"] != profile.currency:
        problems.add(f'{at}: currency is "{cell["currency"]}"; the appraisal is in {profile.currency}, never mixed')
    if cell["payer"] not in _PAYERS:
        problems.add(
            f'{at}: payer is "{cell["payer"]}"; allowed {", ".join(_PAYERS)}.{nearest(cell["payer"], _PAYERS)}'
        )
    if cell["cashable"] not in ("yes", "no"):
        problems.add(f'{at}: cashable is "{cell["cashable"]}"; allowed yes, no')
    if grade not in GRADES:
        problems.add(f'{at}: grade is "{grade}"; allowed {", ".join(GRADES)}')
    if year is None:
        problems.add(f'{at}: price_year is "{cell["price_year"]}"; write a year such as "2023" or "2025-26"')
    elif profile.deflator.lacking(year):
        problems.add(f"{at}: {profile.deflator.lacking(year)}")
    if value is None or year is None:
        return None
    return FiscalItem(
        cell["item"], cell["per"], value, cell["currency"], year, cell["payer"], cell["cashable"] == "yes",
        cell["source"], grade,
    )  # fmt: skip


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def fiscal_line_items(
    fiscal: Iterable[FiscalItem], figures: StudyFigures, profile: Profile, to: PriceYear
) -> list[LineItem]:
    """Turn fiscal items into line items of the appraisal.

    Parameters
    ----------
    fiscal : iterable of FiscalItem
        From `read_fiscal`.
    figures : StudyFigures
        Numbers of the study.
    profile : Profile
        Country.
    to : PriceYear
        Prices of the appraisal.

    Returns
    -------
    list of LineItem
        Savings have a gainer, costs a payer. What the study counts over the whole run is spread evenly over its years.
    """
    made = []
    for number, row in enumerate(fiscal, start=1):
        amount = beyond_nothing(row.per, figures) * abs(row.value) * profile.deflator.factor(row.price_year, to)
        saving = row.value >= 0.0
        made.append(
            LineItem(
                name=f"fiscal_{number}", label=row.item, payer="" if saving else row.payer,
                gainer=row.payer if saving else "", form="cash", behaviour="", why=f"for each {row.per}", keys=(),
                source=row.source, grade=row.grade, amount=amount, cashable=row.cashable,
                adjusted="benefits" if saving else "costs",
                note="" if row.per in BY_YEAR else "spread evenly over the years of the run",
            )
        )  # fmt: skip
    return made


def beyond_nothing(per: str, figures: StudyFigures) -> Floats:
    """Count something beyond what doing nothing gives in the same world, year by year.

    Parameters
    ----------
    per : str
        An outcome that the study tells by total, or one of `BY_YEAR`.
    figures : StudyFigures
        Numbers of the study.

    Returns
    -------
    numpy.ndarray, shape (draws, replications, strategies, years)
        Paired differences from ``nothing``.
    """
    if per == POINT_YEAR:
        counts = draws_first(figures.wellbeing)
    elif per == VOLUNTEER_YEAR:
        counts = draws_first(figures.volunteer_years)
    else:
        share = figures.years / figures.years.sum()
        counts = draws_first(figures.totals[per])[..., np.newaxis] * share
    nothing = figures.names.index("nothing")
    return np.asarray(counts - counts[:, :, nothing : nothing + 1], dtype=np.float64)
