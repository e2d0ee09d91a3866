"""The compiled driver with rules replaced: what must be compiled anew is, in memory only; the rest comes from disk."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba

from peersim.engine.compiled import compiled_phases, compiled_run, world_and_week
from peersim.engine.likeness import likeness
from peersim.engine.rule_copies import Step
from peersim.engine.swapping import RULE, Swap, in_force, week_of
from peersim.foundation.problems import InputError

logger = logging.getLogger(__name__)

_KEPT = 8
"""Engines with replaced rules kept in memory, the longest unused going first."""

_engines: OrderedDict[Any, SwappedEngine] = OrderedDict()
_compiling = threading.RLock()


class SwappedEngine:
    """A week compiled with some rules replaced.

    Parameters
    ----------
    swaps : tuple of Swap
        Replacements and hooks.

    Attributes
    ----------
    compiled_anew : tuple of str
        Names of the phases (and of phases with hooks) that had to be compiled.
    seconds : float
        Time that took [seconds].

    Raises
    ------
    InputError
        If Numba cannot compile one of the functions.
    """

    def __init__(self, swaps: tuple[Swap, ...]) -> None:
        own = compiled_phases()
        began = time.perf_counter()
        steps = week_of(swaps, for_compiling=True)
        self._steps = [_compiled(step, swaps) if step.fresh else _entrance(own[step.name]) for step in steps]
        self.compiled_anew = tuple(step.name for step in steps if step.fresh)
        self.seconds = time.perf_counter() - began
        logger.info("compiled %s in memory in %.1f s", ", ".join(self.compiled_anew), self.seconds)

    def __call__(self, address: int, weeks: int) -> None:
        """Run every week of the world at an address.

        Parameters
        ----------
        address : int
            Of an `address_row`.
        weeks : int
            Length of the run [weeks].
        """
        for week in range(weeks):
            for step in self._steps:
                step(address, week)


def run_weeks(address: int, weeks: int) -> None:
    """Run every week of a world, compiled, with the rules that are in force.

    Parameters
    ----------
    address : int
        Of an `address_row`.
    weeks : int
        Length of the run [weeks].

    Raises
    ------
    InputError
        If Numba cannot compile a replacement.
    """
    swaps = in_force()
    if swaps:
        swapped_engine(swaps)(address, weeks)
    else:
        compiled_run()(address)


def _key(swaps: tuple[Swap, ...]) -> Any:
    return tuple((swap.kind, swap.name, likeness(swap.function)) for swap in swaps)


def is_ready() -> bool:
    """Whether the rules in force just now are compiled in this process; without replacements always."""
    swaps = in_force()
    return not swaps or _key(swaps) in _engines


def swapped_engine(swaps: tuple[Swap, ...]) -> SwappedEngine:
    """The engine with these replacements, compiled if it is not in memory.

    Functions are told apart by all that their results can hang on, looked at anew for every run: a replacement whose
    variables have changed since is another one, and one made again just alike is the same.

    Parameters
    ----------
    swaps : tuple of Swap
        Replacements and hooks.

    Returns
    -------
    SwappedEngine
        Ready to run.

    Raises
    ------
    InputError
        If Numba cannot compile one of the functions.
    """
    key = _key(swaps)
    with _compiling:
        engine = _engines.get(key)
        if engine is None:
            engine = _engines[key] = SwappedEngine(swaps)
            if len(_engines) > _KEPT:
                _engines.popitem(last=False)
        _engines.move_to_end(key)
        return engine


def _entrance(function: Any) -> Callable[[int, int], None]:
    """The way into a compiled phase from Python, past Numba's choice between types."""
    function.compile(world_and_week())
    entrance: Callable[[int, int], None] = function.overloads[world_and_week()].entry_point
    return entrance


def _compiled(step: Step, swaps: tuple[Swap, ...]) -> Callable[[int, int], None]:
    try:
        return _entrance(numba.njit(nogil=True)(step.function))
    except Exception as error:  # Numba's errors have no common ancestor, and a user's mistake shall show no traceback
        raise InputError(
            [_in_words(error, step, swaps)], "The interpreted driver (ProgrammeModel) needs no compiling."
        ) from None


_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PLACE = re.compile(r'File "([^"]*)", line (\d+)')
_RAISED = re.compile(r"[.\s]*raised from .*", re.IGNORECASE)
_LONGEST = 300


def _in_words(error: Exception, step: Step, swaps: tuple[Swap, ...]) -> str:
    """Say in a sentence what Numba could not take and where, preferring places in the user's functions."""
    text = _COLOUR.sub("", str(error))
    what = _more_exactly([line.strip() for line in text.splitlines()])
    if isinstance(error, KeyError):
        what = f"no record that it reads has a field {error.args[0]!r}"
    files = {swap.function.__code__.co_filename: swap for swap in swaps}
    places = [(file, line) for file, line in _PLACE.findall(text) if _same_file(file, files)]
    if places:
        where = f"{Path(places[-1][0]).name}, line {places[-1][1]}: "
    else:
        first = swaps[-1].function.__code__
        where = f"{Path(first.co_filename).name}, line {first.co_firstlineno}: "
    named = " and ".join(swap.words for swap in swaps)
    replaced = "replaced" if all(swap.kind == RULE for swap in swaps) else "as given"
    return f"{where}Numba cannot compile {step.name} with {named} {replaced}: {what[:_LONGEST].rstrip('. ')}."


def _same_file(file: str, files: dict[str, Swap]) -> bool:
    return any(Path(file).name == Path(known).name for known in files)


_TELLING = (
    "Untyped global name", "Unknown attribute", "Use of unsupported", "Cannot unify", "Invalid use of", "NameError",
    "No implementation of function", "Cannot determine Numba type", "cannot be represented as a Numba type",
    "Undefined variable", "Cannot resolve", "not supported", "does not support", "cannot assign",
)  # fmt: skip
_A_RECORD = re.compile(r"Record\([^)]*\)|Function\(<function (\w+) [^)]*\)")


def _more_exactly(lines: list[str]) -> str:
    """The line of Numba's message that says most; it says the general first and the particular last."""
    telling = [number for number, line in enumerate(lines) if any(word in line for word in _TELLING)]
    if not telling:
        return "it could not work out the types"
    line, following = lines[telling[-1]], [line for line in lines[telling[-1] + 1 :] if line]
    if line.endswith(":") and following:
        line = f"{line} {following[0].removeprefix('>>> ')}"
    return _RAISED.sub("", _A_RECORD.sub(lambda found: found[1] or "a record", line))
