"""A crèche steps: workers are whole people, by the rule that the runs use."""

from itertools import pairwise

from peersim.economics.cost_tables import creche_steps


def test_a_small_crèche_costs_more_for_each_place_because_workers_are_whole():
    steps = creche_steps(8)
    assert [step.workers for step in steps] == sorted(step.workers for step in steps)
    assert steps[0].each > 2 * steps[3].each
    before, after = next((a, b) for a, b in pairwise(steps) if b.workers > a.workers)
    assert after.each > before.each
    assert creche_steps(8, send_trained=True)[7].workers > steps[7].workers
