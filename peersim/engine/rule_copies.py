"""The week with some rules replaced: fresh copies of every rule that leads to one of them, the others as they are.

The modules of the model are never altered, so nothing that is compiled or run meanwhile can pick up a replacement by
accident, and leaving the block has nothing to undo. A copy is the same code looking its names up in a copy of its
module's names, in which the replaced rules are the new ones. Numba keeps what it compiled by function, so a fresh
function is also what makes it compile anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CellType, FunctionType
from typing import Any, NamedTuple

from numba.extending import register_jitable

from peersim.agents.rule import RULES
from peersim.engine.likeness import global_names
from peersim.engine.phases import ORDER

Function = Callable[..., Any]


class Step(NamedTuple):
    """One thing done every week.

    Attributes
    ----------
    name : str
        Of the phase, or of the phase the hook stands beside.
    function : callable
        Takes the world and the week.
    fresh : bool
        Whether it differs from what the model itself does, and so must be compiled anew.
    """

    name: str
    function: Function
    fresh: bool


class Copies:
    """Copies of the rules that replacements concern.

    Parameters
    ----------
    replaced : mapping of callable to sequence of callable
        For each replaced rule its replacements, the one in force last.
    for_compiling : bool
        Make fresh functions, known to Numba, of the replacements too; otherwise they are used as they are wherever they
        call nothing that is replaced.
    """

    def __init__(self, replaced: Mapping[Function, Sequence[Function]], for_compiling: bool) -> None:
        self._replaced = replaced
        self._for_compiling = for_compiling
        self._concerned = _leading_to(set(replaced))
        self._copies: dict[Any, Function] = {}
        self._names: dict[int, dict[str, Any]] = {}

    def week(self, before: Mapping[str, Sequence[Function]], after: Mapping[str, Sequence[Function]]) -> list[Step]:
        """Lay out a week: the phases in their order, with the hooks beside them.

        Parameters
        ----------
        before, after : mapping of str to sequence of callable
            Hooks by the name of their phase.

        Returns
        -------
        list of Step
            In the order in which they are done.
        """
        steps = []
        for phase in ORDER:
            name = phase.__name__
            steps += [Step(name, self._users(hook, None, 0), True) for hook in before.get(name, ())]
            steps.append(Step(name, self.in_force(phase), phase in self._concerned))
            steps += [Step(name, self._users(hook, None, 0), True) for hook in after.get(name, ())]
        return steps

    def in_force(self, function: Function) -> Function:
        """The function that stands for a rule now: its last replacement, a copy that leads to one, or itself."""
        if function in self._replaced:
            return self._version(function, len(self._replaced[function]))
        return self._copy(function) if function in self._concerned else function

    def _version(self, rule: Function, number: int) -> Function:
        """The rule itself (0), its first replacement (1), the one that replaced that (2), and so on."""
        return self._users(self._replaced[rule][number - 1], rule, number) if number else self._copy(rule)

    def _copy(self, rule: Any) -> Function:
        if rule not in self._copies:
            names = self._names_of(rule.__globals__)
            if rule not in self._copies:  # filling the names may have come round to it
                self._copies[rule] = self._ready(_rebuilt(rule, names, rule.__closure__))
        return self._copies[rule]

    def _names_of(self, module: dict[str, Any]) -> dict[str, Any]:
        names = self._names.get(id(module))
        if names is None:
            names = self._names[id(module)] = dict(module)
            names.update({name: self.in_force(v) for name, v in module.items() if self._is_concerned(v)})
        return names

    def _is_concerned(self, value: Any) -> bool:
        return isinstance(value, FunctionType) and value in self._concerned

    def _users(self, function: Any, rule: Function | None, number: int) -> Any:
        """A function of the user's, its calls led to the rules in force; its own rule's name means what it replaces."""
        key = (function, rule, number)
        if key in self._copies:
            return self._copies[key]
        if not self._for_compiling and not self._calls_concerned(function, set()):
            return function
        names = dict(function.__globals__)
        cells = tuple(CellType() for _ in function.__closure__ or ()) or None
        self._copies[key] = self._ready(_rebuilt(function, names, cells))
        for name in global_names(function.__code__):
            if name in names:
                names[name] = self._led(names[name], function, rule, number)
        for new, old in zip(cells or (), function.__closure__ or (), strict=True):
            if _filled(old):
                new.cell_contents = self._led(old.cell_contents, function, rule, number)
        return self._copies[key]

    def _led(self, value: Any, user: Any, rule: Function | None, number: int) -> Any:
        if not isinstance(value, FunctionType):
            return value
        if rule is not None and value is rule:
            return self._version(value, number - 1)
        if value in self._concerned:
            return self.in_force(value)
        return self._users(value, rule, number) if _is_helper(value, user) else value

    def _calls_concerned(self, function: Any, seen: set[Any]) -> bool:
        seen.add(function)
        called = [value for value in called_by(function) if value not in seen]
        return any(
            value in self._concerned or (_is_helper(value, function) and self._calls_concerned(value, seen))
            for value in called
        )

    def _ready(self, function: Function) -> Function:
        return register_jitable(function) if self._for_compiling else function


def _is_helper(value: Any, user: Any) -> bool:
    """Whether a function that the user's function calls stands beside it."""
    return value.__globals__ is user.__globals__


def _filled(cell: CellType) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True


def _rebuilt(function: Any, names: dict[str, Any], cells: Any) -> Any:
    made = FunctionType(function.__code__, names, function.__name__, function.__defaults__, cells)
    made.__kwdefaults__ = function.__kwdefaults__
    made.__qualname__ = function.__qualname__
    made.__module__ = function.__module__
    made.__doc__ = function.__doc__
    return made


def called_by(function: Any) -> Iterator[Any]:
    """List the plain functions whose names a function reads.

    Parameters
    ----------
    function : callable
        Plain Python.

    Yields
    ------
    callable
        Functions of its module, imported ones among them, and of the function it was made in.
    """
    values = [function.__globals__.get(name) for name in global_names(function.__code__)]
    values += [cell.cell_contents for cell in function.__closure__ or () if _filled(cell)]
    yield from (value for value in values if isinstance(value, FunctionType))


def _leading_to(replaced: set[Function]) -> set[Function]:
    """Find the rules that call one of these, directly or through others, and these themselves."""
    callers: dict[Function, set[Function]] = {}
    for rule in RULES.values():
        for called in called_by(rule):
            callers.setdefault(called, set()).add(rule)
    found: set[Function] = set()
    left = list(replaced)
    while left:
        rule = left.pop()
        if rule not in found:
            found.add(rule)
            left += callers.get(rule, ())
    return found
