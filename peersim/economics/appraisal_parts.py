"""The parts of an appraisal: every line item of every strategy, and what each perspective makes of them.

`appraise` takes a study's numbers and a country's profile and gives arrays (draws, replications, strategies) of cost
and benefit by perspective and of effects, before and after the adjustment for optimism, for decision analysis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from peersim.economics.checks import check_figures, only_finished
from peersim.economics.costs import DENOMINATORS, CostOptions, cost_items, fee_item
from peersim.economics.discounting import Discounting, present_value
from peersim.economics.fiscal import FiscalItem, beyond_nothing, fiscal_line_items, read_fiscal
from peersim.economics.items import LineItem, by_draw
from peersim.economics.optimism import adjusted, less
from peersim.economics.perspectives import (
    Perspective,
    Worth,
    check_perspectives,
    usual_perspectives,
    without_payer,
    worth,
)
from peersim.economics.prices import PriceYear
from peersim.economics.profile import Optimism, Profile, read_profile
from peersim.economics.samples import Floats, inputs_of, sampled
from peersim.economics.values import (
    SD_POINTS,
    TRANSLATION_KEYS,
    Priced,
    Translation,
    Unit,
    UserUnit,
    check_unit,
    keys_for,
    life_satisfaction_per_point,
    priced,
)
from peersim.economics.wellbeing_items import (
    volunteer_time_item,
    volunteer_wellbeing_item,
    wellbeing_grade,
    wellbeing_item,
)
from peersim.foundation.problems import InputError, Problems

if TYPE_CHECKING:
    import pandas as pd

    from peersim.economics.figures import StudyFigures

NOT_COUNTED = (
    "what parents' own time and travel cost them",
    "what the support does for children, partners and wider families",
    "savings or costs of public services, unless a file of fiscal items was brought",
    "rooms, goods and staff time that others give: the runs pay for every room and cannot tell what was given",
    "whether volunteers would have volunteered elsewhere",
    "effects after the last week of the run",
    "safety, parents' voice and community, which are told in words and counts and not in money",
)
"""What is in no sum, said beside every result."""


@dataclass(frozen=True, eq=False)
class Effects:
    """What happens to people, beyond doing nothing in the same world.

    Attributes
    ----------
    natural : dict of str to numpy.ndarray, shape (draws, replications, strategies)
        Parents offered, starting, completing and retained; ``point_years`` of the wellbeing scale; ``volunteer_years``.
    wellby, qaly : numpy.ndarray, shape (draws, replications, strategies)
        Life-satisfaction point-years and quality-adjusted life years, discounted at the rate for health.
    wellby_undiscounted : numpy.ndarray, shape (draws, replications, strategies)
        The first, added up as it stands.
    wellby_by_year : numpy.ndarray, shape (draws, replications, strategies, years)
        The first, year by year, undiscounted.
    """

    natural: dict[str, Floats]
    wellby: Floats
    qaly: Floats
    wellby_undiscounted: Floats
    wellby_by_year: Floats


@dataclass(frozen=True, eq=False)
class Appraisal:
    """Everything the economics makes of a study, for decision analysis and for a report.

    Attributes
    ----------
    figures : StudyFigures
        Numbers of the study, with gaps where a run did not finish: what tables are to be made from.
    names : tuple of str
        Strategies, in the order of every array's third axis.
    titles : dict of str to str
        Their titles.
    reference : str
        What the study compares with.
    profile : Profile
        Country.
    price_year : PriceYear
        Prices of every amount.
    years : numpy.ndarray, shape (years,)
        Length of each year [years].
    discounting : Discounting
        Schedules used.
    unit : Unit
        What wellbeing was put in money by.
    price : Priced
        Money for a WELLBY, draw by draw, with source and grade.
    per_point : numpy.ndarray, shape (draws,)
        Points of life satisfaction for one point of the wellbeing scale.
    items, items_after : tuple of LineItem
        Line items before and after the adjustment for optimism; those with `in_sum` False stand outside the sum.
    before, after : dict of str to Worth
        Costs and gains by perspective, before and after.
    effects, effects_after : Effects
        Before and after.
    samples : pandas.DataFrame
        Sampled economic values, one row a draw: to be given to decision analysis beside the study's inputs.
    programme_cost : numpy.ndarray, shape (draws, replications, strategies)
        What the programme spends, undiscounted; what cost per parent is reckoned from.
    worlds : numpy.ndarray of bool, shape (draws, replications)
        Where every strategy finished.
    optimism : Optimism
        Scale used.
    not_counted, notes : tuple of str
        What is in no sum; what to bear in mind of this appraisal.
    """

    figures: StudyFigures
    names: tuple[str, ...]
    titles: dict[str, str]
    reference: str
    profile: Profile
    price_year: PriceYear
    years: Floats
    discounting: Discounting
    unit: Unit
    price: Priced
    per_point: Floats
    items: tuple[LineItem, ...]
    items_after: tuple[LineItem, ...]
    before: dict[str, Worth]
    after: dict[str, Worth]
    effects: Effects
    effects_after: Effects
    samples: pd.DataFrame
    programme_cost: Floats
    worlds: np.ndarray
    optimism: Optimism
    not_counted: tuple[str, ...]
    notes: tuple[str, ...]

    def item(self, name: str) -> LineItem:
        """Give one line item, before optimism.

        Parameters
        ----------
        name : str
            Its name.

        Returns
        -------
        LineItem
        """
        return next(item for item in self.items if item.name == name)


@dataclass(frozen=True)
class Choices:
    """Choices of an appraisal, all with a default.

    Attributes
    ----------
    unit : Unit or None
        What wellbeing is put in money by: ``"wellby"``, ``"qaly"``, ``"none"`` or a `UserUnit`; None: the profile's.
    discounting : str
        Scenario of the profile's schedules.
    translation : str
        How points of the wellbeing scale become life satisfaction (`peersim.economics.values.TRANSLATIONS`).
    volunteer_time : str
        ``"outside"``: the hours' replacement value stands in a box outside the sum; ``"cost"``: they are a cost.
    volunteer_gain : bool or None
        Whether volunteers' own wellbeing is counted; None: with WELLBYs and units of one's own, not with QALYs.
    public_funder : bool
        Whether the funder is a public body.
    employment_allowance : bool or None
        Whether the employer pays the pension alone; the profile's when None.
    rebase : bool
        Whether unit costs in other years' prices are brought to the appraisal's.
    price_year : PriceYear or None
        Prices of the appraisal; the profile's when None.
    """

    unit: Unit | None = None
    discounting: str = "default"
    translation: Translation = "trial"
    volunteer_time: Literal["outside", "cost"] = "outside"
    volunteer_gain: bool | None = None
    public_funder: bool = True
    employment_allowance: bool | None = None
    rebase: bool = True
    price_year: PriceYear | None = None


def appraise(
    figures: StudyFigures,
    profile: str | Path | Profile = "england",
    *,
    unit: Unit | None = None,
    fiscal: str | Path | Sequence[FiscalItem] | None = None,
    perspectives: Sequence[Perspective] | None = None,
    optimism: Optimism | None = None,
    fixed: Mapping[str, float] | None = None,
    choices: Choices | None = None,
) -> Appraisal:
    """Appraise a study: line items, perspectives and effects, before and after optimism.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of the study.
    profile : str, pathlib.Path or Profile
        Country.
    unit : str or UserUnit, optional
        What wellbeing is put in money by; as `choices`, or the profile's, when left out.
    fiscal : str, pathlib.Path or sequence of FiscalItem, optional
        The user's savings and costs of public services; none when left out.
    perspectives : sequence of Perspective, optional
        Whose costs and gains; `peersim.economics.perspectives.usual_perspectives` when left out.
    optimism : Optimism, optional
        Scale; the profile's when left out.
    fixed : mapping of str to float, optional
        Economic values held at a number of your own, by evidence key [unit of the row].
    choices : Choices, optional
        Everything else.

    Returns
    -------
    Appraisal
        Arrays are (draws, replications, strategies); nan where a run is missing.

    Raises
    ------
    InputError
        With every problem found, at once: mixed currencies, price years without an index, a perspective with no payer,
        missing outcomes or inputs, units the country has no value for.
    """
    country = read_profile(profile)
    chosen = _chosen(choices or Choices(), unit, country)
    to = chosen.price_year or country.price_year
    asked = tuple(perspectives) if perspectives is not None else usual_perspectives(chosen.public_funder)
    rows = _checked(figures, country, chosen, to, fiscal, asked)
    figures = only_finished(figures)
    samples = sampled(_keys(chosen, country), figures.inputs.shape[0], figures.seed, fixed)
    values = {key: samples[key].to_numpy(np.float64) for key in samples.columns}
    values |= inputs_of(figures.inputs, [SD_POINTS])
    per_point = life_satisfaction_per_point(values, chosen.translation)
    assert chosen.unit is not None
    price = priced(chosen.unit, country, values, to, per_point)
    items = _items(figures, country, chosen, to, values, per_point, price)
    items += fiscal_line_items(rows, figures, country, to)
    scale, schedules = optimism or country.optimism, country.discounted_by(chosen.discounting)
    after = adjusted(items, scale)
    kept, notes = _with_payer(items, asked, perspectives is not None)
    before, later = ({p.name: worth(side, p, schedules) for p in kept} for side in (items, after))
    effects = _effects(figures, per_point, schedules, values)
    return Appraisal(
        figures=figures, names=figures.names, titles=dict(figures.titles), reference=figures.reference,
        profile=country, price_year=to, years=figures.years,
        discounting=schedules, unit=chosen.unit, price=price, per_point=per_point,
        items=tuple(items), items_after=tuple(after), before=before, after=later, effects=effects,
        effects_after=_after(effects, schedules, scale.benefits[wellbeing_grade(())], values), samples=samples,
        programme_cost=programme_cost(items), worlds=np.all(figures.done, axis=0), optimism=scale,
        not_counted=NOT_COUNTED, notes=(*notes, *_notes(figures, country, chosen, to)),
    )  # fmt: skip


def _chosen(choices: Choices, unit: Unit | None, country: Profile) -> Choices:
    taken = unit or choices.unit or country.unit
    gain = choices.volunteer_gain
    if gain is None:
        gain = taken == "wellby" or isinstance(taken, UserUnit)
    allowance = choices.employment_allowance
    return replace(
        choices, unit=taken, volunteer_gain=gain,
        employment_allowance=country.employment_allowance if allowance is None else allowance,
    )  # fmt: skip


def _checked(
    figures: StudyFigures,
    country: Profile,
    chosen: Choices,
    to: PriceYear,
    fiscal: str | Path | Sequence[FiscalItem] | None,
    asked: Sequence[Perspective],
) -> tuple[FiscalItem, ...]:
    """Find everything that is wrong before anything is worked out; give the fiscal items."""
    problems = Problems()
    check_figures(figures, country, to, problems)
    check_perspectives(asked, problems)
    assert chosen.unit is not None
    check_unit(chosen.unit, country, problems)
    if chosen.volunteer_time not in ("outside", "cost"):
        problems.add(f'volunteer_time is "{chosen.volunteer_time}"; allowed outside, cost')
    if chosen.employment_allowance and "pension" not in country.keys:
        problems.add(
            f"employment_allowance: the profile of {country.country} has no pension_key, which is then all that is paid"
        )
    rows: tuple[FiscalItem, ...] = ()
    try:
        country.discounted_by(chosen.discounting)
    except InputError as error:
        problems.found += error.problems
    try:
        if isinstance(fiscal, str | Path):
            rows = read_fiscal(fiscal, country, figures.totals)
        elif fiscal is not None:
            rows = tuple(fiscal)
    except InputError as error:
        problems.found += error.problems
    problems.raise_if_any()
    return rows


def _keys(chosen: Choices, country: Profile) -> list[str]:
    """List the economic values to sample: those the appraisal needs and the engine does not have."""
    assert chosen.unit is not None
    keys = [key for key in TRANSLATION_KEYS if key != SD_POINTS]
    keys += keys_for(chosen.unit, country) or ()
    keys += [country.keys[purpose] for purpose in ("volunteer_year", "volunteer_hours", "volunteer_hour", "pension")
             if purpose in country.keys]  # fmt: skip
    return list(dict.fromkeys([*keys, "value.points_per_qaly", country.equity.elasticity_key]))


def _items(
    figures: StudyFigures, country: Profile, chosen: Choices, to: PriceYear, values: Mapping[str, Floats],
    per_point: Floats, price: Priced,
) -> list[LineItem]:  # fmt: skip
    """Make every line item but the fiscal ones."""
    options = CostOptions(to, bool(chosen.employment_allowance), chosen.rebase)
    pension = values.get(country.keys.get("pension", ""), np.zeros(len(per_point)))
    items = [*cost_items(figures, country, options, pension), fee_item(figures, country, to)]
    if price.in_money:
        items.append(wellbeing_item(figures, per_point, price))
    if chosen.volunteer_gain and "volunteer_year" in country.keys:
        items.append(volunteer_wellbeing_item(figures, country, to, values))
    if {"volunteer_hours", "volunteer_hour"} <= set(country.keys):
        items.append(volunteer_time_item(figures, country, to, values, chosen.volunteer_time == "cost"))
    return items


def _with_payer(
    items: Sequence[LineItem], asked: Sequence[Perspective], by_user: bool
) -> tuple[list[Perspective], list[str]]:
    """Keep the perspectives in which somebody pays or gains; refuse those the user asked for, note the others."""
    words = {perspective.name: without_payer(items, perspective) for perspective in asked}
    found = [text for text in words.values() if text]
    if by_user and found:
        raise InputError(found)
    return [perspective for perspective in asked if not words[perspective.name]], found


def _effects(figures: StudyFigures, per_point: Floats, schedules: Discounting, values: Mapping[str, Floats]) -> Effects:
    points = beyond_nothing("point_year", figures)
    by_year = points * by_draw(per_point)
    natural = {word: beyond_nothing(name, figures).sum(axis=-1) for word, name in DENOMINATORS.items()}
    natural["point_years"] = points.sum(axis=-1)
    natural["volunteer_years"] = beyond_nothing("volunteer_year", figures).sum(axis=-1)
    wellby = present_value(by_year, schedules.health)
    per_qaly = values["value.points_per_qaly"][:, np.newaxis, np.newaxis]
    return Effects(natural, wellby, wellby / per_qaly, by_year.sum(axis=-1), by_year)


def _after(effects: Effects, schedules: Discounting, share: float, values: Mapping[str, Floats]) -> Effects:
    """Cut the effects on wellbeing for optimism; people and volunteering are counted as they are."""
    by_year = less(effects.wellby_by_year, share)
    natural = effects.natural | {"point_years": less(effects.natural["point_years"], share)}
    wellby = present_value(by_year, schedules.health)
    per_qaly = values["value.points_per_qaly"][:, np.newaxis, np.newaxis]
    return Effects(natural, wellby, wellby / per_qaly, by_year.sum(axis=-1), by_year)


def programme_cost(items: Sequence[LineItem]) -> Floats:
    """Add up what the programme spends in cash, undiscounted, whoever pays for it.

    Parameters
    ----------
    items : sequence of LineItem
        All line items.

    Returns
    -------
    numpy.ndarray, shape (draws, replications, strategies)
        Resources used up; transfers and fiscal items are not in it.
    """
    spent = [item.total() for item in items if item.is_ledger]
    return np.asarray(np.sum(spent, axis=0), dtype=np.float64)


def _notes(figures: StudyFigures, country: Profile, chosen: Choices, to: PriceYear) -> list[str]:
    """Say what to bear in mind of this appraisal."""
    notes = [f"Prices of {to} in {country.currency}, by the {country.deflator.name}."]
    notes += country.deflator.assumed(PriceYear("", {country.deflator.first: 1.0}), to)
    unfinished = int((~figures.done).sum())
    if unfinished:
        notes.append(f"{unfinished} of {figures.done.size} runs did not finish and are left out of every mean.")
    if chosen.employment_allowance:
        notes.append(
            "On-costs are the pension alone; the runs themselves paid more, and would have had more to spend"
            + (f": {country.on_cost_note}." if country.on_cost_note else ".")
        )
    if country.check.note:
        notes.append(f"{country.check.name}: {country.check.note}.")
    return notes
