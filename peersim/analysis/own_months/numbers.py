"""Numbers as spreadsheets write them: what can mean one number only is understood, the others are refused."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from peersim.analysis.own_months.columns import MonthColumn
from peersim.analysis.own_months.personal import has_words

SMALL = (1, 4)
"""A count from the first to the second, both included, is small: it may point to a person."""

SMALL_AS = 2.5
"""What a small count is taken as where it is not told exactly: the middle of `SMALL`."""

MOST = 1e9
"""Largest number that is believed."""

_SIGNS = "\N{HYPHEN-MINUS}\N{MINUS SIGN}\N{EN DASH}\N{EM DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
_GROUPED = re.compile(r"\d{1,3}([ ']\d{3})+(\.\d+)?")
_BRITISH = re.compile(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
_CONTINENTAL = re.compile(r"\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}")
_DECIMAL_COMMA = re.compile(r"\d+,(\d{1,2}|\d{4,})|0,\d+")
_PLAIN = re.compile(r"\d+(\.\d+)?|\.\d+")
_NOT_TOLD = ("n/a", "na", "nil", "none", "nan", "null", "not recorded", "unknown", "not known", "tbc", "tba", "missing")
_UNDER = re.compile(rf"< ?5|1 ?(?:[{_SIGNS}]|to) ?4")


class Number(NamedTuple):
    """What a cell of a column of numbers says.

    Attributes
    ----------
    value : float
        The number; nan where the cell is empty or refused.
    small : bool
        Whether it stands for a count of 1 to 4 that is not told exactly.
    why : str
        What is wrong; empty when nothing is. Words in a cell are never repeated.
    """

    value: float
    small: bool = False
    why: str = ""


NOT_RECORDED = Number(float("nan"))


def read_number(text: str, column: MonthColumn, decimal_commas: bool) -> Number:
    """Read one cell.

    Parameters
    ----------
    text : str
        A cell.
    column : MonthColumn
        Its column.
    decimal_commas : bool
        Whether some cell of the file can only be read with a comma before the decimals.

    Returns
    -------
    Number
        An empty cell is not recorded, which is not nought.
    """
    shown = " ".join(unicodedata.normalize("NFKC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    if not shown:
        return NOT_RECORDED
    if _UNDER.fullmatch(shown) and column.whole:
        return Number(SMALL_AS, small=True)
    bare = re.sub(r"^(£|GBP) ?|(?<=\d) ?(£|GBP)$", "", shown)
    if bare != shown and column.unit != "£":
        return Number(float("nan"), why=f"is money, and must be a number of {column.unit}")
    why = _refused(bare) or _two_readings(bare, decimal_commas)
    value = None if why else _value(bare)
    if value is None:
        return Number(float("nan"), why=why or _no_number(bare))
    if value > MOST:
        return Number(float("nan"), why="is more than can be believed")
    if column.whole and value != int(value):
        return Number(float("nan"), why=f'is "{shown}"; {column.unit} are counted in whole numbers{_meant(bare)}')
    return Number(value)


def shows_decimal_commas(text: str) -> bool:
    """Whether a cell can only be read with a comma before the decimals, such as 1,5 or 1.234,56."""
    bare = re.sub(r"[£\s]", "", unicodedata.normalize("NFKC", text))
    return bool(_DECIMAL_COMMA.fullmatch(bare)) or (bool(_CONTINENTAL.fullmatch(bare)) and "," in bare)


def _value(bare: str) -> float | None:
    if _PLAIN.fullmatch(bare):
        return float(bare)
    if _GROUPED.fullmatch(bare):
        return float(re.sub(r"[ ']", "", bare))
    if _BRITISH.fullmatch(bare):
        return float(bare.replace(",", ""))
    if _DECIMAL_COMMA.fullmatch(bare) or _CONTINENTAL.fullmatch(bare):
        return float(bare.replace(".", "").replace(",", "."))
    return None


def _two_readings(bare: str, decimal_commas: bool) -> str:
    """Refuse 1,234 and 1.234 in a file that elsewhere has commas before decimals."""
    if not decimal_commas or not re.fullmatch(r"\d{1,3}[.,]\d{3}", bare):
        return ""
    whole, part = re.split(r"[.,]", bare)
    return (
        f'is "{bare}", which is {whole}{part} or {whole}.{part}: other cells of the file have commas before decimals; '
        "write it without a mark for thousands"
    )


def _refused(bare: str) -> str:
    """Say what is wrong with what is clearly meant otherwise; empty when it may be a number."""
    small = bare.casefold()
    if small.startswith("#"):
        return "is an error of the spreadsheet; mend it there, or leave the cell empty"
    if bare in (*_SIGNS, *(sign * 2 for sign in _SIGNS), ".", "*"):
        return f'is "{bare}"; write 0 for none, and leave the cell empty where nothing was recorded'
    if small in _NOT_TOLD:
        return f'is "{bare}"; write 0 for none, and leave the cell empty where nothing was recorded'
    if "%" in bare:
        return "is a percentage; give the number itself"
    if re.fullmatch(rf"[{_SIGNS}]\s*£?\s*[\d.,' ]+|\(\s*£?[\d.,' ]+\)", bare):
        return "is below 0; figures of a month are 0 or more"
    if re.fullmatch(r"[\d.,]+e[+-]?\d+", small):
        return "is a number with an exponent; widen the column in the spreadsheet and save again"
    return ""


def _no_number(bare: str) -> str:
    if has_words(bare):
        return "is text, not a number (it is not repeated here)"
    if re.fullmatch(r"[\d.,' ]+", bare) and len(bare) <= 15:
        return f'is "{bare}", which is no number; write it without a mark for thousands'
    return "is no number"


def _meant(bare: str) -> str:
    """Ask whether three digits behind a point were thousands."""
    found = re.fullmatch(r"(\d{1,3})\.(\d{3})", bare)
    return f" (if {found[1]}{found[2]} is meant, write it without a point)" if found else ""
