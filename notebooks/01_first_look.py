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
# # First look
#
# *Does a crèche at every session keep more families with the programme?* Three lines ask, and draw the answer.
#
# Everybody here is simulated: what comes out is what the model's rules and assumptions imply, not what was observed
# ([limits](../docs/limits.md)). Run the cells from the top.

# %%
import peersim as ps

answer = ps.compare(["baseline", "on_site_childcare"], parents=1500, weeks=104, draws=20, replications=2, seed=1)
answer.plot()

# %% [markdown]
# **How to read it.** Each panel is an outcome; each row is a design, compared with the reference, the first one
# named. The dot is the mean difference. The thick bar is its 95% interval: if it holds the line at zero, the dot is
# hollow, and this study cannot tell the two designs apart. The thin line is how much the worlds differ among
# themselves; more runs would not make it shorter. `nothing`, no programme at all, always runs beside the others, so
# that what the programme does is told apart from what would have happened anyway.
#
# The same in one sentence, worked out from the runs:

# %%
from IPython.display import Markdown

from peersim.outcomes.registry import outcome
from peersim.report.notebook import needs
from peersim.report.words import base_of, between, could_be_none, difference_with_unit, worlds_better

needs("answer")
kept = outcome("parents_engaged_26w")
gain = answer.difference("on_site_childcare", kept.name)
verdict = "could be none" if could_be_none(gain, kept.unit) else "is clear of zero"
Markdown(
    f"> “{answer.title('on_site_childcare')}” changes *{kept.label}* by "
    f"**{difference_with_unit(gain.value, kept.unit)}** (95% interval for the mean "
    f"{between(gain.low, gain.high, kept.unit, difference=True)}; {worlds_better(gain, kept)}): the mean change "
    f"{verdict}. Base: {base_of(answer)}."
)

# %% [markdown]
# ## How long families stay
#
# A difference at one point in time hides how it comes about. These curves follow every family from its first session
# on. They fall fast at first, because many try once or twice, and slowly later: those who have found their place
# stay. Where two curves lie on one another, a design that has more families engaged got there by bringing more of
# them in, not by keeping each of them longer.

# %%
from peersim.report.notebook import needs

needs("answer")
stayed = answer.survival("baseline").mean
assert stayed[1] - stayed[13] > stayed[14] - stayed[26], "families no longer leave fastest in the first weeks"
answer.plot("survival")

# %% [markdown]
# ## The numbers behind the pictures
#
# `differences()` has a row for each outcome and for each subgroup of families. Here are some outcomes for all
# families together. `chance_better` is the share of worlds in which the design did better; a half is a coin toss.

# %%
from peersim.report.notebook import needs

needs("answer")
table = answer.differences()
chosen = ["reach", "parents_engaged_26w", "volunteers_kept_12m", "cost_a_year", "cost_per_parent_engaged_26w"]
everybody = (table["level"] == "everyone") & table["outcome"].isin(chosen) & (table["scenario"] != "nothing")
table.loc[everybody, ["label", "unit", "reference_value", "difference", "low", "high", "chance_better"]].round(3)

# %% [markdown]
# ## Try to break it
#
# 1. Give another `seed`. The numbers move; does the verdict? If it does, the study was too small for its claim.
# 2. Compare `"baseline"` with itself under another name: `ps.variant("baseline", name="the same again")`. Every
#    difference must be exactly zero, because both meet the same families and the same luck.
# 3. Ask for one draw (`draws=1`). The intervals must go, and the footer must say so.
#
# **Read on.** [Quickstart](../docs/quickstart.md) for the same on the command line; the next notebook follows one
# parent and one volunteer; [comparing designs](05_comparing_designs.ipynb) tells how many runs are enough.
