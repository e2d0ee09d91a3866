"""Small made-up numbers of a study: three strategies, paired draws, nothing that a real run would have to make."""

import numpy as np

from peersim.economics.figures import StudyFigures
from peersim.economics.samples import sampled
from peersim.evidence.table import keys_with
from peersim.outcomes.strata import LEVELS
from peersim.scenarios.levers import COST_LINES

NAMES = ("nothing", "baseline", "on_site_childcare")
YEARS = np.array([1.0, 1.0, 0.5])

INPUTS = [key for key in keys_with(role="input") if key.startswith(("cost.", "effect.", "wellbeing.", "benefit."))]

# Money a year at central prices, by line, of the baseline; the crèche is what the third strategy adds
USUAL = {
    "staff": 57_500.0, "overhead": 8_600.0, "rooms": 3_700.0, "refreshments": 1_900.0, "travel": 1_200.0,
    "volunteer_expenses": 2_900.0, "training": 1_600.0, "checks": 250.0, "outreach": 1_500.0, "recruitment": 800.0,
    "online": 150.0,
}  # fmt: skip
CRECHE = 9_500.0
REACHED = {"nothing": 0.0, "baseline": 210.0, "on_site_childcare": 236.0}


def made_up_figures(draws_=60, replications=2, seed=4, years=YEARS, **changes):
    """Figures of a study of a group programme with a plausible budget; `changes` replace fields."""
    rng = np.random.default_rng(seed)
    inputs = sampled(INPUTS, draws_, seed)
    shape = (len(NAMES), draws_, replications)
    luck = rng.normal(1.0, 0.1, (1, draws_, replications))
    reached = np.array([REACHED[name] for name in NAMES])[:, None, None] * luck
    spending = made_up_spending(shape, years, inputs)
    each = gain_of_a_parent(inputs)
    with_volunteers = np.where(np.arange(3) > 0, 16.0, 0.0)[:, None, None, None]
    fields = {
        "names": NAMES,
        "titles": {name: name.replace("_", " ") for name in NAMES},
        "reference": "baseline",
        "place": "toy",
        "place_title": "Toytown",
        "parents": 3000,
        "weeks": round(float(np.sum(years)) * 52),
        "seed": seed,
        "version": "0",
        "currency": "GBP",
        "price_year": "2025-26",
        "years": np.asarray(years),
        "done": np.ones(shape, dtype=bool),
        "spending": spending,
        "income": spending.sum(axis=-1) * 1.02,
        "wellbeing": (reached * each[None, :, None])[..., None] * np.asarray(years) / np.sum(years),
        "volunteer_years": with_volunteers * np.ones(shape)[..., None] * years,
        "totals": made_up_totals(reached),
        "by_level": made_up_levels(reached, each),
        "inputs": inputs,
    }
    return StudyFigures(**(fields | changes))


def made_up_spending(shape, years, inputs):
    """Money by strategy, draw, replication, year and line; staff cost what their pay is in the draw."""
    spending = np.zeros((*shape, len(years), len(COST_LINES)))
    for name, amount in USUAL.items():
        spending[1:, ..., COST_LINES.index(name)] = amount * np.asarray(years)
    spending[1:, ..., 0, COST_LINES.index("training")] *= 2.5
    spending[2, ..., COST_LINES.index("creche")] = CRECHE * np.asarray(years)
    wage = inputs["cost.coordinator_salary"] * (1.0 + inputs["cost.on_cost_rate"]) / (32_500.0 * 1.18)
    for name in ("staff", "overhead"):
        spending[..., COST_LINES.index(name)] *= wage.to_numpy()[None, :, None, None]
    return spending


def gain_of_a_parent(inputs):
    """Wellbeing that a parent who is reached gains in each draw [WELLBYs]."""
    gain = -(0.6 * inputs["effect.smd_groups"] + 0.4 * inputs["effect.smd_one_to_one"]) * inputs["wellbeing.sd_points"]
    return 0.6 * gain.to_numpy() * (inputs["effect.duration_years"].to_numpy() + 0.4)


def made_up_totals(reached):
    """Outcomes of everyone, from how many are reached."""
    shape = reached.shape
    return {
        "eligible": np.full(shape, 3000.0),
        "parents_heard": reached * 3.1,
        "parents_reached": reached,
        "parents_came_often": reached * 0.6,
        "parents_engaged_26w": reached * 0.3,
        "paid_by_parents": np.where(np.arange(3) == 2, 400.0, 0.0)[:, None, None] * np.ones(shape),
        "unspent": np.full(shape, 900.0),
        "refused": np.where(np.arange(3) > 0, 1_500.0, 0.0)[:, None, None] * np.ones(shape),
    }


def made_up_levels(reached, each):
    """Outcomes by subgroup; the levels of a group share those reached almost evenly."""
    by_level = np.zeros((*reached.shape, len(LEVELS)))
    for level, (group, _) in enumerate(LEVELS):
        levels = sum(other == group for other, _ in LEVELS)
        by_level[..., level] = reached / levels * (0.9 + 0.2 * (level % 2))
    return {
        "eligible": np.full((*reached.shape, len(LEVELS)), 1500.0),
        "parents_reached": by_level,
        "parents_engaged_26w": by_level * 0.3,
        "wellbeing_years": by_level * each[None, :, None, None],
    }
