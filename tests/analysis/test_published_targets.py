"""The published targets that come with peersim: they read without a fault, and every one can be told."""

import numpy as np
import pytest

from peersim.analysis.validation import CALIBRATION, published, score, simulate
from peersim.evidence import draws
from peersim.evidence.posterior import shipped


@pytest.fixture(scope="module")
def targets():
    return published()


@pytest.mark.quick
def test_every_published_target_has_a_pattern_words_of_its_own_and_a_source(targets):
    assert len(targets) >= 33
    assert {target.use for target in targets} >= {CALIBRATION}
    assert [target.id for target in targets if not (target.pattern and target.what and target.source)] == []


@pytest.mark.quick
def test_no_published_figure_lies_outside_its_band(targets):
    assert [remark for remark in targets.remarks if "outside its band" in remark or "no width" in remark] == []


@pytest.mark.quick
def test_settings_say_nothing_that_contradicts_itself(targets):
    names = {setting.scenario.name for setting in targets.settings}
    assert [remark for remark in targets.remarks if remark.split(":")[0] in names] == []


@pytest.mark.slow
def test_every_published_target_can_be_told_in_most_worlds(targets):
    found = simulate(targets, draws(6, 1, source="prior"), seed=1)
    assert found.failures == ()
    told = (~np.isnan(found.values)).mean(axis=(1, 2))
    assert [name for name, share in zip(targets.ids, told, strict=True) if share < 0.5] == []


@pytest.mark.slow
def test_one_posterior_hits_most_published_figures(targets):
    found = score(targets, simulate(targets, draws(60, 1, source="posterior"), seed=1))
    assert sum(row.hit for row in found) >= 27, "of 33, with no number of a target's own"


@pytest.mark.quick
def test_the_shipped_posterior_was_learnt_from_these_targets_and_finds_what_is_known(targets):
    facts = shipped().facts
    assert facts["how"]["plan"]["targets"] == targets.digest, "targets changed: run `peersim calibrate --freeze` again"
    assert facts["how"]["judged_on"] >= 200
    informed = {key: row["coverage"] for key, row in facts["inputs"].items() if row.get("informed")}
    assert len(informed) >= 10
    assert {key: share for key, share in informed.items() if not 0.90 <= share <= 0.99} == {}
