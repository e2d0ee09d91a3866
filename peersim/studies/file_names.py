"""Names of files as a study keeps them: without the folder they lay in, which is nobody's business and no input."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peersim.scenarios.model import Scenario


def without_folders(scenario: Scenario) -> Scenario:
    """Name the files that a scenario was made from by their names alone, in its lineage and in its notes.

    Parameters
    ----------
    scenario : Scenario
        A scenario, as it was loaded.

    Returns
    -------
    Scenario
        The same programme; the same text and the same hash, wherever its files lay.
    """
    lineage = getattr(scenario, "lineage", ())  # tests put stand-ins here
    names = {file: Path(file).name for file in sorted(lineage, key=len, reverse=True)}
    if all(file == name for file, name in names.items()):
        return scenario
    notes = []
    for note in scenario.notes:
        for file, name in names.items():  # the longest first: one path may end like another
            note = note.replace(file, name)
        notes.append(note)
    return replace(scenario, lineage=tuple(names[file] for file in lineage), notes=tuple(notes))
