"""Small independent models and the simulation agree where both assume the same, and part where they do not."""

import math
from pathlib import Path

import numpy as np
import pytest

from peersim.analysis.cross_model import REFERENCE_MODELS, funnel, hearing, queue, sessions, tenure
from peersim.evidence.reads import parameter_reads
from peersim.evidence.table import parameters


@pytest.mark.parametrize("name", REFERENCE_MODELS)
def test_the_simulation_agrees_with_the_reference_model_where_both_assume_the_same(name):
    rows = REFERENCE_MODELS[name].together()
    assert rows
    blurred = [each.what for each in rows if not each.precise]
    assert not blurred, f"too few worlds to tell: {blurred}"
    apart = [f"{each.what}: {each.reference:.3f} against {each.simulated}" for each in rows if not each.agrees]
    assert not apart, "\n".join(apart)


@pytest.mark.quick
def test_every_reference_model_says_what_is_held_and_where_it_parts():
    for model in REFERENCE_MODELS.values():
        for words in (model.title, model.formula, model.coincide, model.parts):
            assert len(words) > 30, model.name
    for module in (funnel, hearing, queue, sessions, tenure):
        named = {key for held in vars(module).values() if isinstance(held, dict) for key in held if "." in str(key)}
        levers = {key for name in ("SETTINGS", "ONE_TO_ONE") for key in getattr(module, name, {})}
        assert named - levers <= set(parameters()), module.__name__


@pytest.mark.quick
def test_reference_models_share_no_rule_with_the_engine():
    for module in (funnel, hearing, queue, sessions, tenure):
        text = Path(module.__file__).read_text(encoding="utf-8")
        assert "peersim.engine" not in text
        assert "peersim.agents" not in text.replace("peersim.agents.stages", "")  # names of stages and events alone
        assert not parameter_reads(module.__file__) or module is queue


def test_people_who_differ_are_told_from_people_who_are_alike():
    """The comparison can fail: a binomial does not pass for people who differ."""
    alike, differ = sessions.distribution(0.83, 0.0), sessions.distribution(0.83, 1.0)
    rows = sessions.together()
    few_who_differ = next(each for each in rows if each.what == "came to 4 or fewer, people differ")
    assert abs(few_who_differ.simulated.mean - alike[:5].sum()) > few_who_differ.tolerance
    assert abs(few_who_differ.simulated.mean - differ[:5].sum()) <= few_who_differ.tolerance


@pytest.mark.quick
def test_chances_of_sessions_add_up_and_their_mean_is_the_binomials():
    for spread in (0.0, 1.0):
        assert sessions.distribution(0.83, spread).sum() == pytest.approx(1.0)
    mean = (sessions.distribution(0.83, 0.0) * np.arange(9)).sum()
    assert mean == pytest.approx(1.0 + 7.0 * 0.83)


@pytest.mark.quick
def test_the_funnel_is_the_notes_arithmetic():
    enrol, came, usual, stop = funnel.chances()
    assert enrol * came * funnel.completed(stop) == pytest.approx(0.28, abs=0.005)
    assert funnel.attended_by_the_notes(usual, stop) == pytest.approx(0.72, abs=0.01)


@pytest.mark.quick
def test_a_queue_in_which_nobody_gives_up_is_erlangs():
    """With next to no abandonment and spare servers it is M/M/c: Erlang's C formula."""
    arrivals, ending, servers = 1.2, 0.1, 16
    load = arrivals / ending
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    waits = last / (sum(load**n / math.factorial(n) for n in range(servers)) + last)
    found = queue.erlang_a(arrivals, ending, 1e-9, servers)
    assert found.waiting == pytest.approx(waits * load / (servers - load), rel=1e-4)
    assert found.busy == pytest.approx(load / servers, rel=1e-6)


@pytest.mark.quick
def test_a_queue_of_people_as_impatient_as_served_is_poisson():
    """Where waiting and supported families leave at the same rate it is M/M/infinity."""
    found = queue.erlang_a(1.2, 0.1, 0.1, 5)
    number = np.arange(200)
    poisson = np.exp(number * math.log(12.0) - 12.0 - np.array([math.lgamma(n + 1.0) for n in number]))
    assert found.waiting == pytest.approx((np.maximum(number - 5, 0) * poisson).sum(), rel=1e-6)


@pytest.mark.quick
def test_the_falling_hazard_leaves_as_many_long_servers_as_published():
    """At the central values about 42 percent of a steady team have served five years; no number was set by it alone."""
    assert tenure.long_serving() == pytest.approx(0.42, abs=0.04)
    flat = tenure.stay(np.array([52.0]), 0.028, 1.0, 1.0, 1.0)
    assert flat == pytest.approx(math.exp(-0.028 * 52.0 / 4.348214), rel=1e-4)


@pytest.mark.quick
def test_the_difference_equation_is_bass_when_steps_are_small():
    fine = hearing.bass(5000, 0.002 / 100, 0.12 / 100, 0.0)[::100]
    assert fine == pytest.approx(hearing.bass_curve(np.arange(51.0), 0.002, 0.12), abs=0.003)
    assert hearing.bass(52, 0.01, 0.0, 0.0) == pytest.approx(1.0 - np.exp(-0.01 * np.arange(53.0)), abs=1e-12)
