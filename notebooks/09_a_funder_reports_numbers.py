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
# # A funder report's numbers, read back
#
# *Can I get the figures of a funder's report from the runs behind it, with arithmetic of my own?* A report is only
# worth as much as its numbers can be traced. Here the headline figures (net value, cost for each parent, chance of
# being worth the money) are worked out anew from a study's store and compared with its `report.json`, digit by digit.
# Run the cells from the top.
#
# ## The report that is kept here
#
# [Where does the next £20,000 a year go?](../experiments/next_20000/README.md) was asked of a study with many worlds.
# Its report is kept in the project, as a page to read and as `report.json`, which has every table in full precision.

# %%
import json
from pathlib import Path

import pandas as pd

ROOT = next((up for up in (Path.cwd(), *Path.cwd().parents) if (up / "results" / "next_20000").is_dir()), Path.cwd())
KEPT = ROOT / "results" / "next_20000"
kept_report = json.loads((KEPT / "report.json").read_text(encoding="utf-8"))


def table_of(report, name):
    """Find a table of a report by its name; the numbers behind a figure are a table too."""
    blocks = [block for section in report["sections"] for block in section["blocks"]]
    tables = [block.get("numbers", block) for block in blocks if block["type"] in ("table", "figure")]
    rows = next(table["rows"] for table in tables if table["name"] == name)
    return pd.DataFrame(rows).set_index("option")


def plain(cell):
    """Take the value of a cell that may hold its interval and error too."""
    return cell["value"] if isinstance(cell, dict) else cell


print(kept_report["title"], "", *kept_report["answer"][:3], sep="\n")
table_of(kept_report, "how_sure").map(plain)

# %% [markdown]
# ## A study small enough to make here
#
# The runs behind that report are not kept: they are made again in some minutes (the last section says how). To see
# how the reckoning goes, the same plan is run here with fewer families, weeks and worlds, and gets a report of its
# own.

# %%
import tempfile

import peersim as ps
from peersim.report.notebook import needs
from peersim.studies.backends import choose
from peersim.studies.running import run_what_is_left, session

needs("ROOT")
scratch = tempfile.TemporaryDirectory(prefix="peersim-")  # gone when the kernel ends
SMALL = Path(scratch.name) / "small"
OPTIONS = ROOT / "experiments" / "next_20000"
small = ps.plan_study(
    SMALL,
    scenarios=["baseline", str(OPTIONS / "transport.toml"), str(OPTIONS / "do_minimum.toml")],
    question="Does a small study tell the same to the digit?",
    parents=600,
    weeks=80,
    draws=20,
    replications=2,
    seed=1,
)
with choose() as where, session(small, where, None, print) as runs:
    run_what_is_left(runs)  # as `ps.run_study(SMALL)`, less the figures it draws, which nobody looks at here
ps.write_report(SMALL, SMALL / "report", formats=["json"], do_minimum="do_minimum")
small_report = json.loads((SMALL / "report" / "report.json").read_text(encoding="utf-8"))
print(*small_report["answer"][:3], sep="\n")

# %% [markdown]
# ## The reckoning, from the store
#
# Net value for society is what parents and volunteers gain, less what the programme spends, each year counted at what
# it is worth in the first:
#
# * **Cost**: every line of the runs' own ledgers, brought to one year's prices.
# * **Parents' gain**: wellbeing beyond what the same family would have had in the same world without a programme, as
#   points of life satisfaction, at what a point is worth.
# * **Volunteers' gain**: years of active volunteering, at what one is worth to the volunteer.
# * **Optimism**: gains are cut by the grade of the evidence they rest on.
#
# Counts and sums come from the store by SQL. Prices and values come from the evidence table, with the same draws as
# the report's.

# %%
import numpy as np

from peersim.economics import appraise, pairwise_acceptability, read_figures
from peersim.economics.costs import line_factor, study_factor
from peersim.economics.decision.net import as_net_benefit
from peersim.economics.profile import price_year_of
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.report.notebook import needs
from peersim.report.pages.numbers import chance
from peersim.scenarios.levers import COST_LINES

needs("ps", "table_of")
COUNTED = {
    "offered": "parents_heard",
    "starting": "parents_reached",
    "completing": "parents_came_often",
    "retained": "parents_engaged_26w",
}


def by_run(store, rows, column):
    """Put a column into an array: draw, replication, option, year."""
    names, facts = list(store.scenarios), store.facts
    place = rows["scenario"].astype(str).map(names.index)
    ordered = rows.assign(place=place).sort_values(["draw", "replication", "place", "year"])[column]
    return ordered.to_numpy(float).reshape(facts["draws"], facts["replications"], len(names), -1)


def reckon(folder):
    """Headline figures of every option, worked out from the store of a study."""
    store = ps.Store(folder)
    names = list(store.scenarios)
    nothing = names.index("nothing")
    values = appraise(read_figures(folder))  # what money and wellbeing are worth, draw by draw
    to = values.price_year

    usual = study_factor(values.figures, values.profile, to)
    money = store.table("money")
    spent = 0.0
    for line in COST_LINES:
        rebased = None if line in ("staff", "overhead") else line_factor(line, values.figures, values.profile, to)
        spent = spent + by_run(store, money, line) * (rebased or usual)

    weeks = store.query(f"""
        SELECT scenario, draw, replication, CAST(floor(week / {WEEKS_PER_YEAR!r}) AS INTEGER) AS year,
               sum(wellbeing) / {WEEKS_PER_YEAR!r} AS points,
               sum(volunteers_active) / {WEEKS_PER_YEAR!r} AS volunteering
        FROM weekly GROUP BY ALL""")

    def worth(column, each, grade):
        """Value what is gained beyond no programme, cut for optimism."""
        amount = by_run(store, weeks, column)
        gained = (amount - amount[:, :, [nothing]]) * each[:, None, None, None]
        return gained - values.optimism.benefits[grade] * np.abs(gained)

    volunteer_year = values.profile.keys["volunteer_year"]
    rebase = values.profile.deflator.factor(price_year_of(volunteer_year), to)
    parents = worth("points", values.per_point * values.price.per_wellby, values.item("wellbeing").grade)
    volunteers = worth(
        "volunteering", values.samples[volunteer_year].to_numpy() * rebase, values.item("volunteer_wellbeing").grade
    )

    years = spent.shape[-1]
    later = values.discounting.health.factors(years)
    parts = {
        "cost": -spent @ values.discounting.costs.factors(years),
        "parents' gain": parents @ later,
        "volunteers' gain": volunteers @ later,
    }
    net = sum(parts.values())
    better = pairwise_acceptability(as_net_benefit(net, names), "nothing")
    chances = dict(zip(better.names, better.probability[0], strict=True))
    people = store.table("outcomes", list(COUNTED.values()), where="level = 'everyone'").fillna(0.0)
    counted = people.groupby("scenario", observed=True)[list(COUNTED.values())].mean()

    rows = {}
    for number, name in enumerate(names):
        if name != "nothing":
            row = {part: amount[:, :, number].mean() for part, amount in parts.items()}
            row["net value"] = net[:, :, number].mean()
            row["chance of being worth its cost"] = chance(chances[name], store.facts["draws"])
            cash = spent[:, :, number].sum(axis=-1).mean()
            row |= {f"£ per parent {word}": cash / counted.loc[name, column] for word, column in COUNTED.items()}
            rows[store.facts["titles"][name]] = row
    return pd.DataFrame(rows).T


def reported(report):
    """Read the same figures out of a report."""
    sure, each = table_of(report, "how_sure"), table_of(report, "cost_per_parent_numbers")
    for table in (sure, each):
        table.index = [label.split(" (")[0].split(" — ")[0] for label in table.index]
    found = pd.DataFrame({"net value": sure["net_value"].map(plain),
                          "chance of being worth its cost": sure["chance_of_being_worth_its_cost"]})  # fmt: skip
    for number, word in enumerate(COUNTED, start=1):
        found[f"£ per parent {word}"] = each[f"per_{number}"].map(plain)
    return found


reckoned = reckon(SMALL)
reckoned.iloc[:, :5]

# %% [markdown]
# ## To the digit

# %%
from peersim.report.notebook import needs

needs("reckon", "reported", "small_report")


def compare(folder, report):
    """Put ours beside the report's, and stop where they differ."""
    ours = reckon(folder)
    theirs = reported(report).loc[ours.index]
    numbers = [column for column in theirs if column != "chance of being worth its cost"]
    apart = (ours[numbers].astype(float) / theirs[numbers].astype(float) - 1.0).abs().to_numpy().max()
    assert apart < 1e-9, f"the report and the store differ by a share of {apart:.1e}"
    assert list(ours["chance of being worth its cost"]) == list(theirs["chance of being worth its cost"])
    print(
        f"{theirs.size} figures of {len(theirs)} options: the largest difference is {apart:.0e} of the figure itself."
    )
    both = pd.concat({"from the store": ours[theirs.columns], "in the report": theirs}, axis=1)
    return both.T.swaplevel().sort_index()


compare(SMALL, small_report).map(lambda value: value if isinstance(value, str) else f"{value:,.6f}")

# %%
from peersim.report.notebook import needs
from peersim.report.style import DARK_BLUE, ORANGE, TURQUOISE, Sheet, quiet_axis, styled

needs("reckoned", "small_report")


def draw_parts(found, report, facts):
    parts = (("cost", DARK_BLUE), ("parents' gain", ORANGE), ("volunteers' gain", TURQUOISE))
    with styled():
        footer = (
            f"n = {facts['draws']} draws × {facts['replications']} replications. Means; no interval. "
            f"{facts['place_title']}, {facts['parents']:,} eligible families, {facts['weeks']} weeks. Simulated."
        )
        under = "£1,000 over the run against no programme, present value, after optimism."
        sheet = Sheet(9.0, 2.8, "What net value is made of, and what the report says it is", under, footer)
        axes = sheet.figure.subplots()
        rows = np.arange(len(found))
        for (part, colour), shift in zip(parts, (-0.26, 0.0, 0.26), strict=True):
            axes.barh(rows + shift, found[part].astype(float) / 1000, height=0.24, color=colour, label=part)
        theirs = reported(report).loc[found.index, "net value"].astype(float) / 1000
        axes.plot(found["net value"].astype(float) / 1000, rows, "D", color="black", label="net value, from the store")
        ring = {"markersize": 14, "markerfacecolor": "none", "markeredgecolor": "black"}
        axes.plot(theirs, rows, "o", label="net value, in the report", **ring)
        axes.axvline(0, color="black", linewidth=1)
        axes.set_yticks(rows, list(found.index))
        axes.invert_yaxis()
        axes.set_xlabel("£1,000")
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3)
        quiet_axis(axes)
        return sheet.finish(found, "Costs, gains and net value of each option, by store and by report.").figure


draw_parts(reckoned, small_report, ps.Store(SMALL).facts)

# %% [markdown]
# ## The report that is kept here
#
# The same for the report at the top, if the runs behind it are there. If they are not, the command that makes them is
# told; they take some minutes, and the same plan, version and seed give the same numbers.

# %%
from peersim.report.notebook import NotThereError, needs, needs_study

needs("compare", "kept_report", "KEPT")
try:
    study = needs_study(KEPT / "study", made_by="python experiments/next_20000/run.py")
except NotThereError as not_there:
    print(str(not_there).replace(f"{ROOT}/", ""), "\n\nRun it in the project's folder, then this cell again.")
else:
    print(f"{study.relative_to(ROOT)} is there.")
    compare(study, kept_report)

# %% [markdown]
# What can be seen without the runs is whether the report agrees with itself:

# %%
from peersim.report.notebook import needs

needs("kept_report", "reported")
by_view = next(
    block for section in kept_report["sections"] for block in section["blocks"] if block.get("name") == "by_perspective"
)["rows"]
for row in by_view:
    assert abs(row["gains"]["value"] - row["costs"]["value"] - row["net_value"]["value"]) < 1e-6, row["seen_by"]
society = next(row for row in by_view if row["seen_by"] == "Society")["net_value"]["value"]
assert np.isclose(reported(kept_report)["net value"], society).any(), "sections 7 and 8 tell different net values"
print(
    f"Gains less costs are the net value in each of {len(by_view)} views; section 8 tells society's as section 7 does."
)

# %% [markdown]
# ## Try to break it
#
# 1. Leave out the discounting (`factors` of one) or the optimism. By how much does net value move, and does the order
#    of options?
# 2. Take the mean of each run's own cost per parent instead of dividing sums. Which is larger, and which would you
#    sign?
# 3. Change one number in a copy of `report.json` and run `compare` on it.
#
# **Read on.** [Write a report for a funder](../docs/how_to/write_a_funder_report.md); [read a
# study](../docs/how_to/read_a_study.md); [how value is reckoned](../docs/decisions/0013-value-after-optimism.md).
