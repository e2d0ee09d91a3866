"""The evidence room: every number the model uses, with source and grade, and the drawing of possible worlds from them.

`table` reads the one table, `sampling` draws from it, `posterior` holds what calibration left of the priors, `show`
tells a reader what is known about a number, `build` makes the table from its inputs, `bare_numbers` and `reads` check
that rules use the table and nothing else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peersim.evidence.bare_numbers import bare_numbers
    from peersim.evidence.reads import parameter_reads
    from peersim.evidence.sampling import correlations, describe, draws
    from peersim.evidence.show import as_text, card, listing
    from peersim.evidence.table import (
        MODEL_KEYS,
        PARAMETER_FIELDS,
        PARAMETERS,
        Parameter,
        central,
        keys_with,
        parameter,
        parameters,
    )

_HOME = {
    "bare_numbers": "bare_numbers",
    "parameter_reads": "reads",
    "correlations": "sampling",
    "describe": "sampling",
    "draws": "sampling",
    "as_text": "show",
    "card": "show",
    "listing": "show",
    "MODEL_KEYS": "table",
    "PARAMETER_FIELDS": "table",
    "PARAMETERS": "table",
    "Parameter": "table",
    "central": "table",
    "keys_with": "table",
    "parameter": "table",
    "parameters": "table",
}

__all__ = [
    "MODEL_KEYS",
    "PARAMETERS",
    "PARAMETER_FIELDS",
    "Parameter",
    "as_text",
    "bare_numbers",
    "card",
    "central",
    "correlations",
    "describe",
    "draws",
    "keys_with",
    "listing",
    "parameter",
    "parameter_reads",
    "parameters",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that importing the room costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
