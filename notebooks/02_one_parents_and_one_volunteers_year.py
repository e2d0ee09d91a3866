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
# # One parent's and one volunteer's year
#
# *What does the model say happens to a person, week by week, and why?* Totals are made of people: if a person's weeks
# are not believable, the totals are not either. One parent, and the volunteer who visited them, are followed through
# one run. Nobody is real. Run the cells from the top.

# %%
import peersim as ps
from peersim.api import story

RUN = {"parents": 3000, "weeks": 104, "seed": 1}

parent_story = story("baseline", kind="parent", **RUN)
print(parent_story.to_text())

# %% [markdown]
# By default `story` takes somebody to whom much happened; `person=` takes another one. Ordinary weeks are told
# together. Every sentence comes from the *event record*, where each change of anybody's state leaves a line with its
# cause:

# %%
from peersim.report.notebook import needs

needs("parent_story")
parent_events = ps.events("baseline", who=f"parent {parent_story.person}", **RUN)
assert (parent_events["kind"] == "was matched").any(), "this parent had no volunteer: choose another person"
parent_events.groupby(["kind", "cause"], sort=False)["week"].agg(times="count", first_week="min", last_week="max")

# %% [markdown]
# ## The volunteer
#
# The same weeks from the other side. Supervision is missed for one of two causes: no time on offer fitted, or no
# coordinator hours were left.

# %%
from peersim.report.notebook import needs

needs("parent_events")
volunteer = parent_events.loc[parent_events["kind"] == "was matched", "other"].iloc[0]
volunteer_story = story("baseline", kind="volunteer", person=int(volunteer.split()[1]), **RUN)
volunteer_events = ps.events("baseline", who=volunteer, **RUN)
print(volunteer_story.to_text())

# %% [markdown]
# ## What lies behind the events
#
# Events say what happened; what people carry from week to week says why. `ProgrammeModel` runs the same rules with
# the same luck in Python, each person a Mesa agent that can be asked every week.

# %%
import numpy as np

from peersim.report.notebook import needs

needs("volunteer_story")
model = ps.ProgrammeModel("baseline", **RUN)
MET = ("came for the first time", "came", "had a contact")
asked_of_parent, asked_of_volunteer = ("belonging", "trust", "isolation"), ("strain", "commitment", "team_trust")
parent_weeks, volunteer_weeks = [], []
while model.running:
    model.step()
    parent = next((row for row in model.world.parents if row.uid == parent_story.person), None)
    helper = model.world.volunteers.rows[volunteer_story.person]
    parent_weeks.append([getattr(parent, name, np.nan) for name in asked_of_parent])
    volunteer_weeks.append([getattr(helper, name) for name in asked_of_volunteer])
parent_state = dict(zip(asked_of_parent, np.transpose(parent_weeks), strict=True))
volunteer_state = dict(zip(asked_of_volunteer, np.transpose(volunteer_weeks), strict=True))

came = parent_events["kind"].isin(MET).sum()
last = model.records().parents[parent_story.person]
assert last["sessions"] + last["contacts"] == came, "the two drivers must tell the same story"
print(f"Both drivers agree: {came} sessions and contacts in {model.week} weeks.")

# %%
import pandas as pd

from peersim.report.notebook import needs
from peersim.report.style import DARK_BLUE, DARK_PINK, ORANGE, Sheet, quiet_axis, styled

needs("parent_state", "volunteer_state")
FOOTER = (
    f"n = 1 simulated person in one run: no interval. Derby, {RUN['weeks']} weeks, central values, seed {RUN['seed']}."
)


def draw_life(title, under, lines, events, rows):
    """State above, events below, on one axis of weeks."""
    with styled():
        sheet = Sheet(9.0, 4.6, title, under, FOOTER)
        above, below = sheet.figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": (1.2, 1.0)})
        styles = ((DARK_BLUE, "-"), (ORANGE, "--"), (DARK_PINK, ":"))
        for (name, values), (colour, dashes) in zip(lines.items(), styles, strict=False):
            above.plot(values, color=colour, linestyle=dashes, label=name)
        above.set_ylim(0, 1)
        above.set_ylabel("0 to 1")
        above.legend(loc="lower right", ncols=3, bbox_to_anchor=(1.0, 1.0))
        quiet_axis(above, "y")
        for number, chosen in enumerate(rows.values()):
            weeks = events.loc[chosen, "week"]
            below.plot(weeks, np.full(len(weeks), number), "|", markersize=13, markeredgewidth=1.6, color=DARK_BLUE)
        below.set_yticks(range(len(rows)), rows)
        below.set_ylim(len(rows) - 0.4, -0.6)
        below.set_xlabel("week of the run")
        below.set_xlim(0, RUN["weeks"] - 1)
        return sheet.finish(pd.DataFrame(lines), f"{title}. {under}").figure


def rows_of(events, kinds):
    """Make a row for each kind of event, and for each of its causes where it has several."""
    found = {}
    for kind in kinds:
        here = events["kind"] == kind
        for cause in events.loc[here, "cause"].unique():
            found[f"{kind}: {cause}" if cause else kind] = here & (events["cause"] == cause)
    return found


draw_life(
    f"Parent {parent_story.person}: belonging grows with meetings and fades with absences",
    "Belonging and trust [0 to 1], and what happened that week.",
    {"belonging": parent_state["belonging"], "trust in the programme": parent_state["trust"]},
    parent_events,
    rows_of(parent_events, ["had a contact", "a contact did not happen", "came", "stayed away", "lapsed"]),
)

# %% [markdown]
# The upper panel follows from the lower one. Each meeting adds a share of what is still missing from full belonging;
# each group session missed takes a share away; a week without a session changes nothing. So a run of absences is what
# one should see before a parent stops coming. Held to that:

# %%
from peersim.report.notebook import needs

needs("parent_state", "parent_events")


def change_in(values, events, *kinds):
    """Mean change of a state over the weeks in which such an event happened."""
    weeks = events.loc[events["kind"].isin(kinds), "week"].unique()
    return float(np.mean(np.diff(values)[weeks[weeks > 0] - 1])), len(weeks)


up, met = change_in(parent_state["belonging"], parent_events, *MET)
down, missed = change_in(parent_state["belonging"], parent_events, "stayed away")
assert up > 0 > down
print(f"Belonging changed by {up:+.3f} on average in the {met} weeks with a meeting,")
print(f"and by {down:+.3f} in the {missed} weeks with a session missed.")

# %%
from peersim.report.notebook import needs

needs("draw_life", "volunteer_events")
draw_life(
    f"{volunteer.capitalize()}: strain jumps in hard weeks and eases between them",
    "Strain, commitment and trust in the team [0 to 1], and what happened that week.",
    {name.replace("_", " "): values for name, values in volunteer_state.items()},
    volunteer_events,
    rows_of(volunteer_events, ["had a contact", "was supervised", "missed supervision", "had a hard week"]),
)

# %%
from peersim.report.notebook import needs

needs("change_in", "volunteer_state")
jump, hard = change_in(volunteer_state["strain"], volunteer_events, "had a hard week")
quiet = np.setdiff1d(
    np.arange(1, RUN["weeks"]), volunteer_events.loc[volunteer_events.kind == "had a hard week", "week"]
)
ease = float(np.mean(np.diff(volunteer_state["strain"])[quiet - 1]))
assert jump > 0 > ease
print(f"Strain changed by {jump:+.3f} on average in the {hard} hard weeks and by {ease:+.3f} in all other weeks.")

# %% [markdown]
# ## Try to break it
#
# 1. Tell the story of other people (`story(..., person=7)`). Is there one whose weeks you would not believe?
# 2. Run `"half_the_coordinator_hours"` instead of `"baseline"` and look at the causes of missed supervision.
# 3. Give `draw=3`: the same families in another possible world, in which what nobody knows exactly has other values.
#
# **Read on.** [The event record](../docs/events.md) lists every kind of event and cause; [the model,
# described](../docs/odd.md) has the equations behind belonging and strain; the next notebook asks what keeps parents
# away.
