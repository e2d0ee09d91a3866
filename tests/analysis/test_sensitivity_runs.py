"""A tiny sensitivity analysis of the simulation: its folder, going on after a stop, damage, failed runs, words."""

import json
import shutil

import numpy as np
import pytest

import peersim as ps
from peersim.analysis.sensitivity import plan_sensitivity, read_sensitivity, run_sensitivity
from peersim.analysis.sensitivity.points import OTHERS
from peersim.analysis.sensitivity.running import PeersimModel
from peersim.analysis.sensitivity.spaces import BLOCK
from peersim.foundation.problems import InputError, RunError
from peersim.report.sensitivity import answer_markdown, draw_morris, draw_sobol
from peersim.studies.execute import StudyInterrupted

TINY = {
    "parents": 250, "weeks": 40, "trajectories": 4, "samples": 32, "at_most": 2, "seed": 3,
    "inputs": ["attendance", "effect", "calibrated"], "outcomes": ["parents_reached", "cost_a_year"],
}  # fmt: skip
DESIGNS = ["baseline", "on_site_childcare"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("sensitivity") / "tiny"
    ps.sensitivity(DESIGNS, **TINY, out=path)
    return path


@pytest.fixture
def no_pictures(monkeypatch):
    """Tables and words alone are written: drawing takes longer than everything else."""
    monkeypatch.setattr("peersim.report.sensitivity.save_figure", lambda drawn, stem: [])
    for kind in ("sobol", "morris"):
        monkeypatch.setattr(f"peersim.report.sensitivity.draw_{kind}", lambda found, quantity: None)


@pytest.fixture(scope="module")
def found(folder):
    return read_sensitivity(folder)


def test_what_is_read_back_is_what_was_found(folder, found, no_pictures):
    again = ps.sensitivity(DESIGNS, **TINY, out=folder)  # every run is there already
    assert again.to_dict() == found.to_dict()
    assert json.loads((folder / "sensitivity.json").read_text())["sentences"] == found.sentences()


def test_the_calibrated_block_and_the_others_have_indices_beside_the_inputs_kept(found):
    assert found.kept[-1] == BLOCK
    assert len(found.kept) == 3
    factors = {row.input for row in found.sobol}
    assert factors == {*found.kept, OTHERS}
    inside = found.inside("parents_reached")
    assert len(inside) == 41
    assert max(row.share for row in inside) > 0.05
    assert not any(row.input == BLOCK for row in found.morris)


def test_tables_say_what_each_number_is_of(found):
    for name, columns in (
        ("sobol", {"first", "total"}),
        ("morris", {"mu_star", "floor", "kept"}),
        ("within", {"share"}),
    ):
        frame = found.to_frame(name)
        assert {"quantity", "input", "label"} | columns <= set(frame.columns)
        assert frame["label"].notna().all()
    assert len(found.to_frame("quantities")) == 4
    with pytest.raises(InputError, match="unknown table"):
        found.to_frame("sobl")
    with pytest.raises(InputError, match="Did you mean"):
        found.quantity("parents_reachd")


def test_the_answer_is_computed_and_written(folder, found):
    text = (folder / "answer.md").read_text()
    assert text == answer_markdown(found)
    assert "Which of what nobody knows decides" in text
    assert f"{found.runs:,} runs" in text
    assert "Luck is" in text
    drawn = {path.name for path in (folder / "figures").glob("*.svg")}
    told = [each.name for each in found.quantities if not each.why_not]
    assert {f"sobol-{name}.svg" for name in told} <= drawn
    for name in ("sobol", "morris", "within", "quantities"):
        assert (folder / f"{name}.csv").is_file()
        assert (folder / f"{name}.parquet").is_file()


def test_pictures_have_words_and_the_numbers_behind_them(found):
    told = next(each.name for each in found.quantities if not each.why_not)
    bars, points = draw_sobol(found, told), draw_morris(found, told)
    assert found.label(found.indices(told)[0].input) in bars.alt
    assert len(points.table) == len(found.screening(told))
    assert "Largest:" in points.alt


def test_the_number_of_threads_changes_nothing(found):
    options = TINY | {"trajectories": 0, "inputs": ["cost.on_cost_rate", "calibrated"]}
    one, two = (ps.sensitivity(DESIGNS, **options, workers=workers) for workers in (1, 2))
    assert one.to_dict() == two.to_dict()


def test_another_plan_in_the_same_folder_is_refused_until_told_to_replace_it(folder, tmp_path):
    with pytest.raises(InputError, match=r"holds another plan \(other seed\)"):
        ps.sensitivity(DESIGNS, **TINY | {"seed": 4}, out=folder)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="no sensitivity analysis"):
        ps.sensitivity(DESIGNS, **TINY, out=tmp_path)
    with pytest.raises(InputError, match="is a file"):
        ps.sensitivity(DESIGNS, **TINY, out=tmp_path / "notes.txt")


def test_a_damaged_file_of_runs_is_told_and_its_runs_are_run_again(folder, found, tmp_path, caplog, no_pictures):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    shard = next((copy / "runs").glob("*.parquet"))
    shard.write_bytes(shard.read_bytes()[:-20])
    again = ps.sensitivity(DESIGNS, **TINY, out=copy)
    assert "not as it was written" in caplog.text
    assert again.to_dict() == found.to_dict()


def test_a_damaged_result_is_refused(folder, tmp_path):
    (tmp_path / "sensitivity.json").write_text((folder / "sensitivity.json").read_text()[:200])
    with pytest.raises(InputError, match="not as peersim wrote it"):
        read_sensitivity(tmp_path)
    with pytest.raises(InputError, match=r"no sensitivity\.json"):
        read_sensitivity(tmp_path / "empty")


def test_what_was_finished_before_a_stop_is_kept(tmp_path, found, no_pictures):
    def stop(done, total):
        if done > 200:
            raise KeyboardInterrupt

    with pytest.raises(StudyInterrupted, match="the same command goes on from there"):
        ps.sensitivity(DESIGNS, **TINY, out=tmp_path / "stopped", progress=stop)
    said = []
    again = ps.sensitivity(DESIGNS, **TINY, out=tmp_path / "stopped", announce=said.append)
    assert "are there already" in said[0]
    assert again.to_dict() == found.to_dict()


class Breaking:
    """The machinery, of which runs break where an input is high."""

    def __init__(self, real, above):
        self._real, self._above = real, above

    def __getattr__(self, name):
        return getattr(self._real, name)

    def simulate(self, design, catchment, values, key):
        if values["cost_on_cost_rate"] > self._above:
            raise ValueError("the crèche burst")
        return self._real.simulate(design, catchment, values, key)


def broken(above, **options):
    plan = plan_sensitivity(["baseline"], **TINY | {"trajectories": 0, "inputs": ["cost.on_cost_rate"]} | options)
    model = PeersimModel(plan.study, plan.scenarios, plan.outcomes)
    model.machinery = Breaking(model.machinery, above)
    return run_sensitivity(plan, model=model)


def test_failed_runs_are_named_and_their_rows_left_out():
    found = broken(np.quantile(ps.draws(500, 1)["cost_on_cost_rate"], 0.985))
    assert found.failures
    assert found.failures[0].message == "run failed: ValueError: the crèche burst"
    told = found.quantity("parents_reached")
    assert told.rows + told.rows_lost == 32
    assert told.rows_lost == len({failure.row for failure in found.failures if failure.stage == "indices"})
    assert "runs failed, and their rows were left out" in found.sentences()[-1]


def test_where_most_runs_fail_nothing_is_told_and_why():
    with pytest.raises(RunError, match="not missing by chance") as error:
        broken(0.15)
    assert "the crèche burst" in str(error.value)
