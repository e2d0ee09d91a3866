"""Distributions: fitted as the evidence notes say, written and read back unchanged, and quantiles within bounds."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.evidence.build import FOLDER, read_rows
from peersim.evidence.distributions import Distribution, fit, in_words, natural_bounds, parse

pytestmark = pytest.mark.quick

U = np.linspace(0.001, 0.999, 999)
STATED = [
    row
    for row in read_rows(FOLDER / "raw" / "parameters.csv")
    if row["distribution"].startswith(("beta(", "gamma(", "lognormal("))
]


def family_of(row: dict[str, str]) -> str:
    name = row["distribution"].partition("(")[0]
    return "lognormal_mean" if name == "lognormal" and "[value = mean]" in row["distribution"] else name


def test_the_fits_are_those_of_the_raw_file():
    """Every beta, gamma and lognormal of the evidence file comes out again from its value and range."""
    assert len(STATED) == 110
    for row in STATED:
        stated = parse(row["distribution"])
        fitted = fit(family_of(row), float(row["value"]), float(row["low"]), float(row["high"]))
        assert fitted.numbers == pytest.approx(stated.numbers, rel=2e-3, abs=1e-4), row["parameter"]


def test_a_pert_is_a_beta_on_the_range_with_the_mode_weighted_four():
    pert = fit("pert", 10.0, 0.0, 40.0)
    draws = pert.quantile(U)
    assert draws.min() >= 0.0
    assert draws.max() <= 40.0
    assert draws.mean() == pytest.approx((0.0 + 4.0 * 10.0 + 40.0) / 6.0, rel=1e-3)


def test_a_triangular_has_its_mode_where_it_is_said():
    triangular = fit("triangular", 2.0, 1.0, 5.0)
    assert triangular.quantile([0.0, 0.25, 1.0]) == pytest.approx([1.0, 2.0, 5.0])


def test_a_lognormal_with_low_end_nought_takes_its_spread_from_the_upper_half():
    lognormal = fit("lognormal", 150.0, 0.0, 4000.0)
    assert lognormal.quantile([0.5, 0.975]) == pytest.approx([150.0, 4000.0], rel=1e-3)


@given(
    family=st.sampled_from(["beta", "lognormal", "lognormal_mean", "gamma", "normal", "uniform", "triangular", "pert"]),
    low=st.floats(0.01, 0.4),
    middle=st.floats(0.1, 0.9),
    width=st.floats(0.05, 0.5),
)
def test_what_is_written_is_read_back_and_quantiles_rise(family, low, middle, width):
    high = low + width
    fitted = fit(family, low + middle * width, low, high)
    assert parse(fitted.text()) == fitted
    quantiles = fitted.quantile(U)
    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles) >= 0.0).all()
    assert quantiles[0] < quantiles[-1]


@given(lower=st.floats(-1.0, 0.2), upper=st.floats(0.4, 3.0))
def test_truncated_quantiles_stay_within_the_bounds(lower, upper):
    for family in ("normal", "gamma", "lognormal"):
        cut = fit(family, 0.3, 0.1, 0.6).within(lower, upper)
        quantiles = cut.quantile(np.array([0.0, 1e-12, 0.5, 1.0 - 1e-12]))
        assert (quantiles >= max(lower, -math.inf)).all()
        assert (quantiles <= upper).all()


def test_truncation_keeps_the_shape_inside_and_is_not_a_heap_at_the_edge():
    whole = parse("gamma(shape=22.13; scale=0.0542)")
    cut = whole.within(1.0, math.inf)
    assert cut.text() == "gamma(shape=22.13; scale=0.0542) truncated(low=1)"
    inside = np.sort(whole.quantile(np.linspace(0.0005, 0.9995, 20_000)))
    inside = inside[inside > 1.0]
    assert cut.quantile([0.25, 0.5, 0.75]) == pytest.approx(np.quantile(inside, [0.25, 0.5, 0.75]), rel=1e-3)
    assert (cut.quantile(U) == 1.0).sum() == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("bta(a=1; b=2)", "is not a distribution"),
        ("beta(a=1)", "beta takes the numbers"),
        ("beta(b=1; a=2)", "in that order"),
        ("beta(a=-1; b=2)", "must be above 0"),
        ("normal(mean=0; sd=0)", "spread must be above 0"),
        ("normal(mean=nan; sd=1)", "not a finite number"),
        ("normal(mean=x; sd=1)", "name=number"),
        ("uniform(low=2; high=1)", "must rise"),
        ("dirichlet(concentration=25; share=1)", "share must be below 1"),
        ("normal(mean=0; sd=1) truncated(low=2; high=1)", "nothing lies between"),
        ("normal(mean=0; sd=1) truncated(least=2)", "truncated takes low and high"),
    ],
)
def test_a_text_that_is_no_distribution_is_refused(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse(text)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("weibull", 0.5, 0.1, 0.9), "is not a family"),
        (("beta", 0.95, 0.1, 0.9), "hold the value"),
        (("beta", 3.0, 1.0, 5.0), "between 0 and 1"),
        (("gamma", 1.0, -1.0, 2.0), "above 0"),
        (("lognormal_mean", 1.0, 0.0, 2.0), "low end above 0"),
        (("normal", 1.0, 1.0, 1.0), "must have a width"),
    ],
)
def test_a_range_that_a_family_cannot_have_is_refused(arguments, complaint):
    with pytest.raises(ValueError, match=complaint):
        fit(*arguments)


def test_a_fixed_number_has_nothing_to_draw():
    assert Distribution("fixed").is_fixed
    with pytest.raises(ValueError, match="no distribution"):
        Distribution("fixed").quantile(0.5)


@pytest.mark.parametrize(
    ("unit", "low", "bounds"),
    [
        ("proportion of misses", 0.1, (0.0, 1.0)),
        ("probability", 0.1, (0.0, 1.0)),
        ("share of pay", 0.1, (0.0, 1.0)),
        ("0 to 10", 1.0, (0.0, 10.0)),
        ("odds ratio", 0.5, (0.0, math.inf)),
        ("GBP per hour", 5.0, (0.0, math.inf)),
        ("logit", 0.5, (-math.inf, math.inf)),
        ("standardised mean difference", -0.4, (-math.inf, math.inf)),
        ("SWEMWBS points", 0.4, (-math.inf, math.inf)),
    ],
)
def test_units_say_what_is_possible(unit, low, bounds):
    assert natural_bounds(unit, low) == bounds


def test_bounds_are_said_in_words():
    assert in_words(0.0, 1.0) == "0 to 1"
    assert in_words(0.0, math.inf) == "0 or more"
    assert in_words(-math.inf, 1.0) == "up to 1"
    assert in_words(-math.inf, math.inf) == "any finite number"
