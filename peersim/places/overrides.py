"""A planner's own figures: reading them from a small TOML file, checking them, and making the rest agree with them."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from peersim.foundation.problems import Problems, nearest
from peersim.places.complete import UNKNOWN_ASSUMED, split_by_odds_ratio
from peersim.places.table import EVERYWHERE, Value, shipped_assumptions, shipped_names, shipped_values, slug_of
from peersim.places.used import ETHNIC_GROUPS, SHORT_NAMES, full_name

_PARTS = ("value", "low", "high", "source", "year", "grade", "url", "caveat")
_NUMBERS = ("value", "low", "high")
_GRADES = ("A", "B", "C", "D")
_TOP = ("extends", "name", "why", "override")
_WHOLE = 100.0
_TOLERANCE = 0.5  # percentage points by which figures that were rounded may disagree

_RANGES = {
    "window_years": (0.5, 18.0),
    "moves_away_per_year": (0.0, 0.9),
    "families_per_small_area": (1.0, 100_000.0),
    "pt_minutes_for_none": (1.0, 600.0),
    "free_evening_lone_parent_factor": (0.0, 1.0),
    "isolation_mean": (0.5, 9.5),
    "isolation_sd": (0.1, 4.0),
    "confidence_mean": (0.5, 9.5),
    "confidence_sd": (0.1, 4.0),
    "wellbeing_mean": (7.0, 35.0),
    "wellbeing_sd": (0.1, 10.0),
    "posting_log_sd": (0.0, 5.0),
    "pt_spread_between_areas": (0.0, 5.0),
    "experience_years_longest": (0.5, 60.0),
}
"""Allowed values of assumptions whose unit does not say it."""

_NOT_FOR_PLANNERS = ("low_income_after_over_before",)
"""Assumptions that only fill a gap in the shipped table; a planner gives the figure itself."""

_SUMS = (
    ("under5s_two", "under5s_three"),
    ("topic_mental_health", "topic_feeding", "topic_loss"),
    ("priority_personality", "priority_culture", "priority_language", "priority_experience"),
)
"""Shares of one whole that leave a rest."""

Values = dict[str, Value]


@dataclass(frozen=True)
class Changes:
    """A planner's figures, checked one by one.

    Attributes
    ----------
    extends : str
        Slug of the shipped place they start from.
    name : str
        The planner's name for the place.
    rows : dict
        Variable to the `Value` that replaces the shipped one.
    where : dict
        Variable to the words that name its place in an error.
    """

    extends: str = ""
    name: str = ""
    rows: dict[str, Value] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)

    def with_more(self, other: Changes) -> Changes:
        """Add other changes; where both change a figure, the others win."""
        return Changes(self.extends, self.name, {**self.rows, **other.rows}, {**self.where, **other.where})


@cache
def known_rows() -> dict[str, Value]:
    """List everything that can be overridden, each with a row that shows its unit.

    Returns
    -------
    dict
        Variable or assumption to an example row.
    """
    rows: dict[str, Value] = {}
    for place in reversed(list(shipped_values().values())):  # the first place's units win
        rows.update({variable: row for variable, row in place.items() if row.unit or variable not in rows})
    for table in (shipped_assumptions()[EVERYWHERE], *shipped_assumptions().values()):
        rows.update({key: row.value for key, row in table.items() if key not in rows})
    return {variable: row for variable, row in rows.items() if variable not in _NOT_FOR_PLANNERS}


def allowed_range(row: Value) -> tuple[float, float]:
    """Say which numbers make sense for a figure.

    Parameters
    ----------
    row : Value
        A row with the figure's unit.

    Returns
    -------
    tuple of float
        Lowest and highest allowed value, ends included, in the row's unit.
    """
    if row.variable in _RANGES:
        return _RANGES[row.variable]
    unit = row.unit
    tiny = 1e-6
    if unit == "% change":
        return -_WHOLE, math.inf
    if unit.startswith("%") or row.variable.endswith("_pct"):
        return 0.0, _WHOLE
    if row.variable.startswith(("corr_", "rec_latent_corr__")) or unit == "correlation":
        return -1.0 + tiny, 1.0 - tiny
    if unit == "share":
        return 0.0, 1.0
    if unit in ("shape", "odds ratio", "sq km") or unit.startswith(("km", "families", "births", "children")):
        return tiny, math.inf
    return 0.0, math.inf


def read_file(path: Path, problems: Problems) -> Changes:
    """Read a planner's place file.

    Parameters
    ----------
    path : pathlib.Path
        A TOML file: ``extends``, optionally ``name`` and ``why``, plain figures (``no_car = 30``) and tables
        ``[override.NAME]`` with ``value`` and, if known, ``source``, ``low``, ``high``, ``year`` and ``grade``.
    problems : Problems
        Takes whatever is wrong, each with file and line.

    Returns
    -------
    Changes
        What could be read.
    """
    file = path.name
    try:
        text = path.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except OSError as error:
        problems.add(f"{file}: cannot be read ({error.strerror}). Give the name of a place or the path of its file.")
        return Changes()
    except UnicodeDecodeError:
        problems.add(f"{file}: is not text in UTF-8.")
        return Changes()
    except tomllib.TOMLDecodeError as error:
        problems.add(f"{file}: not valid TOML: {error}.")
        return Changes()
    where = {key: f"{file}, line {_line_of(text, key)}" for key in document}
    changes = _collect(
        [(key, given, where[key]) for key, given in document.items() if key not in _TOP]
        + _tables(document.get("override", {}), text, file, problems),
        source=f"the planner's file {file}",
        problems=problems,
    )
    name = document.get("name", "")
    for key in ("name", "why"):
        if not isinstance(document.get(key, ""), str):
            problems.add(f"{where[key]}: {key} is not words in quotes.")
            name = ""
    return replace(changes, extends=_extends(document, file, where, problems), name=name)


def _extends(document: Mapping[str, object], file: str, where: Mapping[str, str], problems: Problems) -> str:
    names = ", ".join(shipped_names())
    if "extends" not in document:
        problems.add(
            f'{file}, line 1: extends is missing; say which place the rest comes from, e.g. extends = "derby".'
        )
        return ""
    slug = slug_of(str(document["extends"]))
    if slug not in shipped_names():
        hint = nearest(slug, shipped_names())
        problems.add(f'{where["extends"]}: there is no place "{document["extends"]}".{hint} Places: {names}.')
        return ""
    return slug


def _tables(given: object, text: str, file: str, problems: Problems) -> list[tuple[str, object, str]]:
    if not isinstance(given, Mapping):
        problems.add(f"{file}, line {_line_of(text, 'override')}: override is not a table; write [override.NAME].")
        return []
    return [(key, value, f"{file}, line {_line_of(text, key, inside='override')}") for key, value in given.items()]


def _line_of(text: str, key: str, inside: str = "") -> int:
    """Find the line on which a key or its table is written; the text is known to be valid TOML."""
    name = rf"""["']?{re.escape(key)}["']?"""
    outer = rf"""["']?{re.escape(inside)}["']?\s*\.\s*""" if inside else ""
    table, plain = re.compile(rf"\s*\[\s*{outer}{name}\s*[\].]"), re.compile(rf"\s*({outer})?{name}\s*[=.]")
    for number, line in enumerate(text.splitlines(), start=1):
        if table.match(line) or plain.match(line):
            return number
    return 1


def from_mapping(given: Mapping[str, object], problems: Problems) -> Changes:
    """Check figures given in a program or a scenario.

    Parameters
    ----------
    given : mapping
        Name to number, or to a mapping with ``value`` and its source.
    problems : Problems
        Takes whatever is wrong.

    Returns
    -------
    Changes
        What could be used.
    """
    return _collect([(name, value, "override") for name, value in given.items()], "the planner", problems)


def _collect(given: Iterable[tuple[str, object, str]], source: str, problems: Problems) -> Changes:
    changes = Changes()
    known = known_rows()
    for name, content, where in given:
        variable = full_name(name, set(known))
        if variable is None:
            hint = nearest(name, [*SHORT_NAMES, *known])
            problems.add(f'{where}: unknown figure "{name}".{hint}')
        elif variable in changes.rows:
            problems.add(f'{where}: "{name}" is given twice ({changes.where[variable]} gives {variable} too).')
        else:
            row = _row(name, content, known[variable], where, source, problems)
            if row is not None:
                changes.rows[variable] = replace(row, variable=variable)
                changes.where[variable] = where
    return changes


def _row(name: str, content: object, like: Value, where: str, source: str, problems: Problems) -> Value | None:
    """Check one figure; None when it cannot be used."""
    parts = content if isinstance(content, Mapping) else {"value": content}
    before = len(problems.found)
    for part in parts:
        if part not in _PARTS:
            problems.add(f'{where}: unknown entry "{part}" of {name}.{nearest(str(part), _PARTS)}')
    if "value" not in parts:
        problems.add(f"{where}: {name} has no value.")
    numbers = {part: _checked(name, part, parts[part], like, where, problems) for part in _NUMBERS if part in parts}
    low, value, high = (numbers.get(part) for part in ("low", "value", "high"))
    if value is not None and not (low is None or low <= value):
        problems.add(f"{where}: {name} has low {low:g} above its value {value:g}.")
    if value is not None and not (high is None or value <= high):
        problems.add(f"{where}: {name} has high {high:g} below its value {value:g}.")
    grade = str(parts.get("grade", "C" if "source" in parts else "D"))
    if grade not in _GRADES:
        problems.add(f'{where}: {name} has grade "{grade}"; allowed {", ".join(_GRADES)}.')
    if len(problems.found) > before:
        return None
    said = str(parts["source"]) if "source" in parts else f"{source}, no source given"
    return Value(
        variable=like.variable,
        value=value,
        low=low,
        high=high,
        unit=like.unit,
        year=str(parts.get("year", "")),
        grade=grade,
        source=said,
        url=str(parts.get("url", "")),
        caveat=str(parts.get("caveat", "given by the planner")),
        fallback="",
    )


def _checked(name: str, part: str, given: object, like: Value, where: str, problems: Problems) -> float | None:
    what = name if part == "value" else f"{part} of {name}"
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        problems.add(f"{where}: {what} is {given!r}, which is not a number.")
        return None
    number = float(given)
    if not math.isfinite(number):
        problems.add(f"{where}: {what} is {number}; give a finite number.")
        return None
    low, high = allowed_range(like)
    if not low <= number <= high:
        unit = "%" if like.unit.startswith("%") else like.unit
        limits = f"{low:g} to {high:g}" if math.isfinite(high) else f"{low:g} or more"
        problems.add(f"{where}: {what} is {number:g} {unit}; allowed {limits}.")
        return None
    return number


def apply_changes(changes: Changes, values: Values, assumptions: Values, problems: Problems) -> None:
    """Put a planner's figures in the place of the shipped ones.

    Parameters
    ----------
    changes : Changes
        The planner's figures.
    values, assumptions : dict of str to Value
        Changed in place.
    problems : Problems
        Takes shares of one whole that add up to more than it.
    """
    for variable, row in changes.rows.items():
        (assumptions if variable in assumptions else values)[variable] = row
    for parts in _SUMS:
        total = sum(_get(assumptions, part) for part in parts)
        given = [changes.where[part] for part in parts if part in changes.where]
        if given and total > 1.0:
            problems.add(f"{given[0]}: {', '.join(parts)} add up to {total:g}; allowed 0 to 1.")


def agree(values: Values, base: Values, changes: Changes, problems: Problems) -> list[str]:
    """Make figures that belong together agree: cars by family type, ethnic groups, languages, small areas.

    Parameters
    ----------
    values : dict of str to Value
        The place with the planner's figures; changed in place.
    base : dict of str to Value
        The place as shipped.
    changes : Changes
        Which figures the planner gave.
    problems : Problems
        Takes contradictions between the planner's figures.

    Returns
    -------
    list of str
        What was adjusted, in sentences.
    """
    notes = [_cars(values, base, changes, problems), _ethnic_groups(values, changes, problems)]
    notes += [_languages(values, changes, problems)]
    for kind in ("no_car", "idaci"):
        low, high = f"{kind}_small_area_p10_pct", f"{kind}_small_area_p90_pct"
        if _get(values, low) > _get(values, high):
            where = changes.where.get(low) or changes.where.get(high, "override")
            problems.add(f"{where}: {low} ({_get(values, low):g}) is above {high} ({_get(values, high):g}).")
    return [note for note in notes if note]


def _get(values: Mapping[str, Value], variable: str) -> float:
    number = values[variable].value
    assert number is not None
    return number


def _set(values: Values, variable: str, number: float, how: str) -> None:
    values[variable] = replace(
        values[variable], value=number, low=None, high=None, grade="D", caveat=f"derived: {how}", fallback=how
    )


def _cars(values: Values, base: Values, changes: Changes, problems: Problems) -> str:
    """Keep families without a car, over all and by family type, in step."""
    overall, lone, couple = "rec_no_car_families_pct", "rec_no_car_lone_parent_pct", "rec_no_car_couple_parent_pct"
    share = _get(values, "lone_parent_share_of_families") / _WHOLE
    given = {name for name in (overall, lone, couple) if name in changes.rows}
    if not given and "lone_parent_share_of_families" not in changes.rows:
        return ""
    mixed = share * _get(values, lone) + (1.0 - share) * _get(values, couple)
    how = "made to agree with the planner's figures"
    if overall not in given:
        before = values[overall]
        _set(values, overall, mixed, how)
        if before.fallback == UNKNOWN_ASSUMED and given != {lone, couple}:  # still a guess, and must be called one
            values[overall] = replace(before, value=mixed)
        return f"{overall} follows from the rates by family type: {mixed:.3g}%."
    if given == {overall, lone, couple}:
        if abs(mixed - _get(values, overall)) > _TOLERANCE:
            problems.add(
                f"{changes.where[overall]}: {overall} is {_get(values, overall):g} %, but the rates by family type "
                f"average {mixed:.3g} %; leave one of the three out."
            )
        return ""
    if given == {overall}:
        odds = [_get(base, name) / (_WHOLE - _get(base, name)) for name in (lone, couple)]
        first, second = split_by_odds_ratio(_get(values, overall) / _WHOLE, share, odds[0] / odds[1])
        _set(values, lone, _WHOLE * first, how)
        _set(values, couple, _WHOLE * second, how)
        return f"Rates by family type follow from {overall}: {_WHOLE * first:.3g}% and {_WHOLE * second:.3g}%."
    known, missing = (lone, couple) if lone in given else (couple, lone)
    weight = share if known == lone else 1.0 - share
    rest = (_get(values, overall) - weight * _get(values, known)) / max(1.0 - weight, 1e-9)
    if not 0.0 <= rest <= _WHOLE:
        problems.add(
            f"{changes.where[known]}: {known} is {_get(values, known):g} %, which cannot be with "
            f"{overall} at {_get(values, overall):g} %."
        )
        return ""
    _set(values, missing, rest, how)
    return f"{missing} follows from the other two: {rest:.3g}%."


def _ethnic_groups(values: Values, changes: Changes, problems: Problems) -> str:
    names = [f"ethnic_{group}_pct" for group in ETHNIC_GROUPS]
    given = [name for name in names if name in changes.rows]
    if not given:
        return ""
    fixed = sum(_get(values, name) for name in given)
    free = sum(_get(values, name) for name in names if name not in given)
    if fixed > _WHOLE + _TOLERANCE or (free == 0.0 and abs(fixed - _WHOLE) > _TOLERANCE):
        problems.add(f"{changes.where[given[0]]}: the ethnic groups add up to {fixed:g} %; they must make 100.")
        return ""
    if free == 0.0:
        return ""
    factor = max(_WHOLE - fixed, 0.0) / free
    for name in names:
        if name not in given:
            _set(values, name, _get(values, name) * factor, "scaled so that the ethnic groups make 100")
    return "The ethnic groups the planner did not give were scaled so that all make 100%."


def _languages(values: Values, changes: Changes, problems: Problems) -> str:
    other, low = "eal_primary_pct", "cannot_speak_english_well_pct"
    if _get(values, other) >= _get(values, low):
        return ""
    if other in changes.rows:
        problems.add(
            f"{changes.where[other]}: {other} is {_get(values, other):g} %, below the {_get(values, low):g} % who "
            "cannot speak English well."
        )
        return ""
    _set(values, other, _get(values, low), "raised to those who cannot speak English well")
    return f"{other} was raised to {low}, which is part of it."
