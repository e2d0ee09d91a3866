"""The two drivers are one model: every field of every agent is equal, every week, on every shipped scenario."""

from __future__ import annotations

import ast
import gc
import inspect
import weakref

import numpy as np
import pytest

from peersim.agents.kinds import Coordinator, Group, Parent, Volunteer
from peersim.engine import entry
from peersim.engine.model import ProgrammeModel
from peersim.engine.phases import ORDER, PHASES
from peersim.engine.run import run_once
from peersim.engine.world import World
from peersim.evidence.sampling import draws
from peersim.foundation.problems import PeersimError
from peersim.scenarios.loading import library
from peersim.scenarios.variants import variant

TABLES = ("parents", "coordinators", "groups", "cohorts", "funds", "tasks", "lines", "weekly", "sessions", "now")
PLAIN = ("spending", "hours_asked", "hours_given")


def differences(compiled: World, interpreted: World) -> list[str]:
    """Name every field that differs between two worlds."""
    found = []
    now = compiled.now[0]
    pairs = [(name, getattr(compiled, name), getattr(interpreted, name)) for name in TABLES]
    for name, rows in (("volunteers", now["volunteers"]), ("matches", now["matches"]), ("events", now["events"])):
        pairs.append((name, getattr(compiled, name)[:rows], getattr(interpreted, name)[:rows]))
    for name, one, other in pairs:
        found += [f"{name}.{f}" for f in one.dtype.names if not np.array_equal(one[f], other[f])]
    found += [name for name in PLAIN if not np.array_equal(getattr(compiled, name), getattr(interpreted, name))]
    if not np.array_equal(compiled.active[: now["known"]], interpreted.active[: now["known"]]):
        found.append("active")
    return found


def compiled_twin(model: ProgrammeModel, seed: int, draw: int) -> World:
    values = draws(draw + 1, seed)[draw]
    return run_once(model.programme, model.catchment, values, model.key, events=True)


@pytest.mark.parametrize("scenario", library())
@pytest.mark.parametrize(("seed", "draw"), [(0, 0), (7, 3)])
def test_every_field_of_every_agent_is_equal_in_both_drivers(scenario: str, seed: int, draw: int) -> None:
    model = ProgrammeModel(scenario, parents=250, weeks=70, seed=seed, draw=draw)
    model.run_model()
    assert differences(compiled_twin(model, seed, draw), model.records()) == []
    model.close()


def test_the_drivers_agree_when_money_is_late_cut_moved_and_renewed_or_not() -> None:
    terms = {"late_weeks": 5, "late_chance": 0.5, "cut_week": 30, "cut_share": 0.2, "to_week": 26, "renews": True,
             "asks_for_evidence": True, "virement": 0.1, "every_weeks": 4}  # fmt: skip
    levers = {"staff.posts": 2.0, "staff.hire_volunteers": True, "creche.places": 4, "evaluation.measured": True}
    troubled = variant("baseline", levers, funds=[{"name": "grant", **terms}])
    for draw in (1, 2):
        model = ProgrammeModel(troubled, parents=200, weeks=80, seed=3, draw=draw)
        model.run_model()
        assert differences(compiled_twin(model, 3, draw), model.records()) == []
        model.close()


def test_the_drivers_agree_in_every_single_week() -> None:
    """A compiled run of w weeks is the interpreted run after w weeks (but for the last week's look at everyone)."""
    model = ProgrammeModel("calgary_eight_guidelines", parents=150, weeks=40, seed=5, draw=1)
    apart = {"parents.wellbeing", "parents.isolation", "parents.confidence"}
    full = model.programme
    for week in range(1, 41):
        model.step()
        if week in (1, 2, 9, 17, 26, 33, 40):
            part = model.scenario_plan.expand(40)
            short = part.__class__(**{**part.__dict__, "weeks": week, "design": full.design[:week].copy(),
                                      "group_design": full.group_design[:week].copy(),
                                      "calendar": full.calendar[:week].copy()})  # fmt: skip
            world = run_once(short, model.catchment, draws(2, 5)[1], model.key)
            now = model.records()
            for name in ("parents", "groups", "coordinators"):
                one, other = getattr(world, name), getattr(now, name)
                differ = {f"{name}.{f}" for f in one.dtype.names if not np.array_equal(one[f], other[f])}
                assert differ <= apart, f"week {week}: {sorted(differ)}"
    model.close()


def test_the_interpreted_driver_is_a_mesa_model_with_mesa_agents() -> None:
    model = ProgrammeModel("baseline", parents=120, weeks=12, seed=2)
    for _ in range(12):
        model.step()
    kinds = model.agents_by_type
    assert len(kinds[Parent]) == len(model.catchment.families)
    assert len(kinds[Volunteer]) == model.world.now[0].volunteers > 0
    assert len(kinds[Group]) == 3
    assert len(kinds[Coordinator]) > 0
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == 12
    assert frame["eligible"].iloc[-1] == model.latest.eligible > 0
    known = kinds[Parent].select(lambda parent: parent.aware_week >= 0)
    assert len(known) == sum(parent.aware_week >= 0 for parent in model.world.parents)
    model.close()


def test_a_finished_run_says_so_when_stepped_again() -> None:
    model = ProgrammeModel("nothing", parents=20, weeks=1, seed=0)
    model.step()
    with pytest.raises(PeersimError, match="all are done"):
        model.step()


def test_a_closed_model_is_let_go() -> None:
    model = ProgrammeModel("nothing", parents=20, weeks=2, seed=0)
    model.step()
    held = weakref.ref(model)
    model.close()
    del model
    gc.collect()
    assert held() is None


def test_the_compiled_entry_calls_the_phases_in_their_order() -> None:
    loop = ast.parse(inspect.getsource(entry.run_at)).body[0].body[-1]  # type: ignore[attr-defined]
    assert [line.value.func.id for line in loop.body] == [phase.__name__ for phase in ORDER]
    assert [phase.number for phase in PHASES] == list(range(1, 17))
    assert all(phase.about for phase in PHASES)
