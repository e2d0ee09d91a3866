"""What changing the programme as it is would be worth, in a sentence that follows the numbers."""

import dataclasses

import pytest
from made_up_figures import made_up_figures

from peersim.economics.findings import Asked, Findings
from peersim.report.funder.change import change


def figures(extra=0.0, **changes):
    """The third option gains so many point-years more in every world than it would."""
    made = made_up_figures(60, **changes)
    made.wellbeing[2] += extra
    return made


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (
            60.0,
            "Of the changes to “baseline”, the best is “on site childcare”: compared with it, net value for society",
        ),
        (-10.0, "No change to “baseline” raises net value; the one that comes closest is “on site childcare”"),
    ],
)
def test_it_says_whether_a_change_is_worth_more_than_leaving_things_as_they_are(extra, words):
    assert words in change(Findings(figures(extra)))


def test_a_gain_within_the_monte_carlo_error_is_said_to_be():
    made = figures()
    made.spending[2] = made.spending[1]
    made.wellbeing[2] = made.wellbeing[1]
    made.totals["paid_by_parents"][2] = made.totals["paid_by_parents"][1]
    assert "which is within the Monte Carlo error of none" in change(Findings(made))


def test_chances_are_never_told_as_certain():
    assert "the chance that it is worth more is more than 98%" in change(Findings(figures(60.0)))


def test_with_nothing_to_change_nothing_is_said():
    made = figures()
    assert change(Findings(dataclasses.replace(made, reference="nothing"))) == ""
    assert change(Findings(made, Asked(do_minimum="on_site_childcare"))) == "", "doing less is no change of it"
