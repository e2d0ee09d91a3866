"""A rule replaced, or a thing done after a phase, is seen by both drivers, and gone without a trace after the block."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from small_worlds import run

import peersim as ps
from peersim.agents.attending import attendance_probability, discomfort
from peersim.agents.belonging import full_benefit
from peersim.agents.rule import RULES
from peersim.engine import compiled, swapped_engine, swapping
from peersim.engine.model import ProgrammeModel
from peersim.engine.phases import ORDER
from peersim.engine.run import run_once
from peersim.engine.world import World
from peersim.evidence.sampling import draws
from peersim.foundation.problems import InputError
from peersim.studies.execute import execute
from peersim.studies.folder import StudyFolder, read_manifest
from peersim.studies.plan import make_plan

RULE = "attendance_probability"
LIGHT = "full_benefit"
"""A rule that only a short phase leads to, which is compiled in no time."""
WEEKS = 30


def half_as_likely(score, design, p):
    return attendance_probability(score, design, p) * 0.5


def never(score, design, p):
    return 0.0


def half_the_benefit(parent, p):
    return full_benefit(parent, p) * 0.5


def no_benefit(parent, p):
    return 0.0


def as_it_is(parent, p):
    had = parent.sessions + parent.contacts
    if had <= 0:
        return 0.0
    one_to_one = parent.contacts / had
    smd = one_to_one * p.effect_smd_one_to_one + (1.0 - one_to_one) * p.effect_smd_groups
    return -smd * p.wellbeing_sd_points


def nobody_gets_attached(world, week):
    for k in range(world.now[0].known):
        world.parents[world.active[k]].belonging = 0.0


def small(weeks: int = WEEKS) -> World:
    return run("calgary_eight_guidelines", parents=300, weeks=weeks)


def equal(one: World, other: World) -> bool:
    names = [name for name in World._fields if name not in ("key", "p")]
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def gained(world: World) -> float:
    return float(np.abs(world.parents["benefit"]).sum())


def sessions(world: World) -> int:
    return int(world.parents["sessions"].sum())


def compiled_and_interpreted() -> tuple[World, World]:
    """The same run by both drivers."""
    model = ProgrammeModel("calgary_eight_guidelines", parents=200, weeks=WEEKS, seed=3, draw=1)
    model.run_model()
    interpreted = model.records()
    model.close()
    return run_once(model.programme, model.catchment, draws(2, 3)[1], model.key, events=True), interpreted


def differing(one: World, other: World) -> list[str]:
    tables = ("parents", "coordinators", "groups", "cohorts", "funds", "tasks", "lines", "weekly", "sessions", "now")
    return [
        f"{name}.{field}"
        for name in tables
        for field in getattr(one, name).dtype.names
        if not np.array_equal(getattr(one, name)[field], getattr(other, name)[field])
    ]


@pytest.fixture(scope="module")
def before() -> World:
    """A run of the model as it is, before anything was replaced."""
    return small()


def on_disk(folder: Path) -> set[tuple[str, int]]:
    return {(path.name, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_replacement_takes_effect_in_both_drivers_which_stay_equal(before: World) -> None:
    usual, _ = compiled_and_interpreted()
    with ps.replace_rule(RULE, half_as_likely):
        fast, slow = compiled_and_interpreted()
        assert 0 < sessions(small()) < sessions(before)
    assert differing(fast, slow) == []
    assert 0 < sessions(fast) < sessions(usual)


def test_after_the_block_the_old_results_come_back_bit_for_bit(before: World) -> None:
    functions = dict(RULES)
    globals_before = {name: dict(function.__globals__) for name, function in RULES.items()}
    with ps.replace_rule(LIGHT, no_benefit):
        changed = small()
        assert {name: dict(function.__globals__) for name, function in RULES.items()} == globals_before
    assert not equal(changed, before)
    assert equal(small(), before)
    assert functions == RULES


def test_a_replacement_that_does_the_same_changes_nothing(before: World) -> None:
    with ps.replace_rule(LIGHT, as_it_is):
        assert equal(small(), before)


class Plain:
    """Fields, as a record has them."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


def in_force(name: str, phase: str = "update_lives"):
    """The function that a phase reaches under a name just now: a copy of its module's names is what it reads."""
    found = next(each for each in swapping.phases_in_force() if each.__name__ == phase)
    reached = found.__globals__["update_benefit"] if phase == "update_lives" else found
    return reached.__globals__[name]


def test_blocks_stand_inside_one_another_and_the_name_means_what_is_replaced() -> None:
    """Half of half is a quarter; leaving the inner block leaves the outer."""

    def half_again(parent, p):
        return full_benefit(parent, p) * 0.5

    parent, p = (
        Plain(sessions=4, contacts=0),
        Plain(effect_smd_one_to_one=-0.5, effect_smd_groups=-0.25, wellbeing_sd_points=8.0),
    )
    whole = full_benefit(parent, p)
    assert whole > 0
    with ps.replace_rule(LIGHT, half_the_benefit):
        assert in_force(LIGHT)(parent, p) == whole / 2
        with ps.replace_rule(LIGHT, half_again):
            assert in_force(LIGHT)(parent, p) == whole / 4
            fast, slow = compiled_and_interpreted()
            with ps.replace_rule(LIGHT, no_benefit):
                assert in_force(LIGHT)(parent, p) == 0.0
        assert in_force(LIGHT)(parent, p) == whole / 2
        half, _ = compiled_and_interpreted()
    assert in_force(LIGHT) is full_benefit
    assert differing(fast, slow) == []
    assert 0 < gained(fast) < gained(half)


def test_a_replacement_calls_what_is_in_force_of_other_rules() -> None:
    """The benefit and the rule that calls it are both replaced: the new caller meets the new benefit."""

    def benefit_at_once(parent, p):
        parent.benefit = full_benefit(parent, p)

    with ps.replace_rule("update_benefit", benefit_at_once), ps.replace_rule(LIGHT, no_benefit):
        fast, slow = compiled_and_interpreted()
    assert differing(fast, slow) == []
    assert gained(fast) == 0


def test_a_helper_needs_no_decorator() -> None:
    with ps.replace_rule(LIGHT, uses_a_helper):
        fast, slow = compiled_and_interpreted()
    assert differing(fast, slow) == []
    assert gained(fast) > 0


def uses_a_helper(parent, p):
    return tripled(full_benefit(parent, p))


def tripled(value):
    return value * 3.0


def test_a_changed_variable_makes_another_rule_even_inside_the_block() -> None:
    share = 0.5

    def that_share(parent, p):
        return full_benefit(parent, p) * share

    with ps.replace_rule(LIGHT, that_share):
        half, _ = compiled_and_interpreted()
        share = 0.0
        none, slow = compiled_and_interpreted()
    assert differing(none, slow) == []
    assert gained(half) > gained(none) == 0


def test_coming_back_to_a_replacement_compiles_nothing() -> None:
    def again():
        def no_benefit_here(parent, p):
            return 0.0

        with ps.replace_rule(LIGHT, no_benefit_here):
            return swapped_engine.swapped_engine(swapping.in_force())

    assert again() is again()


def test_only_the_phases_that_lead_to_the_rule_are_compiled_anew() -> None:
    with ps.replace_rule(LIGHT, half_the_benefit):
        engine = swapped_engine.swapped_engine(swapping.in_force())
    assert engine.compiled_anew == ("update_lives",)


def test_an_error_in_the_block_puts_the_rule_back() -> None:
    with pytest.raises(ZeroDivisionError), ps.replace_rule(RULE, never):
        raise ZeroDivisionError
    assert swapping.in_force() == ()
    assert swapping.phases_in_force() == ORDER


def test_several_threads_see_the_replacement() -> None:
    def ask(workers):
        return ps.compare(
            ["calgary_eight_guidelines"], parents=100, weeks=WEEKS, draws=2, replications=2, workers=workers
        ).to_frame()

    usual = ask(2)
    with ps.replace_rule(LIGHT, no_benefit):
        two, one = ask(2), ask(1)
    assert two.equals(one)
    assert not two.equals(usual)


@pytest.mark.parametrize("kind", ["before", "after"])
def test_a_hook_takes_effect_in_both_drivers_which_stay_equal(kind: str, before: World) -> None:
    hook = ps.before_phase if kind == "before" else ps.after_phase
    with hook("meet", nobody_gets_attached):
        fast, slow = compiled_and_interpreted()
        changed = small()
    assert differing(fast, slow) == []
    assert changed.parents["belonging"].mean() < before.parents["belonging"].mean()
    assert equal(small(), before)


def test_hooks_run_in_the_order_in_which_they_were_put_there() -> None:
    seen = []
    model = ProgrammeModel("nothing", parents=5, weeks=1)
    first, second = ps.after_phase("meet", noted(seen, "first")), ps.after_phase("meet", noted(seen, "second"))
    with first, second, ps.before_phase("meet", noted(seen, "earlier")):
        model.step()
    model.close()
    assert seen == ["earlier", "first", "second"]


def noted(seen: list[str], name: str):
    return lambda world, week: seen.append(name)


def test_a_phase_can_be_replaced_as_any_rule() -> None:
    def nobody_meets(world, week):
        pass

    with ps.replace_rule("meet", nobody_meets):
        fast, slow = compiled_and_interpreted()
    assert differing(fast, slow) == []
    assert not fast.sessions["held"].any()


def test_an_unknown_rule_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r'no rule "atendance_probability"\. Did you mean "attendance_probability"\?'):
        ps.replace_rule("atendance_probability", never)


def test_an_unknown_phase_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r'no phase "meets"\. Did you mean "meet"\?'):
        ps.after_phase("meets", nobody_gets_attached)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda score, design: 0.0,
        lambda x, design, p: 0.0,
        lambda design, score, p: 0.0,
        lambda score, design, p, more: 0.0,
        lambda score, design, *, p: 0.0,
        lambda *all_of_them: 0.0,
    ],
)
def test_a_replacement_must_take_what_the_rule_takes(wrong) -> None:
    with pytest.raises(
        InputError, match=r"must be attendance_probability\(score, design, p\); the one given is <lambda>"
    ):
        ps.replace_rule(RULE, wrong)


def test_a_hook_must_take_the_world_and_the_week() -> None:
    with pytest.raises(InputError, match=r"hook\(world, week\); the one given is <lambda>\(world\)"):
        ps.after_phase("meet", lambda world: None)


def test_only_plain_functions_replace_rules() -> None:
    with pytest.raises(InputError, match="is a type; it must be a plain function"):
        ps.replace_rule(RULE, float)


def test_a_name_that_two_rules_share_must_say_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULES, "elsewhere.discomfort", discomfort)
    with pytest.raises(InputError, match=r"name of 2 rules: say which, attending\.discomfort or elsewhere\.discomfort"):
        ps.replace_rule("discomfort", never)
    assert {rule.name for rule in ps.rules("discomfort")} >= {"attending.discomfort", "elsewhere.discomfort"}
    ps.replace_rule("attending.discomfort", lambda group, session, p: 0.0)


def unknown_name(score, design, p):
    return no_such_function(score)  # noqa: F821


def unknown_field(score, design, p):
    return p.no_such_number


def opens_a_file(score, design, p):
    with open("a file") as text:
        return len(text.read()) * 1.0


@pytest.mark.parametrize(
    ("function", "words"),
    [(unknown_name, "no_such_function"), (unknown_field, "no_such_number"), (opens_a_file, "with")],
)
def test_what_numba_cannot_compile_is_told_in_a_sentence(function, words: str, before: World) -> None:
    with ps.replace_rule(RULE, function), pytest.raises(InputError) as told:
        small()
    assert len(told.value.problems) == 1
    assert len(told.value.problems[0]) < 400
    assert f"{Path(__file__).name}, line " in told.value.problems[0]
    assert "cannot compile meet with attending.attendance_probability replaced" in told.value.problems[0]
    assert words in told.value.problems[0]
    assert "ProgrammeModel" in str(told.value)
    assert told.value.__suppress_context__
    assert equal(small(), before)


REPLACED_ELSEWHERE = """
import sys
sys.path[:0] = sys.argv[1:]
import peersim as ps
import test_replace_rule as here
with ps.replace_rule(here.LIGHT, here.half_the_benefit), ps.after_phase("meet", here.nobody_gets_attached):
    here.small()
"""


@pytest.mark.slow
def test_nothing_replaced_is_ever_written_to_disk(before: World, tmp_path: Path) -> None:
    """Told of a cache that no other process writes to."""
    folder = tmp_path / compiled.cache_folder().name
    shutil.copytree(compiled.cache_folder(), folder)
    files = on_disk(folder)
    where = [str(Path(__file__).parents[1]), str(Path(__file__).parent)]
    environment = {**os.environ, "PEERSIM_CACHE": str(tmp_path)}
    subprocess.run([sys.executable, "-c", REPLACED_ELSEWHERE, *where], env=environment, check=True)
    assert on_disk(folder) == files


def write_study(target: Path, replace: bool = False) -> StudyFolder:
    plan = make_plan(["nothing"], parents=20, weeks=2, draws=1, replications=1)
    with StudyFolder(target, plan, replace) as folder:
        folder.finish(complete=True, facts={})
    return StudyFolder(target, plan)


def test_a_study_says_what_was_replaced_and_is_not_taken_for_the_one_without(tmp_path: Path) -> None:
    target = tmp_path / "study"
    assert write_study(target).reusable
    with ps.replace_rule("grow", lambda world, week: None):
        with pytest.raises(InputError, match=r"differs from this one in: replaced rules\."):
            write_study(target)
        assert write_study(target, replace=True).reusable
    manifest = read_manifest(target) or {}
    assert [each["what"] for each in manifest["replaced_rules"]] == ["growth_phase.grow"]
    assert "lambda world, week: None" in manifest["replaced_rules"][0]["source"]
    with pytest.raises(InputError, match=r"differs from this one in: replaced rules\."):
        write_study(target)
    with ps.replace_rule("grow", lambda world, week: 0), pytest.raises(InputError, match="replaced rules"):
        write_study(target)
    with ps.after_phase("grow", lambda world, week: None), pytest.raises(InputError, match="replaced rules"):
        write_study(target)


def test_a_plan_made_with_other_rules_is_not_run() -> None:
    with ps.replace_rule("grow", lambda world, week: None):
        plan = make_plan(["nothing"], parents=20, weeks=2, draws=1, replications=1)
    assert any("growth_phase.grow" in remark for remark in plan.remarks)
    with pytest.raises(InputError, match=r"rules replaced: growth_phase\.grow; now they are: none"):
        execute(plan)


def test_every_rule_is_listed_with_what_it_takes_and_says() -> None:
    listed = ps.rules()
    assert len(listed) == len(RULES) > 200
    assert {phase.__name__ for phase in ORDER} <= {rule.name for rule in listed}
    assert all(rule.about and rule.module.startswith("peersim.") for rule in listed)
    found = ps.rules("chance reminder")
    assert [(rule.name, rule.parameters) for rule in found] == [(RULE, ("score", "design", "p"))]
