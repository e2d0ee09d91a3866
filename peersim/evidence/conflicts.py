"""Where sources contradict each other: what each says, with its source, and what the model does about it.

Read from ``conflicts.toml``. A finding there names a row of ``raw/parameters.csv``, from which its source comes, or a
claim of the background documents; so no source can be written that is not in the evidence.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import NamedTuple

from peersim.evidence.build import FOLDER, read_rows
from peersim.evidence.table import parameters, unknown
from peersim.foundation.problems import Problems, nearest

FILE = "conflicts.toml"


class Finding(NamedTuple):
    """What one source says.

    Attributes
    ----------
    says : str
        What it found, in a sentence.
    source, url : str
        Where it comes from; the address is empty where there is none.
    """

    says: str
    source: str
    url: str


class Conflict(NamedTuple):
    """One matter on which sources part.

    Attributes
    ----------
    name : str
        A word or two.
    title : str
        The matter as a question.
    keys : tuple of str
        Numbers of the evidence table it concerns.
    findings : tuple of Finding
        What each source says.
    done : str
        What the model does about it, and why.
    """

    name: str
    title: str
    keys: tuple[str, ...]
    findings: tuple[Finding, ...]
    done: str


@cache
def conflicts() -> tuple[Conflict, ...]:
    """Give every conflict between sources.

    Returns
    -------
    tuple of Conflict
        In file order.

    Raises
    ------
    InputError
        If a conflict names a number or a finding that does not exist; all of it at once.
    """
    raw = {row["parameter"]: row for row in read_rows(FOLDER / "raw" / "parameters.csv")}
    problems = Problems()
    found = []
    for entry in tomllib.loads((FOLDER / FILE).read_text(encoding="utf-8"))["conflict"]:
        where = f"{FILE}, {entry['name']}"
        for key in entry["keys"]:
            if key not in parameters():
                problems.add(unknown(key, where))
        findings = tuple(_finding(each, raw, where, problems) for each in entry["finding"])
        found.append(Conflict(entry["name"], entry["title"], tuple(entry["keys"]), findings, entry["done"].strip()))
    problems.raise_if_any()
    return tuple(found)


def conflicts_about(key: str) -> tuple[Conflict, ...]:
    """Give the conflicts that concern a number.

    Parameters
    ----------
    key : str
        Its key.

    Returns
    -------
    tuple of Conflict
        None for most.
    """
    return tuple(conflict for conflict in conflicts() if key in conflict.keys)


def _finding(entry: dict[str, str], raw: dict[str, dict[str, str]], where: str, problems: Problems) -> Finding:
    if "claim" in entry:
        return Finding(entry["says"], f"background documents, claim {entry['claim']}", "")
    if entry["row"] not in raw:
        problems.add(f'{where}: raw/parameters.csv has no row "{entry["row"]}".{nearest(entry["row"], raw)}')
        return Finding(entry["says"], "", "")
    return Finding(entry["says"], raw[entry["row"]]["source"], raw[entry["row"]]["url"])
