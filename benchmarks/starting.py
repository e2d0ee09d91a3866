"""How long the demo takes in a new process: never compiled, and compiled before."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.result import Result
from benchmarks.size import Size
from benchmarks.timing import apart


def demo(parents: int, weeks: int, draws: int, replications: int, folder: str) -> None:
    """Run the demo as `peersim demo` does, tables, figures and summary included."""
    command(
        "demo", "--quiet", "--out", folder, "--parents", str(parents), "--weeks", str(weeks), "--draws", str(draws),
        "--replications", str(replications),
    )  # fmt: skip


def command(*words: str) -> None:
    """Give peersim a command, as on the command line."""
    from typer.main import get_command

    from peersim.cli import app

    code = get_command(app).main(list(words), standalone_mode=False)
    if code:
        raise RuntimeError(f"peersim {' '.join(words)} ended with {code}")


def measure(size: Size) -> list[Result]:
    """Run the demo with an empty cache, then again."""
    with tempfile.TemporaryDirectory() as folder:
        numbers = (size.parents, size.weeks, *size.demo)
        cache = str(Path(folder) / "cache") if size.compiles else None
        cold, warm = (apart(demo, *numbers, str(Path(folder) / name), cache=cache).seconds for name in ("cold", "warm"))
    draws, replications = size.demo
    about = f"`peersim demo` in a new process ({draws} draws × {replications} replications, figures included)"
    return [
        Result("starting", "cold start of the demo", cold, "s", {"cold [s]": cold}, f"{about}, never compiled."),
        Result("starting", "warm start of the demo", warm, "s", {"warm [s]": warm}, f"{about}, compiled before."),
        Result(
            "starting", "cold over warm start of the demo", cold / warm, "times", {"cold [s]": cold, "warm [s]": warm},
            "The two above.",
        ),
    ]  # fmt: skip
