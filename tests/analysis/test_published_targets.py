"""The published targets that come with peersim: they read without a fault, and every one can be told."""

import numpy as np
import pytest

from peersim.analysis.validation import CALIBRATION, published, simulate
from peersim.evidence import draws


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
