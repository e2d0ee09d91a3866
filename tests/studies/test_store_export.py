"""What leaves a store says what it is, and is all there: data package, CSV and Parquet."""

import json

import frictionless
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pyarrow import csv
from stored_studies import WEEKS, arbitrary_runs, store

from peersim.foundation.problems import InputError
from peersim.outcomes import LEVELS, OUTCOMES, outcome
from peersim.studies.contents import read_contents
from peersim.studies.datapackage import describe_study, write_datapackage
from peersim.studies.execute import Failure
from peersim.studies.exporting import export
from peersim.studies.reading import Store
from peersim.studies.shards import Keep
from peersim.studies.tables import stored_tables

NULLS = csv.ConvertOptions(strings_can_be_null=True)
RUNS = arbitrary_runs(3, 2, fails=lambda cell: cell == ("more", 1, 1))
ALL = ["runs", "tidy", "definitions", "outcomes", "weekly", "stays", "money", "hours", "draws"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("studies") / "My study"
    store(folder, RUNS)
    return folder


@pytest.fixture
def opened(folder):
    with Store(folder) as opened:
        yield opened


def test_the_description_is_a_valid_data_package_and_names_every_file(folder):
    path = write_datapackage(read_contents(folder))
    package = frictionless.Package.from_descriptor(str(path))
    assert package.name == "my-study"
    named = {
        name
        for each in json.loads(path.read_text())["resources"]
        for name in ([each["path"]] if isinstance(each["path"], str) else each["path"])
    }
    assert named == {each.relative_to(folder).as_posix() for each in folder.rglob("*.parquet")}


def test_every_field_has_a_definition_and_every_number_a_unit(folder):
    described = {each["name"]: each["schema"] for each in describe_study(read_contents(folder))["resources"]}
    assert set(described) == {*stored_tables(), "draws"}
    for schema in described.values():
        assert all(field["description"] for field in schema["fields"])
        assert all(field["unit"] for field in schema["fields"] if field["type"] in ("integer", "number"))
    reach = next(field for field in described["outcomes"]["fields"] if field["name"] == "reach")
    assert outcome("reach").definition in reach["description"]


def test_rows_of_the_shards_are_as_the_description_says(opened, folder):
    for resource in describe_study(opened.contents)["resources"]:
        rows = opened.table(resource["name"]).astype(object)
        rows = rows.where(rows.notna(), None)
        schema = frictionless.Schema.from_descriptor(resource["schema"] | {"foreignKeys": []})
        report = frictionless.Resource(data=rows.to_dict("records"), schema=schema).validate()
        assert report.valid, f"{resource['name']}: {report.flatten(['fieldName', 'message'])[:3]}"


def test_exported_csv_is_valid_against_its_description_with_keys_and_references(opened, tmp_path):
    written = export(opened, tmp_path / "out", tables=ALL, subgroups=True)
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.valid, report.flatten(["message"])[:3]
    assert [each.table for each in written] == ALL
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *(f"{name}.csv" for name in ALL),
        "datapackage.json",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("subgroups", [False, True])
def test_what_is_exported_is_what_is_stored_to_the_last_bit(opened, tmp_path, form, subgroups):
    export(opened, tmp_path / "out", tables=ALL, form=form, subgroups=subgroups)
    where = None if subgroups else "level = 'everyone'"
    for name in set(ALL) - {"definitions"}:
        path = tmp_path / "out" / f"{name}.{form}"
        found = csv.read_csv(path, convert_options=NULLS).to_pandas() if form == "csv" else pd.read_parquet(path)
        stored = opened.table(name, where=where if name in ("tidy", "outcomes") else None)
        assert set(found) <= set(stored)
        for column in found:
            if found[column].dtype.kind in "if":
                np.testing.assert_array_equal(found[column].to_numpy(float), stored[column].to_numpy(float), column)
            else:
                assert list(found[column].fillna("–")) == list(stored[column].astype(object).fillna("–")), column


def test_a_tidy_row_says_label_and_unit_and_a_table_beside_it_the_definitions(opened, tmp_path):
    export(opened, tmp_path / "out")
    tidy, definitions = pd.read_csv(tmp_path / "out" / "tidy.csv"), pd.read_csv(tmp_path / "out" / "definitions.csv")
    finished = sum(not isinstance(seen, Failure) for seen in RUNS.values())
    assert len(tidy) == finished * len(OUTCOMES)
    assert list(definitions["outcome"]) == [each.name for each in OUTCOMES]
    assert list(definitions["definition"]) == [each.definition for each in OUTCOMES]
    reach = tidy[tidy["outcome"] == "reach"].iloc[0]
    assert (reach["label"], reach["unit"]) == (outcome("reach").label, "share")


def test_parquet_carries_units_and_definitions_itself(opened, tmp_path):
    export(opened, tmp_path / "out", tables=["money"], form="parquet")
    field = pq.read_schema(tmp_path / "out" / "money.parquet").field("staff")
    assert field.metadata[b"unit"].decode() == "£"
    assert field.metadata[b"definition"] == b"money spent on staff"


def test_only_the_scenarios_asked_for_are_exported(opened, tmp_path):
    export(opened, tmp_path / "out", tables=["weekly", "draws"], scenarios=["more"])
    weekly = pd.read_csv(tmp_path / "out" / "weekly.csv")
    assert set(weekly["scenario"]) == {"more"}
    assert len(weekly) == 5 * WEEKS


def test_mistakes_are_told_all_at_once_and_nothing_is_written(opened, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear")
    with pytest.raises(InputError) as caught:
        export(opened, tmp_path / "letters", tables=["outcome"], form="cvs")
    assert 'there is no table "outcome"' in str(caught.value)
    assert 'format is "cvs"; allowed csv and parquet. Did you mean "csv"?' in str(caught.value)
    assert "is there already and not empty" in str(caught.value)
    with pytest.raises(InputError, match="no scenario"):
        export(opened, tmp_path / "out", scenarios=["mor"])
    assert [path.name for path in tmp_path.rglob("*")] == ["letters", "dear.txt"]


def test_a_study_without_outcomes_exports_what_it_has(tmp_path):
    store(tmp_path / "study", RUNS, keep=Keep(("hours",)))
    with Store(tmp_path / "study") as opened:
        written = export(opened, tmp_path / "out")
    assert [each.table for each in written] == ["runs", "draws"]
    assert len(LEVELS) > 0
