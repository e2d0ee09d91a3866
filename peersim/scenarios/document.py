"""The parts of docs/scenarios.md that are made from the code: tables of levers, of other keys, and of the library.

Run ``python -m peersim.scenarios.document FILE`` to renew them in a file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from peersim.scenarios.contradictions import CONTRADICTIONS, ERROR, WARNING
from peersim.scenarios.keys import CALENDAR_KEYS, CHANGE_KEYS, FILE_KEYS, FUND_KEYS, GROUP_KEYS, LEVER_OF_SHORT_NAME
from peersim.scenarios.levers import COST_LINES, Lever
from peersim.scenarios.show import levers_listing, listing
from peersim.scenarios.values import ANYTHING, allowed, in_words
from peersim.scenarios.what_it_costs import costs_in_words

DOCUMENT = "docs/scenarios.md"
"""Where the document is kept in a checkout."""

_PART = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill(text: str) -> str:
    """Renew the made parts of a document.

    Parameters
    ----------
    text : str
        Markdown with parts between ``<!-- made: NAME -->`` and ``<!-- end -->``.

    Returns
    -------
    str
        The same text, each part made anew.
    """
    return _PART.sub(lambda part: f"{part[1]}\n{_MAKERS[part[2]]()}\n\n{part[3]}", text)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def _levers() -> str:
    rows = []
    for row in levers_listing():
        name = f"`{row['name']}`" + (f" (in a group: `{row['key']}`)" if row["key"] else "")
        unit = "" if row["unit"] in ("yes/no", "one of", "slot of the week") else row["unit"]
        costs = costs_in_words(row["name"])
        rows.append((name, row["meaning"], row["allowed"], unit, row["default"], costs, row["claims"]))
    return _table(("lever", "what it is", "allowed", "unit", "default", "what it costs", "claims"), rows)


def _keys(keys: Iterable[Lever]) -> str:
    rows = []
    for key in keys:
        default = (
            ANYTHING if key.default == COST_LINES else in_words(key, key.default) if key.default is not None else ""
        )
        rows.append((f"`{key.name}`", key.meaning, allowed(key), "" if key.kind == "text" else default))
    return _table(("key", "what it is", "allowed", "default"), rows)


def _library() -> str:
    rows = [(f"`{row['name']}`", row["title"], f"`{row['extends']}`" if row["extends"] else "") for row in listing()]
    return _table(("name", "what it is", "extends"), rows)


def _contradictions() -> str:
    told = {WARNING: "told", ERROR: "refused"}
    return _table(("what contradicts what", "it is"), [(each.says, told[each.severity]) for each in CONTRADICTIONS])


_MAKERS: dict[str, Callable[[], str]] = {
    "levers": _levers,
    "library": _library,
    "file": lambda: _keys(FILE_KEYS),
    "calendar": lambda: _keys(CALENDAR_KEYS),
    "group": lambda: _keys(key for key in GROUP_KEYS if key.name not in LEVER_OF_SHORT_NAME),
    "fund": lambda: _keys(FUND_KEYS),
    "change": lambda: _keys(CHANGE_KEYS),
    "contradictions": _contradictions,
}

if __name__ == "__main__":
    file = Path(sys.argv[1] if len(sys.argv) > 1 else DOCUMENT)
    file.write_text(fill(file.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
