"""Whether two functions are the same function: their code and everything their results can hang on, as one hash.

A function that replaces a rule may read defaults, variables of the function it was made in, and names of its module.
All of them count. What cannot be looked into counts as different from everything else.
"""

from __future__ import annotations

import dis
import hashlib
import inspect
import sys
import textwrap
import uuid
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

_THIS_PROCESS = uuid.uuid4().hex
_KNOWN = frozenset({"builtins", "cmath", "math", "numba", "numpy", "peersim"})
"""Packages whose content their version settles; peersim's own is hashed elsewhere."""

_PLAIN = (type(None), bool, int, float, complex, str, bytes)
_SOURCES_KEPT = 256


def likeness(function: Callable[..., Any]) -> str:
    """Hash a function with its defaults, its closure and the names of its module that it reads.

    Parameters
    ----------
    function : callable
        Plain Python.

    Returns
    -------
    str
        SHA-256 in hexadecimal: equal only for functions that do the same.
    """
    return hashlib.sha256(repr(_describe(function, set())).encode("utf-8")).hexdigest()


def source_of(function: Callable[..., Any]) -> str:
    """Find a function's source.

    Parameters
    ----------
    function : callable
        Plain Python.

    Returns
    -------
    str
        Empty where there is none, as for what was typed at a prompt.
    """
    return _source(function.__code__) if isinstance(function, FunctionType) else ""


@lru_cache(maxsize=_SOURCES_KEPT)
def _source(code: CodeType) -> str:
    try:
        return textwrap.dedent(inspect.getsource(code))
    except (OSError, TypeError):
        return ""


@lru_cache(maxsize=_SOURCES_KEPT)
def global_names(code: CodeType) -> tuple[str, ...]:
    """List the names of its module that code reads, inner functions included.

    Parameters
    ----------
    code : code object
        Of a function.

    Returns
    -------
    tuple of str
        In order of first use.
    """
    names = [str(step.argval) for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"]
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            names += global_names(inner)
    return tuple(dict.fromkeys(names))


def _describe(thing: Any, inside: set[int]) -> Any:
    """Put a value into plain words; `inside` holds the functions and containers being described, which may loop."""
    if isinstance(thing, _PLAIN):
        return type(thing).__name__, repr(thing)
    if isinstance(thing, (np.ndarray, np.generic)) and not thing.dtype.hasobject:
        return "array", repr(thing.dtype), thing.shape, hashlib.sha256(thing.tobytes()).hexdigest()
    if isinstance(thing, ModuleType):
        return "module", thing.__name__
    if isinstance(thing, CodeType):
        return _code(thing, inside)
    thing = getattr(thing, "py_func", thing)
    if _is_known(thing):
        return "known", *_home(thing)
    if id(thing) in inside:
        return "again", getattr(thing, "__qualname__", "")
    inside = inside | {id(thing)}
    if isinstance(thing, FunctionType):
        return _function(thing, inside)
    if isinstance(thing, (tuple, list)):
        return type(thing).__name__, [_describe(part, inside) for part in thing]
    if isinstance(thing, dict):
        return "dict", [(_describe(key, inside), _describe(value, inside)) for key, value in thing.items()]
    return "unknown", _THIS_PROCESS, type(thing).__qualname__, id(thing)


def _is_known(thing: Any) -> bool:
    """Whether a function or type stands under its name in a package whose version says all about it."""
    if not callable(thing):
        return False
    module, name = _home(thing)
    return module.partition(".")[0] in _KNOWN and getattr(sys.modules.get(module), name, None) is thing


def _home(thing: Any) -> tuple[str, str]:
    return str(getattr(thing, "__module__", None) or "numpy"), str(getattr(thing, "__name__", ""))


def _code(code: CodeType, inside: set[int]) -> Any:
    parts = [_describe(part, inside) for part in code.co_consts]
    return "code", code.co_code.hex(), parts, code.co_names, code.co_varnames, code.co_flags


def _function(function: FunctionType, inside: set[int]) -> Any:
    code = function.__code__
    cells = [_contents(cell, inside) for cell in function.__closure__ or ()]
    defaults = [_describe(part, inside) for part in (function.__defaults__, function.__kwdefaults__)]
    read = [(name, _describe(value, inside)) for name, value in _read_from_modules(function)]
    return "function", source_of(function), _code(code, inside), defaults, cells, read


def _contents(cell: Any, inside: set[int]) -> Any:
    try:
        return _describe(cell.cell_contents, inside)
    except ValueError:
        return "empty"


def _read_from_modules(function: FunctionType) -> Iterator[tuple[str, Any]]:
    """Give every value a function reads from its module, and through it from the user's other modules."""
    for name in global_names(function.__code__):
        if name not in function.__globals__:
            continue
        value = function.__globals__[name]
        yield name, value
        if isinstance(value, ModuleType) and value.__name__.partition(".")[0] not in _KNOWN:
            attributes = vars(value)
            yield from (
                (f"{name}.{part}", attributes[part]) for part in function.__code__.co_names if part in attributes
            )
