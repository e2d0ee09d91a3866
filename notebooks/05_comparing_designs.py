# ---
# jupyter:
#   jupytext:
#     cell_metadata_filter: -all
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Comparing designs: pairs, and how many runs are enough
#
# *Two designs differ in a simulation. Is it the design, or the luck of the draw?* peersim runs every design on the
# **same** families in the **same** possible worlds with the **same** luck. This notebook shows what that buys, and
# two rules that say when to stop. Run the cells from the top.

# %%
import peersim as ps

DRAWS, REPLICATIONS = 24, 4
answer = ps.compare(["baseline", "follow_up"], parents=1500, weeks=104, draws=DRAWS, replications=REPLICATIONS, seed=1)
runs = answer.to_frame().query("outcome == 'parents_engaged_26w' and level == 'everyone'")
values = runs.pivot_table(index=["draw", "replication"], columns="scenario", values="value", observed=True)
baseline, design = (values[name].to_numpy().reshape(DRAWS, REPLICATIONS) for name in ("baseline", "follow_up"))
values.describe().loc[["mean", "std", "min", "max"]].round(1)

# %% [markdown]
# ## What pairs buy
#
# Each dot is a world (its replications averaged): the design's families engaged at 26 weeks, less the baseline's. On
# the left both come from the same world. On the right the design's world is set against *another* world's baseline,
# as if the two had been run with unrelated luck. The mean is the same. The spread is not, because worlds differ from
# one another far more than designs do.

# %%
import numpy as np
import pandas as pd

from peersim.report.notebook import needs
from peersim.report.style import DARK_BLUE, ORANGE, Sheet, footer_text, quiet_axis, styled

needs("baseline", "design")
by_world = {"baseline": baseline.mean(axis=1), "design": design.mean(axis=1)}
paired = by_world["design"] - by_world["baseline"]
unpaired = by_world["design"] - np.roll(by_world["baseline"], 1)
assert np.isclose(paired.mean(), unpaired.mean())


def half_width(differences):
    """Half of the 95% interval for the mean of one number a world."""
    from scipy import stats

    n = len(differences)
    return float(stats.t.ppf(0.975, n - 1) * np.std(differences, ddof=1) / np.sqrt(n))


def draw_pairs():
    with styled():
        footer = footer_text(answer, "Dots: worlds. Bar: mean with 95% interval for the mean over draws.")
        title = "The same runs, compared in pairs and not"
        sheet = Sheet(8.0, 3.4, title, "Difference in families engaged at 26 weeks, world by world.", footer)
        axes = sheet.figure.subplots()
        spread = np.linspace(-0.18, 0.18, DRAWS)
        for place, (found, colour) in enumerate(((paired, DARK_BLUE), (unpaired, ORANGE))):
            axes.plot(place + spread, found, "o", color=colour, alpha=0.6, markersize=5)
            axes.errorbar(place + 0.32, found.mean(), half_width(found), fmt="s", color=colour, linewidth=3)
        axes.axhline(0, color="black", linewidth=1)
        axes.set_xticks([0, 1], ["in the same world", "against another world"])
        axes.set_xlim(-0.4, 1.5)
        axes.set_ylabel("families")
        quiet_axis(axes, "y")
        table = pd.DataFrame({"paired": paired, "unpaired": unpaired})
        return sheet.finish(table, "Differences by world, paired and not, each with its mean and interval.").figure


draw_pairs()

# %%
from peersim.report.notebook import needs

needs("paired", "unpaired")
correlation = np.corrcoef(by_world["baseline"], by_world["design"])[0, 1]
apart = by_world["baseline"].var(ddof=1) + by_world["design"].var(ddof=1)
times = apart / paired.var(ddof=1)
assert correlation > 0
assert times > 1
print(f"Correlation of the two designs over worlds: {correlation:.2f}.")
print(f"Variance of a difference between unrelated worlds: {times:.1f} times that of a pair,")
print(f"so unrelated runs need {times:.1f} times as many worlds for the same interval.")

# %% [markdown]
# ## Draws, replications, and what each makes smaller
#
# A *draw* is a possible world: values for everything known only roughly. A *replication* is one run of luck in it.
# The standard error of a mean difference over $D$ draws with $R$ replications each is
#
# $$\sqrt{\frac{\text{variance between worlds}}{D} + \frac{\text{variance by luck}}{D\,R}}$$
#
# More replications shrink only the second part; more draws shrink both. So, for the same number of runs, draws first.

# %%
from peersim.analysis.components import variance_components
from peersim.report.notebook import needs

needs("paired")
parts = variance_components((design - baseline)[..., np.newaxis])
between, within = float(parts.between[0]), float(parts.within[0])


def standard_error(draws, replications):
    """Work out the standard error of the mean difference [families]."""
    return np.sqrt(between / draws + within / (draws * replications))


def seen_error(draws, rng, repeats=2000):
    """See how means over so many of the worlds scatter, picked at random with replacement [families]."""
    picked = rng.integers(0, DRAWS, (repeats, draws))
    return paired[picked].mean(axis=1).std(ddof=1)


def draw_errors():
    many = np.array([2, 4, 8, 16, 32, 64, 128])
    with styled():
        footer = footer_text(
            answer, "Lines: by the formula. Dots: 2,000 samples of the worlds run, drawn with replacement."
        )
        title = "Monte Carlo error shrinks with the root of the draws"
        sheet = Sheet(8.0, 3.4, title, "Standard error of the mean difference in families engaged at 26 weeks.", footer)
        axes = sheet.figure.subplots()
        for replications, colour, dashes in ((1, ORANGE, "--"), (REPLICATIONS, DARK_BLUE, "-"), (100, "black", ":")):
            label = f"{replications} replication{'s' if replications > 1 else ''} of each draw"
            axes.plot(many, standard_error(many, replications), color=colour, linestyle=dashes, label=label)
        rng = np.random.default_rng(1)
        axes.plot(many, [seen_error(draws, rng) for draws in many], "o", color=DARK_BLUE)
        axes.set_xscale("log", base=2)
        axes.set_yscale("log", base=2)
        axes.set_xticks(many, many)
        ticks = [0.5, 1, 2, 4, 8]
        axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.set_xlabel("draws (both axes double at each step)")
        axes.set_ylabel("families")
        axes.legend(loc="lower left")
        quiet_axis(axes, "both")
        table = pd.DataFrame({"draws": many, "one_replication": standard_error(many, 1)})
        return sheet.finish(
            table, "Standard error by number of draws, for one, several and very many replications."
        ).figure


draw_errors()

# %% [markdown]
# Straight lines of the same slope: four times the draws halve the error, whatever the replications. The gap between
# the lines is all that replications can buy. They are still worth having: without a second one, luck and not-knowing
# cannot be told apart.
#
# ## First rule: enough draws for the decision
#
# Say beforehand which difference would matter, and run until the interval is narrower than that. A pilot tells how
# many draws it takes.

# %%
from peersim.report.notebook import needs

needs("standard_error", "half_width")
MATTERS = 5.0  # families; a choice of whoever decides, to be made before looking
wanted = int(np.ceil(DRAWS * (half_width(paired) / MATTERS) ** 2))
enough = half_width(paired) <= MATTERS
print(f"Half-width now, with {DRAWS} draws: {half_width(paired):.1f} families; wanted: {MATTERS:g} at most.")
print("That is enough." if enough else f"About {wanted} draws would do.")

# %% [markdown]
# ## Second rule: enough replications, found by the study itself
#
# A study on disk can be told how precise its differences should be, *as far as luck goes*: the half-width of the 95%
# interval that luck alone leaves, as a share of the reference's value. It adds replications round by round until
# every design is that precise. On the command line: `peersim study run FOLDER --precision 0.03:parents_engaged_26w`.

# %%
import tempfile
from pathlib import Path

from peersim.report.notebook import needs

needs("ps")
scratch = tempfile.TemporaryDirectory(prefix="peersim-")  # gone when the kernel ends
folder = Path(scratch.name) / "precise"
ps.plan_study(
    folder,
    scenarios=["baseline", "follow_up"],
    parents=1500,
    weeks=78,
    draws=12,
    replications=1,
    precision="0.04:parents_engaged_26w",
    most_replications=16,
    outcomes=["parents_engaged_26w"],
    keep=["outcomes"],
)
told = ps.run_study(folder)
for each in told.reached:
    print(f"{each.scenario}: half-width {each.half_width:.2f} families on {each.pairs} pairs; wanted {each.wanted:.2f}")
print(f"Rounds in which replications were added: {told.rounds}.")
assert all(each.enough for each in told.reached) or told.study.file.replications == 16

# %% [markdown]
# ## Try to break it
#
# 1. Compare `"baseline"` with `"nothing"` instead. Do pairs still help as much? (Worlds without a programme have
#    little in common.)
# 2. Choose a rare outcome such as `"concerns"`, and see what the first rule asks for.
# 3. Give `seed=2`. The intervals should overlap with those of `seed=1`; in about one study of twenty an interval
#    misses the truth.
#
# **Read on.** [Run a large study](../docs/how_to/run_a_large_study.md); [the next
# notebook](06_uncertainty_and_what_to_measure_next.ipynb) asks what lies behind the spread between worlds.
