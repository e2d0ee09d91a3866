"""The table of simulated worlds: kept shard by shard, continued where it stopped, refused where it is another."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from peersim.analysis.calibration import reference
from peersim.analysis.calibration.reference import Plan, open_folder, plan_for, simulate_reference
from peersim.foundation.problems import InputError

PLAN = Plan("targets", "evidence", "engine", seed=3, shard=8)


class StandIn:
    """Simulates nothing: the figures of a world follow from its inputs. Dies when told to."""

    def __init__(self, dies_at=None):
        self.calls, self.dies_at = [], dies_at

    def __call__(self, targets, drawn, *, first_draw, progress=None, **_):
        if self.dies_at is not None and len(self.calls) == self.dies_at:
            raise KeyboardInterrupt
        self.calls.append(first_draw)
        if progress:
            progress(len(drawn), len(drawn))
        values = np.stack([drawn["attendance_usual"], drawn["reach_hear_week"]])[:, :, None]
        return SimpleNamespace(values=values, units=np.ones(values.shape, dtype=int), seconds=1.0)


def test_a_killed_table_is_continued_and_is_the_same_as_one_made_at_once(tmp_path):
    open_folder(tmp_path / "killed", PLAN, resume=False)
    with pytest.raises(KeyboardInterrupt):
        simulate_reference(tmp_path / "killed", PLAN, None, 32, simulate=StandIn(dies_at=2))
    assert open_folder(tmp_path / "killed", PLAN, resume=True) == 16
    (tmp_path / "killed" / ".shard_00002.npz.part").write_bytes(b"half a shard")
    again = StandIn()
    continued = simulate_reference(tmp_path / "killed", PLAN, None, 32, simulate=again)
    assert again.calls == [16, 24]
    open_folder(tmp_path / "whole", PLAN, resume=False)
    whole = simulate_reference(tmp_path / "whole", PLAN, None, 32, simulate=StandIn())
    assert (continued.values == whole.values).all()
    assert (continued.uniforms == whole.uniforms).all()
    assert continued.seconds == 4.0


def test_inputs_stand_beside_the_figures_they_led_to(tmp_path):
    from peersim.evidence.table import parameter

    open_folder(tmp_path, PLAN, resume=False)
    table = simulate_reference(tmp_path, PLAN, None, 20, simulate=StandIn())
    assert len(table) == 24  # whole shards
    u = table.uniforms[:, table.keys.index("attendance.usual")]
    assert (parameter("attendance.usual").law.quantile(u) == table.values[:, 0]).all()


def test_a_finished_table_can_be_lengthened(tmp_path):
    open_folder(tmp_path, PLAN, resume=False)
    short = simulate_reference(tmp_path, PLAN, None, 8, simulate=StandIn())
    more = StandIn()
    long = simulate_reference(tmp_path, PLAN, None, 24, simulate=more)
    assert more.calls == [8, 16]
    assert (long.values[:8] == short.values).all()


def test_progress_counts_worlds_that_were_there_already(tmp_path):
    open_folder(tmp_path, PLAN, resume=False)
    simulate_reference(tmp_path, PLAN, None, 16, simulate=StandIn())
    told = []
    simulate_reference(tmp_path, PLAN, None, 32, simulate=StandIn(), progress=lambda *done: told.append(done))
    assert told == [(24, 32), (32, 32)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"targets": "others"}, "the targets are others"),
        ({"evidence": "others"}, "the priors are others"),
        ({"engine": "other"}, "the model's code has changed"),
        ({"seed": 4}, r"the seed is another \(3 there, 4 now\)"),
    ],
)
def test_a_folder_of_another_plan_is_refused_with_the_difference(tmp_path, change, says):
    open_folder(tmp_path, PLAN, resume=False)
    with pytest.raises(InputError, match=says):
        open_folder(tmp_path, replace(PLAN, **change), resume=True)


def test_worlds_are_not_gone_on_with_unasked(tmp_path):
    open_folder(tmp_path, PLAN, resume=False)
    simulate_reference(tmp_path, PLAN, None, 8, simulate=StandIn())
    with pytest.raises(InputError, match=r"holds 8 worlds of this reference table already(.|\n)*--resume"):
        open_folder(tmp_path, PLAN, resume=False)


def test_a_changed_prior_makes_another_plan(monkeypatch):
    targets = SimpleNamespace(digest="d")
    before = plan_for(targets, 1)
    assert before == plan_for(targets, 1)
    monkeypatch.setattr(reference, "prior_of", lambda row: f"{row.distribution} changed")
    assert before.differences(plan_for(targets, 1)) != []


def test_the_plan_is_readable(tmp_path):
    open_folder(tmp_path, PLAN, resume=False)
    assert json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["seed"] == 3
