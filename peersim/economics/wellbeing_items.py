"""Line items of wellbeing and of volunteers: families' gains, volunteers' own gains, and the hours they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.costs import currency_of
from peersim.economics.fiscal import beyond_nothing
from peersim.economics.items import FAMILIES, VOLUNTEERS, LineItem, by_draw
from peersim.economics.prices import PriceYear
from peersim.economics.profile import Profile, price_year_of
from peersim.economics.samples import Floats, worst_grade
from peersim.economics.values import EFFECT_KEYS, TRANSLATION_KEYS, TRANSLATION_REASON, Priced
from peersim.evidence.table import parameter
from peersim.foundation.units import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from peersim.economics.figures import StudyFigures


def wellbeing_grade(price_keys: Iterable[str]) -> str:
    """Give the grade of families' wellbeing: the weakest link from trials to money."""
    return worst_grade([*EFFECT_KEYS, *TRANSLATION_KEYS, *price_keys], "D")


def wellbeing_item(figures: StudyFigures, per_point: Floats, price: Priced) -> LineItem:
    """Make a line item of what families' gains in wellbeing are worth.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of the study; `wellbeing` is above the same parent's life without the programme.
    per_point : numpy.ndarray, shape (draws,)
        Points of life satisfaction for one point of the wellbeing scale.
    price : Priced
        Money for a point of life satisfaction for a year.

    Returns
    -------
    LineItem
        A gain of families, discounted as health is, cut for optimism by the weakest grade of the chain.
    """
    points = beyond_nothing("point_year", figures)
    return LineItem(
        name="wellbeing", label="wellbeing gained by parents", payer="", gainer=FAMILIES, form="wellbeing",
        behaviour="per parent", why="each parent's wellbeing above the same parent's life without the programme",
        keys=(*EFFECT_KEYS, *TRANSLATION_KEYS, *price.keys), source=price.source, grade=wellbeing_grade(price.keys),
        amount=np.asarray(points * by_draw(per_point * price.per_wellby)), discounted="health", adjusted="benefits",
        note=f"{TRANSLATION_REASON}. {price.name}: {price.note}",
    )  # fmt: skip


def volunteer_wellbeing_item(
    figures: StudyFigures, profile: Profile, to: PriceYear, values: Mapping[str, Floats]
) -> LineItem:
    """Make a line item of what volunteering is worth to volunteers themselves: counted once, here.

    Returns
    -------
    LineItem
        A gain of volunteers for each year of active volunteering beyond doing nothing.

    Source
    ------
    value.volunteer_wellbeing_year, re-based.
    """
    key = profile.keys["volunteer_year"]
    year = price_year_of(key)
    worth = values[key] * (profile.deflator.factor(year, to) if year else 1.0)
    row = parameter(key)
    return LineItem(
        name="volunteer_wellbeing", label="volunteers' own wellbeing", payer="", gainer=VOLUNTEERS, form="wellbeing",
        behaviour="per volunteer", why="for each year of active volunteering", keys=(key,), source=row.source,
        grade=row.grade, amount=np.asarray(beyond_nothing("volunteer_year", figures) * by_draw(worth)),
        discounted="health", adjusted="benefits",
        note="observational, so it may be who volunteers and not what volunteering does; time given is weighed in it",
    )  # fmt: skip


def volunteer_time_item(
    figures: StudyFigures, profile: Profile, to: PriceYear, values: Mapping[str, Floats], is_cost: bool
) -> LineItem:
    """Make a line item of the hours that volunteers give, at what replacing them would cost.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of the study.
    profile : Profile
        Country.
    to : PriceYear
        Prices of the appraisal.
    values : mapping of str to numpy.ndarray, shape (draws,)
        Sampled economic values.
    is_cost : bool
        True: a cost to volunteers and so to society; False: in a box outside the sum.

    Returns
    -------
    LineItem
        In kind: no money moves.
    """
    hours, hour = profile.keys["volunteer_hours"], profile.keys["volunteer_hour"]
    year = price_year_of(hour)
    rebased = year is not None and not profile.deflator.lacking(year)
    factor = profile.deflator.factor(year, to) if year is not None and rebased else 1.0
    worth = values[hours] * MONTHS_PER_YEAR * values[hour] * factor
    rows = [parameter(key) for key in (hours, hour)]
    prices = "" if rebased or year is None else f"; prices of {year} have no index and are taken as they stand"
    return LineItem(
        name="volunteer_time", label="hours that volunteers give, at what replacing them would cost",
        payer=VOLUNTEERS, gainer="", form="in kind", behaviour="per volunteer", why="hours of active volunteers",
        keys=(hours, hour), source="; ".join(row.source for row in rows), grade=worst_grade((hours, hour)),
        amount=np.asarray(beyond_nothing("volunteer_year", figures) * by_draw(worth)), in_sum=is_cost,
        adjusted="costs" if is_cost else "none",
        note=("a cost to society" if is_cost else "outside the sum: what paid people would cost")
        + f"; {currency_of(hour)}{prices}",
    )  # fmt: skip
