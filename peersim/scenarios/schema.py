"""Pydantic models of a scenario file, and the JSON Schema with which editors complete and check one.

The models are made from the tables of keys and levers, so that each key is described once. Run
``python -m peersim.scenarios.schema FILE`` to write the JSON Schema to a file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    create_model,
    field_validator,
)

from peersim.foundation.units import SLOT_NAMES
from peersim.scenarios.keys import (
    CALENDAR_KEYS,
    CHANGE_KEYS,
    FILE_KEYS,
    FUND_KEYS,
    GROUP_KEYS,
    LEVER_OF_SHORT_NAME,
    MOST_FUNDS,
    MOST_GROUPS,
)
from peersim.scenarios.levers import COST_LINES, LEVERS, Lever
from peersim.scenarios.values import ANYTHING, allowed, check_value, in_words

REQUIRED = {"file": ("title",), "group": ("name",), "fund": ("name",), "change": ("lever", "value")}
"""Keys each table must state."""

SCHEMA_FILE = "docs/scenario.schema.json"
"""Where the JSON Schema is kept in a checkout."""

_SECTIONS = tuple(dict.fromkeys(name.split(".")[0] for name in LEVERS))


class _Table(BaseModel):
    """Base of every table: an unknown key is an error."""

    model_config = ConfigDict(extra="forbid")


def _field(key: Lever, *, required: bool = False, alias: str | None = None) -> Any:
    typed = Annotated[Any, BeforeValidator(partial(check_value, key)), WithJsonSchema(value_schema(key))]
    return typed, Field(default=... if required else None, alias=alias)


def _fields(keys: Iterable[Lever], table: str) -> dict[str, Any]:
    return {key.name: _field(key, required=key.name in REQUIRED.get(table, ())) for key in keys}


def _tables(model: type[BaseModel]) -> Any:
    return GenericAlias(list, (model,)), Field(default_factory=list)


def _check_value_of_lever(value: Any, info: ValidationInfo) -> Any:
    lever = LEVERS.get(info.data.get("lever", ""))
    return value if lever is None else check_value(lever, value)


def flatten_levers(value: Any) -> Any:
    """Turn nested tables of levers into dotted names, as ``[set.creche] places`` into ``creche.places``.

    Parameters
    ----------
    value : object
        The ``[set]`` table as read from TOML; anything but a table is given back as it is.

    Returns
    -------
    object
        A table of dotted names; of a lever set twice, the one written with its dotted name is kept.
    """
    if not isinstance(value, dict):
        return value
    flat: dict[str, Any] = {}
    for name, inner in value.items():
        if isinstance(inner, dict):
            flat |= {f"{name}.{key}": item for key, item in inner.items()}
    return flat | {name: item for name, item in value.items() if not isinstance(item, dict)}


def value_schema(key: Lever) -> dict[str, Any]:
    """Describe the values of a key as JSON Schema.

    Parameters
    ----------
    key : Lever
        A lever or another key.

    Returns
    -------
    dict
        Type, range, allowed words, and a description with unit, range and default.
    """
    schema: dict[str, Any] = {}
    if key.kind in ("number", "whole"):
        schema = {"type": "integer" if key.kind == "whole" else "number", "minimum": key.low, "maximum": key.high}
    elif key.kind == "yes_no":
        schema = {"type": "boolean"}
    elif key.kind == "choice":
        schema = {"type": "string", "enum": list(key.choices)}
    elif key.kind == "slot":
        schema = {"type": "string", "enum": [*SLOT_NAMES, *([""] if key.low < 0 else [])]}
    elif key.kind == "text":
        schema = {"type": "string", "minLength": key.low, "maxLength": key.high}
    elif key.kind == "lever":
        schema = {"type": "string", "enum": list(LEVERS)}
    elif key.kind == "weeks":
        items = {"type": "integer", "minimum": key.low, "maximum": key.high}
        schema = {"type": "array", "items": items, "uniqueItems": True}
    elif key.kind != "value":
        schema = _list_schema(key)
    return schema | {"description": description(key)}


def _list_schema(key: Lever) -> dict[str, Any]:
    words = {"slots": SLOT_NAMES, "order": key.choices, "lines": COST_LINES, "names": ()}[key.kind]
    items: dict[str, Any] = {"type": "string", "enum": list(words)} if words else {"type": "string"}
    schema: dict[str, Any] = {"type": "array", "items": items, "uniqueItems": True, "minItems": 1}
    return {"anyOf": [{"const": ANYTHING}, schema]} if key.kind == "lines" else schema


def description(key: Lever) -> str:
    """Describe a key in one line: meaning, range with unit, default and claims.

    Parameters
    ----------
    key : Lever
        A lever or another key.

    Returns
    -------
    str
        One sentence, parts separated by semicolons.
    """
    parts = [key.meaning]
    if key.kind in ("number", "whole"):
        parts.append(f"{allowed(key)} {key.unit}".strip())
    if key.default not in (None, "", ()) and key.kind not in ("order", "lines"):
        parts.append(f"default {in_words(key, key.default)}")
    if key.claims:
        parts.append(f"claims {key.claims}")
    return "; ".join(parts) + "."


SetTable = create_model(
    "SetTable",
    __base__=_Table,
    __doc__="What the programme is from week 0: lever = value.",
    **{lever.field: _field(lever, alias=lever.name) for lever in LEVERS.values()},
)
"""The ``[set]`` table."""

CalendarTable = create_model(
    "CalendarTable",
    __base__=_Table,
    __doc__="When a run begins, and the school holidays.",
    **_fields(CALENDAR_KEYS, "calendar"),
)
"""The ``[calendar]`` table."""

GroupTable = create_model(
    "GroupTable",
    __base__=_Table,
    __doc__="A setting that meets: what it is, and its levers.",
    **_fields(GROUP_KEYS, "group"),
)
"""One ``[[group]]`` table."""

FundTable = create_model("FundTable", __base__=_Table, __doc__="An income stream.", **_fields(FUND_KEYS, "fund"))
"""One ``[[fund]]`` table."""

ChangeTable = create_model(
    "ChangeTable",
    __base__=_Table,
    __doc__="A lever that takes a new value at some time.",
    __validators__={"value_of_lever": field_validator("value", mode="before")(_check_value_of_lever)},
    **_fields(CHANGE_KEYS, "change"),
)
"""One ``[[change]]`` table."""

ScenarioFile = create_model(
    "ScenarioFile",
    __base__=_Table,
    __doc__="A scenario of peersim: a design and its funding.",
    **_fields(FILE_KEYS, "file"),
    set_levers=(Annotated[SetTable | None, BeforeValidator(flatten_levers)], Field(default=None, alias="set")),
    calendar=(CalendarTable | None, None),
    group=_tables(GroupTable),
    fund=_tables(FundTable),
    change=_tables(ChangeTable),
)
"""A whole scenario file."""

TABLES = ("set", "calendar", "group", "fund", "change")
"""Tables of a scenario file."""

TABLE_KEYS = {"calendar": CALENDAR_KEYS, "group": GROUP_KEYS, "fund": FUND_KEYS, "change": CHANGE_KEYS}
"""Keys of each table; those of ``[set]`` are the levers."""


def json_schema() -> dict[str, Any]:
    """Make the JSON Schema of a scenario file.

    Returns
    -------
    dict
        Draft 2020-12; lever names with descriptions, units and ranges, so that an editor completes and checks them.
    """
    schema: dict[str, Any] = _without_titles(ScenarioFile.model_json_schema(by_alias=True))
    tables = schema["$defs"]
    for name, lever in LEVERS.items():
        tables[name] = value_schema(lever)
    refer = {name: {"$ref": f"#/$defs/{name}"} for name in LEVERS}
    tables["SetTable"]["properties"] = refer | {
        section: {
            "type": "object",
            "additionalProperties": False,
            "properties": {n.split(".")[1]: refer[n] for n in LEVERS if n.startswith(f"{section}.")},
        }
        for section in _SECTIONS
    }
    for short, lever in LEVER_OF_SHORT_NAME.items():
        tables["GroupTable"]["properties"][short] = refer[lever.name]
    change = tables["ChangeTable"]
    change["properties"]["lever"]["oneOf"] = [
        {"const": name, "description": description(lever)} for name, lever in LEVERS.items()
    ]
    change["allOf"] = [
        {
            "if": {"properties": {"lever": {"const": name}}, "required": ["lever"]},
            "then": {"properties": {"value": refer[name]}},
        }
        for name in LEVERS
    ]
    schema["properties"]["set"] = {"$ref": "#/$defs/SetTable"}
    schema["properties"]["calendar"] = {"$ref": "#/$defs/CalendarTable"}
    schema["properties"]["group"]["maxItems"] = MOST_GROUPS
    schema["properties"]["fund"]["maxItems"] = MOST_FUNDS
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "peersim scenario"} | schema


def _without_titles(schema: Any) -> Any:
    """Drop the titles and null defaults pydantic adds to each property: they tell a planner nothing."""
    if isinstance(schema, list):
        return [_without_titles(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for name, part in schema.items():
        is_title = name == "title" and isinstance(part, str)
        if not is_title and not (name == "default" and part is None):
            kept[name] = _without_titles(part)
    return kept


def schema_text() -> str:
    """Write the JSON Schema as the text of its file.

    Returns
    -------
    str
        Indented JSON, ending in a line feed.
    """
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else SCHEMA_FILE).write_text(schema_text(), encoding="utf-8", newline="\n")
