"""Pages of the API, made from docstrings: the public names of peersim and of its rooms.

A page for each package that says in `__all__` what is public, and for each module of `MODULES`. A name that several
packages offer is described once, in the first of them.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from textwrap import indent
from types import ModuleType
from typing import Any

import peersim

FOLDER = "reference/api"

MODULES = (
    "peersim.study_api",
    "peersim.foundation.problems",
    "peersim.foundation.draws",
    "peersim.foundation.units",
)
"""Modules that are described whole, besides the packages."""

SPOKEN_OF = (
    "peersim.analysis.laboratory.Laboratory",
    "peersim.economics.figures.StudyFigures",
    "peersim.economics.profile.Profile",
    "peersim.engine.swapping.Rule",
    "peersim.engine.world.World",
    "peersim.evidence.distributions.Distribution",
    "peersim.outcomes.scene.Scene",
    "peersim.scenarios.model.Change",
    "peersim.scenarios.model.FundPlan",
    "peersim.scenarios.model.GroupPlan",
    "peersim.studies.study.Study",
)
"""Types that are no public names themselves and that what is public takes or gives."""


def packages() -> list[str]:
    """Find the packages that say what is public in them."""
    every = [each.name for each in pkgutil.walk_packages(peersim.__path__, "peersim.") if each.ispkg]
    return ["peersim", *(name for name in every if "__all__" in vars(import_module(name)))]


def names_of(module: ModuleType) -> list[str]:
    """List what is public in a module: what it says, or its own functions and classes."""
    if hasattr(module, "__all__"):
        return sorted(module.__all__)
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__ and callable(value)
    ]


def identity(module: ModuleType, name: str) -> str:
    """Tell where a public name comes from: the same for all packages that offer it."""
    value = getattr(module, name)
    made_in = getattr(value, "__module__", None) if inspect.isclass(value) or inspect.isroutine(value) else None
    return f"{made_in}.{value.__qualname__}" if made_in else f"{module.__name__}.{name}"


@cache
def homes() -> dict[str, str]:
    """Tell under which name each thing is described, by where it comes from."""
    found: dict[str, str] = {}
    for place in (*packages(), *MODULES):
        module = import_module(place)
        for name in names_of(module):
            found.setdefault(identity(module, name), f"{place}.{name}")
    return found


def directive(place: str, name: str) -> str:
    """Write the directive that describes a name."""
    value = getattr(import_module(place), name)
    if inspect.isclass(value):
        bases = "   :show-inheritance:\n" if value.__bases__ != (object,) else ""
        return f".. autoclass:: {place}.{name}\n   :members:\n{bases}\n"
    if inspect.isroutine(value):
        return f".. autofunction:: {place}.{name}\n\n"
    return f".. py:data:: {place}.{name}\n\n{indent(said_of(place, name), '   ')}\n\n"


def said_of(place: str, name: str) -> str:
    """Find what the source says under a constant, in whichever module of the package it stands."""
    folder = Path(import_module(place).__file__ or "").parent
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if re.search(rf"^{name}\b[^\n]* = ", text, re.M):
            body = ast.parse(text).body
            for before, after in pairwise(body):
                said = after.value if isinstance(after, ast.Expr) else None
                if name in _assigned(before) and isinstance(said, ast.Constant):
                    return inspect.cleandoc(str(said.value))
    return ""


def _assigned(statement: ast.stmt) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return {each.id for each in targets if isinstance(each, ast.Name)}


def page(place: str) -> str:
    """Write the page of a package or module."""
    module = import_module(place)
    described = set(homes().values())
    names = [name for name in names_of(module) if not name.startswith("__")]
    own = [name for name in names if f"{place}.{name}" in described]
    also = [f"{{py:obj}}`{name} <{homes()[identity(module, name)]}>`" for name in names if name not in own]
    text = f"# {place}\n\n```{{eval-rst}}\n.. py:module:: {place}\n\n{inspect.getdoc(module) or ''}\n\n"
    text += "".join(directive(place, name) for name in own) + "```\n"
    return text + (f"\nAlso offered here: {', '.join(also)}.\n" if also else "")


def types_spoken_of() -> str:
    """Write the page of types that are no public names themselves."""
    said = "What public functions take or give, and is not offered by a package itself."
    described = "".join(directive(*each.rsplit(".", 1)) for each in SPOKEN_OF)
    return f"# Other types\n\n{said}\n\n```{{eval-rst}}\n{described}```\n"


def pages() -> dict[str, str]:
    """Write all pages of the API, by their place in docs/."""
    written = {f"{FOLDER}/{place}.md": page(place) for place in (*packages(), *MODULES)}
    return {**written, f"{FOLDER}/types.md": types_spoken_of()}


def tidy(app: Any, what: str, name: str, found: Any, options: Any, signature: str, returned: str) -> Any:
    """Write a default that is made anew each time as dots: what Python prints for it is no Python."""
    if not signature or "<factory>" not in signature:
        return None
    return signature.replace("<factory>", "..."), returned


def find(app: Any, env: Any, node: Any, content: Any) -> Any:
    """Lead a type that is named as where it comes from to where it is described; else show it without a link."""
    if node.get("refdomain") != "py":
        return None
    wanted = node["reftarget"]
    target = homes().get(wanted)
    if target and target != wanted:
        return env.get_domain("py").resolve_xref(env, node["refdoc"], app.builder, "obj", target, node, content)
    if wanted.startswith("peersim."):
        try:
            pkgutil.resolve_name(wanted)
        except (ImportError, AttributeError, ValueError):
            return None
        return content
    return None
