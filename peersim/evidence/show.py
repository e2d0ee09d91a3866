"""What is known of a number, for people to read: lists and cards of the evidence table."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from peersim.evidence.build import FOLDER, GRADES, PRIOR_POINTS, ROLES, read_rows
from peersim.evidence.conflicts import Finding, conflicts_about
from peersim.evidence.distributions import MIDDLE_95
from peersim.evidence.learnt import in_words, learnt, posterior_quantiles, sketch
from peersim.evidence.table import Parameter, keys_with, parameter, parameters
from peersim.foundation.problems import Problems, nearest

GRADE_MEANING = {
    "A": "a number measured in a peer-support programme for parents",
    "B": "a number measured in a neighbouring kind of programme or population",
    "C": "a statement in the background documents, or an expert's rule",
    "D": "an assumption; nobody is known to have measured it",
}
"""Grades of how people behave, in words."""

GRADE_MEANING_MONEY = {
    "A": "an official figure, or one from a trial or a meta-analysis",
    "B": "a good figure with one weak link, such as a second-hand page",
    "C": "from a single site, old, or recalled",
    "D": "an assumption, or our own arithmetic",
}
"""Grades of costs, values and effects on health, in words."""

WIDTH = 100
"""Width of a card [characters]."""

_INDENT = 16
_SCALE = re.compile(r"\d+ to \d+")
_MOST_PROCESSES = 3  # more would bury the number under its neighbours


def listing(role: str | None = None, grade: str | None = None, search: str | None = None) -> list[dict[str, Any]]:
    """List numbers of the evidence table.

    Parameters
    ----------
    role : str, optional
        ``input``, ``design``, ``output`` or ``context``; any when left out.
    grade : str, optional
        ``A`` to ``D``; any when left out.
    search : str, optional
        Words that must all appear in the key, label, process, source or caveat, in any case of letters.

    Returns
    -------
    list of dict
        In table order: ``key``, ``label``, ``value``, ``low``, ``high``, ``unit``, ``role``, ``grade``,
        ``distribution``, ``source``.

    Raises
    ------
    InputError
        If the role or the grade does not exist.
    """
    problems = Problems(hint="See `peersim evidence list --help`.")
    if role is not None and role not in ROLES:
        problems.add(f'unknown role "{role}"; allowed {", ".join(ROLES)}.{nearest(role, ROLES)}')
    if grade is not None and grade.upper() not in GRADES:
        problems.add(f'unknown grade "{grade}"; allowed {", ".join(GRADES)}')
    problems.raise_if_any()
    words = _plain(search or "").split()
    names = ("key", "label", "value", "low", "high", "unit", "role", "grade", "distribution", "source")
    return [
        {name: getattr(parameter(key), name) for name in names}
        for key in keys_with(role=role, grade=grade.upper() if grade else None)
        if all(word in _searched(parameter(key)) for word in words)
    ]


def _searched(row: Parameter) -> str:
    return _plain(" ".join((row.key, row.label, row.process, row.source, row.caveat)))


def _plain(text: str) -> str:
    """Lower-case letters without accents, so that "creche" finds "crèche"."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def as_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Set the rows of a listing as a plain table.

    Parameters
    ----------
    rows : iterable of mapping
        From `listing`.

    Returns
    -------
    str
        One line a number: key, value with its range, unit, grade, role and label.
    """
    cells = [("number", "value (range)", "unit", "grade", "role", "what it is")]
    for row in rows:
        value = _with_range(row["value"], row["low"], row["high"])
        cells.append((row["key"], value, row["unit"], row["grade"] or "-", row["role"], row["label"]))
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    return "\n".join(lines)


def card(key: str) -> str:
    """Tell all that is known of one number.

    Parameters
    ----------
    key : str
        Its key.

    Returns
    -------
    str
        A text of lines: the number and its range, how it is drawn before and after calibration, its grade in words, its
        source, its caveat, what it is drawn together with, where sources part, and the other findings about the same
        process.

    Raises
    ------
    InputError
        If there is no such key; the message names the nearest one.
    """
    row = parameter(key)
    lines = [row.key, *_wrapped(row.label, "  ", 2), ""]
    for name, text in facts(row):
        lines += _entry(name, text)
    lines += [f"  {name}".ljust(_INDENT) + line for name, line in sketch(row, learnt(key))]
    for name, text in companions(row):
        lines += _entry(name, text)
    for conflict in conflicts_about(key):
        lines += ["", *_wrapped(f"Sources part: {conflict.title}", "", 2)]
        lines += [line for each in conflict.findings for line in _wrapped(f"{each.says} ({each.source})", "  - ", 4)]
        lines += _wrapped(f"What is done: {conflict.done}", "  ", 2)
    processes = processes_of(row)
    words = " and ".join(name.replace("_", " ") for name in processes)
    found = [each for process in processes for each in known_besides().get(process, ())]
    if found:
        lines += ["", *_wrapped(f"What else is known ({words})", "", 2)]
        lines += [line for each in found for line in _finding(each)]
    others = [other for other in parameters().values() if other.process in processes and other.key != key]
    if others:
        lines += ["", *_wrapped(f"Other numbers of this table on the same process ({words})", "", 2)]
        lines += [line for other in others for line in _other_number(other)]
    return "\n".join(lines)


def facts(row: Parameter) -> list[tuple[str, str]]:
    """Tell what the table says of a number, and what calibration made of it.

    Parameters
    ----------
    row : Parameter
        The number.

    Returns
    -------
    list of (str, str)
        Name of a fact and the fact in words; empty where there is nothing to say.
    """
    unit = f"on a scale from {row.unit}" if _SCALE.fullmatch(row.unit) else row.unit
    value = "none: nobody has put a number to it" if row.value is None else f"{number_in_words(row.value)} {unit}"
    if row.unit in ("odds ratio", "hazard ratio", "risk ratio"):
        value += " (1 is no effect)"
    span = "" if row.low is None or row.high is None else f"{number_in_words(row.low)} to {number_in_words(row.high)}"
    return [
        ("value", value),
        ("range", span),
        ("distribution", _spread(row)),
        ("calibrated", _calibrated(row)),
        ("role", f"{row.role}: {ROLES[row.role]}"),
        ("grade", f"{row.grade}: {_grade_meaning(row)}" if row.grade else "none: there is nothing to grade"),
        ("setting", "; ".join(filter(None, (row.setting, f"n = {row.n}" if row.n else "")))),
        ("source", row.source),
        ("address", row.url),
        ("caveat", row.caveat),
    ]


def _spread(row: Parameter) -> str:
    """How the number is drawn: where most and nearly all draws lie, then the distribution itself."""
    if row.law.is_fixed:
        return "fixed: the same in every draw" if row.role in ("input", "design") else ""
    low, high = row.law.quantile(MIDDLE_95)
    least, most = row.law.quantile(PRIOR_POINTS)
    middle, nearly_all = (
        f"{number_in_words(a, 3)} to {number_in_words(b, 3)}" for a, b in ((low, high), (least, most))
    )
    return f"middle 95% from {middle}, nearly all from {nearly_all}; {row.distribution}"


def _calibrated(row: Parameter) -> str:
    """Say what calibration made of the number; nothing while there is none or the number is not drawn."""
    found = learnt(row.key)
    if found is None:
        return ""
    points = posterior_quantiles(found)
    if not points:
        return in_words(found)
    return f"middle 95% from {number_in_words(points[0], 3)} to {number_in_words(points[-1], 3)}; {in_words(found)}"


def companions(row: Parameter) -> list[tuple[str, str]]:
    """Say what a number is drawn together with.

    Parameters
    ----------
    row : Parameter
        The number.

    Returns
    -------
    list of (str, str)
        "drawn with" or "moves with", and with what.
    """
    from peersim.evidence.sampling import correlations, dirichlet_sets

    found = []
    if row.law.family == "dirichlet":
        others = [key for key in dirichlet_sets()[row.key.partition(".")[0]] if key != row.key]
        found.append(("drawn with", f"{', '.join(others)}: together they add up to 1"))
    for link in correlations():
        if row.key in link[:2]:
            other = link.second if row.key == link.first else link.first
            found.append(
                ("moves with", f"{other}: correlation {link.correlation:g} (grade {link.grade}). {link.reasoning}")
            )
    return found


def _entry(name: str, text: str) -> list[str]:
    return _wrapped(text, f"  {name}".ljust(_INDENT), _INDENT) if text else []


@cache
def _raw_rows() -> tuple[dict[str, str], ...]:
    """Every raw finding, of both files in one form, with the key it feeds when it feeds one."""
    mapping = {(row["file"], row["row"]): row for row in read_rows(FOLDER / "mapping.csv")}
    found = []
    for file, name in (("parameters.csv", "parameter"), ("unit_costs_and_values.csv", "item")):
        for row in read_rows(FOLDER / "raw" / file):
            entry = mapping.get((file, row[name]), {})
            process = entry.get("process") or row.get("process", "")
            found.append(row | {"name": row[name], "key": entry.get("key", ""), "process": process, "file": file})
    return tuple(found)


def processes_of(row: Parameter) -> list[str]:
    """Name the process of a number; for an assumption, those of its measured siblings too when they are few.

    Parameters
    ----------
    row : Parameter
        The number.

    Returns
    -------
    list of str
        Parts of the world, as the evidence names them.
    """
    if any(raw["key"] == row.key for raw in _raw_rows()):
        return [row.process]
    prefix = row.key.partition(".")[0]
    siblings = [raw["process"] for raw in _raw_rows() if raw["key"].startswith(f"{prefix}.")]
    processes = list(dict.fromkeys([row.process, *siblings]))
    return processes if len(processes) <= _MOST_PROCESSES else [row.process]


def _grade_meaning(row: Parameter) -> str:
    money = any(raw["key"] == row.key and raw["file"] == "unit_costs_and_values.csv" for raw in _raw_rows())
    return (GRADE_MEANING_MONEY if money else GRADE_MEANING)[row.grade]


def known_besides() -> dict[str, tuple[Finding, ...]]:
    """List what else was found: findings that feed no number themselves, by the part of the world they are about.

    Returns
    -------
    dict of str to tuple of Finding
        Process, and its findings with their sources.
    """
    found: dict[str, tuple[Finding, ...]] = {}
    for raw in _raw_rows():
        if not raw["key"]:
            told = Finding(_told(raw), raw["source"], raw.get("url", ""))
            found[raw["process"]] = (*found.get(raw["process"], ()), told)
    return found


def _told(raw: Mapping[str, str]) -> str:
    """Tell one raw finding: what it is, its value, where, on how many, its grade."""
    value = raw["unit"]
    if raw["value"] or raw["low"]:
        value = f"{_with_range(*(float(raw[n]) if raw[n] else None for n in ('value', 'low', 'high')))} {raw['unit']}"
    where = ", ".join(text for text in (raw.get("setting", ""), raw.get("n", "")) if text not in ("", "-"))
    grade = f"grade {raw['grade']}" if raw["grade"] else "no grade"
    return f"{raw['name']}: {value} ({'; '.join(filter(None, (where, grade)))})"


def _finding(found: Finding) -> list[str]:
    return [*_wrapped(found.says, "  - ", 4), *_wrapped(found.source, " " * 6, 6)]


def _other_number(row: Parameter) -> list[str]:
    grade = f"grade {row.grade}" if row.grade else "no grade"
    text = f"{row.key}: {_with_range(row.value, row.low, row.high)} {row.unit} ({grade}). {row.label}"
    return _wrapped(text, "  - ", 4)


def _wrapped(text: str, head: str, indent: int) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _with_range(value: float | None, low: float | None, high: float | None) -> str:
    span = "" if low is None or high is None or low == high else f"{number_in_words(low)} to {number_in_words(high)}"
    if value is None:
        return span or "-"
    return f"{number_in_words(value)} ({span})" if span else number_in_words(value)


def number_in_words(x: float, digits: int = 4) -> str:
    """Write a number as people do: no exponents, no trailing zeros, thousands set apart.

    Parameters
    ----------
    x : float
        The number.
    digits : int
        Digits that count, below 1,000.

    Returns
    -------
    str
        Such as ``0.083`` or ``1,640``.
    """
    if abs(x) >= 1000.0:
        return f"{x:,.0f}" if x == int(x) or digits < 4 else f"{x:,.2f}"
    return f"{x:.{digits}g}"
