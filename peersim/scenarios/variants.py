"""Changing a few things of a scenario in one line of Python, checked as a scenario file is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from peersim.foundation.problems import InputError
from peersim.scenarios.contradictory import as_sentence
from peersim.scenarios.loading import library, load
from peersim.scenarios.model import Scenario
from peersim.scenarios.write import pair, resolved_toml

Table = Mapping[str, Any]


def variant(
    base: str | os.PathLike[str] | Scenario,
    settings: Table | None = None,
    *,
    name: str = "variant",
    groups: Iterable[Table] = (),
    funds: Iterable[Table] = (),
    changes: Iterable[Table] = (),
    remove_groups: Iterable[str] = (),
    remove_funds: Iterable[str] = (),
) -> Scenario:
    """Make a scenario that extends another.

    Parameters
    ----------
    base : str, path or Scenario
        What it extends: a name in the library, the path of a file, or a scenario.
    settings : mapping, optional
        Values of levers by name, as in the ``[set]`` table of a file.
    name : str
        Name of the new scenario.
    groups, funds, changes : iterables of mappings
        Tables ``[[group]]``, ``[[fund]]`` and ``[[change]]``; one with an inherited name alters that one.
    remove_groups, remove_funds : iterables of str
        Inherited groups and funds that are left out.

    Returns
    -------
    Scenario
        The scenario, checked as if it had been written as a file.

    Raises
    ------
    InputError
        With every problem found.

    Examples
    --------
    >>> import peersim as ps
    >>> ps.variant("baseline", {"staff.posts": 2.0}).settings["staff.posts"]
    2.0
    """
    with TemporaryDirectory(prefix="peersim-") as folder:
        lines = [pair("title", f"{name}, a variant of {_called(base)}"), pair("why", "Made in Python.")]
        lines.append(pair("extends", _extended(base, Path(folder))))
        lines += [pair(key, tuple(gone)) for key, gone in _removed(remove_groups, remove_funds)]
        lines += ["", "[set]", *[pair(lever, _plain(value)) for lever, value in (settings or {}).items()]]
        for table, entries in (("group", groups), ("fund", funds), ("change", changes)):
            for entry in entries:
                lines += ["", f"[[{table}]]", *[pair(key, _plain(value)) for key, value in entry.items()]]
        path = Path(folder) / f"{name}.toml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        try:
            made = load(path)
            lineage = tuple(entry.replace(f"{folder}{os.sep}", "") for entry in made.lineage)
            notes = tuple(_without_place(note, folder) for note in made.notes)
            return replace(made, source_path=Path(path.name), lineage=lineage, notes=notes)
        except InputError as error:
            shown = [problem.replace(str(path), name) for problem in error.problems]
            raise InputError(shown, error.hint) from None


def _without_place(note: str, folder: str) -> str:
    """Take the line of a file that is gone off a note."""
    place, separator, sentence = note.partition(": ")
    return as_sentence(sentence) if separator and place.startswith(folder) else note


def _called(base: str | os.PathLike[str] | Scenario) -> str:
    return base.name if isinstance(base, Scenario) else os.fspath(base)


def _extended(base: str | os.PathLike[str] | Scenario, folder: Path) -> str:
    """Say what the new file extends, from wherever it stands."""
    if isinstance(base, Scenario):
        path = folder / f"{base.name}_as_given.toml"
        path.write_text(resolved_toml(base), encoding="utf-8")
        return str(path)
    asked = os.fspath(base)
    if isinstance(base, str) and (asked in library() or not ("/" in asked or asked.endswith(".toml"))):
        return asked
    return str(Path(asked).resolve())


def _removed(groups: Iterable[str], funds: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    named = (("remove_groups", tuple(groups)), ("remove_funds", tuple(funds)))
    return [(key, gone) for key, gone in named if gone]


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
