"""What a study of n people is worth agrees with exact cases, stays below knowing for sure, and weighs pilots."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import betabinom, norm

from peersim.economics.decision import Measurement, decisions_reached, evsi, pilot
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick

A, B, SLOPE, PRICE = 3.0, 5.0, 100.0, 40.0


def beta_study(draws=3000, seed=0):
    share = np.random.default_rng(seed).beta(A, B, draws)
    return {"no": np.zeros(draws), "yes": SLOPE * share - PRICE}, pd.DataFrame({"share": share})


def exact_beta_binomial(n):
    seen = np.arange(n + 1)
    gain = np.maximum(SLOPE * (A + seen) / (A + B + n) - PRICE, 0.0)
    return float((betabinom.pmf(seen, n, A, B) * gain).sum()) - max(SLOPE * A / (A + B) - PRICE, 0.0)


def normal_loss(lead, sd):
    return sd * (norm.pdf(lead / sd) - lead / sd * norm.sf(lead / sd))


def normal_study(draws=3000, lead=2.0, sd=5.0, noise=0.0, seed=1):
    rng = np.random.default_rng(seed)
    inputs = pd.DataFrame({"effect": rng.normal(0.0, sd, draws), "other": rng.normal(size=draws)})
    return {"no": np.zeros(draws), "yes": inputs["effect"] - lead + rng.normal(0.0, noise, draws)}, inputs


def test_counting_successes_is_worth_what_the_beta_binomial_says():
    sizes = [1, 3, 10, 40, 200]
    found = evsi(*beta_study(), sizes, Measurement("share", "share"))
    for size, value, error in zip(sizes, found.value, found.error, strict=True):
        assert value == pytest.approx(exact_beta_binomial(size), abs=3.5 * error), size
        assert error < 0.25
    assert found.n == tuple(sizes)


def test_the_rule_is_the_one_of_bayes():
    rule = evsi(*beta_study(), 20, Measurement("share", "share")).rules[0]
    (_, turn, first), (_, _, second) = rule.pieces
    assert (first, second) == ("no", "yes")
    # (3 + s) / 28 > 0.4 from 8.2 successes of 20 on: a share between 0.40 and 0.45
    assert 0.38 < turn < 0.45
    assert "By the share of “share” found among 20: choose “no” if it is below" in rule.words


@pytest.mark.parametrize(("kind", "arms"), [("mean", 1.0), ("difference", 2.0)])
def test_measuring_a_mean_is_worth_what_the_normal_case_says(kind, arms):
    sizes = [4, 25, 400]
    found = evsi(*normal_study(noise=6.0), sizes, Measurement("effect", kind, sd=20.0))
    for size, value, error in zip(sizes, found.value, found.error, strict=True):
        before = 25.0 / np.sqrt(25.0 + (20.0 * arms) ** 2 / size)  # spread of what one will expect after the study
        assert value == pytest.approx(normal_loss(2.0, before), abs=3.5 * error + 0.02), size


def test_more_people_are_worth_more_and_never_more_than_knowing_for_sure():
    found = evsi(*normal_study(600, noise=4.0), [2, 5, 20, 80, 320, 5000], Measurement("effect", "mean", sd=20.0))
    assert (np.diff(found.value) > -0.02).all()
    assert (found.value <= found.evppi + 2 * found.evppi_error).all()
    assert found.value[-1] == pytest.approx(found.evppi, rel=0.05)
    assert found.evppi <= found.evpi * 1.05


def test_fewer_answering_are_fewer_people():
    worth, inputs = normal_study(500)
    half = evsi(worth, inputs, 40, Measurement("effect", "mean", sd=20.0, answering=0.5)).value
    assert half == pytest.approx(evsi(worth, inputs, 20, Measurement("effect", "mean", sd=20.0)).value)


def test_measuring_what_does_not_matter_is_worth_nothing():
    found = evsi(*normal_study(600), [10, 1000], Measurement("other", "mean", sd=1.0))
    assert (found.value < 0.06 * found.evpi).all()


@pytest.mark.parametrize("kind", ["log odds", "rate"])
def test_counts_of_many_people_tell_nearly_all(kind):
    rng = np.random.default_rng(2)
    value = rng.normal(0.0, 1.0, 800) if kind == "log odds" else rng.gamma(2.0, 1.0, 800)
    worth = {"no": np.zeros(800), "yes": value - np.median(value)}
    few, many = evsi(worth, {"v": value}, [2, 5000], Measurement("v", kind)).value
    truth = np.maximum(worth["yes"], 0.0).mean() - max(worth["yes"].mean(), 0.0)
    assert few < 0.9 * many
    assert many == pytest.approx(truth, rel=0.06)


def test_a_study_can_be_given_as_a_function_and_measure_several_things():
    worth, inputs = normal_study(800)
    own = evsi(
        worth, inputs, 16, lambda values, n, rng: rng.normal(values["effect"], 20 / np.sqrt(n)), about=["effect"]
    )
    made = evsi(worth, inputs, 16, Measurement("effect", "mean", sd=20.0))
    assert own.value == pytest.approx(made.value, abs=3 * np.hypot(own.error, made.error)[0])
    both = evsi(worth, inputs, 16, [Measurement("effect", "mean", sd=20.0), Measurement("other", "mean", sd=1.0)])
    assert both.value == pytest.approx(made.value, abs=3 * made.error[0])
    assert both.rules == ()
    assert both.measured == ("effect", "other")


@pytest.mark.parametrize(
    ("n", "measure", "words"),
    [
        (0, Measurement("share", "share"), "whole numbers of people"),
        (2.5, Measurement("share", "share"), "whole numbers of people"),
        (5, Measurement("shair", "share"), 'Did you mean "share"'),
        (5, Measurement("share", "mean"), "needs `sd`"),
        (5, Measurement("share", "count"), "unknown kind"),
        (5, Measurement("share", "share", answering=0.0), "answering is 0"),
        (5, [], "must measure something"),
        (5, lambda values, n, rng: np.full(3, 1.0), "finite rows"),
    ],
)
def test_a_study_that_makes_no_sense_is_refused_in_words(n, measure, words):
    with pytest.raises(InputError, match=words):
        evsi(*beta_study(100), n, measure)


def test_shares_beyond_one_and_labels_are_refused():
    worth, inputs = normal_study(100)
    with pytest.raises(InputError, match="from 0 to 1"):
        evsi(worth, inputs, 5, Measurement("effect", "share"))
    with pytest.raises(InputError, match="0 or more"):
        evsi(worth, inputs, 5, Measurement("effect", "rate"))
    with pytest.raises(InputError, match="labels"):
        evsi(worth, {"form": np.resize(["a", "b"], 100)}, 5, Measurement("form", "mean", sd=1.0))


def test_decisions_reached_are_counted_by_year_and_discounted_from_the_second_on():
    assert decisions_reached(300, 100, 3) == pytest.approx(9.0)
    assert decisions_reached(300, 100, 3, discount=0.1, wait=1) == pytest.approx(3 / 1.1 + 3 / 1.21)
    with pytest.raises(InputError) as problem:
        decisions_reached(-1, 0, 0, discount=np.nan)
    assert len(problem.value.problems) == 4


def test_a_pilot_goes_on_where_its_lesson_is_worth_more_than_it_costs():
    found = evsi(*normal_study(), [5, 20, 80, 320, 1280], Measurement("effect", "mean", sd=20.0))
    weighed = pilot(found, reach=100.0, fixed_cost=10.0, cost_each=0.5)
    assert weighed.net == pytest.approx(100.0 * found.value - 10.0 - 0.5 * np.array(found.n))
    assert weighed.error == pytest.approx(100.0 * found.error)
    assert weighed.go
    assert weighed.best == found.n[int(weighed.net.argmax())]
    assert weighed.best not in (5, 1280)  # too little is learnt from few; too much is paid for many
    assert weighed.words.startswith(f"Go: a pilot of {weighed.best} is worth £")
    assert weighed.rule.n == weighed.best


def test_a_pilot_stops_where_no_size_is_worth_its_cost():
    found = evsi(*normal_study(), [5, 50], Measurement("effect", "mean", sd=20.0))
    weighed = pilot(found, reach=10.0, fixed_cost=1000.0, cost_each=1.0)
    assert (weighed.go, weighed.clear, weighed.best, weighed.rule) == (False, True, None, None)
    assert weighed.words.startswith("Stop: at none of the sizes looked at (5 to 50)")
    close = pilot(found, reach=10.0, fixed_cost=10.0 * float(found.value[1]) - 0.01, cost_each=0.0)
    assert close.go
    assert not close.clear
    assert "too wide to be sure" in close.words
    with pytest.raises(InputError, match="allowed 0 or more"):
        pilot(found, reach=-1.0, fixed_cost=np.inf, cost_each=0.0)
