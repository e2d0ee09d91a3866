"""A sensitivity analysis that belongs to a study: same code, place, size and designs, or it is not told beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from peersim.analysis.sensitivity.found import FILE, Sensitivity, read_sensitivity
from peersim.foundation.problems import InputError

BESIDE = "sensitivity"
"""Folder within a study's own in which its sensitivity analysis is looked for."""


def sensitivity_of(study: Path | None, asked: str | Path | None) -> tuple[Sensitivity | None, str]:
    """Find the sensitivity analysis of a study.

    Parameters
    ----------
    study : Path or None
        The study's folder; None where numbers have no folder behind them.
    asked : str or Path or None
        Folder of the analysis; when left out it is looked for beside the study.

    Returns
    -------
    Sensitivity or None
        None where there is none that belongs to the study.
    str
        Why one that lies beside the study is left out; empty otherwise.

    Raises
    ------
    InputError
        If one was asked for that is not there, is damaged, or belongs to other code, another place or other designs.
    """
    if study is None:
        if asked is not None:
            raise InputError(
                [f"{asked}: these numbers have no study's folder that a sensitivity analysis could belong to."]
            )
        return None, ""
    folder = study / BESIDE if asked is None else Path(asked)
    if asked is None and not (folder / FILE).is_file():
        return None, ""
    try:
        found = read_sensitivity(folder)
        differing = differences(found, json.loads((study / "study.json").read_text(encoding="utf-8"))["inputs"])
    except InputError as error:
        if asked is not None:
            raise
        return None, error.problems[0]
    if not differing:
        return found, ""
    why = f"{folder} does not belong to this study: {'; '.join(differing)}."
    if asked is not None:
        raise InputError([why], "Run `peersim sensitivity run` with the study's place, size, length and scenarios.")
    return None, why


def differences(found: Sensitivity, inputs: dict[str, Any]) -> list[str]:
    """Say in what an analysis and a study differ.

    Parameters
    ----------
    found : Sensitivity
        The analysis.
    inputs : dict
        What decides the study's results, as its ``study.json`` says.

    Returns
    -------
    list of str
        None where they belong together.
    """
    facts, differing = found.facts, []
    if facts["package"] != inputs["package"]:
        differing.append("it was made by another version of the model's code or evidence")
    if facts["profile"] != inputs["profile"]:
        differing.append(f"it is of another place ({facts['place_title']})")
    for name, unit in (("parents", "eligible families"), ("weeks", "weeks")):
        if facts[name] != inputs[name]:
            differing.append(f"it is of {facts[name]:,} {unit}, the study of {inputs[name]:,}")
    for name, digest in facts["designs"].items():
        if name not in inputs["scenarios"]:
            differing.append(f'the study has no scenario "{name}"')
        elif inputs["scenarios"][name] != digest:
            differing.append(f'its scenario "{name}" is another')
    return differing
