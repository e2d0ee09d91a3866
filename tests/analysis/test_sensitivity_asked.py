"""What is asked of a sensitivity analysis: every mistake in words, all at once, before anything is run."""

import numpy as np
import pytest

from peersim.analysis.sensitivity import plan_sensitivity
from peersim.analysis.sensitivity.planning import OUTCOMES
from peersim.analysis.sensitivity.spaces import BLOCK, EvidenceSpace
from peersim.evidence.posterior import in_force
from peersim.evidence.sampling import dirichlet_sets, draws
from peersim.evidence.table import parameter
from peersim.foundation.problems import InputError

DESIGNS = ["baseline", "on_site_childcare"]


def refused(*arguments, **options):
    with pytest.raises(InputError) as error:
        plan_sensitivity(*(arguments or (DESIGNS,)), **options)
    assert "Nothing was run." in str(error.value)
    return "\n".join(error.value.problems)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"samples": 100}, "samples is 100; Sobol points come in powers of two. The nearest are 64 and 128."),
        ({"samples": 8}, "samples is 8; allowed 32 to 65,536 rows. Fewer rows leave intervals as wide as the indices."),
        ({"samples": -256}, "samples is -256; allowed 32 to 65,536 rows."),
        ({"trajectories": -1}, "trajectories is -1; allowed 4 to 1,000 trajectories, or 0 for no screening."),
        ({"replications": 1}, "luck cannot be told from what inputs do"),
        ({"at_most": 0}, "at_most is 0; allowed 1 to 100 inputs."),
        ({"samples": 64.5}, "samples is 64.5; it must be a whole number"),
        ({"outcomes": ["parents_reachd"]}, 'unknown outcome "parents_reachd". Did you mean "parents_reached"?'),
        ({"outcomes": []}, "no outcome was named"),
        ({"inputs": ["attendance.usal"]}, 'unknown input "attendance.usal". Did you mean "attendance.usual"?'),
        ({"inputs": ["attendance.usual"]}, f'drawn with the calibrated inputs, together: name "{BLOCK}"'),
        ({"ties": "appart"}, 'ties is "appart"; allowed together, apart. Did you mean "apart"?'),
        ({"weeks": 20}, "parents_engaged_26w needs runs longer than 26 weeks; weeks is 20."),
        ({"trajectories": 0}, "without screening every input named gets indices"),
        ({"parents": -5, "place": "derbi"}, "parents is -5"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_words(options, words):
    assert words in refused(**options)


def test_an_input_that_is_constant_is_refused_as_such():
    fixed = next(key for key in ("hours.agreement", *_inputs()) if _is_fixed(key))
    assert "constant in the evidence table" in refused(inputs=[fixed])


def _inputs():
    from peersim.evidence.table import keys_with

    return keys_with(role="input")


def _is_fixed(key):
    row = parameter(key)
    return row.role == "input" and row.law.is_fixed


def test_differences_need_two_designs():
    assert "there is only “baseline”" in refused(["baseline"], differences=True).replace('"baseline"', "“baseline”")


def test_all_mistakes_are_told_at_once():
    told = refused(samples=100, trajectories=-1, outcomes=["reech"], inputs=["nonsense"], place="nowhere")
    assert len(told.splitlines()) == 5


def test_the_plan_names_what_is_explained_and_counts_its_runs():
    plan = plan_sensitivity(DESIGNS, trajectories=4, samples=64, at_most=5)
    assert [each.name for each in plan.quantities] == [*OUTCOMES, *(f"{name}-on_site_childcare" for name in OUTCOMES)]
    moved = len(plan.candidates) - 1
    assert plan.runs == (4 * (moved + 1) + 64 * (5 + 1 + 1 + 2)) * 2 * 2
    assert "nothing" not in plan.scenarios
    alone = plan_sensitivity(["baseline"], trajectories=0, inputs=[BLOCK, "cost.on_cost_rate"], at_most=3)
    assert [each.scenario for each in alone.quantities] == ["", "", ""]


def test_the_fingerprint_changes_with_what_decides_the_runs_alone():
    def made(**options):
        return plan_sensitivity(DESIGNS, **options).document()["fingerprint"]

    assert made() == made(workers=2)
    assert len({made(), made(seed=2), made(samples=512), made(parents=500), made(ties="apart"), made(at_most=3)}) == 6


def test_inputs_drawn_together_are_rows_of_the_posterior_sample():
    space, sample = EvidenceSpace(), in_force()
    points = np.random.default_rng(1).random((50, len(space.factors)))
    values = space.at(points)
    rows = (points[:, -1] * len(sample.uniforms)).astype(int)
    for number, key in enumerate(sample.keys):
        if parameter(key).law.family != "dirichlet":
            expected = parameter(key).law.quantile(sample.uniforms[rows, number])
            np.testing.assert_array_equal(values[parameter(key).field], expected)


@pytest.mark.parametrize("ties", ["together", "apart"])
def test_each_input_has_the_margin_that_studies_draw_it_from(ties):
    space = EvidenceSpace(ties)
    points = np.random.default_rng(2).random((3000, len(space.factors)))
    here, studied = space.at(points), draws(3000, 1)
    for key in (
        "reach.hear_week",
        "first_step.decay",
        "effect.creche_or",
        "cost.coordinator_salary",
        "absence.illness",
    ):
        field = parameter(key).field
        spread = studied[field].std()
        np.testing.assert_allclose(
            np.quantile(here[field], (0.1, 0.5, 0.9)), np.quantile(studied[field], (0.1, 0.5, 0.9)), atol=0.25 * spread
        )
    for members in dirichlet_sets().values():
        np.testing.assert_allclose(sum(here[parameter(key).field] for key in members), 1.0)


def test_apart_breaks_what_calibration_ties():
    keys = ("belonging.gain", "attendance.drop_out_week")
    for ties, low, high in (("together", 0.5, 0.9), ("apart", -0.15, 0.15)):
        space = EvidenceSpace(ties)
        values = space.at(np.random.default_rng(3).random((400, len(space.factors))))
        columns = [values[parameter(key).field] for key in keys]
        assert low < np.corrcoef(np.argsort(np.argsort(columns)))[0, 1] < high
