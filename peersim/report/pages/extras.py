"""Libraries that only reports need, brought in when one is written."""

from __future__ import annotations

import importlib
from typing import Any

from peersim.foundation.problems import InputError


def needed(module: str, what: str) -> Any:
    """Import a library of the extra `report`.

    Parameters
    ----------
    module : str
        Its name.
    what : str
        What is to be written with it.

    Returns
    -------
    module
        The library.

    Raises
    ------
    InputError
        If it is not there, or cannot work here, with how to get it.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        why = "is not installed"
    except OSError as missing:
        why = f"cannot find a library of the system ({missing})"
    hint = 'pip install "peersim[report]"'
    raise InputError([f"{what} needs {module}, which {why}: {hint}. The other formats do not need it."])
