"""The worlds in which a design loses, in sentences: every number in them is computed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from peersim.analysis.discovery.boxes import Limit

if TYPE_CHECKING:
    from peersim.analysis.discovery.discovering import Discovery

MOSTLY = 0.5
"""Share of the worlds of one kind that a box must hold to be where they mostly lie."""

CAVEAT = (
    "A box says where worlds of one kind lie, not why: another input may hide behind a limit, above all one that "
    "calibration ties to it."
)


def sentences(found: Discovery) -> list[str]:
    """Say in which worlds a design loses, and how sure that is.

    Parameters
    ----------
    found : Discovery
        What was found.

    Returns
    -------
    list of str
        How often it loses; the box in words or why there is none; how good it is; what must be known.
    """
    told = [how_often(found)]
    if not found.losing or found.losing == found.worlds:
        return told
    if not found.found:
        which = "it loses" if found.of_losing else "it does not lose"
        return [*told, f"What the worlds in which {which} have in common could not be found: {found.why_none}."]
    return [*told, box_in_words(found), how_good(found), CAVEAT]


def how_often(found: Discovery) -> str:
    """Say in how many worlds a design loses."""
    side = "above" if found.less_is_better else "below"
    what = f"“{found.design}” loses against “{found.against}” on {found.what} (a difference {side} {line(found)})"
    if not found.worlds:
        return f"Whether {what} cannot be told of any world."
    if not found.losing:
        return f"In none of {found.worlds:,} worlds {what}."
    if found.losing == found.worlds:
        return f"In every one of {found.worlds:,} worlds {what}."
    return f"In {found.losing:,} of {found.worlds:,} worlds ({percent(found.losing / found.worlds)}) {what}."


def line(found: Discovery) -> str:
    """Write the threshold with its unit."""
    number = f"{found.threshold:,.4g}"
    if found.unit.startswith("£"):
        return f"£{number} {found.unit.removeprefix('£').strip()}".strip()
    return f"{number} {found.unit}".strip()


def box_in_words(found: Discovery) -> str:
    """Say where the worlds of the box lie."""
    assert found.box is not None
    sides = [limit_in_words(limit) for limit in found.box.limits]
    where = sides[0] if len(sides) == 1 else f"{', '.join(sides[:-1])} and {sides[-1]}"
    how = "mostly" if found.box.coverage >= MOSTLY else "more often"
    return f"{'It loses' if found.of_losing else 'It does not lose'} {how} where {where}."


def limit_in_words(limit: Limit) -> str:
    """Say one side of a box, with the input's label and unit."""
    name, unit = f"“{label_of(limit.input)}”", unit_of(limit.input)
    if math.isinf(limit.low):
        return f"{name} is at most {number(limit.high)} {unit}".strip()
    if math.isinf(limit.high):
        return f"{name} is above {number(limit.low)} {unit}".strip()
    return f"{name} lies between {number(limit.low)} and {number(limit.high)} {unit}".strip()


def how_good(found: Discovery) -> str:
    """Say how good a box is: coverage, density, mass, in worlds it has not seen, and against chance."""
    box = found.box
    assert box is not None
    which = "losing" if found.of_losing else "other"
    doing = "it loses" if found.of_losing else "it does not"
    overall = found.losing / found.worlds if found.of_losing else 1.0 - found.losing / found.worlds
    return (
        f"{percent(box.mass)} of worlds are like that (mass). In {percent(box.density)} of them {doing} (density), "
        f"against {percent(overall)} of all; they hold {percent(box.coverage)} of the {which} worlds (coverage). Of "
        f"worlds that the search had not seen: density {percent(box.unseen_density)}, coverage "
        f"{percent(box.unseen_coverage)}. With outcomes shuffled among worlds, as good a box was found in "
        f"{percent(box.chance)} of searches at most."
    )


def label_of(name: str) -> str:
    """Give the label of an input, or its name where the evidence table has none."""
    from peersim.evidence.table import parameters

    row = parameters().get(name)
    return row.label if row is not None else name


def unit_of(name: str) -> str:
    """Give the unit of an input, empty where the evidence table has none."""
    from peersim.evidence.table import parameters

    row = parameters().get(name)
    return row.unit if row is not None else ""


def number(value: float) -> str:
    """Write a limit: three figures, thousands separated."""
    from peersim.evidence.show import number_in_words

    return number_in_words(float(f"{value:.3g}")).replace("-", "\N{MINUS SIGN}")


def percent(share: float) -> str:
    """Write a share; words where it cannot be told."""
    return f"{100.0 * share:.0f}%" if math.isfinite(share) else "cannot be told"
