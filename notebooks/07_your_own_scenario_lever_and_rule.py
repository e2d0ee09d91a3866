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
# # Your own scenario, lever and rule
#
# *How do I try an idea that is not in the library?* Four ways, the smallest change first: a scenario file, a variant
# in one line, another rule, one thing more every week. All of them work in both drivers: the compiled one that runs
# studies and the one in Python that can be looked into. Run the cells from the top.
#
# ## 1. A scenario file
#
# A design is a small text file that says how it differs from another, with a reason for every line. This one has
# mistakes, as first drafts do:

# %%
import tempfile
from pathlib import Path

import peersim as ps

scratch = tempfile.TemporaryDirectory(prefix="peersim-")  # gone when the kernel ends
file = Path(scratch.name) / "ours.toml"
file.write_text(
    """\
title   = "Our crèche, and calls after an absence"
why     = "Parents say childcare keeps them away, and that nobody asks after them."
extends = "baseline"

[set]
follow_up.call = true

[[change]]
lever     = "creche.places"
value     = 800
from_week = 13
source    = "assumed: hired and registered by the second term"
""",
    encoding="utf-8",
)


def what_is_wrong(path):
    """Everything that is wrong with a scenario file; nothing is run."""
    try:
        ps.load(path)
    except ps.InputError as error:
        return str(error).replace(f"{path.parent}/", "")
    return f"{path.name} is sound."


print(what_is_wrong(file))

# %% [markdown]
# Every mistake is told at once, with its line, what is allowed and the nearest name there is. `peersim scenario
# validate ours.toml` says the same on the command line; names come from `peersim scenario levers`. Mended:

# %%
from peersim.report.notebook import needs

needs("file", "what_is_wrong")
text = file.read_text(encoding="utf-8").replace("follow_up.call ", "follow_up.calls ").replace("800", "8")
file.write_text(text, encoding="utf-8")
assert what_is_wrong(file) == "ours.toml is sound."
print(what_is_wrong(file))

# %% [markdown]
# ## 2. A variant in one line
#
# To ask "and if there were twelve places?" no file is needed. `ps.variant` is checked as a file is, and can be given
# wherever a name can.

# %%
from peersim.report.notebook import needs

needs("file")
QUESTION = {"parents": 1000, "weeks": 78, "draws": 12, "replications": 2, "seed": 1}
ours = ps.load(file)
larger = ps.variant(
    ours, name="ours with twelve places", changes=[{"lever": "creche.places", "value": 12, "from_week": 13}]
)
answer = ps.compare(["baseline", ours, larger], **QUESTION)
answer.plot()

# %%
from IPython.display import Markdown

from peersim.outcomes.registry import outcome
from peersim.report.notebook import needs
from peersim.report.words import between, could_be_none, difference_with_unit

needs("answer")
told = []
for against, name in (("baseline", "ours"), ("ours", larger.name)):
    for key in ("parents_engaged_26w", "cost_a_year"):
        measure, found = outcome(key), answer.difference(name, key, reference=against)
        ends = between(found.low, found.high, measure.unit, difference=True)
        none = "; it could be none" if could_be_none(found, measure.unit) else ""
        told.append(f"* “{name}” less “{against}”: {difference_with_unit(found.value, measure.unit)} ({ends}){none}: "
                    f"{measure.label}.")  # fmt: skip
Markdown("95% intervals for the mean over draws:\n\n" + "\n".join(told))

# %% [markdown]
# ## 3. Another rule
#
# The model is made of short rules (`peersim rules`). To doubt one, write your own under the same arguments and put it
# in its place for a while. Suppose no week were ever hard on a volunteer. A warning says that these are not the
# model's own rules any more:

# %%
from peersim.report.notebook import needs

needs("QUESTION")


def hard_week_chance(complexity, unprocessed, p):
    """Nothing that happens with a family is ever hard on the volunteer."""
    return 0.0


usual = ps.compare(["baseline"], **QUESTION)
with ps.replace_rule("hard_week_chance", hard_week_chance):
    easy = ps.compare(["baseline"], **QUESTION)
assert not easy.to_frame().equals(usual.to_frame())
assert ps.compare(["baseline"], **QUESTION).to_frame().equals(usual.to_frame()), "after the block the rule must be gone"

# %% [markdown]
# People and luck are the same in both, so what differs is the rule's doing and can be paired, world by world:

# %%
import pandas as pd

from peersim.analysis.laboratory import interval
from peersim.report.notebook import needs
from peersim.report.style import DARK_BLUE, ORANGE, Sheet, footer_text, quiet_axis, styled

needs("usual", "easy")


before, after = (100 * each.worlds("baseline", "volunteers_strained") for each in (usual, easy))
change = interval(after - before)
assert change.high < 0, "hard weeks no longer strain volunteers"


def draw_rule():
    with styled():
        footer = footer_text(usual, "A line is a world (mean over its replications).")
        under = (
            f"Active volunteers in high strain [per cent]. Mean change {change.mean:+.1f} "
            f"(95% interval {change.low:+.1f} to {change.high:+.1f})."
        )
        sheet = Sheet(6.5, 3.0, "The same worlds with the model's rule and with another", under, footer)
        axes = sheet.figure.subplots()
        for low, high in zip(before, after, strict=True):
            axes.plot([0, 1], [low, high], "-o", color=DARK_BLUE if high <= low else ORANGE, alpha=0.6, markersize=4)
        axes.set_xticks([0, 1], ["some weeks are hard", "no week is hard"])
        axes.set_xlim(-0.3, 1.3)
        axes.set_ylim(bottom=-0.2)
        axes.set_ylabel("per cent")
        quiet_axis(axes, "y")
        table = pd.DataFrame({"usual": before, "other": after})
        return sheet.finish(table, f"Worlds before and after. {under}").figure


draw_rule()

# %% [markdown]
# Take a mechanism out and what it is behind should go with it; if it stays, something else makes it. The project's
# [patterns](../docs/patterns.md) are held to that, each with its mechanism and without.

# %% [markdown]
# ## 4. One thing more every week
#
# A hook runs after (or before) one of the phases of a week (`peersim phases`). Here a storm in one week keeps
# people's minds on other things: belonging is halved for everybody the programme knows. The same function runs in
# both drivers, and both must tell the same.

# %%
import numpy as np

from peersim.report.notebook import needs

needs("ps")
STORM = 30
RUN = {"parents": 3000, "weeks": 60, "seed": 1}


def storm(world, week):
    """In one week everybody feels half as much part of it."""
    if week == STORM:
        for k in range(world.now[0].known):
            world.parents[world.active[k]].belonging *= 0.5


def attendances_compiled():
    """Group sessions attended each week, from the compiled engine's event record."""
    events = ps.events("baseline", kinds=["came for the first time", "came"], **RUN)
    return np.bincount(events["week"], minlength=RUN["weeks"])


def attendances_in_python():
    """Give the same from the model of Mesa agents."""
    model = ps.ProgrammeModel("baseline", **RUN)
    model.run_model()
    return np.array([row.attendances for row in model.world.weekly])


calm = attendances_compiled()
with ps.after_phase("meet", storm):
    stormy, stormy_in_python = attendances_compiled(), attendances_in_python()
assert (stormy == stormy_in_python).all(), "the two drivers must agree"
assert (calm[: STORM + 1] == stormy[: STORM + 1]).all(), "nothing may change before the storm has passed"
assert (calm != stormy).any(), "the storm does nothing"
print(f"Up to week {STORM} both runs are the same, week by week.")
after_it = slice(STORM + 1, None)
print(
    f"After it parents came {calm[after_it].sum()} times without the storm and {stormy[after_it].sum()} times with it."
)
print("One run of luck each: this shows that the hook works, not how large its effect is.")

# %% [markdown]
# ## Try to break it
#
# 1. Write a rule that Numba cannot compile (open a file in it). What does the compiled driver say, and what does
#    `ProgrammeModel` do?
# 2. Put `value = "eight"` into the scenario file, or `from_week = 500`, and run `what_is_wrong` again.
# 3. Make every week hard (`return 1.0`). Is the loss as large as the gain above? Who pays for it, volunteers or
#    families?
#
# **Read on.** [Scenarios and levers](../docs/scenarios.md); [another rule](../docs/how_to/replace_a_rule.md); [a
# hook](../docs/how_to/add_a_phase_hook.md); [a lever of your own](../docs/how_to/add_a_lever.md), for when the idea
# is to stay.
