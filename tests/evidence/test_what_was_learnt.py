"""What calibration taught about a number is told beside its prior, and nothing is claimed where nothing was learnt."""

import numpy as np
import pytest
from scipy.special import ndtr

from peersim.evidence.learnt import QUANTILES, in_words, learnt, posterior_quantiles, prior_quantiles, sketch
from peersim.evidence.posterior import Posterior
from peersim.evidence.table import parameter

pytestmark = pytest.mark.quick

ROWS = 4000


def sample(**scores: np.ndarray) -> Posterior:
    """A posterior made from normal scores of the prior, by field."""
    keys = tuple(name.replace("__", ".") for name in scores)
    uniforms = np.column_stack([ndtr(each) for each in scores.values()])
    return Posterior(
        keys,
        uniforms,
        {"inputs": {key: {"part": "calibrated", "moves": [{"feature": "V01a", "slope": 0.5}]} for key in keys}},
    )


@pytest.fixture
def luck() -> np.random.Generator:
    return np.random.default_rng(7)


def test_a_posterior_that_is_the_prior_taught_nothing(luck):
    found = learnt("attendance.usual", sample(attendance__usual=luck.standard_normal(ROWS)))
    assert found is not None
    assert abs(found.contraction) < 0.06
    assert posterior_quantiles(found) == pytest.approx(prior_quantiles(parameter("attendance.usual")), abs=0.01)
    assert "hardly informed" in in_words(found)


def test_contraction_and_shift_are_those_of_the_normal_scores(luck):
    found = learnt("attendance.usual", sample(attendance__usual=1.0 + 0.5 * luck.standard_normal(ROWS)))
    assert found is not None
    assert found.contraction == pytest.approx(0.75, abs=0.03)
    assert found.shift == pytest.approx(1.0, abs=0.03)
    law = parameter("attendance.usual").law
    assert posterior_quantiles(found)[2] == pytest.approx(float(law.quantile(ndtr(1.0))), abs=0.005)
    assert found.informed
    assert in_words(found).endswith("The figures that move most with it: V01a.")


def test_a_share_of_a_dirichlet_is_told_as_a_share(luck):
    scores = 0.3 * luck.standard_normal(ROWS)
    found = learnt("absence.illness", sample(absence__illness=2.0 + scores))
    assert found is not None
    points = posterior_quantiles(found)
    assert points[2] > prior_quantiles(parameter("absence.illness"))[2] + 0.1
    assert 0.0 < points[0] < points[-1] < 1.0


def test_a_number_without_a_column_stays_at_its_prior(luck):
    found = learnt("reach.hear_week", sample(attendance__usual=luck.standard_normal(ROWS)))
    assert found is not None
    assert in_words(found) == "stays at its prior: the data do not inform it."
    assert posterior_quantiles(found) == []


def test_numbers_that_are_not_drawn_are_not_calibrated(luck):
    assert learnt("hours.follow_up", sample(attendance__usual=luck.standard_normal(ROWS))) is None
    assert prior_quantiles(parameter("hours.follow_up")) == []
    assert sketch(parameter("hours.follow_up")) == []


def test_a_sketch_has_its_hill_where_the_numbers_are(luck):
    found = learnt("attendance.usual", sample(attendance__usual=1.5 + 0.2 * luck.standard_normal(ROWS)))
    (_, prior), (_, posterior) = sketch(parameter("attendance.usual"), found)
    assert len(prior) == len(posterior)
    assert posterior.index("█") > prior.index("█")
    assert len(QUANTILES) == len(prior_quantiles(parameter("attendance.usual")))
