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
# # The Mesa side
#
# *Where are the agents?* Studies run on a compiled engine. The same rules also run as a
# [Mesa](https://mesa.readthedocs.io) model, in which every parent, volunteer, coordinator and group is an agent: to
# step through, to ask, to count, to watch. What follows is plain Mesa. Run the cells from the top.

# %%
import peersim as ps

WEEKS = 52
model = ps.ProgrammeModel("baseline", parents=1500, weeks=WEEKS, seed=1)
for _ in range(26):
    model.step()
{kind.__name__: len(agents) for kind, agents in model.agents_by_type.items()}

# %% [markdown]
# ## AgentSet: select, aggregate, group
#
# `model.agents_by_type[...]` is a Mesa `AgentSet`. An agent's attributes are the fields of its record, each with its
# unit in `peersim.agents.parent_record.PARENT_FIELDS`. Families who are yet to become eligible are agents too, in
# stage “unaware”.

# %%
import numpy as np

from peersim.agents.kinds import Parent
from peersim.agents.stages import PARENT_STAGES
from peersim.report.notebook import needs

needs("model")
parents = model.agents_by_type[Parent]
heard = parents.select(lambda parent: parent.aware_week >= 0)
came = heard.select(lambda parent: parent.sessions + parent.contacts > 0)
print(f"After {model.week} weeks {len(heard)} families have heard of the programme and {len(came)} came at least once.")
print(f"Belonging of those who came, on a scale from 0 to 1: {came.agg('belonging', np.mean):.2f} on average.")
{PARENT_STAGES[stage]: number for stage, number in sorted(parents.groupby("stage").count().items())}

# %%
import pandas as pd

from peersim.report.notebook import needs

needs("came")
by_car = came.groupby("has_car")
pd.DataFrame(
    {
        "families": by_car.count(),
        "sessions each": by_car.agg("sessions", np.mean),
        "one-to-one contacts each": by_car.agg("contacts", np.mean),
        "belonging (0 to 1)": by_car.agg("belonging", np.mean),
    }
).rename(index={True: "has a car", False: "no car"}).round(2)

# %% [markdown]
# One run, few families: this shows how to ask, and is no finding. Differences between groups over many worlds are in
# `Comparison.differences()`.
#
# ## DataCollector
#
# Every step collects the weekly table. It is the very table that the compiled engine writes, number by number:

# %%
from peersim.report.notebook import needs

needs("model", "pd")
while model.running:
    model.step()
weekly = model.datacollector.get_model_vars_dataframe()
events = ps.events("baseline", parents=1500, weeks=WEEKS, seed=1, kinds=["came for the first time", "came"])
assert (weekly["attendances"] == np.bincount(events["week"], minlength=WEEKS)).all(), "the two drivers must agree"
weekly[
    ["aware", "ever_came", "engaged", "attendances", "volunteers_active", "strain", "hours_asked", "hours_given"]
].tail(3)

# %%
from peersim.report.notebook import needs
from peersim.report.style import DARK_BLUE, ORANGE, Sheet, quiet_axis, styled

needs("weekly")
FOOTER = f"n = 1 run: no interval. Derby, 1,500 eligible families, {WEEKS} weeks, central values, seed 1. Simulated."


def draw_weeks():
    with styled():
        title = "Families engaged, and coordinator hours asked for and given"
        sheet = Sheet(8.0, 3.6, title, "One run, week by week, from the DataCollector.", FOOTER)
        above, below = sheet.figure.subplots(2, 1, sharex=True)
        above.plot(weekly["engaged"].to_numpy(), color=DARK_BLUE)
        above.set_ylabel("families")
        below.plot(weekly["hours_asked"].to_numpy(), color=ORANGE, linestyle="--", label="asked for")
        below.plot(weekly["hours_given"].to_numpy(), color=DARK_BLUE, label="given")
        below.set_ylabel("hours a week")
        below.set_xlabel("week of the run")
        below.legend(loc="lower right")
        for axes in (above, below):
            axes.set_ylim(bottom=0)
            quiet_axis(axes, "y")
        below.set_xlim(0, WEEKS - 1)
        return sheet.finish(weekly, "Families engaged and coordinator hours by week in one run.").figure


draw_weeks()

# %% [markdown]
# ## A view of the agents
#
# Mesa's own live view, `SolaraViz`, does not start from a fresh install of `mesa[viz]` 3.3.1: it needs a library that
# the extra does not bring (`networkx`), an older widget library than the one that is installed, and front-end files
# from the internet. So the view here is a Matplotlib animation, which plays in a browser and needs nothing from the
# network. A dot is a family at home, in kilometres from the first venue; its colour and shape say where it stands
# with the programme. Families who are no longer eligible are left out. Press play.

# %%
import re

from IPython.display import HTML
from matplotlib.animation import FuncAnimation
from matplotlib.figure import Figure

from peersim.agents.stages import AGED_OUT, ATTENDING, LAPSED, SUPPORTED, UNAWARE
from peersim.report.notebook import needs
from peersim.report.style import DARK_PINK, LIGHT_PURPLE

needs("WEEKS", "Parent", "ORANGE")
EVERY = 4  # weeks from one picture to the next
SHOWN = {
    "has not heard": (lambda stage: stage == UNAWARE, "#D0D0D0", ".", 4),
    "heard, waiting or invited": (lambda stage: UNAWARE < stage < ATTENDING, LIGHT_PURPLE, "o", 5),
    "attending or supported": (lambda stage: stage in (ATTENDING, SUPPORTED), DARK_BLUE, "s", 6),
    "came and stopped, or declined": (lambda stage: stage >= LAPSED and stage != AGED_OUT, ORANGE, "^", 6),
}
watched = ps.ProgrammeModel("baseline", parents=300, weeks=WEEKS, seed=1)
figure = Figure(figsize=(7.2, 4.6), dpi=80, layout="constrained")
axes = figure.subplots()
dots = {name: axes.plot([], [], mark, color=colour, markersize=size, label=name)[0]
        for name, (_, colour, mark, size) in SHOWN.items()}  # fmt: skip
axes.plot(0, 0, "*", color=DARK_PINK, markersize=14, label="first venue", linestyle="none")
reach = 1.05 * max(max(abs(family.x), abs(family.y)) for family in watched.world.families)
axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xlabel="km east", ylabel="km north")
axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), frameon=False)


def show(frame):
    """Let some weeks go by, and draw the dots anew."""
    for _ in range(EVERY if frame else 0):
        watched.step()
    families = watched.agents_by_type[Parent].select(lambda parent: parent.gone_week < 0)
    for name, (belongs, *_) in SHOWN.items():
        here = np.array([(family.x, family.y) for family in families if belongs(family.stage)]).reshape(-1, 2)
        dots[name].set_data(here[:, 0], here[:, 1])
    axes.set_title(f"One run, after {watched.week} weeks", loc="left")


film = FuncAnimation(figure, show, frames=WEEKS // EVERY + 1, interval=500, init_func=lambda: None)
page = film.to_jshtml(default_mode="once")
# Matplotlib fetches pictures for its buttons from the internet; words do as well
page = re.sub(r"<link[^>]*>", "", page)
page = re.sub(r'title="([^"]*)"([^>]*)>\s*<i class="fa[^"]*"></i>', r'title="\1"\2>\1', page)
page = page.replace("width: 36px", "padding: 1px 4px")
page = page.replace(
    "<img id", '<img alt="Map of families by stage, week by week; the next cell tells the last picture in words" id'
)
assert "http" not in page, "the film must need no network"
assert len(page) < 1_000_000, "the film must be small"
HTML(page)

# %%
from peersim.report.notebook import needs

needs("watched", "page")
last = {name: len(line.get_xdata()) for name, line in dots.items()}
print(
    f"The last picture in words, after {watched.week} weeks: "
    + "; ".join(f"{name}: {n}" for name, n in last.items())
    + "."
)
watched.close()  # lets go of the agents, whom Mesa 3.3 would hold otherwise

# %% [markdown]
# **If you want Mesa's live view all the same** (sliders, a button for each step): these versions were once seen to
# work together on Python 3.11: `mesa[viz]==3.3.1 networkx "ipyvuetify<2" solara==1.58.2 solara-assets==1.58.2`.
# Nothing here tests them. A file with `SolaraViz(ps.ProgrammeModel("baseline"),
# components=[make_plot_component("engaged")])` (both from `mesa.visualization`), started by `solara run FILE`, is
# where to begin.
#
# ## Try to break it
#
# 1. Run `model.step()` once more. The run is over; what does it say?
# 2. Subclass: override `step` in a class of your own and print the strain of all volunteers after `super().step()`.
# 3. Give `draw=0` and compare `weekly` with the same draw of a study: `ps.events(..., draw=0)`. They must agree to
#    the last number.
#
# **Read on.** [A hook every week](../docs/how_to/add_a_phase_hook.md); [a trait of your
# own](../docs/how_to/add_a_trait.md); [the model, described](../docs/odd.md).
