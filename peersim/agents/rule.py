"""What makes a function a rule: plain Python when called from Python, compiled when called from compiled code."""

from collections.abc import Callable
from typing import Any, TypeVar

from numba.extending import register_jitable

_Function = TypeVar("_Function", bound=Callable[..., Any])

RULES: dict[str, Callable[..., Any]] = {}
"""Every rule of the model by module and name (``attending.discomfort``); filled as their modules are imported."""


def rule(function: _Function) -> _Function:
    """Mark a function as a rule.

    Parameters
    ----------
    function : callable
        Plain Python that Numba can compile.

    Returns
    -------
    callable
        The same function.
    """
    if function.__module__.startswith("peersim."):
        RULES[f"{function.__module__.split('.')[-1]}.{function.__name__}"] = function
    marked: _Function = register_jitable(function)
    return marked


__all__ = ["RULES", "rule"]
