"""What a programme costs: line items by payer and year, unit costs and quantities, and the cost of each parent.

How each line of the ledger moves is how the engine spends it: whole posts are paid however many parents come; crèche
workers are rounded up by the ages of the places offered; a room costs the same for two parents as for twelve. Averages
therefore understate a small programme, and the cost of one more parent is not the mean cost of a parent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.items import FAMILIES, FUNDER, LineItem, by_draw, draws_first
from peersim.economics.prices import PriceYear, read_price_year
from peersim.economics.profile import Profile, price_year_of
from peersim.economics.samples import Floats, inputs_of, worst_grade
from peersim.evidence.table import parameter
from peersim.scenarios.levers import COST_LINES

if TYPE_CHECKING:
    from peersim.economics.figures import StudyFigures

DENOMINATORS = {
    "offered": "parents_heard",
    "starting": "parents_reached",
    "completing": "parents_came_often",
    "retained": "parents_engaged_26w",
}
"""Who a cost is divided by: heard of it, came, came at least four times, engaged at 26 weeks."""

CURRENCIES = {"GBP": "£", "CAD": "CA$", "AUD": "A$", "EUR": "€"}
"""Codes and signs by which the evidence table names money."""

ON_COST, SALARY, OVERHEAD_RATE = "cost.on_cost_rate", "cost.coordinator_salary", "cost.overhead_rate"


@dataclass(frozen=True)
class Line:
    """How one line of the ledger behaves.

    Attributes
    ----------
    label : str
        Words.
    behaviour : str
        ``"fixed"``, ``"stepped"``, ``"per parent"`` or ``"per volunteer"``.
    why : str
        What makes it move so.
    keys : tuple of str
        Evidence keys of its unit costs.
    unit : str
        What a quantity is counted in; empty where spending alone cannot tell a quantity.
    set_up : bool
        Whether what is spent beyond a usual year, in the first, is setting up.
    """

    label: str
    behaviour: str
    why: str
    keys: tuple[str, ...]
    unit: str
    set_up: bool = False


LINES: dict[str, Line] = {
    "staff": Line(
        "coordinators and administrators", "stepped",
        "posts of the design, filled or empty week by week; paid in full however many parents come",
        (SALARY, ON_COST), "full-time posts for a year",
    ),
    "overhead": Line(
        "overhead", "stepped", "a share of the staff bill, so it steps with posts", (OVERHEAD_RATE,),
        "pounds of staff bill",
    ),
    "rooms": Line(
        "rooms", "stepped", "hours of sessions held; the same for two parents as for twelve", ("cost.room_hour",),
        "hours",
    ),
    "refreshments": Line(
        "refreshments", "per parent", "for each parent at a session", ("cost.refreshments_head",), "heads at sessions",
    ),
    "creche": Line(
        "crèche", "stepped",
        "workers for the places offered, by the ratio for each age, rounded up; paid whether places are taken or not",
        ("cost.creche_worker_hour",), "worker hours",
    ),
    "travel": Line(
        "travel", "per parent", "two trips for each parent who is helped, by taxi or bus as the design says",
        ("cost.taxi_trip", "cost.bus_fare"), "",
    ),
    "volunteer_expenses": Line(
        "volunteers' expenses", "per volunteer", "for each volunteer at work, week by week",
        ("cost.volunteer_expenses_month",), "volunteer months",
    ),
    "training": Line(
        "training courses", "stepped", "a course's room is the same for any number; materials and help are per trainee",
        ("cost.room_hour", "cost.training_materials_week", "cost.trainee_support_week"), "", True,
    ),
    "checks": Line(
        "checks on volunteers", "per volunteer", "one for each volunteer trained", ("cost.check_volunteer",), "checks",
        True,
    ),
    "outreach": Line(
        "outreach", "fixed", "an amount a week that the design sets, and letters to families by name",
        ("cost.letter",), "", True,
    ),
    "recruitment": Line("recruitment of volunteers", "fixed", "an amount a week that the design sets", (), "", True),
    "online": Line(
        "online platform", "stepped", "a platform for each online group while it runs", ("cost.platform_year",),
        "platforms for a year",
    ),
    "facilitator_pay": Line(
        "pay of facilitators", "stepped", "each facilitator's hours of sessions held", ("cost.facilitator_hour",),
        "hours",
    ),
}  # fmt: skip
"""How every line of `peersim.scenarios.levers.COST_LINES` behaves."""


@dataclass(frozen=True)
class CostOptions:
    """Choices about costs.

    Attributes
    ----------
    to : PriceYear
        Prices of the appraisal.
    employment_allowance : bool
        True: the employer's only on-cost is the pension.
    rebase : bool
        True: a unit cost in other years' prices is brought to the appraisal's, as a line of its own.
    """

    to: PriceYear
    employment_allowance: bool = False
    rebase: bool = True


def cost_items(figures: StudyFigures, profile: Profile, options: CostOptions, pension: Floats) -> list[LineItem]:
    """Make a line item of every line of the ledger, in the appraisal's prices.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of the study.
    profile : Profile
        Country.
    options : CostOptions
        Choices.
    pension : numpy.ndarray, shape (draws,)
        Employer's pension contribution [share of pay], used where the allowance covers the rest.

    Returns
    -------
    list of LineItem
        Pay and on-costs apart; re-basing of unit costs, where there is any, as a last line, so that the lines before
        it add up to what was spent. Resources used up: a payer and no gainer.
    """
    spent = draws_first(figures.spending) * study_factor(figures, profile, options.to)
    on_cost = inputs_of(figures.inputs, [ON_COST])[ON_COST]
    rate = pension if options.employment_allowance else on_cost
    items = []
    for number, name in enumerate(COST_LINES):
        line, amount = LINES[name], spent[..., number]
        if name == "staff":
            pay = amount / (1.0 + by_draw(on_cost))
            items.append(_item("staff_pay", "pay of coordinators and administrators", line, (SALARY,), pay))
            keys = ("cost.employer_pension_rate",) if options.employment_allowance else (ON_COST,)
            items.append(_item("staff_on_costs", "employer's costs on pay", line, keys, pay * by_draw(rate)))
            continue
        if name == "overhead":
            amount = amount * by_draw((1.0 + rate) / (1.0 + on_cost))
        items.append(_item(name, line.label, line, line.keys, amount))
    if options.rebase:
        items += _rebasing(figures, profile, options.to, spent)
    return items


def _item(name: str, label: str, line: Line, keys: tuple[str, ...], amount: Floats) -> LineItem:
    grade = worst_grade(keys) if keys else "D"
    source = "; ".join(dict.fromkeys(parameter(key).source for key in keys)) or "the design's own amount"
    return LineItem(
        name=name, label=label, payer=FUNDER, gainer="", form="cash", behaviour=line.behaviour, why=line.why,
        keys=keys, source=source, grade=grade, amount=np.asarray(amount, dtype=np.float64), adjusted="costs",
        is_ledger=True,
    )  # fmt: skip


def study_factor(figures: StudyFigures, profile: Profile, to: PriceYear) -> float:
    """Give what the study's money is multiplied by to be in the appraisal's prices."""
    year = read_price_year(figures.price_year)
    return profile.deflator.factor(year, to) if year else 1.0


def line_factor(name: str, figures: StudyFigures, profile: Profile, to: PriceYear) -> float | None:
    """Give what a line's unit cost is multiplied by to be in the appraisal's prices.

    Returns
    -------
    float or None
        None where the line has no single unit cost with a price year, or one that the user holds or gives in another
        currency: it is then taken to be in the study's prices.
    """
    line = LINES[name]
    years = {price_year_of(key) for key in line.keys}
    if not line.unit or len(years) != 1 or any(is_users_own(key, figures) for key in line.keys):
        return None
    year = years.pop()
    return profile.deflator.factor(year, to) if year else None


def is_users_own(key: str, figures: StudyFigures) -> bool:
    """Whether a unit cost of the study is the user's own and not the evidence table's.

    Returns
    -------
    bool
        True where the study's money is not the table's, or a number with a spread is the same in every draw.
    """
    if currency_of(key) not in ("", figures.currency):
        return True
    if key not in figures.inputs.columns or parameter(key).law.is_fixed:
        return False
    column = figures.inputs[key].to_numpy()
    return len(column) > 1 and bool((column == column[0]).all())


def currency_of(key: str) -> str:
    """Give the currency of an evidence row, from its unit; empty where it is not money."""
    unit = parameter(key).unit
    return next((code for code, sign in CURRENCIES.items() if code in unit or sign in unit), "")


def _rebasing(figures: StudyFigures, profile: Profile, to: PriceYear, spent: Floats) -> list[LineItem]:
    base = study_factor(figures, profile, to)
    extra: Floats = np.zeros(spent.shape[:-1])
    keys: list[str] = []
    words: list[str] = []
    for number, name in enumerate(COST_LINES):
        factor = line_factor(name, figures, profile, to) if name not in ("staff", "overhead") else None
        if factor is not None and factor != base:
            extra = extra + spent[..., number] * (factor / base - 1.0)
            keys += LINES[name].keys
            words.append(f"{LINES[name].label} by {factor / base:.3f}")
    if not keys:
        return []
    return [
        LineItem(
            name="rebasing", label=f"unit costs of other years brought to prices of {to}", payer=FUNDER, gainer="",
            form="cash", behaviour="with their lines", why="re-based before adding",
            keys=tuple(keys), source=profile.deflator.name, grade=worst_grade(keys), amount=extra, adjusted="costs",
            note="; ".join(words), is_ledger=True,
        )
    ]  # fmt: skip


def fee_item(figures: StudyFigures, profile: Profile, to: PriceYear) -> LineItem:
    """Make a line item of what parents pay for the crèche: cost moves to them, it does not vanish.

    Returns
    -------
    LineItem
        A transfer from families to the funder, spread over years as the crèche's cost is (evenly where there is none).
    """
    paid = draws_first(figures.totals["paid_by_parents"]) * study_factor(figures, profile, to)
    creche = draws_first(figures.spending)[..., COST_LINES.index("creche")]
    whole = creche.sum(axis=-1, keepdims=True)
    even = figures.years / figures.years.sum()
    share = np.where(whole > 0.0, creche / np.where(whole > 0.0, whole, 1.0), even)
    return LineItem(
        name="paid_by_parents", label="paid by parents towards the crèche", payer=FAMILIES, gainer=FUNDER, form="cash",
        behaviour="per parent", why="the design's price for each child and session", keys=(),
        source="the design's own price", grade="A", amount=np.asarray(paid[..., np.newaxis] * share),
        note="spread over years as the crèche's cost",
    )  # fmt: skip
