"""A calibration from end to end, small: two settings, few worlds; and what it refuses."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from extras import HAS_BAYESFLOW, WHY, needs_bayesflow
from typer.testing import CliRunner

from peersim.analysis.calibration import calibrating
from peersim.analysis.calibration.calibrating import calibrate, read_calibration
from peersim.analysis.calibration.estimator import Settings
from peersim.cli import app
from peersim.evidence import posterior
from peersim.evidence.sampling import draws
from peersim.foundation.problems import InputError

TARGETS = Path(__file__).parent / "two_settings.toml"
FEW = {"simulations": 256, "predictive": 20, "rows": 200, "seed": 2}
PICTURES = ["contraction", "densities", "ranks", "recovery", "targets_posterior", "targets_prior"]


def ask(*words):
    return CliRunner().invoke(app, ["calibrate", "--targets", str(TARGETS), *map(str, words)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("calibration")


@pytest.fixture(scope="module")
def found(folder):
    if not HAS_BAYESFLOW:
        pytest.skip(WHY)
    return calibrate(TARGETS, out=folder, settings=Settings(members=0), **FEW)


pytestmark = pytest.mark.slow


def test_it_leaves_a_sample_that_draws_can_come_from(found, folder):
    read = read_calibration(folder)
    assert (read.uniforms == found.sample.uniforms).all()
    assert len(read.uniforms) == 200
    assert "reach.hear_week" in read.calibrated
    drawn, prior = draws(100, 1, source=read), draws(100, 1, source="prior")
    assert (drawn["reach_hear_week"] != prior["reach_hear_week"]).any()


def test_only_targets_for_calibration_are_used(found):
    assert found.targets.ids == ("reached", "sessions", "cancelled", "course")


def test_it_says_what_was_learnt_how_and_how_well_it_was_recovered(found, folder):
    facts = json.loads((folder / "posterior.json").read_text(encoding="utf-8"))
    assert facts["how"]["simulations"] == 256
    assert facts["how"]["libraries"]["bayesflow"]
    assert facts["recovery"]["used"]["cases"] == len(found.learnt.used.truth)
    assert set(facts["figures"]) == {"reached", "sessions", "cancelled", "course"}
    for row in facts["inputs"].values():
        assert row["part"] in ("calibrated", "carried")
        assert row["part"] == "carried" or 0.0 <= row["coverage"] <= 1.0
    calibrated = {key for key, row in facts["inputs"].items() if row["part"] == "calibrated"}
    assert not calibrated & set(facts["not_moved"])
    assert {row["grade"] for key, row in facts["inputs"].items() if key in calibrated} <= {"C", "D"}


def test_carried_inputs_keep_their_own_evidence(found):
    for key in found.sample.carried:
        u = np.sort(found.sample.uniforms[:, found.sample.keys.index(key)])
        assert np.abs(u - (np.arange(200) + 0.5) / 200).max() < 0.1, key


def test_going_on_needs_no_new_worlds_and_gives_the_same_sample(found, folder, monkeypatch):
    monkeypatch.setattr("peersim.analysis.validation.simulate", _refuse_prior_worlds(monkeypatch))
    again = calibrate(TARGETS, out=folder, resume=True, settings=Settings(members=0), **FEW)
    assert again.facts["inputs"] == found.facts["inputs"]
    assert (again.sample.uniforms == found.sample.uniforms).all()


def _refuse_prior_worlds(monkeypatch):
    from peersim.analysis.validation import simulate

    def only_few(targets, drawn, **options):
        assert len(drawn) == FEW["predictive"]
        return simulate(targets, drawn, **options)

    return only_few


def test_a_target_can_be_left_out_to_see_how_it_is_predicted(found, folder):
    without = calibrate(TARGETS, out=folder, resume=True, without=["course"], settings=Settings(members=0), **FEW)
    assert without.learnt.features.ids == ("reached", "sessions", "cancelled")
    assert without.facts["targets"]["left_out"] == ["course"]
    assert without.after["course"].told > 0


@needs_bayesflow
def test_the_command_calibrates_goes_on_freezes_and_draws_its_checks(tmp_path, monkeypatch):
    package = tmp_path / "package"
    monkeypatch.setattr(calibrating, "PACKAGE", package)
    monkeypatch.setattr(calibrating, "forget", lambda: None)
    monkeypatch.setattr(calibrating, "Settings", partial(Settings, members=1, layers=2, epochs=3))
    out = tmp_path / "out"
    first = ask("--simulations", 256, "--out", out, "--seed", 2)
    assert first.exit_code == 0, first.output
    assert "Inputs that the targets inform" in first.stdout
    assert "coverage" in first.stdout
    for name in PICTURES:
        assert (out / f"{name}.png").stat().st_size > 10_000, name
        assert (out / f"{name}.txt").read_text(encoding="utf-8").strip(), name
    refused = ask("--simulations", 256, "--out", out, "--seed", 2)
    assert refused.exit_code == 2
    assert "--resume" in refused.output
    frozen = ask("--simulations", 256, "--out", out, "--seed", 2, "--resume", "--freeze")
    assert frozen.exit_code == 0, frozen.output
    shipped = posterior.read_posterior(package)
    assert (shipped.uniforms == posterior.read_posterior(out).uniforms).all()
    assert posterior.stale(shipped) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--simulations", 10], "simulations is 10; allowed whole numbers 256 to 65,536"),
        (["--without", "cuorse"], 'no target "cuorse". Did you mean "course"?'),
        (["--without", "course", "--freeze"], "is a check, and cannot be frozen"),
        (["--seed", -1], "seed is -1"),
        (["--targets", "nowhere.toml"], "nowhere.toml"),
    ],
)
@needs_bayesflow
def test_a_wrong_request_is_refused_before_anything_is_run(words, says, tmp_path):
    answer = ask("--out", tmp_path / "out", *words)
    assert answer.exit_code == 2, answer.output
    assert says in answer.output
    assert not (tmp_path / "out").exists()


def test_the_command_without_the_extra_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    answer = ask("--out", tmp_path / "out")
    assert answer.exit_code == 2
    assert 'pip install "peersim[calibrate]"' in answer.output


def test_a_folder_without_a_calibration_is_told(tmp_path):
    with pytest.raises(InputError, match="holds no finished calibration"):
        read_calibration(tmp_path)
