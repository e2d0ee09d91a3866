"""What must not be in a file of monthly figures: names, addresses, numbers of people, anything else about one person.

Nothing that was found is ever repeated: a message says in which column and line, of what kind, and what to do.
"""

from __future__ import annotations

import re
import unicodedata

_WORDS = {
    "a name": {"name", "names", "surname", "surnames", "forename", "forenames", "firstname", "lastname", "initials",
               "initial", "fullname", "nickname", "mother", "father", "mum", "dad", "carer", "signature"},
    "an e-mail address": {"email", "emails"},
    "a telephone number": {"phone", "telephone", "tel", "mobile", "landline", "whatsapp"},
    "an address": {"address", "addresses", "postcode", "postcodes", "postal", "street", "lsoa", "uprn"},
    "a date of birth": {"dob", "birth", "birthday", "birthdate", "born", "age", "ages"},
    "a number that stands for a person": {"nhs", "nino", "ni", "id", "ids", "identifier", "ref", "reference", "upn",
                                          "passport", "case", "client"},
    "something about one person": {"ethnicity", "gender", "sex", "religion", "disability", "diagnosis",
                                   "nationality", "circumstances", "medical"},
    "free text": {"note", "notes", "comment", "comments", "remark", "remarks", "details", "reason", "reasons",
                  "description", "feedback", "quote", "quotes", "story", "narrative"},
}  # fmt: skip
_PHRASES = {
    "a name": ("first name", "last name"),
    "an e-mail address": ("e mail",),
    "an address": ("post code",),
    "a number that stands for a person": ("national insurance", "case number", "client number", "unique number"),
}

_EMAIL = re.compile(r"[^\s@]+\s*@\s*[^\s@]+\.[^\s@]+")
_POSTCODE = re.compile(r"\b(GIR\s?0AA|[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})\b", re.IGNORECASE)
_INSURANCE = re.compile(r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.IGNORECASE)
_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}([ T].*)?")
_LETTERS = re.compile(r"[^\W\d_]{2,}")

_NHS_DIGITS, _NHS_MODULUS = 10, 11
"""An NHS number has ten digits, the last of which follows from the others modulo 11 (NHS Data Dictionary)."""

WHAT_TO_DO = "Keep monthly counts only: take names, and whatever else is of one person, out of the file."


def kind_of_head(plain_head: str) -> str:
    """Say what kind of personal data a column's head announces.

    Parameters
    ----------
    plain_head : str
        A head as `peersim.analysis.own_months.columns.plain` writes it.

    Returns
    -------
    str
        Such as ``a name``; empty when it announces none.
    """
    words = set(plain_head.split())
    for kind, phrases in _PHRASES.items():
        if any(f" {phrase} " in f" {plain_head} " for phrase in phrases):
            return kind
    return next((kind for kind, known in _WORDS.items() if words & known), "")


def kind_of_cell(text: str) -> str:
    """Say what kind of personal data a cell looks like.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    str
        Such as ``an e-mail address``; empty when it looks like none. A word alone is not looked at here: text in a
        column of numbers is refused in any case.
    """
    shown = unicodedata.normalize("NFKC", text).strip()
    if _EMAIL.search(shown):
        return "an e-mail address"
    if _POSTCODE.search(shown):
        return "a postcode"
    if _INSURANCE.search(shown):
        return "a National Insurance number"
    digits = re.sub(r"[\s().-]", "", shown)
    if re.fullmatch(r"\d{10}", digits) and is_nhs_number(digits) and "." not in shown:
        return "an NHS number"
    if re.fullmatch(r"(\+44|0044|0)\d{9,10}", digits):
        return "a telephone number"
    if _DATE.fullmatch(shown):
        return "a date, such as one of birth"
    return ""


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last is 11 less the weighted sum of the others modulo 11."""
    if len(digits) != _NHS_DIGITS or not digits.isdecimal():
        return False
    weighted = sum((_NHS_DIGITS - place) * int(digit) for place, digit in enumerate(digits[:-1]))
    return (_NHS_MODULUS - weighted % _NHS_MODULUS) % _NHS_MODULUS == int(digits[-1])


def has_words(text: str) -> bool:
    """Whether a cell holds a word: two letters or more in a row."""
    return bool(_LETTERS.search(text))
