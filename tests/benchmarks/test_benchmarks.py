"""Every benchmark, at the least size there is, gives numbers that follow from what it measured.

How fast this machine is today is not a test's business.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as bench
from benchmarks import irreducible, pairing, scaling, table, timing
from benchmarks.result import LEAST, MOST, Goal, Result
from benchmarks.size import TINY

Measured = dict[str, float]
FOLLOWS: dict[str, Callable[[Measured], float]] = {
    "compiled over interpreted": lambda m: m["interpreted [s]"] / m["compiled [s]"],
    "engine time over its uniforms and exponentials": lambda m: (
        m["run [s]"] / (m["uniforms [s]"] + m["exponentials [s]"])
    ),
    "scaling exponent, 50 to 200 parents": lambda m: float(
        np.polyfit(
            [math.log(int(name.split()[0].replace(",", ""))) for name in m], [math.log(time) for time in m.values()], 1
        )[0]
    ),
    "two workers over one": lambda m: m["one worker [s]"] / m["two workers [s]"],
    "two workers over one, of what two threads of plain arithmetic gain": lambda m: (
        m["one worker [s]"]
        / m["two workers [s]"]
        / (m["arithmetic twice, one thread [s]"] / m["arithmetic twice, two threads [s]"])
    ),
    "peak memory of a run of 200 parents": lambda m: m["bytes"] / 2**30,
    "time of a run of 200 parents": lambda m: m["process [s]"],
    "bytes per parent": lambda m: (m["large [bytes]"] - m["small [bytes]"]) / m["more parents"],
    **{
        f"variance of unpaired over paired differences, {outcome}{which}": lambda m: m["unpaired"] / m["paired"]
        for outcome in pairing.OUTCOMES
        for which in ("", ", single runs")
    },
    "cold start of the demo": lambda m: m["cold [s]"],
    "warm start of the demo": lambda m: m["warm [s]"],
    "cold over warm start of the demo": lambda m: m["cold [s]"] / m["warm [s]"],
    "time of a study of 4 runs": lambda m: m["process [s]"],
    "runs per second": lambda m: m["runs"] / m["process [s]"],
    "peak memory of a study of 16 runs": lambda m: m["16 runs [bytes]"] / 2**30,
    "memory of each run more": lambda m: (m["16 runs [bytes]"] - m["8 runs [bytes]"]) / 8,
}
"""What each number is of what was measured."""


@pytest.mark.slow
@pytest.mark.parametrize("name", list(bench.BENCHMARKS))
def test_each_number_follows_from_what_was_measured(name: str) -> None:
    results = bench.BENCHMARKS[name](TINY)
    assert results
    for result in results:
        assert result.name == name
        assert result.value == pytest.approx(FOLLOWS[result.what](result.measured), rel=1e-9), result.what
        assert all(math.isfinite(value) and value > 0.0 for value in result.measured.values()), result.what
        assert result.how.endswith(".")
        assert result.unit


@pytest.mark.slow
def test_the_table_is_printed_and_can_be_read_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    bench.main(["--tiny", "--only", "compiled_interpreted", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["size"] == "tiny"
    assert [each["what"] for each in told["results"]] == ["compiled over interpreted"]
    assert "| compiled over interpreted | " in table.markdown(told)


@pytest.mark.slow
def test_what_the_interpreted_run_asked_for_is_noted_call_by_call_and_the_rules_are_left_as_they_were() -> None:
    from peersim.agents import maths
    from peersim.engine import session_phase
    from peersim.foundation.draws import run_key, uniform

    notes, _ = irreducible.noted(60, 20)
    assert session_phase.uniform is uniform
    assert maths.math is math
    arguments, powers = notes.arrays()
    assert min(len(arguments[0]), len(powers)) > 100
    draw_all, take_all = irreducible.loops()
    key = run_key(1, 0, 0)
    assert draw_all(key, *arguments) == sum(uniform(key, *map(int, call)) for call in zip(*arguments, strict=True))
    assert take_all(powers) == pytest.approx(sum(map(math.exp, powers)))
    again, _ = irreducible.noted(60, 20)
    assert (again.people, again.powers) == (notes.people, notes.powers)


def test_all_that_is_asked_for_has_a_benchmark_and_a_goal_is_reached_or_not() -> None:
    assert set(bench.BENCHMARKS) == {
        "compiled_interpreted", "irreducible", "scaling", "workers", "memory", "pairing", "starting", "study",
        "study_memory",
    }  # fmt: skip
    result = Result("x", "x", 2.0, "times", {}, "x.", Goal(LEAST, 2.0))
    assert result.reached
    assert result._replace(goal=Goal(MOST, 1.9)).reached is False
    assert result._replace(goal=None).reached is None
    assert result._replace(value=math.nan).reached is False
    assert Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_the_slope_of_a_power_is_its_exponent() -> None:
    assert scaling.slope({n: 3.0 * n**1.25 for n in (10.0, 100.0, 5000.0)}) == pytest.approx(1.25)


def test_pairing_is_worth_what_designs_share() -> None:
    rng = np.random.default_rng(5)
    draws, replications = 300, 3
    of_draw = rng.normal(0, 3, (draws, 1))
    luck = rng.normal(0, 2, (draws, replications))
    own = rng.normal(0, 1, (3, draws, replications))
    designs = of_draw + luck + own
    one_by_one, by_draw = pairing.variances(designs), pairing.variances(pairing.in_draws(designs))
    assert one_by_one.paired == pytest.approx(2 * 2 * 1, rel=0.2)  # two designs, two own parts each
    assert one_by_one.unpaired == pytest.approx(2 * 2 * (9 + 4 + 1), rel=0.2)
    assert by_draw.paired == pytest.approx(2 * 2 * 1 / replications, rel=0.2)
    assert by_draw.unpaired == pytest.approx(2 * 2 * (9 + (4 + 1) / replications), rel=0.2)
    assert by_draw.ratio == by_draw.unpaired / by_draw.paired


def test_what_cannot_be_told_of_a_run_is_left_out_of_its_draw() -> None:
    values = np.array([[[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]]])
    assert np.array_equal(pairing.in_draws(values), [[[2.0], [np.nan]]], equal_nan=True)


def fill(size: int) -> int:
    """Have some memory; called in a process of its own [bytes]."""
    return len(bytearray(b"x" * size))


def fail() -> None:
    """Go wrong, in a process of its own."""
    raise ValueError("all is lost")


def test_a_process_of_its_own_tells_its_own_memory_and_what_went_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    for function in (fill, fail):
        monkeypatch.setattr(function, "__module__", Path(__file__).stem)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    ballast = bytearray(b"x" * (300 << 20))  # what this process has is not the other's
    few, many = (timing.apart(fill, size).peak for size in (1 << 20, 100 << 20))
    assert 80 << 20 < many - few < 230 << 20  # once, or twice while it is made
    assert few < len(ballast)
    with pytest.raises(RuntimeError, match="all is lost"):
        timing.apart(fail)


def test_things_take_turns_and_the_best_time_of_each_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    monkeypatch.setattr(timing, "seconds", lambda action: (order.append(action()), float(len(order)))[1])
    assert timing.in_turns({"a": lambda: "a", "b": lambda: "b"}, 2) == {"a": 1.0, "b": 2.0}
    assert order == ["a", "b", "b", "a"]


def test_the_page_has_the_table_of_what_was_measured_last() -> None:
    told = json.loads(table.MEASURED.read_text(encoding="utf-8"))
    page = table.PAGE.read_text(encoding="utf-8")
    assert table.with_table(page, told) == page, "run python -m benchmarks --write"
    assert told["size"] == "full"


def test_only_a_full_measurement_is_written_down(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--write", "--quick"], ["--write", "--only", "scaling"]):
        with pytest.raises(SystemExit):
            bench.options(words)
    assert "--write wants everything, at full size" in capsys.readouterr().err
    assert bench.options(["--write"]).size == "full"
