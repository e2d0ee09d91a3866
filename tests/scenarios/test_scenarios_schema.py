"""The JSON Schema: what editors check is what peersim checks."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peersim.scenarios.keys import CALENDAR_KEYS, CHANGE_KEYS, FILE_KEYS, FUND_KEYS, GROUP_KEYS
from peersim.scenarios.levers import GROUP_KINDS, LEVERS
from peersim.scenarios.loading import LIBRARY
from peersim.scenarios.schema import SCHEMA_FILE, ScenarioFile, json_schema, schema_text, value_schema
from peersim.scenarios.values import check_value

ROOT = Path(__file__).resolve().parents[2]
BROKEN = Path(__file__).parent / "broken"
CHECK = jsonschema.Draft202012Validator(json_schema())

SEEN_BY_AN_EDITOR = (
    "childcare",
    "missing",
    "names",
    "not_tables",
    "out_of_range",
    "unknown_keys",
    "wrong_types",
)
"""Broken samples whose mistakes a schema can see."""


def test_the_committed_schema_is_fresh():
    committed = (ROOT / SCHEMA_FILE).read_text(encoding="utf-8")
    assert committed == schema_text(), "run: python -m peersim.scenarios.schema"


def test_the_schema_is_itself_valid():
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.toml")), ids=lambda path: path.stem)
def test_every_library_file_satisfies_the_schema(path):
    CHECK.validate(tomllib.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", SEEN_BY_AN_EDITOR)
def test_the_schema_refuses_what_an_editor_can_see(name):
    assert not CHECK.is_valid(tomllib.loads((BROKEN / f"{name}.toml").read_text(encoding="utf-8")))


def test_every_lever_is_completed_with_its_meaning_and_unit():
    schema = json_schema()
    change = schema["$defs"]["ChangeTable"]["properties"]["lever"]
    assert change["enum"] == list(LEVERS)
    for option, lever in zip(change["oneOf"], LEVERS.values(), strict=True):
        assert option["const"] == lever.name
        assert option["description"].startswith(lever.meaning)
        assert schema["$defs"][lever.name]["description"] == option["description"]
        if lever.kind in ("number", "whole"):
            assert lever.unit in option["description"]


@pytest.mark.parametrize("written", ["dotted", "nested", "changed", "stated by a group"])
@pytest.mark.parametrize(
    "lever", [lever for lever in LEVERS.values() if lever.kind in ("number", "whole")], ids=lambda x: x.name
)
def test_the_schema_holds_numbers_to_their_range_wherever_they_stand(lever, written):
    def document(value):
        section, key = lever.name.split(".")
        return {"title": "x"} | {
            "dotted": {"set": {lever.name: value}},
            "nested": {"set": {section: {key: value}}},
            "changed": {"change": [{"lever": lever.name, "value": value}]},
            "stated by a group": {"group": [{"name": "a", lever.name.removeprefix("group.").replace(".", "_"): value}]},
        }[written]

    of_group = lever.name.startswith(("group.", "creche."))
    assert CHECK.is_valid(document(int(lever.high))) == (of_group or written != "stated by a group")
    assert not CHECK.is_valid(document(lever.high + 1))
    assert not CHECK.is_valid(document(str(lever.high)))


anything = st.one_of(
    st.booleans(),
    st.integers(-5, 6000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "tuesday morning", "anything", "home", "staff", "x" * 400, *GROUP_KINDS]),
    st.lists(st.sampled_from(["tuesday morning", "supervision", "staff", "rooms"]), max_size=3),
    st.lists(st.integers(-1, 60), max_size=3),
)
TABLES = (LEVERS.values(), FILE_KEYS, GROUP_KEYS, FUND_KEYS, CALENDAR_KEYS, CHANGE_KEYS)
KEYS = {key.name: key for table in TABLES for key in table if key.kind != "value"}
VALIDATORS = {name: jsonschema.Draft202012Validator(value_schema(key)) for name, key in KEYS.items()}


@pytest.mark.parametrize("name", KEYS)
@given(value=anything)
@settings(max_examples=25)
def test_the_schema_and_the_checker_agree_on_every_key(name, value):
    try:
        check_value(KEYS[name], value)
    except ValueError as error:
        accepted, told = False, str(error)
    else:
        accepted, told = True, ""
    if "one line of visible text" not in told:  # a blank name is beyond a schema of ranges and words
        assert VALIDATORS[name].is_valid(value) == accepted


def test_an_unknown_key_is_refused_by_the_models_themselves():
    with pytest.raises(ValueError, match="Extra inputs"):
        ScenarioFile.model_validate({"title": "x", "tilte": "y"})


def test_the_schema_is_plain_text_that_any_tool_can_read():
    assert json.loads(schema_text()) == json_schema()
