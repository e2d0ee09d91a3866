"""Tables of costs: unit costs and quantities, cost of each parent, one more parent, cost recovery, setting up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peersim.economics.costs import DENOMINATORS, LINES, ON_COST, SALARY, Line, is_users_own
from peersim.economics.items import LineItem, draws_first
from peersim.economics.prices import PriceYear
from peersim.economics.profile import Profile, price_year_of
from peersim.economics.ratios import Ratio, one_more, ratio_of_means
from peersim.economics.samples import Floats, inputs_of, standing
from peersim.evidence.table import parameter
from peersim.scenarios.levers import COST_LINES

if TYPE_CHECKING:
    from peersim.economics.figures import StudyFigures


@dataclass(frozen=True, eq=False)
class UnitCost:
    """One row of the table of unit costs and quantities.

    Attributes
    ----------
    line, label, unit : str
        Line of the ledger, words, and what a quantity is counted in.
    keys : tuple of str
        Evidence keys.
    central, low, high : float or None
        Unit cost in the evidence table's own prices.
    price_year : str
        Year of those prices; empty where the table states none.
    factor : float or None
        What it is multiplied by to be in the appraisal's prices; None where it is taken to be in them.
    source, standing, grade : str
        Where it comes from; read, derived or remembered; how good.
    quantity : tuple of float or None
        Mean quantity by strategy; None where spending alone cannot tell it.
    """

    line: str
    label: str
    unit: str
    keys: tuple[str, ...]
    central: float | None
    low: float | None
    high: float | None
    price_year: str
    factor: float | None
    source: str
    standing: str
    grade: str
    quantity: tuple[float | None, ...]


def unit_costs(figures: StudyFigures, profile: Profile, to: PriceYear) -> list[UnitCost]:
    """Give unit cost times quantity, line by line, with source, price year and grade.

    Parameters
    ----------
    figures : StudyFigures
        Numbers of the study.
    profile : Profile
        Country.
    to : PriceYear
        Prices of the appraisal.

    Returns
    -------
    list of UnitCost
        One row an evidence key. A quantity is spending over that draw's own unit cost, mean over runs.
    """
    rows = []
    for number, name in enumerate(COST_LINES):
        line = LINES[name]
        quantity = _quantity(figures, number, line)
        for position, key in enumerate(line.keys):
            first = position == 0
            rows.append(
                _unit_cost(
                    name, key, line.unit if first and line.unit else parameter(key).unit, figures, profile, to,
                    quantity if first else (None,) * len(figures.names),
                )
            )  # fmt: skip
    return rows


def _unit_cost(
    name: str, key: str, unit: str, figures: StudyFigures, profile: Profile, to: PriceYear,
    quantity: tuple[float | None, ...],
) -> UnitCost:  # fmt: skip
    """Make one row: the evidence table's number, or the user's own where the study has another."""
    row, year = parameter(key), price_year_of(key)
    if is_users_own(key, figures):
        held = float(figures.inputs[key].mean()) if key in figures.inputs.columns else None
        return UnitCost(name, row.label, unit, (key,), held, None, None, figures.price_year, None, "the user's own",
                        "not stated", "D", quantity)  # fmt: skip
    factor = profile.deflator.factor(year, to) if year and not profile.deflator.lacking(year) else None
    return UnitCost(name, row.label, unit, (key,), row.value, row.low, row.high, str(year or ""), factor, row.source,
                    standing(key), row.grade, quantity)  # fmt: skip


def _quantity(figures: StudyFigures, number: int, line: Line) -> tuple[float | None, ...]:
    """Mean quantity of a line by strategy: spending over the draw's unit cost."""
    if not line.unit:
        return (None,) * len(figures.names)
    values = inputs_of(figures.inputs, line.keys)
    staff = line.keys == (SALARY, ON_COST)
    cost = values[SALARY] * (1.0 + values[ON_COST]) if staff else values[line.keys[0]]
    spent = figures.spending[..., number].sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        quantity = spent / cost[np.newaxis, :, np.newaxis]
    return tuple(_mean(quantity[s]) for s in range(len(figures.names)))


def _mean(values: Floats) -> float | None:
    known = np.isfinite(values)
    return float(values[known].mean()) if known.any() else None


def cost_per_parent(cost: Floats, figures: StudyFigures) -> dict[str, tuple[Ratio, ...]]:
    """Divide the cost by parents offered, starting, completing and retained, side by side.

    Parameters
    ----------
    cost : numpy.ndarray, shape (draws, replications, strategies)
        Cost of the programme.
    figures : StudyFigures
        Numbers of the study.

    Returns
    -------
    dict of str to tuple of Ratio
        By denominator, one a strategy. Ratio of means, with the range over worlds.
    """
    return {
        word: tuple(
            ratio_of_means(cost[..., s], draws_first(figures.totals[name])[..., s], f"parents {word}")
            for s in range(len(figures.names))
        )
        for word, name in DENOMINATORS.items()
    }


def marginal_cost(cost: Floats, figures: StudyFigures, against: str) -> dict[str, tuple[Ratio, ...]]:
    """Give what one more parent costs, going from one strategy to each other.

    Parameters
    ----------
    cost : numpy.ndarray, shape (draws, replications, strategies)
        Cost of the programme.
    figures : StudyFigures
        Numbers of the study.
    against : str
        Strategy to start from.

    Returns
    -------
    dict of str to tuple of Ratio
        By denominator, one a strategy; beside `cost_per_parent` it is the marginal against the average.
    """
    base = figures.names.index(against)
    made = {}
    for word, name in DENOMINATORS.items():
        parents = draws_first(figures.totals[name])
        made[word] = tuple(
            Ratio(None, None, None, None, "what the others are compared with") if s == base else
            one_more(cost[..., s] - cost[..., base], parents[..., s] - parents[..., base], f"parents {word}")
            for s in range(len(figures.names))
        )  # fmt: skip
    return made


@dataclass(frozen=True)
class Recovery:
    """Full cost recovery of one strategy.

    Attributes
    ----------
    direct, overhead : float
        Mean cost besides overhead, and overhead.
    overhead_on_direct : float or None
        Overhead over direct cost.
    paid_share : float or None
        Share of what the design asked for that the money paid for.
    """

    direct: float
    overhead: float
    overhead_on_direct: float | None
    paid_share: float | None


def cost_recovery(items: list[LineItem], figures: StudyFigures, factor: float) -> tuple[Recovery, ...]:
    """Say how much of the full cost is overhead, and how much of what was asked for could be paid.

    Parameters
    ----------
    items : list of LineItem
        From `cost_items`.
    figures : StudyFigures
        Numbers of the study.
    factor : float
        From the study's prices to the appraisal's.

    Returns
    -------
    tuple of Recovery
        One a strategy.
    """
    refused = draws_first(figures.totals["refused"]) * factor
    overhead = sum(item.total() for item in items if item.name == "overhead")
    direct = sum(item.total() for item in items if item.name != "overhead")
    made = []
    for s in range(len(figures.names)):
        a, b, c = (float(np.nanmean(np.asarray(x)[..., s])) if np.isfinite(np.asarray(x)[..., s]).any() else 0.0
                   for x in (direct, overhead, refused))  # fmt: skip
        asked = a + b + c
        made.append(Recovery(a, b, b / a if a > 0.0 else None, (a + b) / asked if asked > 0.0 else None))
    return tuple(made)


def set_up_and_running(items: list[LineItem], years: Floats) -> tuple[tuple[float, float] | None, ...]:
    """Part the cost into setting up and running, mean by strategy.

    Parameters
    ----------
    items : list of LineItem
        From `cost_items`.
    years : numpy.ndarray, shape (years,)
        Length of each year [years].

    Returns
    -------
    tuple of (float, float) or None
        One a strategy: what the first year costs, on lines that set up (training, checks, outreach, recruitment),
        beyond a usual later year; and all the rest. None where there is no later year to compare the first with.
    """
    strategies = int(items[0].amount.shape[2])
    if len(years) < 2:
        return (None,) * strategies
    beyond: Floats = np.zeros(items[0].amount.shape[:3])
    for item in items:
        if item.name in LINES and LINES[item.name].set_up:
            usual = item.amount[..., 1:].sum(axis=-1) / years[1:].sum()
            beyond = beyond + np.maximum(item.amount[..., 0] - usual * years[0], 0.0)
    whole: Floats = np.sum([item.total() for item in items], axis=0)
    made: list[tuple[float, float] | None] = []
    for s in range(strategies):
        first, total = _mean(beyond[..., s]), _mean(whole[..., s])
        made.append(None if first is None or total is None else (first, total - first))
    return tuple(made)


@dataclass(frozen=True)
class CrecheStep:
    """What a crèche of some places takes.

    Attributes
    ----------
    places : int
        Places at each session.
    workers : int
        Workers, by the ratios for each age, rounded up.
    each : float
        Workers' pay for one place and hour [money].
    """

    places: int
    workers: int
    each: float


def creche_steps(most_places: int, send_trained: bool = False) -> list[CrecheStep]:
    """Show how a crèche steps: workers for each number of places, by the rule that the runs use.

    Parameters
    ----------
    most_places : int
        Largest crèche to show [1 or more].
    send_trained : bool
        Whether workers are there for disabled children, who need far richer ratios.

    Returns
    -------
    list of CrecheStep
        At central values; a small crèche costs more for each place, which an average hides.
    """
    from peersim.engine.session_phase import creche_workers
    from peersim.evidence.table import central

    p = central("prior").view(np.recarray)[0]
    steps = []
    for places in range(1, most_places + 1):
        workers = int(creche_workers(places, send_trained, p))
        steps.append(CrecheStep(places, workers, workers * float(p.cost_creche_worker_hour) / places))
    return steps
