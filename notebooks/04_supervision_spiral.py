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
# # The supervision spiral
#
# *Does recruiting more volunteers help if nobody has time for them?* Volunteers ask for coordinators' hours before
# they support anybody (interview, course) and as long as they stay (supervision). Where hours do not grow with them,
# supervision slips, strain rises, people leave, and each newcomer asks for hours again. Here that loop is looked at
# part by part. Every rate in it is an assumption of grade D. Run the cells from the top.

# %%
from IPython.display import display

import peersim as ps

display(ps.spiral(["baseline", "growth_without_hours"], draws=12, weeks=156, seed=1).figure)

# %% [markdown]
# **How to read it.** The two upper panels: what coordinators give (colours), what is asked for beyond that (hatched),
# and the hours there are (dashes). Below, in the order in which one thing leads to the next: overload, strain,
# leavers, families waiting, volunteers active. Lines are the median world, bands hold four worlds in five.
#
# ## Is it the hours?
#
# The model can be told to forget the limit. `hours.regime` is `hard` (no more hours than there are), `stretch`
# (somewhat over, at a price in strain) or `unlimited` (whatever is asked, as plans do that forget the limit). If the
# hours are what drives the loop, lifting the limit must undo it.

# %%
from peersim.report.notebook import needs

needs("ps")
GROWTH = "growth_without_hours"
answer = ps.compare(
    [
        "baseline",
        GROWTH,
        ps.variant(GROWTH, {"hours.regime": "stretch"}, name="growth_stretch"),
        ps.variant(GROWTH, {"hours.regime": "unlimited"}, name="growth_unlimited"),
    ],
    weeks=156,
    draws=16,
    replications=1,
    seed=1,
)
DESIGNS = {
    GROWTH: "twice the volunteers,\nhours as they are",
    "growth_stretch": "twice the volunteers,\ncoordinators stretch",
    "growth_unlimited": "twice the volunteers,\nhours without limit",
}
LINKS = {
    "overload_share": "Weeks of overload",
    "supervision_met": "Supervision held",
    "volunteers_leaving": "Leaving in a month",
    "volunteers_active_mean": "Active volunteers",
}

# %%
import numpy as np
import pandas as pd

from peersim.outcomes.registry import outcome
from peersim.report.notebook import needs
from peersim.report.style import DARK_BLUE, Sheet, footer_text, quiet_axis, styled

needs("answer", "DESIGNS")


def draw_links():
    rows, numbers = np.arange(len(DESIGNS)), {}
    with styled():
        footer = footer_text(answer, "Bar: 95% interval for the mean over draws; paired by world.")
        sheet = Sheet(
            10.0, 2.9, "Each link of the loop, under three rules for hours", "Difference from the baseline.", footer
        )
        panels = sheet.figure.subplots(1, len(LINKS), sharey=True)
        for axes, (name, title) in zip(panels, LINKS.items(), strict=True):
            scale = 100 if outcome(name).unit.startswith("share") else 1
            found = numbers[name] = [answer.difference(design, name) for design in DESIGNS]
            for row, each in zip(rows, found, strict=True):
                axes.hlines(row, scale * each.low, scale * each.high, color=DARK_BLUE, linewidth=5, alpha=0.45)
                axes.plot(scale * each.value, row, "o", color=DARK_BLUE)
            axes.axvline(0, color="black", linewidth=1)
            axes.set_title(title)
            axes.set_xlabel("percentage points" if scale == 100 else outcome(name).unit)
            axes.locator_params(axis="x", nbins=5)
            axes.margins(x=0.12)
            quiet_axis(axes)
        panels[0].set_yticks(rows, list(DESIGNS.values()))
        panels[0].set_ylim(len(rows) - 0.5, -0.5)
        table = pd.DataFrame(
            {name: [each.value for each in found] for name, found in numbers.items()}, index=list(DESIGNS)
        )
        return sheet.finish(table, "Paired differences of each link of the loop, as in the table.").figure


draw_links()

# %% [markdown]
# Read the rows from left to right. With hours as they are, growth brings overload, supervision slips, and more
# volunteers leave in a month. Without a limit coordinators are as overloaded, but supervision is held and the
# additional leavers are gone. Whether growth leaves *fewer* active volunteers than before is another question, and
# the right-hand panel may well say that it does not: the leavers are replaced, at the price of everybody's time. What
# the prose says is checked:

# %%
from peersim.report.notebook import needs

needs("answer", "GROWTH")
slips = answer.difference(GROWTH, "supervision_met")
leaving = answer.difference(GROWTH, "volunteers_leaving")
freed = answer.difference("growth_unlimited", "volunteers_leaving", reference=GROWTH)
assert answer.difference(GROWTH, "overload_share").low > 0, "growth without hours no longer overloads coordinators"
assert slips.high < 0 < leaving.low, "supervision no longer slips, or volunteers no longer leave for it"
assert answer.difference("growth_unlimited", "supervision_met").low > 0, (
    "supervision slips even without a limit of hours"
)
assert freed.high < 0, "lifting the limit of hours no longer keeps volunteers"
active = answer.difference(GROWTH, "volunteers_active_mean")
fewer = active.worlds - active.worlds_higher
print(f"Growth without hours has fewer active volunteers in {fewer:g} of {active.worlds} worlds;")
print(f"the mean difference is {active.value:+.1f} volunteers (95% interval {active.low:+.1f} to {active.high:+.1f}).")

# %% [markdown]
# ## How long volunteers stay
#
# The Kaplan–Meier curve is the share still with the programme so many weeks after a first role. Moving on to work or
# study is a good ending and does not count as a loss; whoever is still there when the run ends counts for as long as
# they were seen.

# %%
from peersim.report.notebook import needs

needs("answer")
YEAR = 52
curves = {name: answer.survival(name, "volunteers").mean[YEAR] for name in answer.scenarios if name != "nothing"}
assert curves["growth_without_hours"] < min(curves["baseline"], curves["growth_unlimited"])
answer.plot("survival", who="volunteers")

# %% [markdown]
# The curve of growth without hours runs below the baseline's dashes, and that without a limit does not: the loss is
# the missing hours' doing, not that of the newcomers.
#
# ## Try to break it
#
# 1. Take the mechanism out: `Laboratory(off="supervision")` from `peersim.analysis.laboratory` runs worlds in which
#    supervision does nothing. Does anybody still leave for want of it?
# 2. Put supervision first (`"supervision_first"`): what goes short instead?
# 3. Halve the hours and leave recruitment alone (`"half_the_coordinator_hours"`). Is that the same loop?
#
# **Read on.** [The supervision spiral](../docs/supervision_spiral.md) has the same with more worlds and says which
# parts were added so that it can show at all; [limits](../docs/limits.md) says what speaks for rates like these.
