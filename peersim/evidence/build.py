"""Build the evidence table from its inputs: ``python -m peersim.evidence.build``.

Inputs, all in this folder: ``raw/parameters.csv`` and ``raw/unit_costs_and_values.csv`` (what was found, verbatim),
``mapping.csv`` (which raw row is which of the model's numbers, its role and its label) and ``assumptions.csv`` (what
the model needs and nobody has measured, with the reasoning); and, beside this folder, ``places/assumptions.csv`` (what
families are assumed to be like). Output: ``table.csv``, the one table. After editing an input, run the build and commit
what it writes; a test fails while the table is stale.
"""

from __future__ import annotations

import csv
import io
import math
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from peersim.evidence.distributions import Distribution, fit, in_words, natural_bounds, parse
from peersim.foundation.problems import InputError, Problems, nearest

FOLDER = Path(__file__).parent
"""Where the inputs and the table live."""

COLUMNS = (
    "key", "label", "value", "unit", "low", "high", "distribution", "prior_low", "prior_high",
    "role", "grade", "process", "setting", "n", "source", "url", "caveat",
)  # fmt: skip
"""Columns of the table."""

MAPPING_COLUMNS = (
    "key", "label", "file", "row", "role", "process", "lower", "upper", "distribution", "note",
)  # fmt: skip
ASSUMPTION_COLUMNS = (
    "key", "label", "value", "low", "high", "unit", "distribution", "role", "grade", "reasoning",
)  # fmt: skip

PLACE_COLUMNS = ("place", "key", "label", "value", "low", "high", "unit", "grade", "source", "reasoning")

ROLES = {
    "input": "fed to the model",
    "design": "a choice of the programme or the model; stays at its value",
    "output": "produced by the model and compared with this; never fed in",
    "context": "known and shown, not used by the rules",
    "place": "shapes the families of a place; a planner's own file may override it",
}
"""Roles a number may have."""

GRADES = ("A", "B", "C", "D")
"""Grades of evidence, best first."""

ASSUMPTION_SOURCE = "Assumption (reasoning in the caveat)"
"""Source of every row of ``assumptions.csv``."""

PRIOR_POINTS = (0.001, 0.999)
"""The two points of a distribution taken as its prior bounds."""

_KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_COMMAND = "python -m peersim.evidence.build"

Row = dict[str, str]


def build(folder: Path = FOLDER) -> str:
    """Build the table in memory.

    Parameters
    ----------
    folder : pathlib.Path
        Folder with the inputs.

    Returns
    -------
    str
        The text of ``table.csv``.

    Raises
    ------
    InputError
        With every problem found in ``mapping.csv`` and ``assumptions.csv``.
    """
    problems = Problems(hint=f"Mend the inputs and run `{_COMMAND}` again.")
    mapped = _mapped_rows(folder, problems)
    rows = mapped + _assumed_rows(folder, mapped, problems) + _place_rows(folder, problems)
    _check_keys(rows, problems)
    problems.raise_if_any()
    return _csv_text(_together_by_prefix(rows))


def main() -> int:
    """Write the table, and say in a line what was written.

    Returns
    -------
    int
        0, or 2 when an input is wrong.
    """
    try:
        text = build()
    except InputError as error:
        print(error, file=sys.stderr)  # noqa: T201 (this is a command)
        return 2
    path = FOLDER / "table.csv"
    changed = not path.exists() or path.read_text(encoding="utf-8") != text
    if changed:
        path.write_text(text, encoding="utf-8", newline="\n")
    state = "written" if changed else "already up to date"
    print(f"table.csv: {len(text.splitlines()) - 1} rows, {state}")  # noqa: T201 (this is a command)
    return 0


def read_rows(path: Path, columns: tuple[str, ...] = (), problems: Problems | None = None) -> list[Row]:
    """Read a CSV file as a list of rows.

    Parameters
    ----------
    path : pathlib.Path
        File, UTF-8.
    columns : tuple of str
        Columns it must have, exactly; none are asked for when empty.
    problems : Problems, optional
        Where to note wrong columns.

    Returns
    -------
    list of dict
        Rows by column, surrounding spaces taken off; empty when the columns are wrong.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, restkey="", restval="")
        found = tuple(reader.fieldnames or ())
        if columns and found != columns:
            assert problems is not None
            problems.add(f"{path.name}: columns {', '.join(found)}; wanted {', '.join(columns)}")
            return []
        rows = []
        for row in reader:
            if "" in row and problems is not None:
                problems.add(
                    f"{path.name}, line {reader.line_num}: more cells than columns; a comma needs quotes round it"
                )
            rows.append({name: (cell or "").strip() for name, cell in row.items() if name})
            rows[-1]["line"] = str(reader.line_num)
        return rows


def _mapped_rows(folder: Path, problems: Problems) -> list[Row]:
    """Rows of the table that come from the raw files, in the mapping's order."""
    raw = {
        "parameters.csv": {row["parameter"]: row for row in read_rows(folder / "raw" / "parameters.csv")},
        "unit_costs_and_values.csv": {
            row["item"]: row for row in read_rows(folder / "raw" / "unit_costs_and_values.csv")
        },
    }
    rows, used = [], set()
    for entry in read_rows(folder / "mapping.csv", MAPPING_COLUMNS, problems):
        place = f"mapping.csv, line {entry['line']}, {entry['key']}"
        if entry["file"] not in raw:
            problems.add(f'{place}: file "{entry["file"]}"; allowed {", ".join(raw)}')
        elif entry["row"] not in raw[entry["file"]]:
            guess = nearest(entry["row"], raw[entry["file"]])
            problems.add(f'{place}: {entry["file"]} has no row "{entry["row"]}".{guess}')
        else:
            used.add((entry["file"], entry["row"]))
            rows.append(_mapped_row(entry, raw[entry["file"]][entry["row"]], place, problems))
    must = [("parameters.csv", name) for name in raw["parameters.csv"] if name.startswith("RECOMMENDED")]
    must += [("unit_costs_and_values.csv", name) for name in raw["unit_costs_and_values.csv"]]
    for file, name in must:
        if (file, name) not in used:
            problems.add(f'mapping.csv: nothing is mapped to the row "{name}" of {file}')
    return rows


def _mapped_row(entry: Row, raw: Row, place: str, problems: Problems) -> Row:
    row = {column: raw.get(column, "") for column in COLUMNS}
    row.update(key=entry["key"], label=entry["label"], role=entry["role"])
    row["setting"] = "" if row["setting"] == "-" else row["setting"]
    row["n"] = "" if row["n"] == "-" else row["n"]
    if entry["process"]:
        row["process"] = entry["process"]
        row["setting"] = _economic_setting(raw)
    row["caveat"] = _sentences(raw["caveat"], entry["note"])
    spread = entry["distribution"] or raw["distribution"].replace("PERT", "pert")
    if spread in ("point", "scenario") or not (row["low"] and row["high"]):
        spread = "fixed"
    _describe_spread(row, spread, place, problems, entry)
    return row


def _sentences(caveat: str, note: str) -> str:
    return f"{caveat.removesuffix('.')}. {note}" if note else caveat


def _economic_setting(raw: Row) -> str:
    perspective = "" if raw["perspective"] == "all" else f"{raw['perspective']} perspective"
    prices = "" if raw["price_year"] in ("", "n/a") else f"price year: {raw['price_year']}"
    return "; ".join(filter(None, (perspective, prices)))


def _assumed_rows(folder: Path, mapped: list[Row], problems: Problems) -> list[Row]:
    """Rows of the table that are assumptions; each joins the process of the measured rows of its prefix."""
    process_of: dict[str, str] = {}
    for row in mapped:
        process_of.setdefault(_prefix(row["key"]), row["process"])
    rows = []
    for entry in read_rows(folder / "assumptions.csv", ASSUMPTION_COLUMNS, problems):
        place = f"assumptions.csv, line {entry['line']}, {entry['key']}"
        row = {column: entry.get(column, "") for column in COLUMNS}
        prefix = _prefix(entry["key"])
        row.update(source=ASSUMPTION_SOURCE, caveat=entry["reasoning"], process=process_of.get(prefix, prefix))
        if not entry["reasoning"]:
            problems.add(f"{place}: no reasoning; an assumption says why this value")
        spread = entry["distribution"] if entry["low"] or entry["high"] else entry["distribution"] or "fixed"
        _describe_spread(row, spread, place, problems)
        rows.append(row)
    return rows


def _place_rows(folder: Path, problems: Problems) -> list[Row]:
    """Rows of the table that shape families: what the places room assumes, everywhere or in one place."""
    path = folder.parent / "places" / "assumptions.csv"
    rows = []
    for entry in read_rows(path, PLACE_COLUMNS, problems) if path.exists() else []:
        row = {column: entry.get(column, "") for column in COLUMNS}
        where = entry["place"] or "place"
        row.update(key=f"{where}.{entry['key']}", role="place", process="place", caveat=entry["reasoning"])
        row.update(distribution="fixed", prior_low=row["low"] or row["value"], prior_high=row["high"] or row["value"])
        numbers = {column: float(row[column]) for column in ("value", "low", "high") if row[column]}
        _check_words(row, numbers, f"places/assumptions.csv, line {entry['line']}, {entry['key']}", problems)
        rows.append(row)
    return rows


def _prefix(key: str) -> str:
    return key.partition(".")[0]


def _describe_spread(row: Row, spread: str, place: str, problems: Problems, bounds: Row | None = None) -> None:
    """Check a row's numbers and write its distribution and prior bounds into it."""
    numbers = {}
    for column in ("value", "low", "high"):
        if row[column]:
            try:
                numbers[column] = float(row[column])
            except ValueError:
                numbers[column] = math.nan
            if not math.isfinite(numbers[column]):
                problems.add(f'{place}: {column} "{row[column]}"; allowed a finite number')
                return
    _check_words(row, numbers, place, problems)
    if "value" not in numbers:
        row["distribution"] = ""
        return
    lower, upper = natural_bounds(row["unit"], numbers.get("low"))
    if bounds is not None:
        lower = max(lower, float(bounds["lower"] or -math.inf))
        upper = min(upper, float(bounds["upper"] or math.inf))
    for column, number in numbers.items():
        if not lower <= number <= upper:
            problems.add(f"{place}: {column} is {number:g} {row['unit']}; allowed {in_words(lower, upper)}")
            return
    try:
        text, distribution = _distribution(spread, numbers, lower, upper)
    except ValueError as error:
        problems.add(f"{place}: {error}")
        return
    row["distribution"] = text
    points = [numbers["value"]] * 2 if distribution.is_fixed else distribution.quantile(PRIOR_POINTS).tolist()
    row["prior_low"], row["prior_high"] = (f"{point:.5g}" for point in points)


def _check_words(row: Row, numbers: dict[str, float], place: str, problems: Problems) -> None:
    if row["role"] not in ROLES:
        problems.add(f'{place}: role "{row["role"]}"; allowed {", ".join(ROLES)}.{nearest(row["role"], ROLES)}')
    if "value" not in numbers and row["role"] != "context":
        problems.add(f"{place}: no value; only context may go without")
    if row["grade"] not in GRADES and (row["grade"] or "value" in numbers):
        problems.add(f'{place}: grade "{row["grade"]}"; allowed {", ".join(GRADES)}')
    if ("low" in numbers) != ("high" in numbers) and row["role"] in ("input", "output"):
        problems.add(f"{place}: one end of the range is missing; give both low and high, or neither")
    for column in ("label", "unit", "source"):
        if not row[column]:
            problems.add(f"{place}: no {column}")


def _distribution(spread: str, numbers: dict[str, float], lower: float, upper: float) -> tuple[str, Distribution]:
    """Text and meaning of a distribution given as a family, as an explicit form, or as a Dirichlet's concentration."""
    if spread.startswith("dirichlet"):
        spread = spread.removesuffix(")") + f"; share={numbers['value']:g})"
    if "(" in spread:
        stated = parse(spread)
        _check_agreement(stated, numbers)
    elif spread != "fixed" and not {"low", "high"} <= set(numbers):
        raise ValueError(f'distribution "{spread}" needs low and high; leave all three empty for a fixed number')
    else:
        value = numbers["value"]
        stated = fit(spread, value, numbers.get("low", value), numbers.get("high", value))
    bounded = stated if stated.is_fixed else stated.within(lower, upper)
    return (spread if bounded == stated and "(" in spread else bounded.text()), bounded


def _check_agreement(stated: Distribution, numbers: dict[str, float]) -> None:
    """Refuse an explicit distribution that is centred elsewhere than the stated value."""
    value, middle = numbers["value"], stated.middle()
    if abs(middle - value) > 0.02 * max(abs(value), 0.1 * (numbers.get("high", value) - numbers.get("low", value))):
        raise ValueError(f"the distribution is centred on {middle:.4g}, the value is {value:g}")


def _check_keys(rows: list[Row], problems: Problems) -> None:
    seen: dict[str, str] = {}
    for row in rows:
        key, field = row["key"], row["key"].replace(".", "_")
        if not _KEY.fullmatch(key):
            problems.add(f'key "{key}"; allowed two lower-case names joined by a dot, like "attendance.usual"')
        if field in seen:
            problems.add(f'key "{key}" and key "{seen[field]}" would be the same field {field} of a rule\'s parameters')
        seen[field] = key


def _together_by_prefix(rows: list[Row]) -> list[Row]:
    """Rows of one prefix together, prefixes in the order they first come."""
    order = {prefix: i for i, prefix in enumerate(dict.fromkeys(_prefix(row["key"]) for row in rows))}
    return sorted(rows, key=lambda row: order[_prefix(row["key"])])


def _csv_text(rows: Iterable[Row]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


if __name__ == "__main__":
    raise SystemExit(main())
