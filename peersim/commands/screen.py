"""What the command line shows: data on standard output, progress, remarks and errors on standard error."""

from __future__ import annotations

import functools
import json
import logging
import math
import os
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import typer

from peersim.foundation.problems import InputError, PeersimError

if TYPE_CHECKING:
    from rich.console import Console

Given = ParamSpec("Given")
Back = TypeVar("Back")

RUN_FAILED = 1
BAD_INPUT = 2
STOPPED = 130
"""Exit codes: a run failed; nothing was run because the input was bad; stopped by Ctrl-C."""

_WIDE = 250
"""Width of tables where no screen limits it [characters]."""

_HEAD_WIDTH = 12
"""Width to which heads of columns are folded [characters]."""

_FAST = 10.0
"""Speed from which it is shown without decimals [runs a second]."""

_FIRST_LINE, _BETWEEN_LINES = 1.0, 5.0
"""Time to the first line of progress, and between two, where there is no screen to draw a bar on [seconds]."""


def told(command: Callable[Given, Back]) -> Callable[Given, Back]:
    """Let a command tell its user's mistakes in one message and end with the right exit code.

    Parameters
    ----------
    command : callable
        A command.

    Returns
    -------
    callable
        The same, with errors told.
    """

    @functools.wraps(command)
    def wrapped(*words: Given.args, **options: Given.kwargs) -> Back:
        try:
            return command(*words, **options)
        except InputError as error:
            remark(str(error))
            raise typer.Exit(BAD_INPUT) from None
        except PeersimError as error:
            remark(str(error))
            raise typer.Exit(RUN_FAILED) from None
        except KeyboardInterrupt as stop:
            remark(str(stop) or "Stopped.")
            raise typer.Exit(STOPPED) from None
        except BrokenPipeError:  # whoever read our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None

    return wrapped


def screen(*, stderr: bool = False) -> Console:
    """Open standard output (or error) for styled text; NO_COLOR and pipes are respected.

    Parameters
    ----------
    stderr : bool
        Standard error instead.

    Returns
    -------
    rich.console.Console
        A console; wide where no screen limits it.
    """
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _WIDE
    return Console(stderr=stderr, width=width, highlight=False, soft_wrap=False)


def remark(text: str) -> None:
    """Say something that is not data, on standard error, exactly as it is."""
    print(text, file=sys.stderr, flush=True)


def say(text: str) -> None:
    """Print data, exactly as it is."""
    print(text)


def say_json(document: Any) -> None:
    """Print one JSON document; what has no value (nan, infinity) becomes null."""
    print(json.dumps(jsonable(document), indent=2, ensure_ascii=False, allow_nan=False))


def jsonable(thing: Any) -> Any:
    """Turn a value into what JSON can hold.

    Parameters
    ----------
    thing : object
        Numbers, texts, NumPy values, named tuples, dataclasses, mappings and sequences of them.

    Returns
    -------
    object
        Plain values; nan and infinity as None.
    """
    if hasattr(thing, "_asdict"):
        return jsonable(thing._asdict())
    if hasattr(thing, "__dataclass_fields__"):
        return {name: jsonable(getattr(thing, name)) for name in thing.__dataclass_fields__}
    if isinstance(thing, dict):
        return {str(key): jsonable(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple, set, frozenset)):
        return [jsonable(value) for value in thing]
    if hasattr(thing, "tolist"):
        return jsonable(thing.tolist())
    if isinstance(thing, float) and not math.isfinite(thing):
        return None
    return thing if isinstance(thing, (str, int, float, bool)) or thing is None else str(thing)


def say_table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "", right: Sequence[int] = ()
) -> None:
    """Print a table.

    Parameters
    ----------
    columns : sequence of str
        Heads of the columns, with units.
    rows : iterable of sequence
        Cells; shown as text.
    title : str
        What the table is.
    right : sequence of int
        Columns set to the right: numbers.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for number, head in enumerate(columns):
        folded = "\n".join(textwrap.wrap(head, _HEAD_WIDTH)) or head
        table.add_column(Text(folded), justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console = screen()
    with console.capture() as captured:
        console.print(table)
    say("\n".join(line.rstrip() for line in captured.get().rstrip().splitlines()))


class Remarks(logging.Handler):
    """Shows on standard error what the library warns of: guessed figures of a place, and the like.

    Failed runs are not shown one by one; they are told at the end, together.

    Parameters
    ----------
    quiet : bool
        Show nothing.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__(level=logging.WARNING)
        self.quiet = quiet

    def __enter__(self) -> Remarks:
        """Begin to listen."""
        logging.getLogger("peersim").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        logging.getLogger("peersim").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Show one warning."""
        if not self.quiet and not record.name.startswith("peersim.studies"):
            remark(record.getMessage())


class Progress:
    """Shows how far a study is and how long it will take: a bar on a screen, a line now and then elsewhere.

    Parameters
    ----------
    quiet : bool
        Show nothing.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self._bar: Any = None
        self._task: Any = None
        self._began = 0.0
        self._at_first = 0
        self._last_line = 0.0
        self._remarks = Remarks(quiet=quiet)

    def __enter__(self) -> Progress:
        """Begin, and listen to what the library warns of."""
        self._remarks.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bar away."""
        self._remarks.__exit__()
        if self._bar is not None:
            self._bar.stop()

    def announce(self, text: str) -> None:
        """Say one line, such as that the engine is being compiled."""
        if not self.quiet:
            remark(text)

    def __call__(self, done: int, total: int) -> None:
        """Show that so many runs of so many are finished."""
        if self.quiet:
            return
        if not self._began:
            self._began, self._at_first = time.monotonic(), done
            self._last_line = self._began + _FIRST_LINE - _BETWEEN_LINES
        if sys.stderr.isatty():
            self._draw(done, total)
        elif done == total or time.monotonic() - self._last_line >= _BETWEEN_LINES:
            self._last_line = time.monotonic()
            remark(f"{done:,} of {total:,} runs finished{self._left(done, total)}")

    def _left(self, done: int, total: int) -> str:
        if done >= total or done <= self._at_first:
            return ""
        seconds = (total - done) / self._speed(done)
        return f", {_runs_a_second(self._speed(done))}, about {duration(seconds)} left"

    def _speed(self, done: int) -> float:
        """Say how many runs were finished a second since the beginning."""
        return (done - self._at_first) / max(time.monotonic() - self._began, 1e-9)

    def _draw(self, done: int, total: int) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        if self._bar is None:
            words = (TextColumn("runs, {task.fields[speed]}, time left"), TimeRemainingColumn())
            self._bar = Bar(BarColumn(), MofNCompleteColumn(), *words, console=screen(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=total, completed=done, speed="–")
            self._bar.start()
        speed = _runs_a_second(self._speed(done))
        self._bar.update(self._task, completed=done, total=total, speed=speed)


def _runs_a_second(speed: float) -> str:
    return f"{speed:,.0f} runs/s" if speed >= _FAST else f"{speed:.2g} runs/s"


def duration(seconds: float) -> str:
    """Say a length of time in words.

    Parameters
    ----------
    seconds : float
        Length [seconds].

    Returns
    -------
    str
        Such as ``40 s``, ``3 min 20 s``, ``2 h 5 min``.
    """
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, rest_minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {rest_minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def say_and_save(found: Any, told: Any, say_in_words: Callable[[Any], None], out: Path | None, as_json: bool) -> None:
    """Show what was found, as JSON or in words, and write its files if a folder was named.

    Parameters
    ----------
    found : object
        Result with a `save(folder)` that gives the paths written.
    told : object
        What to print as JSON.
    say_in_words : callable
        Prints it in words.
    out : Path or None
        Folder for its files.
    as_json : bool
        Whether JSON is printed, and nothing else.
    """
    if as_json:
        say_json(told)
    else:
        say_in_words(found)
    if out is not None:
        written = found.save(out)
        if not as_json:
            say(f"\nWritten to {out}: {', '.join(path.name for path in written)}")
