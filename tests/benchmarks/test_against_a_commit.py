"""The comparison with an earlier commit gets that commit's files, takes turns, and says when the speed fell by half."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks import __main__ as benchmark
from benchmarks import against

pytestmark = pytest.mark.quick

ECHO = """
import sys
from peersim.version import __version__
print("ready", flush=True)
for _ in sys.stdin:
    print(0.5, flush=True)
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits of one file."""
    root = tmp_path / "repository"
    root.mkdir()
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
    subprocess.run([*git, "init", "-q"], cwd=root, check=True)
    for text in ("old", "new"):
        (root / "file.txt").write_text(text)
        subprocess.run([*git, "add", "file.txt"], cwd=root, check=True)
        subprocess.run([*git, "commit", "-q", "-m", text], cwd=root, check=True)
    return root


def test_the_files_are_those_of_the_commit_and_the_checkout_is_left_alone(repository: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    name = against.check_out("HEAD~1", there, repository)
    assert (there / "file.txt").read_text() == "old"
    assert (repository / "file.txt").read_text() == "new"
    assert 7 <= len(name) <= 40


def test_what_is_no_commit_is_told(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="nonsense is no commit"):
        against.check_out("nonsense", tmp_path, repository)


def test_the_two_take_turns_and_the_best_of_each_counts() -> None:
    order: list[str] = []
    times = {"then": iter([4.0, 2.0, 3.0]), "now": iter([1.5, 9.0, 1.0])}

    def turn(who: str) -> float:
        order.append(who)
        return next(times[who])

    speeds = against.in_turns(lambda: turn("then"), lambda: turn("now"), rounds=3)
    assert order == ["then", "now", "now", "then", "then", "now"]
    assert speeds == (2.0, 1.0)
    assert speeds.ratio == 2.0


def test_a_process_runs_the_tree_it_is_given() -> None:
    runner = against.Runner(against.ROOT, [], ECHO)
    runner.wait_until_ready()
    assert [runner.turn(), runner.turn()] == [0.5, 0.5]
    runner.close()


def test_a_tree_that_cannot_be_run_is_told(tmp_path: Path) -> None:
    runner = against.Runner(tmp_path, [], "import sys; sys.exit(0)")
    with pytest.raises(SystemExit, match="could not be run"):
        runner.wait_until_ready()


@pytest.mark.parametrize(("then", "fails"), [(0.010, 0), (0.0101, 0), (0.004, 1)])
def test_less_than_half_the_speed_fails(
    then: float, fails: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(against, "against", lambda *_: ("abc1234", against.Speeds(then, 0.010)))
    assert benchmark.compare_with("HEAD", as_json=False) == fails
    assert f"{then / 0.010:.2f} times" in capsys.readouterr().out
