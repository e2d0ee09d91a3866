"""The EMA workbench drives the simulation: its uncertainties, levers and outcomes are ours, and luck is shared."""

import pickle

import numpy as np
import pytest

import peersim as ps
from peersim.foundation.problems import InputError

SIZE = {"parents": 200, "weeks": 40}


@pytest.fixture(scope="module")
def model():
    return ps.ema_model(
        inputs=["reach.hear_week", "cost.on_cost_rate"],
        levers=["staff.posts", "outreach.personal_calls", "transport.help", "referral.partners"],
        outcomes=["parents_reached", "parents_engaged_26w", "cost_a_year"],
        **SIZE,
    )


def test_every_kind_of_lever_and_every_input_has_its_range(model):
    from ema_workbench import BooleanParameter, CategoricalParameter, IntegerParameter, RealParameter

    kinds = {lever.name: type(lever) for lever in model.levers}
    assert kinds == {
        "staff_posts": RealParameter, "outreach_personal_calls": BooleanParameter,
        "transport_help": CategoricalParameter, "referral_partners": RealParameter,
    } or kinds["referral_partners"] is IntegerParameter  # fmt: skip
    row = ps.parameter("cost.on_cost_rate")
    cost = next(each for each in model.uncertainties if each.name == "cost_on_cost_rate")
    assert (cost.lower_bound, cost.upper_bound) == (row.low, row.high)
    assert {each.name for each in model.outcomes} == {"parents_reached", "parents_engaged_26w", "cost_a_year"}


def test_experiments_run_one_after_another_and_say_the_same_twice(model):
    from ema_workbench import SequentialEvaluator

    with SequentialEvaluator(model) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=3, policies=2)
    assert len(experiments) == 6
    assert all(len(values) == 6 and np.isfinite(values).all() for values in outcomes.values())
    row = experiments.iloc[0]
    names = [each.name for each in [*model.uncertainties, *model.levers]]
    again = model.function(**{name: row[name] for name in names})
    for name, values in outcomes.items():
        assert again[name] == values[0]


def test_experiments_share_their_luck_and_inputs_move_outcomes(model):
    def ask(**chosen):
        return model.function(**chosen)

    low, high = ask(reach_hear_week=0.001), ask(reach_hear_week=0.05)
    assert high["parents_reached"] > low["parents_reached"]
    assert ask() == ask()
    assert ask(staff_posts=0.5)["cost_a_year"] < ask(staff_posts=3.0)["cost_a_year"]


def test_it_can_be_sent_to_another_process(model):
    model.function()
    copy = pickle.loads(pickle.dumps(model.function))
    assert copy() == model.function()


def test_mistakes_are_told_in_words_all_at_once():
    with pytest.raises(InputError) as error:
        ps.ema_model(
            "baselin", inputs=["nonsense.key", "absence.illness"], levers=["staff.pots"], outcomes=["reech"], parents=-1
        )
    told = "\n".join(error.value.problems)
    for words in (
        "baselin",
        "nonsense.key",
        "make up a whole",
        '"staff.pots". Did you mean "staff.posts"',
        "reech",
        "-1",
    ):
        assert words in told
