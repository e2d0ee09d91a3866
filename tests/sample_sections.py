"""Sections 1 to 16 of the made-up report: every kind of table, and every chart."""

import numpy as np
from sample_study import INPUTS, WELLBY

from peersim.report.pages import Bullets, Callout, Column, Facts, Heading, Number, Paragraph, Table
from peersim.report.pages.charts import (
    acceptability,
    cost_stack,
    denominators,
    expected_loss,
    flow,
    information_bars,
    pilot,
    plane,
    tornado,
    two_way,
)


def problem(options):
    return [
        Paragraph("Which of these designs, if any, should be paid for?", "lead"),
        Facts(
            {
                "Population": "families with a child under three",
                "Horizon": "two years",
                "Discounting": "costs 3.5% a year, health 1.5% a year, the first year undiscounted",
                "Thresholds": "£13,000 and £15,300 a WELLBY; £20,000 to £30,000 a QALY",
            }
        ),
        Table(
            name="options_table",
            caption="The options, and why each is there.",
            columns=["Option", "What it is", "Why it is among the options"],
            rows=[
                [option, "A design in words", "Doing nothing" if n == 0 else "Named by parents"]
                for n, option in enumerate(options)
            ],
        ),
        "The plan was fixed before any result; its hash is `3f9a0c`. Results are in [@6] and [@8].",
    ]


def budgets(options):
    lines = [
        ("Coordinator", "fixed", 31_000, 31_000),
        ("Crèche workers", "stepped", 9_400, 9_650),
        ("Room", "per session", 1_800, 1_800),
        ("Travel", "per parent", 2_210, 2_480),
    ]
    rows = [[item, how, "funder", "cash", first, second, first + second] for item, how, first, second in lines]
    rows += [["Volunteers' hours", "per parent", "volunteers", "in kind", 7_400, 8_100, 15_500]]
    total = [sum(row[at] for row in rows) for at in (4, 5, 6)]
    money = [Column(year, "£", places=0, key=f"y{n}") for n, year in enumerate(("2026-27", "2027-28", "Both"))]
    return [
        Table(
            name="budget",
            caption=f"Budget of {options[-1]} by line, payer and year.",
            columns=["Line", "Behaves", "Payer", "Cash or in kind", *money],
            rows=[*rows, ["All lines", "", "", "", *total]],
            total=True,
            notes="Full cost recovery: overheads are 15% of cash.",
        ),
    ]


def people(made):
    values, low, high = made.people()
    return [
        flow(
            "flow_of_parents",
            ["offered", "starting", "completing", "retained"],
            values,
            made.options,
            low=low,
            high=high,
            compared="Each option compared with the others, on the same simulated families",
        ),
        Callout("Small numbers", "Fewer than ten volunteers: no percentages are given."),
    ]


def costs(made, options):
    rows, low, high = made.per_parent()
    unit_costs = [
        [
            "Coordinator, hour",
            2_709.0,
            "hours",
            Number(23, 19, 31),
            "2025-26",
            "B",
            "[official pay scale](https://example.org/pay)",
        ],
        ["Room, hour", 150, "hours", Number(12, 5, 20), "2025-26", "C", "three halls"],
        ["Training, volunteer", 18, "volunteers", Number(330, 100, 900), "2025-26", "D", "bottom-up"],
    ]
    return [
        denominators(
            "per_parent",
            ["offered", "starting", "completing", "retained"],
            rows,
            options,
            low=low,
            high=high,
            compared="Each option compared with the others",
        ),
        Table(
            name="unit_costs",
            caption="Unit costs and quantities.",
            folded=True,
            columns=[
                "Item",
                Column("Quantity", "number"),
                "Of",
                Column("Unit cost", "£", places=0),
                "Price year",
                "Grade",
                "Source",
            ],
            rows=unit_costs,
            source="the evidence table that comes with peersim",
        ),
    ]


def outcomes(options):
    return [
        Heading("Effect and how long it lasts"),
        Table(
            name="effects",
            caption="Change in wellbeing by option, over the same parents without the programme.",
            columns=["Option", Column("Change", "SWEMWBS points", signed=True), Column("Lasting", "weeks")],
            rows=[
                [option, Number(0.31 * n, -0.2 + 0.3 * n, 0.4 * n, 0.02), 24 if n else Number(None, note="no effect")]
                for n, option in enumerate(options)
            ],
        ),
        Bullets(["Deadweight: the same parents are simulated without the programme.", "**Harms** are counted apart."]),
    ]


def incremental(options):
    rows = []
    for n, option in enumerate(options):
        ratio = 13_400.0 * n if n % 3 != 1 else Number(None, note="dominated: another option costs less and does more")
        if n == 0:
            ratio = Number(None, note="the first option has nothing to be compared with")
        rows.append(
            [
                option,
                20_400 * n,
                1.43 * n,
                Number(15_300 * 1.43 * n - 20_400 * n, error=900.0),
                ratio,
                "D" if n % 3 == 1 else "ND",
            ]
        )
    return [
        Table(
            name="incremental",
            caption="Options in order of cost: what each adds to the last that is not dominated.",
            columns=[
                "Option",
                Column("Cost", "£"),
                Column("Effect", "WELLBYs"),
                Column("Net benefit at £15,300", "£", signed=True),
                Column("Cost of one more", WELLBY),
                "Standing",
            ],
            rows=rows,
            notes=["ND not dominated, ED extendedly dominated, D dominated.", "Compared with the option before it."],
        ),
    ]


def perspectives(options):
    who = ["funder", "public purse, cashable", "public purse, not cashable", "families", "volunteers", "society"]
    rows = [[name, -8_000 + 3_100 * n, 4_200 * n, 7_100 * n - 8_000] for n, name in enumerate(who)]
    return [
        Table(
            name="perspectives",
            caption=f"{options[-1]}: costs, benefits and net value by perspective.",
            columns=[
                "Perspective",
                Column("Costs", "£"),
                Column("Benefits", "£"),
                Column("Net value", "£", signed=True),
            ],
            rows=rows,
        ),
        Callout(
            "No item is counted twice",
            [
                "Transfers cancel: what families no longer pay, the funder pays.",
                "Volunteers' hours are outside the sum.",
            ],
            "warning",
        ),
    ]


def uncertainty(made):
    every = "the same draws"
    return [
        f"Best on average is not the same as most often best: see [@curves]. All options are run on {every}.",
        plane("plane", made.cost, made.effect, made.options, made.options[0], effect_unit="WELLBYs", threshold=15_300),
        acceptability("curves", made.k, made.chances, made.options, made.best, unit=WELLBY, marks=[15_300]),
        expected_loss("losses", made.k, made.losses, made.options, made.best, unit=WELLBY, marks=[15_300]),
    ]


def drivers(options, chosen):
    return [
        one_by_one(options, chosen),
        two_together(options),
        information_bars(
            "evppi",
            INPUTS,
            [5_200, 2_900, 1_100, 240, 31, 0],
            [300, 260, 150, 90, 25, 2.0],
            total=8_900,
            compared="Knowing one input compared with knowing none",
        ),
        denominators(
            "scenario_costs",
            ["starting"],
            [[648.0 + 31 * n] for n in range(5)],
            [f"Structural choice {n}" for n in range(5)],
            compared="Each structural choice compared with the first",
        ),
    ]


def one_by_one(options, chosen):
    low = np.array([-30_100, -14_000, -9_000, -4_000, 2_100, 3_800.0])
    high = np.array([41_000, 36_000, 21_000, 14_000, 11_000, 9_900.0])
    ends = [
        ("−0.42", "0.25"),
        ("12 weeks", "52 weeks"),
        ("£11,800", "£18,800"),
        ("0.42", "0.68"),
        ("£19", "£31"),
        ("54%", "81%"),
    ]
    other = options[0]
    winners = [(other, chosen), (options[1], chosen), (options[1], chosen)] + 3 * [(chosen, chosen)]
    return tornado(
        "tornado",
        INPUTS,
        low,
        high,
        6_300,
        ends=ends,
        winners=winners,
        switches=["−0.06", "15 weeks", "£12,900", None, None, None],
        recommended=chosen,
        compared=f"{chosen} compared with {other}",
    )


def two_together(options):
    grid = np.add.outer(np.arange(9), np.arange(11)) // 8
    return two_way(
        "grid",
        [f"{n * 6} weeks" for n in range(11)],
        [f"{n / 10:.1f}" for n in range(9)],
        np.minimum(grid, len(options) - 1),
        options,
        x_label="how long the effect lasts",
        y_label="effect (standardised)",
        here=(4, 2),
        compared="Each option compared with all the others",
    )


def learning(chosen):
    sizes = np.array([0, 30, 60, 120, 240, 480.0])
    worth = 8_000 * sizes / (sizes + 90)
    return [
        pilot(
            "pilot",
            sizes,
            worth,
            1_500 + 9 * sizes,
            errors=0.05 * worth,
            compared=f"A pilot of {chosen} compared with deciding now",
        ),
        Callout("Stop or go", f"Go on with {chosen} if at least 41 of 120 parents come a fourth time.", "answer"),
    ]


def budget_impact(chosen):
    amounts = [[41_000, 43_500, 44_200], [6_300, 6_700, 7_000], [900, 1_100, 1_150]]
    return [
        cost_stack(
            "impact",
            ["2026-27", "2027-28", "2028-29"],
            ["the funder", "the council", "families"],
            amounts,
            compared=f"{chosen} compared with nothing: cash, undiscounted",
        ),
        cost_stack(
            "impact_high",
            ["2026-27", "2027-28", "2028-29"],
            ["the funder", "the council", "families"],
            1.4 * np.array(amounts),
            compared=f"{chosen} with high uptake compared with nothing",
        ),
    ]


def fairness(options):
    groups = [
        "most deprived fifth",
        "least deprived fifth",
        "a disabled parent",
        "lone parents",
        "other first language",
    ]
    return [
        Table(
            name="fairness",
            caption="Reach and cost by group.",
            columns=[
                "Group",
                Column("Families", "families"),
                Column("Reached", "share"),
                Column("Retained", "share"),
                Column("Cost per parent retained", "£"),
            ],
            rows=[
                [group, 600 - 40 * n, 0.2 + n / 50, Number(0.08, 0.05, 0.11), 1_500.0 - 90 * n]
                for n, group in enumerate(groups)
            ],
        ),
        flow(
            "reach_by_group",
            groups,
            [[90.0, 70, 30, 44, 21]] * len(options),
            options,
            compared="Each group compared with the others, in each option",
            title="Parents reached by group",
        ),
    ]


def optimism(options):
    wide = [Column(f"Correction {n}", "£", key=f"c{n}") for n in range(1, 10)]
    return [
        Table(
            name="optimism",
            caption="Net value before and after each correction.",
            columns=["Option", *wide],
            rows=[[option, *(1_000.0 * n - 700 * at for at in range(9))] for n, option in enumerate(options)],
        ),
        Paragraph("The most likely way this is wrong: groups do not change depression at all.", "small"),
    ]


def not_in_money():
    return [
        Table(
            name="not_in_money",
            caption="What is not in money, in direction and size.",
            columns=["Outcome", "Direction", "Size", "Evidence"],
            rows=[
                ["Parents' voice", "better", "small", "C"],
                ["Safety", "cannot be told", "", "D"],
                ["Volunteers' growth", "better", "moderate", "B"],
            ],
        )
    ]


def validity():
    return [
        Bullets(
            [
                "Checked against data: attendance and exits.",
                "Checked against exact cases: costs.",
                "Not checked: effect of a crèche.",
            ],
            ordered=True,
        )
    ]


def checklist():
    rows = [[f"{n}", f"Item {n} of the checklist", f"[@{n % 17}]" if n % 5 else "not reported"] for n in range(1, 29)]
    inputs = [
        [f"input.{n}", Number(0.5, 0.2, 0.9), "beta", "trial", "READ" if n % 2 else "DERIVED", "ABCD"[n % 4]]
        for n in range(60)
    ]
    return [
        Table(
            name="cheers", caption="CHEERS 2022.", columns=["Item", "What it asks for", "Where"], rows=rows, folded=True
        ),
        Table(
            name="inputs",
            caption="Register of inputs.",
            folded=True,
            rows=inputs,
            columns=["Input", Column("Value", "number"), "Distribution", "Source", "How known", "Grade"],
        ),
        Facts({"Command": "peersim report northbridge", "Runs": "8,000"}),
    ]
