"""What the cells of a notebook ask for before they begin: results of the cells above, and studies on disk.

A cell that is run too early says in a sentence which cells, or which command, make what it lacks; there is no
traceback, because nothing is wrong but the order.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from peersim.foundation.problems import PeersimError
from peersim.studies.contents import is_store
from peersim.studies.study_file import STUDY_JSON


class NotThereError(PeersimError):
    """Something that a notebook needs is not there yet; the text says what makes it."""


def needs(*names: str) -> None:
    """Say so, and stop, if cells above have not made what this cell works with.

    Parameters
    ----------
    *names : str
        Names that the cells above give to what they make.

    Raises
    ------
    NotThereError
        If one of them is not there.

    Examples
    --------
    >>> answer = 42
    >>> needs("answer")
    """
    there = sys._getframe(1).f_globals
    lacking = [f'"{name}"' for name in names if name not in there]
    if lacking:
        made = "which a cell above makes" if len(lacking) == 1 else "which cells above make"
        raise NotThereError(
            f"This cell works with {' and '.join(lacking)}, {made}, and it has not been run yet.\n"
            "Run the cells above first. In Jupyter: the menu Run, then “Run All Above Selected Cell”."
        )


def needs_study(folder: str | os.PathLike[str], made_by: str) -> Path:
    """Give the folder of a study, or say which command makes it.

    Parameters
    ----------
    folder : str or Path
        Where the study should be.
    made_by : str
        The command, or the commands, one a line, that make it.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    NotThereError
        If there is no study in it.
    """
    where = Path(folder)
    if not is_store(where):
        commands = "".join(f"\n    {line}" for line in made_by.splitlines())
        raise NotThereError(f"{where} holds no study ({STUDY_JSON} is not there). This makes it:\n{commands}")
    return where
