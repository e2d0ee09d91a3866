"""The calibrated world: draws that come from the frozen sample, and what happens when it no longer fits the table."""

import json
from importlib.resources import files

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import spearmanr

from peersim.evidence import posterior, sampling, table
from peersim.evidence.posterior import in_force, read_posterior, stale, status, write_posterior
from peersim.evidence.sampling import describe, draws, prior_uniforms, sampled_keys
from peersim.evidence.table import central, parameter
from peersim.foundation.problems import InputError

CALIBRATED = ["attendance.usual", "attendance.belonging", "absence.transport"]
CARRIED = ["reach.enrol_given_referral"]
ABSENCE = ["absence.illness", "absence.clash", "absence.childcare", "absence.transport", "absence.confidence"]


def column(drawn, key):
    return drawn[parameter(key).field]


def use(monkeypatch, sample):
    """Let this be the shipped sample for one test."""
    monkeypatch.setattr(posterior, "shipped", lambda: sample)
    in_force.cache_clear()


@pytest.fixture(autouse=True)
def _forget():
    yield
    in_force.cache_clear()


def written(folder, rows=500):
    rng = np.random.default_rng(1)
    scores = rng.multivariate_normal([1.0, -0.5, 0.3, 0.0], 0.2 * np.eye(4) + 0.1, size=rows)
    keys = [*CALIBRATED, *CARRIED]
    inputs = {key: {"part": "calibrated" if key in CALIBRATED else "carried"} for key in keys}
    return write_posterior(folder, keys, ndtr(scores), {"inputs": inputs})


@pytest.fixture
def sample(tmp_path, monkeypatch):
    made = written(tmp_path)
    use(monkeypatch, made)
    return made


def test_without_a_shipped_sample_the_posterior_is_the_prior(monkeypatch):
    use(monkeypatch, None)
    assert draws(20, 3).tobytes() == draws(20, 3, source="prior").tobytes()
    assert central().tobytes() == central("prior").tobytes()
    assert status().startswith("No posterior is shipped")


def test_draws_from_the_prior_do_not_know_of_the_sample(sample, monkeypatch):
    with_it, middle = draws(50, 3, source="prior"), central("prior")
    use(monkeypatch, None)
    assert with_it.tobytes() == draws(50, 3).tobytes()
    assert middle.tobytes() == central().tobytes()


def test_calibrated_inputs_take_their_values_from_one_row_together(sample):
    drawn = draws(len(sample.uniforms), 7)
    rows = sample.rows(len(sample.uniforms), 7)
    assert sorted(rows) == list(range(len(sample.uniforms)))
    for number, key in enumerate(sample.keys):
        if key != "absence.transport":  # a share: it also depends on the other shares
            assert (column(drawn, key) == parameter(key).law.quantile(sample.uniforms[rows, number])).all(), key


def test_draws_have_the_medians_and_the_correlation_of_the_frozen_rows(sample):
    drawn = draws(400, 2)
    for number, key in enumerate(sample.keys[:2]):
        median = parameter(key).law.quantile(np.median(sample.uniforms[:, number]))
        assert np.median(column(drawn, key)) == pytest.approx(median, rel=0.02)
    found = spearmanr(column(drawn, CALIBRATED[0]), column(drawn, CALIBRATED[1])).statistic
    wanted = spearmanr(sample.uniforms[:, 0], sample.uniforms[:, 1]).statistic
    assert wanted > 0.2
    assert found == pytest.approx(wanted, abs=0.06)


def test_inputs_without_a_column_draw_as_from_the_prior(sample):
    drawn, before = draws(64, 2), draws(64, 2, source="prior")
    for key in sampled_keys():
        if key not in sample.keys and key not in ABSENCE:
            assert (column(drawn, key) == column(before, key)).all(), key


def test_shares_still_add_up_to_one_and_the_calibrated_one_has_moved(sample):
    drawn, before = draws(256, 2), draws(256, 2, source="prior")
    assert sum(column(drawn, key) for key in ABSENCE) == pytest.approx(np.ones(256))
    assert column(drawn, "absence.transport").mean() > 1.1 * column(before, "absence.transport").mean()


@pytest.mark.parametrize("n", [8, 100, 700])
def test_draw_seven_is_draw_seven_whatever_the_number_of_draws(sample, n):
    assert draws(n, 3)[7] == draws(1200, 3)[7]


def test_rows_come_again_only_when_all_have_been_used(sample):
    rows = sample.rows(1200, 0)
    assert len(set(rows[:500])) == len(set(rows[500:1000])) == 500
    assert rows[:500].tolist() != rows[500:1000].tolist()
    assert sample.rows(500, 0).tolist() != sample.rows(500, 1).tolist()


def test_a_held_calibrated_number_stays_held_and_moves_no_other(sample):
    held = draws(32, 1, fixed={"attendance.usual": 0.5})
    assert (column(held, "attendance.usual") == 0.5).all()
    assert (column(held, "attendance.belonging") == column(draws(32, 1), "attendance.belonging")).all()


def test_calibrated_numbers_that_are_not_sampled_stay_at_the_centre_of_the_calibrated_world(sample):
    some = draws(32, 1, keys=["attendance.belonging"])
    median = parameter("attendance.usual").law.quantile(np.median(sample.uniforms[:, 0]))
    assert column(some, "attendance.usual") == pytest.approx(np.full(32, median))
    assert (column(some, "attendance.belonging") == column(draws(32, 1), "attendance.belonging")).all()
    assert (column(some, "reach.enrol_given_referral") == parameter("reach.enrol_given_referral").value).all()


def test_the_centre_is_the_posterior_median_and_the_table_keeps_its_own(sample):
    median = parameter("attendance.usual").law.quantile(np.median(sample.uniforms[:, 0]))
    assert column(central(), "attendance.usual")[0] == pytest.approx(median)
    assert column(central("prior"), "attendance.usual")[0] == parameter("attendance.usual").value
    assert sum(column(central(), key)[0] for key in ABSENCE) == pytest.approx(1.0)
    assert column(central(), "absence.transport")[0] > parameter("absence.transport").value


def test_a_sample_is_read_back_as_it_was_written(tmp_path):
    made = written(tmp_path)
    read = read_posterior(tmp_path)
    assert read.keys == made.keys
    assert (read.uniforms == made.uniforms).all()
    assert read.calibrated == tuple(CALIBRATED)
    assert read.carried == tuple(CARRIED)
    assert read_posterior(tmp_path / "nowhere") is None


def test_a_sample_and_facts_that_do_not_belong_together_are_refused(tmp_path):
    written(tmp_path)
    text = (tmp_path / "posterior.csv").read_text(encoding="utf-8")
    (tmp_path / "posterior.csv").write_text(text.replace("0.9", "0.8"), encoding="utf-8")
    with pytest.raises(InputError, match=r"posterior\.csv is not the sample that posterior\.json describes"):
        read_posterior(tmp_path)
    (tmp_path / "posterior.csv").unlink()
    with pytest.raises(InputError, match=r"posterior\.csv is missing"):
        read_posterior(tmp_path)


def test_a_changed_prior_makes_the_sample_stale_and_only_that_input_falls_back(tmp_path, monkeypatch, caplog):
    written(tmp_path)
    path = tmp_path / "posterior.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    facts["inputs"]["attendance.usual"]["prior"] = "beta(a=1; b=1), probability"
    path.write_text(json.dumps(facts), encoding="utf-8")
    read = read_posterior(tmp_path)
    use(monkeypatch, read)
    assert [sentence.split(" ")[0] for sentence in stale(read)] == ["attendance.usual"]
    drawn, before = draws(16, 1), draws(16, 1, source="prior")
    assert (column(drawn, "attendance.usual") == column(before, "attendance.usual")).all()
    assert (column(drawn, "attendance.belonging") != column(before, "attendance.belonging")).any()
    assert "under the prior beta(a=1; b=1), probability; its prior is now beta(" in caplog.text
    assert len([record for record in caplog.records if "stale" in record.getMessage()]) == 1


def test_an_input_that_vanished_is_told_with_the_nearest_name(sample, monkeypatch):
    known = {key: row for key, row in table.parameters().items() if key != "attendance.belonging"}
    monkeypatch.setattr(posterior, "parameters", lambda: known)
    assert any(sentence.startswith("attendance.belonging was calibrated and is no") for sentence in stale(sample))
    monkeypatch.setattr(sampling, "sampled_keys", lambda: tuple(key for key in sampled_keys() if key in known))
    draws(4, 1)


def test_the_shipped_sample_goes_with_the_evidence_table():
    shipped = read_posterior(files("peersim.evidence"))
    assert shipped is None or stale(shipped) == []


def test_carried_inputs_of_the_shipped_sample_keep_their_own_evidence():
    shipped = read_posterior(files("peersim.evidence"))
    if shipped is None:
        pytest.skip("no posterior is shipped yet")
    rows = len(shipped.uniforms)
    for key in shipped.carried:
        found = np.sort(shipped.uniforms[:, shipped.keys.index(key)])
        assert np.abs(found - (np.arange(rows) + 0.5) / rows).max() < 1.63 / np.sqrt(rows), key
    for row in sampling.correlations():
        assert (row.first in shipped.keys) == (row.second in shipped.keys), row


def test_an_unknown_source_is_refused():
    with pytest.raises(
        InputError, match=r'source is "posteriori"; allowed posterior, prior\. Did you mean "posterior"'
    ):
        draws(2, source="posteriori")


def test_describe_shows_calibrated_numbers_beside_the_table(sample):
    rows = {row["key"]: row for row in describe(draws(200, 1))}
    assert rows["attendance.usual"]["median"] > rows["attendance.usual"]["value"]


def test_prior_uniforms_are_those_that_prior_draws_use():
    u = prior_uniforms(16, 4)["attendance.usual"]
    assert (
        parameter("attendance.usual").law.quantile(u) == column(draws(16, 4, source="prior"), "attendance.usual")
    ).all()
    assert ndtri(u).std() > 0.5


def test_a_sample_of_ones_own_can_be_drawn_from(tmp_path, monkeypatch):
    use(monkeypatch, None)
    own = written(tmp_path)
    drawn = draws(300, 1, source=own)
    assert np.median(column(drawn, "attendance.usual")) > np.median(column(draws(300, 1), "attendance.usual"))
    assert central(own)["attendance_usual"][0] > central()["attendance_usual"][0]
