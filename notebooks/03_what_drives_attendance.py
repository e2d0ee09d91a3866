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
# # What drives attendance
#
# *Why do parents miss sessions, who misses them for which cause, and which lever changes it?* Every absence in the
# model carries its largest *avoidable* cause: the barrier that weighed most on that parent that week (illness or an
# appointment where none was worth naming). One lever at a time is switched against the same baseline, with the same
# families and the same luck, so that what differs is the lever's doing. Run the cells from the top.

# %%
import peersim as ps

LEVERS = {
    "on_site_childcare": "childcare",
    "transport_help": "transport",
    "morning_and_evening": "time of day",
    "hybrid": "",
    "follow_up": "",
}
"""Designs that change one thing each, and the cause of absence each is aimed at; the last two are aimed at several."""

answer = ps.compare(["baseline", *LEVERS], parents=1500, weeks=104, draws=20, replications=2, seed=1)
answer.plot("absences")

# %% [markdown]
# **How to read it.** A panel is a design. A bar is a cause's share of all absences, so bars of a panel add up to
# 100%, and a shorter bar for one cause makes the others longer. The hatched causes could be avoided by no design.
#
# ## What parents would say, and what would have brought them
#
# Asked, parents choose among the reasons that surveys list; nobody ticks "the room was half empty". The model also
# knows which barrier weighed most. The two differ, which is why a survey of reasons alone can send money to the wrong
# place.

# %%
import numpy as np
import pandas as pd

from peersim.agents.stages import ABSENCE_CAUSES
from peersim.report.notebook import needs
from peersim.report.style import DARK_BLUE, ORANGE, Sheet, footer_text, quiet_axis, styled, wrapped

needs("answer")
CAUSES = [cause for cause in ABSENCE_CAUSES if answer.value("baseline", f"absent_{cause.split()[0]}").value > 0]


def shares(kind, group="everyone", level="everyone"):
    """Estimates of each cause's share of absences under the baseline."""
    return [answer.value("baseline", f"{kind}_{cause.split()[0]}", group, level) for cause in CAUSES]


def draw_causes():
    told = {"largest avoidable cause": shares("absent"), "reason the parent would state": shares("stated")}
    with styled():
        footer = footer_text(answer, "Bar: 95% interval for the mean over draws.")
        sheet = Sheet(
            8.0, 3.4, "Why members stay away, by two ways of asking", "Per cent of absences, baseline.", footer
        )
        axes = sheet.figure.subplots()
        rows = np.arange(len(CAUSES))
        for shift, marker, colour, (label, found) in zip(
            (-0.13, 0.13), "os", (DARK_BLUE, ORANGE), told.items(), strict=True
        ):
            value, low, high = (
                100 * np.array([getattr(each, end) for each in found]) for end in ("value", "low", "high")
            )
            axes.hlines(rows + shift, low, high, color=colour, linewidth=4, alpha=0.5)
            axes.plot(value, rows + shift, marker, color=colour, label=label)
        axes.set_yticks(rows, CAUSES)
        axes.invert_yaxis()
        axes.set_xlim(left=-1)
        axes.set_xlabel("per cent of absences")
        axes.legend(loc="lower right", ncols=2, bbox_to_anchor=(1.0, 1.0))
        quiet_axis(axes)
        table = pd.DataFrame({label: [each.value for each in found] for label, found in told.items()}, index=CAUSES)
        return sheet.finish(table, "Shares of absences by avoidable cause and by stated reason.").figure


draw_causes()

# %% [markdown]
# ## Who stays away for what
#
# The same shares by group of families. A row adds up to 100%. The barriers should stand where they belong: childcare
# with parents who need it, transport with parents without a car. That is checked below, because if it failed nothing
# else here would mean anything.

# %%
from peersim.report.notebook import needs

needs("answer", "shares")
GROUPS = [
    ("childcare", "needs childcare"),
    ("childcare", "no childcare need"),
    ("car", "no car"),
    ("car", "has a car"),
    ("work", "in work"),
    ("work", "not in work"),
    ("language", "limited English"),
    ("language", "speaks English well"),
]


by_group = pd.DataFrame(
    [[100 * each.value for each in shares("absent", *who)] for who in GROUPS],
    index=[level for _, level in GROUPS],
    columns=CAUSES,
)
assert by_group.loc["needs childcare", "childcare"] > by_group.loc["no childcare need", "childcare"]
assert by_group.loc["no car", "transport"] > by_group.loc["has a car", "transport"]


def draw_groups(table):
    with styled():
        footer = footer_text(answer, "Ratio of means over all runs; no interval shown.")
        title = "Causes of absence by group of families"
        sheet = Sheet(8.5, 4.2, title, "Per cent of the group's absences, baseline.", footer)
        axes = sheet.figure.subplots()
        axes.imshow(table, cmap="Blues", vmin=0, vmax=100, aspect="auto")
        for (row, column), share in np.ndenumerate(table.to_numpy()):
            axes.text(column, row, f"{share:.0f}", ha="center", va="center", color="white" if share > 50 else "black")
        axes.set_yticks(range(len(table)), table.index)
        axes.set_xticks(range(len(CAUSES)), [wrapped(cause, 0.85) for cause in CAUSES])
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        return sheet.finish(table, "Shares of absences by cause and group, as in the table.").figure


draw_groups(by_group)

# %% [markdown]
# ## One lever at a time
#
# Left: does the lever take away the cause it is aimed at? Right: do families stay for it? The two need not go
# together. A lever that removes a cause from absences helps only those who met that barrier, and a room that fills up
# may put others off. Joining by video and a call after an absence are aimed at several causes at once, so they have a
# right half only.

# %%
from peersim.report.notebook import needs

needs("CAUSES", "LEVERS")


def draw_levers():
    aimed = [answer.difference(name, f"absent_{cause.split()[0]}") if cause else None for name, cause in LEVERS.items()]
    kept = [answer.difference(name, "parents_engaged_26w") for name in LEVERS]
    with styled():
        footer = footer_text(answer, "Thick bar: 95% interval for the mean over draws; paired by world.")
        under = "Each design against the baseline in the same worlds."
        sheet = Sheet(9.5, 3.4, "What one lever changes", under, footer)
        panels = sheet.figure.subplots(1, 2, sharey=True)
        rows = np.arange(len(LEVERS))
        for axes, found, scale in ((panels[0], aimed, 100), (panels[1], kept, 1)):
            for row, each in zip(rows, found, strict=True):
                if each is not None:
                    axes.hlines(row, scale * each.low, scale * each.high, color=DARK_BLUE, linewidth=5, alpha=0.45)
                    axes.plot(scale * each.value, row, "o", color=DARK_BLUE)
            axes.axvline(0, color="black", linewidth=1)
            quiet_axis(axes)
        panels[0].set_title("Absences with the cause aimed at")
        panels[0].set_xlabel("percentage points")
        panels[1].set_title("Families engaged at 26 weeks")
        panels[1].set_xlabel("families, of those eligible")
        panels[0].set_yticks(rows, [f"{name}\n({cause or 'several causes'})" for name, cause in LEVERS.items()])
        panels[0].invert_yaxis()
        table = pd.DataFrame(
            {"cause": [each.value if each else np.nan for each in aimed], "families": [each.value for each in kept]},
            index=list(LEVERS),
        )
        return sheet.finish(table, "Paired differences by lever, as in the table.").figure


draw_levers()

# %%
from IPython.display import Markdown

from peersim.outcomes.registry import outcome
from peersim.report.notebook import needs
from peersim.report.words import between, could_be_none, difference_with_unit

needs("answer", "LEVERS")
engaged = outcome("parents_engaged_26w")
lines = []
for name, cause in LEVERS.items():
    found = answer.difference(name, engaged.name)
    told = f"{difference_with_unit(found.value, engaged.unit)} ({between(found.low, found.high, engaged.unit, True)})"
    doubt = "; it could be none" if could_be_none(found, engaged.unit) else ""
    lines.append(f"* “{answer.title(name)}”, aimed at *{cause or 'several causes'}*: {told}{doubt}.")
childcare = answer.difference("on_site_childcare", "absent_childcare")
assert childcare.high < 0, "the crèche no longer takes childcare away as a cause of absence"
Markdown("Families engaged at 26 weeks, against the baseline (95% intervals):\n\n" + "\n".join(lines))

# %% [markdown]
# ## Try to break it
#
# 1. Set a lever beyond reason: `ps.variant("on_site_childcare", {"creche.places": 60})`. Does the crèche ever do
#    harm? (Each in-person group then pays for it: look at `cost_a_year`.)
# 2. Switch two levers at once and compare with the sum of the two alone. They need not add up: once childcare is
#    solved, the next largest cause is what keeps a parent away.
# 3. Ask in another place (`place="cornwall"`), where distances are longer. Which lever gains?
#
# **Read on.** [Scenarios and levers](../docs/scenarios.md) lists all levers; [what the documents
# claim](../docs/claims.md) says which of these effects a document stands behind and which are assumptions.
