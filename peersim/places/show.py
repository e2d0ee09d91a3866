"""Showing places to people: the list of places, and one place's card with every figure, its source and its gaps."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable

from peersim.places.complete import UNKNOWN_ASSUMED
from peersim.places.profile import Profile, is_national, load_place_quietly, places
from peersim.places.table import EVERYWHERE, Value, attribution, shipped_assumptions
from peersim.places.used import NATIONAL, SHORT_NAMES, TRAIT_NAMES, USED

_WIDTH = 118
_SOURCE_WIDTH = 60
_GRADES = ("A", "B", "C", "D")
_DRAWN = {
    **TRAIT_NAMES,
    "no_car_lone_parent": "no car, of lone parents",
    "no_car_couple": "no car, of couple parents",
    "works": "in paid work",
    "other_language": "home language other than English",
    "not_white": "ethnic group other than White",
}
_GRADE_KEY = (
    "Grades: A official for this place; B official but combined, older or of a nearby definition; "
    "C proxy or estimate; D borrowed or assumed."
)


def listing() -> list[dict[str, str | int | float | None]]:
    """List the shipped places with a few figures each.

    Returns
    -------
    list of dict
        One for each place: ``place``, ``slug``, ``families_with_children``, ``births_per_year``, ``no_car_pct`` and
        ``low_income_pct`` (None where it is not known), ``grades`` (how many of the figures used have each
        grade), ``borrowed`` (figures used that are assumed, borrowed or derived) and ``blanks`` (rows left empty).
    """
    rows = []
    for slug in places():
        profile = load_place_quietly(slug)
        used = [profile.values[variable] for variable in USED]
        rows.append(
            {
                "place": profile.name,
                "slug": slug,
                "families_with_children": _families(profile),
                "births_per_year": _if_known(profile, "births_per_year"),
                "no_car_pct": _if_known(profile, "rec_no_car_families_pct"),
                "low_income_pct": _if_known(profile, "children_low_income_ahc_pct"),
                "grades": _grade_mix(used),
                "borrowed": sum(1 for value in used if value.fallback),
                "blanks": len(profile.blanks),
            }
        )
    return rows


def _families(profile: Profile) -> float | None:
    """Families with dependent children or, where only that is known, with children of any age."""
    rows = (profile.values.get(name) for name in ("households_dependent_children", "families_with_children"))
    return next((row.value for row in rows if row is not None and row.value is not None), None)


def _if_known(profile: Profile, variable: str) -> float | None:
    value = profile.values[variable]
    return None if value.fallback == UNKNOWN_ASSUMED else value.value


def _grade_mix(values: Iterable[Value]) -> str:
    counts = Counter(value.grade for value in values)
    return ", ".join(f"{grade} {counts[grade]}" for grade in _GRADES if counts[grade])


def card(profile: Profile, assumptions: bool = False) -> str:
    """Describe a place: its figures with unit, year, grade and source, what is not known, and the attribution.

    Parameters
    ----------
    profile : Profile
        The place.
    assumptions : bool
        Whether to list the assumptions that hold in every place too.

    Returns
    -------
    str
        Plain text, lines up to about 150 characters.
    """
    parts = [_head(profile)]
    used = [(label, profile.values[variable]) for variable, label in USED.items()]
    parts.append(_table("Figures the families are drawn from", used))
    parts.append(_drawn(profile))
    parts.append(_gaps(profile))
    if profile.notes:
        parts.append(_section("Adjusted for this place", [_wrapped(f"- {note}") for note in profile.notes]))
    others = [
        (variable, value)
        for variable, value in profile.values.items()
        if variable not in USED and variable not in NATIONAL and value.value is not None
    ]
    parts.append(_table("Also known here (shown, not used to draw families)", others))
    parts.append(_table("National figures used for every place", [(n, profile.values[v]) for v, n in NATIONAL.items()]))
    parts.append(_assumptions(profile, assumptions))
    parts.append(_own_figures(profile))
    parts.append(attribution().strip())
    return "\n\n".join(parts) + "\n"


def _head(profile: Profile) -> str:
    used = [profile.values[variable] for variable in USED]
    lines = [profile.name, "=" * len(profile.name)]
    lines += [_wrapped(f"! {sentence}") for sentence in profile.warnings]
    lines.append(f"Grades of the {len(used)} figures used: {_grade_mix(used)}.")
    lines.append(_wrapped(_GRADE_KEY))
    return "\n".join(lines)


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([title, "-" * len(title), *lines])


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, subsequent_indent="  ")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _range(value: Value) -> str:
    if value.low is None or value.high is None:
        return ""
    return f"{_number(value.low)} to {_number(value.high)}"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _table(title: str, rows: list[tuple[str, Value]]) -> str:
    lines = []
    for label, value in rows:
        mark = "*" if value.fallback and not is_national(value) else " "
        number = "not known" if value.value is None else _number(value.value)
        rest = "; ".join(part for part in (value.unit, value.year, _short(value.source, _SOURCE_WIDTH)) if part)
        lines.append(f"{mark} {_short(label, 40):<40} {number:>10}  {_range(value):<20} {value.grade or '-'}  {rest}")
    if any(line.startswith("*") for line in lines):
        lines.append("* not this place's own figure: see “Not known or borrowed”")
    return _section(title, lines)


def _drawn(profile: Profile) -> str:
    from peersim.places.plan import expected_shares

    shares = expected_shares(profile)
    lines = [f"  {_DRAWN[name]:<40} {100.0 * share:>9.1f}%" for name, share in shares.items()]
    return _section("What the drawn families are like on average", lines)


def _gaps(profile: Profile) -> str:
    def named(variable: str) -> str:
        return USED.get(variable, variable)

    fallbacks = {v: where for v, where in profile.fallbacks.items() if not is_national(profile.values[v])}
    guessed = [named(v) for v, where in fallbacks.items() if where == UNKNOWN_ASSUMED]
    lines = [_wrapped(f"- {name}: {UNKNOWN_ASSUMED}") for name in guessed]
    by_origin: dict[str, list[str]] = {}
    for variable, where in fallbacks.items():
        if where != UNKNOWN_ASSUMED:
            by_origin.setdefault(where, []).append(named(variable))
    lines += [_wrapped(f"- {_short(where, 70)}: {'; '.join(names)}") for where, names in by_origin.items()]
    empty = [v for v in profile.blanks if v not in fallbacks]
    if empty:
        lines.append(_wrapped(f"- blank in the table and not used: {'; '.join(empty)}"))
    return _section("Not known or borrowed", lines or ["Nothing."])


def _own_figures(profile: Profile) -> str:
    names = "; ".join(f"{short} ({USED[variable]})" for short, variable in SHORT_NAMES.items())
    example = profile.values[SHORT_NAMES["no_car"]].value
    lines = [
        "Write a file such as north.toml and give its path as the place:",
        "",
        f'    extends = "{profile.slug}"',
        f"    no_car = {example:g}",
        "",
        "    [override.digital_gap]",
        f"    value = {profile.values[SHORT_NAMES['digital_gap']].value:g}",
        '    source = "our survey"',
        "",
        _wrapped(f"Short names: {names}. Every other figure and assumption goes by its name in the tables."),
    ]
    return _section("Your own figures", lines)


def _assumptions(profile: Profile, everything: bool) -> str:
    general = shipped_assumptions()[EVERYWHERE]
    rows = [
        (general[key].label, value)
        for key, value in profile.assumptions.items()
        if everything or value != general[key].value
    ]
    lines = [
        _wrapped(
            f"{len(general)} assumptions about families hold in every place (graded D unless said otherwise, in "
            "assumptions.csv beside this table); any can be overridden by its name."
        )
    ]
    for label, value in rows:
        number = "" if value.value is None else _number(value.value)
        lines.append(_wrapped(f"- {label}: {number} {value.unit} ({_range(value) or 'no range'}; {value.grade})"))
        lines.append(
            textwrap.fill(f"{value.variable}: {value.caveat}", _WIDTH, initial_indent="  ", subsequent_indent="  ")
        )
    return _section("Assumptions", lines)
