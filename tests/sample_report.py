"""A made-up but complete report: sections 0 to 16, every kind of block and every chart; no figure means anything."""

from functools import cache

from sample_sections import (
    budget_impact,
    budgets,
    checklist,
    costs,
    drivers,
    fairness,
    incremental,
    learning,
    not_in_money,
    optimism,
    outcomes,
    people,
    perspectives,
    problem,
    uncertainty,
    validity,
)
from sample_study import INPUTS, LONG, OPTIONS, Figures

from peersim.report.pages import FORMATS, Card, CardFigure, Document, Flip, Section, literal
from peersim.report.pages.numbers import chance, interval, money_unit, with_unit


def sample_report(options=OPTIONS, draws=500):
    """Build the whole report for these options; the third, or the last, is the one recommended."""
    options = [literal(option) for option in options]
    made = Figures(options, draws)
    chosen = options[min(2, len(options) - 1)]
    sections = [
        Section(0, "The decision on one page", [card(chosen)]),
        Section(1, "Decision problem", problem(options)),
        Section(2, "Options as budgets", budgets(options)),
        Section(3, "What happens to people", people(made)),
        Section(4, "Costs", costs(made, options)),
        Section(5, "Outcomes", outcomes(options)),
        Section(6, "Options in order of cost", incremental(options)),
        Section(7, "Who pays and who gains", perspectives(options)),
        Section(8, "Uncertainty", uncertainty(made)),
        Section(9, "What drives it", drivers(options, chosen)),
        Section(10, "What to learn next", learning(chosen)),
        Section(11, "Budget impact", budget_impact(chosen)),
        Section(12, "Fairness", fairness(options)),
        Section(13, "Optimism check", optimism(options)),
        Section(14, "Not in money", not_in_money()),
        Section(15, "Validity", validity()),
        Section(16, "Checklist and trail", checklist()),
    ]
    return Document(
        title="Peer support for parents in Northbridge: what each design is worth",
        subtitle="An appraisal of four designs over two years, made up to show the form of a report",
        sections=sections,
        facts={
            "Commissioned by": "not given",
            "Made by": "not given",
            "Checked by": "not given",
            "Place": "Northbridge, 3,000 families with a child under three",
            "Money": "pounds of 2025-26",
            "Model": "peersim 0.0.0, seed 1, 500 draws × 4 replications",
        },
        foot="Northbridge, 3,000 families. 2025-26 prices. peersim 0.0.0, seed 1. Simulated, not observed.",
    )


def card(chosen):
    per = money_unit("GBP", "a parent")
    return Card(
        question="Which design of peer support should Northbridge pay for over the next two years?",
        answer=f"{chosen}, if a WELLBY is worth £15,300 or more to the funder.",
        asked=CardFigure("Asked for", with_unit(62_400, "£"), "over two years, 2025-26 prices"),
        parents=[
            CardFigure("Cost per parent offered", with_unit(399, per).split(" ")[0], interval(330, 480, "£")),
            CardFigure("Cost per parent starting", "£648", interval(520, 790, "£")),
            CardFigure("Cost per parent completing", "£865", interval(680, 1_090, "£")),
            CardFigure("Cost per parent retained", "£1,240", interval(940, 1_700, "£")),
        ],
        worth=[
            CardFigure("Net value", "£8,300", f"80% interval {interval(-21_000, 38_000, '£')}"),
            CardFigure("Chance that benefits exceed costs", chance(0.62, 500), "of 500 draws"),
            CardFigure("Chance of being the best option", chance(0.48, 500), "of 4 options"),
            CardFigure("Expected loss if it is wrong", "£5,900", "against the best in each draw"),
        ],
        flips=[
            Flip(INPUTS[0], "−0.09 (−0.42 to 0.25)", "weaker than −0.06", "Nothing"),
            Flip(INPUTS[1], "24 weeks (12 to 52)", "shorter than 15 weeks", "Baseline"),
            Flip(INPUTS[2], "£15,300 (£11,800 to £18,800)", "below £12,900", "Baseline"),
        ],
        uncounted=[
            "What parents say they need and whether the programme gives it",
            "Harm to volunteers who hear hard stories",
            "Anything after two years",
        ],
        grade="D",
        grade_why="The effect of a crèche on attendance is an assumption; the effect of groups on depression is "
        "from trials (grade A) with an interval that holds 0.",
        small="500 draws × 4 replications on the same simulated families. Simulated, not observed.",
    )


@cache
def sample(which="short"):
    """The sample with short names, or with twelve long ones."""
    return sample_report(OPTIONS if which == "short" else LONG)


@cache
def sample_file(which, kind):
    """The sample as a file of a kind, made once for all tests."""
    return FORMATS[kind](sample(which))
