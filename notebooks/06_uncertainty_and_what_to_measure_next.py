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
# # Uncertainty, and what to measure next
#
# *How wide is the answer, how much of that is luck, and which measurement would make the choice safer?* A study on
# disk is made, read back from its store, and asked. Run the cells from the top.
#
# On the command line the study would be made by `peersim study plan` and `peersim study run`. To ask a study of your
# own, set `FOLDER` to it: it needs the tables `outcomes` and `weekly` and two replications.

# %%
import tempfile
from pathlib import Path

import peersim as ps

scratch = tempfile.TemporaryDirectory(prefix="peersim-")  # gone when the kernel ends
FOLDER = Path(scratch.name) / "study"
DESIGNS = ["baseline", "on_site_childcare", "hybrid"]

ps.plan_study(
    FOLDER,
    scenarios=DESIGNS,
    parents=1000,
    weeks=78,
    draws=80,
    replications=2,
    seed=1,
    outcomes=["parents_engaged_26w", "cost"],
    keep=["outcomes", "weekly"],
)
ps.run_study(FOLDER)
len(list(FOLDER.iterdir())), "files and folders, the store among them"

# %%
import numpy as np
import pandas as pd

from peersim.report.notebook import needs, needs_study

needs("FOLDER")
store = ps.Store(needs_study(FOLDER, made_by="the cell above, or: peersim study plan … and peersim study run …"))
facts = store.facts
weeks = store.table("weekly", ["engaged"], scenarios=["baseline"])
engaged = weeks.sort_values(["draw", "replication", "week"])["engaged"].to_numpy(float)
engaged = engaged.reshape(facts["draws"], facts["replications"], facts["weeks"])
store.query(
    "SELECT scenario, count(*) AS runs, avg(cost) AS cost FROM outcomes WHERE level = 'everyone' GROUP BY 1 ORDER BY 1"
)

# %% [markdown]
# ## Bands: what nobody knows, and what nobody could know
#
# Each *draw* is a possible world: another set of values for everything known only roughly. Each *replication* is a
# run of luck in that world. The light band is how single runs differ. The dark band is how worlds differ once luck is
# taken off: each world's mean, drawn towards the mean of all by as much of its spread as is luck. More evidence would
# make the dark band narrower. Nothing would take luck away: a programme happens once.

# %%
from peersim.analysis.components import variance_components
from peersim.report.notebook import needs
from peersim.report.style import DARK_BLUE, DARK_PINK, ORANGE, Sheet, quiet_axis, styled, wrapped

needs("engaged", "facts")
FOOTER = (
    f"n = {facts['draws']} draws × {facts['replications']} replications. {facts['place_title']}, {facts['parents']:,} "
    f"eligible families, {facts['weeks']} weeks, seed {facts['seed']}. Simulated, not observed."
)
parts = variance_components(engaged)
share = parts.share
luck = parts.within / facts["replications"]  # what is left of it in a world's mean
without_luck = np.sqrt(np.divide(parts.between, parts.between + luck, out=np.zeros_like(luck), where=luck > 0))
mean = engaged.mean(axis=(0, 1))
worlds = mean + without_luck * (engaged.mean(axis=1) - mean)


def draw_bands():
    with styled():
        title = "Families engaged, week by week: worlds, and single runs"
        sheet = Sheet(9.0, 4.6, title, "Baseline. Bands hold the middle 80 of 100.", FOOTER)
        above, below = sheet.figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": (2, 1)})
        week = np.arange(facts["weeks"])
        single = np.percentile(engaged.reshape(-1, len(week)), (10, 90), axis=0)
        likely = np.percentile(worlds, (10, 90), axis=0)
        above.fill_between(week, *single, color=DARK_BLUE, alpha=0.18, linewidth=0, label="single runs")
        above.fill_between(week, *likely, color=DARK_BLUE, alpha=0.35, linewidth=0, label="worlds, luck taken off")
        above.plot(week, mean, color=DARK_BLUE, label="mean")
        above.set_ylabel("families")
        above.set_ylim(bottom=0)
        above.legend(loc="upper left", ncols=3)
        below.plot(week, 100 * share, color=ORANGE)
        below.set_ylim(0, 100)
        below.set_ylabel("per cent")
        below.set_title("Share of a single run's variance that comes from not knowing the values")
        below.set_xlabel("week of the run")
        below.set_xlim(0, len(week) - 1)
        for axes in (above, below):
            quiet_axis(axes, "y")
        table = pd.DataFrame({"week": week, "low": single[0], "high": single[1], "share": share})
        return sheet.finish(
            table, "Weekly bands of families engaged, and the share of variance from parameters."
        ).figure


draw_bands()

# %% [markdown]
# Early on, weeks differ by luck: who happened to hear, who was ill. As months pass luck averages out over more
# families, while a wrong belief about the world goes on in the same direction. So the lower curve should rise before
# it settles.

# %%
from peersim.report.notebook import needs

needs("share")
early, late = np.nanmean(share[:13]), np.nanmean(share[-13:])
assert late > early, "luck no longer averages out with time"
print(f"Not knowing makes {early:.0%} of the variance in the first quarter and {late:.0%} in the last.")

# %% [markdown]
# ## Which design would be chosen?
#
# To choose one needs to say what a family engaged at 26 weeks is worth. That is for whoever decides, so it is left
# open: for each worth, the chance that a design has the highest net benefit (families times worth, less cost). Luck
# is taken off before chances are told, because a decision is about what to expect.

# %%
from peersim.economics import acceptability, evpi, net_benefit
from peersim.report.notebook import needs

needs("store", "FOOTER")
rows = store.table("outcomes", ["cost", "parents_engaged_26w"], where="level = 'everyone'").fillna(0.0)


def by_run(column):
    """Values by draw, replication and design."""
    each = [
        rows[rows["scenario"] == name].pivot(index="draw", columns="replication", values=column) for name in DESIGNS
    ]
    return np.stack([table.to_numpy() for table in each], axis=-1)


cost, families = by_run("cost"), by_run("parents_engaged_26w")
WORTHS = tuple(float(worth) for worth in range(0, 8001, 250))
benefits = net_benefit(cost, families, WORTHS, DESIGNS)
chances = acceptability(benefits).probability


def draw_chances():
    with styled():
        title = "Chance of being the best design, by what a family engaged is worth"
        sheet = Sheet(9.0, 3.2, title, "Per cent of worlds, luck taken off. Cost over the whole run.", FOOTER)
        axes = sheet.figure.subplots()
        styles = ((DARK_BLUE, "-"), (ORANGE, "--"), (DARK_PINK, ":"))
        for number, (name, (colour, dashes)) in enumerate(zip(DESIGNS, styles, strict=True)):
            axes.plot(WORTHS, 100 * chances[:, number], color=colour, linestyle=dashes, label=facts["titles"][name])
        axes.set_ylim(0, 100)
        axes.set_xlim(WORTHS[0], WORTHS[-1])
        axes.set_xlabel("worth of a family engaged at 26 weeks (£)")
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.set_ylabel("per cent")
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2)
        quiet_axis(axes, "y")
        table = pd.DataFrame(chances, columns=DESIGNS, index=WORTHS)
        return sheet.finish(table, "Acceptability curves of the designs.").figure


draw_chances()

# %% [markdown]
# ## What knowing would be worth
#
# The *expected value of perfect information* is what one would gain on average by knowing every uncertain value
# before choosing; it bounds what any study can be worth for this decision. For single inputs it is the same with only
# that input known. Inputs with a value above the dotted line stand clear of what chance alone would show for the
# largest of them all in a study of this size.

# %%
from peersim.economics import evppi
from peersim.evidence import parameters
from peersim.report.notebook import needs

needs("benefits", "FOOTER")
WORTH = 3000.0  # pounds for a family engaged at 26 weeks: a choice, not a result
chosen = benefits.at(WORTH)
key_of = {parameter.field: key for key, parameter in parameters().items()}
drawn = store.table("draws").set_index("draw").rename(columns=key_of)
inputs = drawn.loc[:, drawn.nunique() > 1]
everything, single = evpi(chosen), evppi(chosen, inputs)
most = single.rows[0]


def draw_worth():
    top = single.rows[:8]
    with styled():
        title = "What knowing one input before choosing would be worth"
        under = (
            f"Pounds for this decision, at £{WORTH:,.0f} a family engaged. Orange: Monte Carlo error on either side. "
            "Dotted: what the largest of all inputs would show in 5 of 100 studies if none mattered."
        )
        sheet = Sheet(9.0, 3.6, title, under, FOOTER)
        axes = sheet.figure.subplots()
        axes.barh(range(len(top)), [row.value for row in top], color=DARK_BLUE, height=0.6)
        for place, row in enumerate(top):
            axes.hlines(place, max(row.value - row.error, 0), row.value + row.error, color=ORANGE, linewidth=3)
        axes.axvline(single.chance, color="black", linestyle=":")
        axes.set_yticks(range(len(top)), [wrapped(parameters()[row.name].label, 3.2) for row in top])
        axes.invert_yaxis()
        axes.set_xlim(left=0)
        axes.set_xlabel("£")
        axes.xaxis.set_major_formatter("{x:,.0f}")
        quiet_axis(axes)
        return sheet.finish(single.to_frame(), "Value of knowing each of the eight inputs most worth knowing.").figure


draw_worth()

# %%
from IPython.display import Markdown

from peersim.report.notebook import needs
from peersim.report.words import figures

needs("single", "everything")
clear = [row for row in single.rows if row.clear]
named = "; ".join(f"*{parameters()[row.name].label}* (grade {parameters()[row.name].grade})" for row in clear)
Markdown(
    f"Of {len(inputs.columns)} uncertain inputs {len(clear)} stand{'s' if len(clear) == 1 else ''} clear of chance"
    f"{': ' + named if clear else ''}. Knowing everything would be worth £{figures(everything.value[0])} (error "
    f"£{figures(everything.error[0], 2)}) for this one decision, so a study that costs more cannot pay for itself "
    f"unless other places learn from it too."
)

# %% [markdown]
# Why that one? A dot is a world: what one design gains over the baseline, against the value of the input in that
# world. Where the running mean crosses zero the choice turns; knowing on which side one is would be worth the money.
# An input that moves an outcome without ever crossing zero is worth nothing to *this* choice, however uncertain it
# is.

# %%
from peersim.report.notebook import needs

needs("chosen", "most", "FOOTER")


def draw_turning():
    gain = chosen.by_draw[0] - chosen.by_draw[0][:, :1]
    other = 1 + int(
        np.argmax(np.abs([np.corrcoef(inputs[most.name], gain[:, n])[0, 1] for n in range(1, len(DESIGNS))]))
    )
    order = np.argsort(inputs[most.name].to_numpy())
    value, won = inputs[most.name].to_numpy()[order], gain[order, other]
    width = max(5, len(value) // 5)
    running = np.convolve(won, np.ones(width) / width, mode="valid")
    middle = np.convolve(value, np.ones(width) / width, mode="valid")
    assert running.min() < 0 < running.max(), "the input most worth knowing no longer turns the choice"
    with styled():
        title = "Where one input lies decides which design is better"
        design = facts["titles"][DESIGNS[other]]
        under = f"“{design}” less the baseline, world by world: net benefit at £{WORTH:,.0f} a family engaged."
        sheet = Sheet(9.0, 3.2, title, under, FOOTER)
        axes = sheet.figure.subplots()
        axes.plot(value, won / 1000, "o", color=DARK_BLUE, alpha=0.5, markersize=4)
        axes.plot(middle, running / 1000, color=ORANGE, linewidth=3, label=f"running mean of {width} worlds")
        axes.axhline(0, color="black", linewidth=1)
        axes.set_xlabel(f"{parameters()[most.name].label} ({parameters()[most.name].unit})")
        axes.set_ylabel("£1,000")
        axes.legend(loc="upper left")
        quiet_axis(axes, "y")
        table = pd.DataFrame({"input": value, "gain": won})
        return sheet.finish(table, "Gain in net benefit by the value of the input most worth knowing.").figure


draw_turning()

# %% [markdown]
# ## Try to break it
#
# 1. Set `WORTH` so low that one design is best in nearly every world. What is left of the value of knowing?
# 2. Take twenty draws. How many inputs are clear of chance then? The dotted line is what keeps a small study honest.
# 3. Know a group together: `evppi(chosen, inputs, {"online": [k for k in inputs if k.startswith("online.")]},
#    singles=False)`. Two inputs that are worth nothing alone can be worth something together.
#
# **Read on.** [What would most repay measuring](../docs/evidence/worth_measuring.md) ranks inputs over many designs
# and outcomes by the share of variance they explain, which is not the same as what knowing them is worth; a [funder's
# report](../docs/how_to/write_a_funder_report.md) has sections on both.
