"""The event record as a table in words: all of it, or what happened to someone, or what is of some kind."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from peersim.agents.stages import EVENT_KINDS
from peersim.foundation.problems import InputError, Problems, RunError, nearest
from peersim.studies.event_words import FUND_KINDS, GROUP_KINDS, PERSON_KINDS, POST_KINDS, Names, cause_words
from peersim.studies.flows import whole_record
from peersim.studies.store import whole_file

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("week", "kind", "who", "other", "setting", "cause")
"""Columns in words; after them the record's own numbers, as ``kind_number`` and so on."""

ENDINGS = (".csv", ".parquet")
"""Endings of files the table can be written to."""

_WHO = re.compile(r"(parent|volunteer|post|group|fund) +(.+)")


def events_frame(world: Any, names: Names) -> pd.DataFrame:
    """Put the whole event record of a run into words.

    Parameters
    ----------
    world : World
        A finished run whose event record was kept.
    names : Names
        Words for its numbers.

    Returns
    -------
    pandas.DataFrame
        A row an event, in order: ``week``, ``kind``, ``who``, ``other``, ``setting``, ``cause`` in words, then the
        record's numbers: ``kind_number``, ``who_number``, ``other_number``, ``setting_number``, ``cause_number``.

    Raises
    ------
    InputError
        If the record was not kept, or an event is missing from it.
    """
    import pandas as pd

    events = whole_record(world)
    kind = events["kind"]
    words: dict[str, Any] = {
        "week": events["week"],
        "kind": np.array(EVENT_KINDS, dtype=object)[kind],
        "who": _in_words(names.who, kind, events["who"]),
        "other": _in_words(names.other, kind, events["other"]),
        "setting": _in_words(lambda _, setting: names.setting(setting), np.zeros_like(kind), events["setting"]),
        "cause": _in_words(cause_words, kind, events["cause"]),
    }
    numbers = {f"{name}_number": events[name] for name in COLUMNS[1:]}
    return pd.DataFrame(words | numbers)


def _in_words(say: Callable[[int, int], str], kinds: Any, numbers: Any) -> Any:
    """Say each pair of numbers once, and use that wherever it stands."""
    pairs, where = np.unique(np.stack([kinds, numbers], axis=1), axis=0, return_inverse=True)
    return np.array([say(kind, number) for kind, number in pairs.tolist()], dtype=object)[where.reshape(-1)]


def check_kinds(kinds: Sequence[str]) -> None:
    """Check that there are events of some kinds.

    Parameters
    ----------
    kinds : sequence of str
        Kinds of event, in words.

    Raises
    ------
    InputError
        If one is not known: all of those, each with the nearest that is.
    """
    problems = Problems("Allowed are the kinds that `peersim events SCENARIO` counts.")
    for kind in kinds:
        if kind not in EVENT_KINDS:
            problems.add(f'no event is of the kind "{kind}".{nearest(kind, EVENT_KINDS)}')
    problems.raise_if_any()


def select(frame: pd.DataFrame, names: Names, kinds: Sequence[str] = (), who: str | None = None) -> pd.DataFrame:
    """Keep the events of some kinds, or those that somebody has part in.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of `events_frame`.
    names : Names
        Words for the numbers of the run.
    kinds : sequence of str
        Kinds of event, in the words of the table; all when empty.
    who : str, optional
        Such as ``parent 12``, ``volunteer 3``, ``post 1``, ``group tuesday group``. A parent who volunteers is one
        person: both their ways of taking part are kept under either name.

    Returns
    -------
    pandas.DataFrame
        The rows kept.

    Raises
    ------
    InputError
        If a kind, or who it is, is not known.
    """
    check_kinds(kinds)
    problems = Problems()
    keep = np.ones(len(frame), bool)
    if kinds:
        keep &= frame["kind"].isin(list(kinds)).to_numpy()
    if who is not None:
        keep &= _has_part(frame, names, who, problems)
    problems.raise_if_any()
    return frame[keep].reset_index(drop=True)


def _has_part(frame: pd.DataFrame, names: Names, who: str, problems: Problems) -> Any:
    """Find the events that somebody, or a group, post or fund, has part in."""
    found = _WHO.fullmatch(who.strip())
    number = _number_of(found[1], found[2], names) if found else None
    if found is None or number is None:
        problems.add(f'"{who}" is nobody in this run; allowed are such as "parent 12", "volunteer 3", "post 1", '
                     '"group NAME" or "fund NAME".')  # fmt: skip
        return np.zeros(len(frame), bool)
    kind, first = frame["kind_number"], frame["who_number"] == number
    if found[1] == "group":
        return (first & kind.isin(GROUP_KINDS)) | (frame["setting_number"] == number)
    if found[1] in ("post", "fund"):
        return first & kind.isin(POST_KINDS if found[1] == "post" else FUND_KINDS)
    return (first & kind.isin(PERSON_KINDS)) | (frame["other_number"] == number)


def _number_of(what: str, name: str, names: Names) -> int | None:
    if what in ("group", "fund"):
        known = list(names.groups if what == "group" else names.funds)
        return known.index(name) if name in known else None
    rows = {"parent": names.parent_rows, "volunteer": names.volunteer_rows, "post": names.post_numbers}[what]
    return next((uid for uid, row in rows.items() if str(row) == name), None)


def check_file(path: str | os.PathLike[str], replace: bool) -> Path:
    """Check, before anything is run, that a table may be written to a file.

    Parameters
    ----------
    path : str or Path
        Where to.
    replace : bool
        Whether a file there may be replaced.

    Returns
    -------
    Path
        The same.

    Raises
    ------
    InputError
        If its ending is not known, or something is there.
    """
    target = Path(path)
    if target.suffix not in ENDINGS:
        raise InputError([f"{target}: a table is written to a file ending in {' or '.join(ENDINGS)}."])
    if target.is_dir():
        raise InputError([f"{target} is a folder."], "Name a file in it.")
    if target.exists() and not replace:
        raise InputError([f"{target} is there already."], "Choose another file, or say --replace to replace it.")
    return target


def write_events(frame: pd.DataFrame, path: Path) -> None:
    """Write every row of a table of events; nothing is left behind if that fails.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of `events_frame`.
    path : Path
        A file ending in ``.csv`` or ``.parquet``.

    Raises
    ------
    RunError
        If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part:
            if path.suffix == ".csv":
                frame.to_csv(part, index=False, lineterminator="\n")
            else:
                frame.to_parquet(part, index=False)
    except OSError as error:
        raise RunError(f"{path}: cannot be written ({error.strerror or error}).") from None
