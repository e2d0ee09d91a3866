"""Scenarios and places made again from what a study's folder, or an order, holds of them: text and plain values."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from peersim.foundation.problems import InputError

if TYPE_CHECKING:
    from peersim.places.profile import Profile
    from peersim.scenarios.model import Scenario


def scenario_from(name: str, toml: str) -> Scenario:
    """Load a scenario from its resolved text.

    Parameters
    ----------
    name : str
        Its name.
    toml : str
        What `Scenario.resolved_toml` wrote.

    Returns
    -------
    Scenario
        The same programme.

    Raises
    ------
    InputError
        If the text is no scenario, or none that this version of peersim knows.
    """
    from peersim.scenarios.loading import load

    with TemporaryDirectory(prefix="peersim-") as folder:
        path = Path(folder) / f"{name}.toml"
        path.write_text(toml, encoding="utf-8", newline="\n")
        try:
            return load(path)
        except InputError as error:
            shown = [problem.replace(str(path), f"{name}.resolved.toml") for problem in error.problems]
            raise InputError(shown, error.hint) from None


def profile_from(document: dict[str, Any]) -> Profile:
    """Make a place's profile from plain values.

    Parameters
    ----------
    document : dict
        What `peersim.studies.fingerprints.plain` made of a profile.

    Returns
    -------
    Profile
        The same place.
    """
    from peersim.places.profile import Profile, Value

    return Profile(
        name=document["name"],
        slug=document["slug"],
        values={name: Value(**row) for name, row in document["values"].items()},
        assumptions={name: Value(**row) for name, row in document["assumptions"].items()},
        blanks=tuple(document["blanks"]),
        notes=tuple(document["notes"]),
        unused=tuple(document["unused"]),
    )
