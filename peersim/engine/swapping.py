"""Trying another rule, or one thing more a week, without touching the model: `replace_rule`, `after_phase`.

A replacement is plain Python and works in both drivers. The compiled driver compiles anew only the phases that lead to
the rule, in memory, and takes the others from the engine on disk, which knows nothing of replacements.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FunctionType
from typing import Any, NamedTuple

from peersim.agents.rule import RULES
from peersim.engine.likeness import likeness, source_of
from peersim.engine.phases import ORDER, PHASES
from peersim.engine.rule_copies import Copies, Function, Step
from peersim.foundation.problems import InputError, nearest

BEFORE, RULE, AFTER = "before", "rule", "after"
HINT = "See `peersim rules`."
_LIKE = 5
"""Names listed when a name fits several rules."""


class Rule(NamedTuple):
    """A rule of the model.

    Attributes
    ----------
    name : str
        Its name, with that of its module before it where two rules have the same.
    module : str
        Where it stands.
    parameters : tuple of str
        What it takes, in order; a replacement takes the same.
    about : str
        The first line of its docstring.
    """

    name: str
    module: str
    parameters: tuple[str, ...]
    about: str


class Swap(NamedTuple):
    """One replacement, or one hook, in force.

    Attributes
    ----------
    kind : str
        ``rule``, ``before`` or ``after``.
    name : str
        The rule as ``module.name``, or the phase.
    function : callable
        What the user gave.
    """

    kind: str
    name: str
    function: FunctionType

    @property
    def words(self) -> str:
        """What it is, as told to people."""
        return self.name if self.kind == RULE else f"{self.kind} phase {self.name}"


_in_force: tuple[Swap, ...] = ()
_changing = threading.Lock()


def in_force() -> tuple[Swap, ...]:
    """Replacements and hooks in force, in the order in which they were put there."""
    return _in_force


def rules(search: str = "") -> list[Rule]:
    """List the rules of the model.

    Parameters
    ----------
    search : str
        Only rules in whose name, module or first line every one of these words is found.

    Returns
    -------
    list of Rule
        By module and name.
    """
    words = search.lower().split()
    listed = [_rule(name) for name in sorted(RULES)]
    return [rule for rule in listed if all(word in f"{rule.name} {rule.module} {rule.about}".lower() for word in words)]


def _rule(full_name: str) -> Rule:
    function = RULES[full_name]
    about = (function.__doc__ or "").strip().splitlines()[0]
    return Rule(_short_name(full_name), function.__module__, _parameters(function), about)


def _short_name(full_name: str) -> str:
    short = full_name.partition(".")[2]
    return short if len(_of_name(short)) == 1 else full_name


def _of_name(name: str) -> list[str]:
    return [full for full in sorted(RULES) if name in (full, full.partition(".")[2])]


def _parameters(function: Function) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def replace_rule(name: str, function: Function) -> AbstractContextManager[None]:
    """Use another function in place of a rule, in both drivers, inside a ``with`` block.

    Inside the function the rule's own name means what it replaces, so that it can be called; the names of other rules
    mean what is in force. Blocks may stand inside one another.

    Parameters
    ----------
    name : str
        Of the rule, such as ``attendance_probability`` (`rules` lists them); ``module.name`` where two have the same.
    function : callable
        Plain Python, as the rule is: it takes what the rule takes, under the same names in the same order.

    Returns
    -------
    context manager
        On leaving, the rule is back.

    Raises
    ------
    InputError
        If there is no such rule, or the function does not take what the rule takes. If Numba cannot compile the
        function, the first compiled run says so; the interpreted driver needs no compiling.

    Examples
    --------
    >>> import peersim as ps
    >>> def always(score, design, p):
    ...     return 1.0
    >>> with ps.replace_rule("attendance_probability", always):
    ...     model = ps.ProgrammeModel("baseline", parents=40, weeks=4)
    ...     model.run_model()
    """
    full_name = _find(name)
    plain = _plain_function(function, f"for {name}")
    wanted, given = _parameters(RULES[full_name]), _parameters(plain)
    if wanted != given or not _only_positional(plain):
        raise InputError(
            [
                f"The replacement for {name} must be {name}({', '.join(wanted)}); "
                f"the one given is {plain.__name__}{inspect.signature(plain)}."
            ],
            HINT,
        )
    return _put_in_force(Swap(RULE, full_name, plain))


def after_phase(phase: str, function: Function) -> AbstractContextManager[None]:
    """Do one thing more after a phase of every week, in both drivers, inside a ``with`` block.

    Parameters
    ----------
    phase : str
        Name of the phase (`peersim phases` lists them).
    function : callable
        Takes the world and the week, reads and changes the world as phases do.

    Returns
    -------
    context manager
        On leaving, the hook is gone.

    Raises
    ------
    InputError
        If there is no such phase, or the function does not take two things.
    """
    return _hook(AFTER, phase, function)


def before_phase(phase: str, function: Function) -> AbstractContextManager[None]:
    """Do one thing more before a phase of every week; in all else as `after_phase`.

    Parameters
    ----------
    phase : str
        Name of the phase.
    function : callable
        Takes the world and the week.

    Returns
    -------
    context manager
        On leaving, the hook is gone.

    Raises
    ------
    InputError
        If there is no such phase, or the function does not take two things.
    """
    return _hook(BEFORE, phase, function)


def _hook(kind: str, phase: str, function: Function) -> AbstractContextManager[None]:
    names = [each.name for each in PHASES]
    if phase not in names:
        raise InputError([f'There is no phase "{phase}".{nearest(str(phase), names)}'], "See `peersim phases`.")
    plain = _plain_function(function, f"{kind} phase {phase}")
    if len(_parameters(plain)) != len(_parameters(ORDER[0])) or not _only_positional(plain):
        signature = f"{plain.__name__}{inspect.signature(plain)}"
        raise InputError([f"A hook must take the world and the week, hook(world, week); the one given is {signature}."])
    return _put_in_force(Swap(kind, phase, plain))


def _find(name: str) -> str:
    found = _of_name(name)
    if not found:
        shorts = [full.partition(".")[2] for full in RULES]
        raise InputError([f'There is no rule "{name}".{nearest(str(name), [*shorts, *RULES])}'], HINT)
    if len(found) > 1:
        raise InputError(
            [f'"{name}" is the name of {len(found)} rules: say which, {" or ".join(found[:_LIKE])}.'], HINT
        )
    return found[0]


def _plain_function(function: Any, where: str) -> FunctionType:
    plain = getattr(function, "py_func", function)  # what Numba compiled keeps the function it was made from
    if not isinstance(plain, FunctionType):
        kind = type(function).__name__
        raise InputError(
            [f"The function given {where} is a {kind}; it must be a plain function, made with def or lambda."]
        )
    return plain


def _only_positional(function: Function) -> bool:
    plain = inspect.Parameter.POSITIONAL_OR_KEYWORD
    takes = inspect.signature(function).parameters
    return all(parameter.kind == plain for parameter in takes.values())


@contextmanager
def _put_in_force(swap: Swap) -> Iterator[None]:
    global _in_force
    token = Swap(*swap)
    with _changing:
        _in_force = (*_in_force, token)
    try:
        yield
    finally:
        with _changing:
            _in_force = tuple(each for each in _in_force if each is not token)


def replaced_rules() -> list[dict[str, str]]:
    """Say what is not the model's own just now, for whoever keeps results.

    Returns
    -------
    list of dict
        ``what`` (rule or hook), ``sha256`` (of the function with all it hangs on) and ``source``; none outside any
        block.
    """
    return [
        {"what": swap.words, "sha256": likeness(swap.function), "source": source_of(swap.function)}
        for swap in _in_force
    ]


def rule_in_force(rule: Function) -> Function:
    """The function that stands for a rule just now, for interpreted use.

    Parameters
    ----------
    rule : callable
        One of `peersim.agents.rule.RULES`.

    Returns
    -------
    callable
        The rule itself where nothing that concerns it is replaced.
    """
    replaced: dict[Function, list[Function]] = {}
    for swap in _in_force:
        if swap.kind == RULE:
            replaced.setdefault(RULES[swap.name], []).append(swap.function)
    return Copies(replaced, for_compiling=False).in_force(rule) if replaced else rule


def week_of(swaps: tuple[Swap, ...], for_compiling: bool) -> list[Step]:
    """Lay out a week with replacements and hooks in it.

    Parameters
    ----------
    swaps : tuple of Swap
        What is to be in force.
    for_compiling : bool
        Whether Numba is to compile the steps.

    Returns
    -------
    list of Step
        In the order in which they are done.
    """
    replaced: dict[Function, list[Function]] = {}
    hooks: dict[str, dict[str, list[Function]]] = {BEFORE: {}, AFTER: {}}
    for swap in swaps:
        if swap.kind == RULE:
            replaced.setdefault(RULES[swap.name], []).append(swap.function)
        else:
            hooks[swap.kind].setdefault(swap.name, []).append(swap.function)
    return Copies(replaced, for_compiling).week(hooks[BEFORE], hooks[AFTER])


class _Laid(NamedTuple):
    """A week laid out for the interpreted driver, and what for."""

    swaps: tuple[Swap, ...]
    hashes: tuple[str, ...]
    functions: tuple[Function, ...]


_laid = _Laid((), (), tuple(ORDER))


def phases_in_force() -> tuple[Function, ...]:
    """The functions of world and week that the interpreted driver runs just now.

    Returns
    -------
    tuple of callable
        The sixteen phases, with replacements and hooks where there are some.
    """
    global _laid
    swaps = _in_force
    if not swaps:
        return ORDER
    hashes = tuple(likeness(swap.function) for swap in swaps)
    laid = _laid
    same = len(laid.swaps) == len(swaps) and all(one is other for one, other in zip(laid.swaps, swaps, strict=True))
    if not same or laid.hashes != hashes:
        laid = _laid = _Laid(swaps, hashes, tuple(step.function for step in week_of(swaps, for_compiling=False)))
    return laid.functions
