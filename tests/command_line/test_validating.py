"""`peersim validate`: a table, one JSON document, a folder; a miss is a result and a slip is bad input."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import peersim
from peersim.cli import app

TARGETS = Path(__file__).parents[1] / "analysis" / "targets"
GOOD = TARGETS / "good.toml"
FEW = ["--draws", "4", "--seed", "2"]


def ask(*words):
    return CliRunner().invoke(app, ["validate", *(str(word) for word in words)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("validated") / "out"


@pytest.fixture(scope="module")
def asked(folder):
    result = ask(GOOD, *FEW, "--out", folder)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def document():
    result = ask(GOOD, *FEW, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_table_has_a_row_for_each_target_and_counts_hits_by_use(asked):
    for words in ("stayed", "came without a car", "MISS: no value in 4 of 4 runs", "Hits: "):
        assert words in asked.stdout
    assert "used for calibration; " in asked.stdout
    assert "of 4 used for validation." in asked.stdout


def test_a_miss_does_not_change_the_exit_code(asked):
    assert "MISS" in asked.stdout
    assert asked.exit_code == 0


def test_the_answer_says_what_it_stands_on_and_what_a_reader_must_know(asked):
    said = " ".join(asked.stdout.split())
    assert "Hit: the 95% predictive interval overlaps the band" in said
    assert "Simulated, not observed: 4 draws from the" in said
    assert "3 settings, 12 runs in" in said
    assert "Fewer units in a run" in said


def test_progress_goes_to_standard_error(asked):
    assert "12 of 12 runs finished" in asked.stderr
    assert "runs finished" not in asked.stdout


def test_the_document_has_every_number_and_its_provenance(document):
    assert [row["id"] for row in document["targets"]] == ["stayed", "came", "came without a car", "matched", "ours"]
    matched = document["targets"][3]
    assert matched["median"] is None
    assert (matched["result"], matched["hit"], matched["runs_undefined"]) == ("undefined", False, 4)
    assert document["targets"][2]["change"] == {"creche.places": 0, "outreach.hours": 6}
    assert document["hits"]["calibration"]["targets"] == 1
    assert (document["draws"], document["replications"], document["seed"]) == (4, 1, 2)
    assert document["version"] == peersim.__version__
    assert len(document["file_sha256"]) == 64
    assert document["drawn_from"]["source"] in ("prior", "posterior")


def test_the_folder_holds_the_same_numbers_as_the_document(asked, folder, document):
    names = ["targets.csv", "targets.json", "targets.png", "targets.svg", "targets.txt"]
    assert sorted(path.name for path in folder.iterdir()) == names
    stored = json.loads((folder / "targets.json").read_text("utf-8"))
    assert stored == {key: value for key, value in document.items() if key != "seconds"}
    table = pd.read_csv(folder / "targets.csv")
    assert list(table["id"]) == [row["id"] for row in stored["targets"]]
    assert table["median"].tolist()[:3] == [row["median"] for row in stored["targets"]][:3]


def test_the_same_seed_writes_the_same_bytes_with_any_number_of_workers(asked, folder, tmp_path):
    assert ask(GOOD, *FEW, "--workers", "1", "--out", tmp_path).exit_code == 0
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_the_library_gives_what_the_command_prints(document):
    found = peersim.validate(GOOD, draws=4, seed=2)
    assert {use: {"hits": hits, "targets": of} for use, (hits, of) in found.hits.items()} == document["hits"]
    assert found.table["result"].tolist() == [row["result"] for row in document["targets"]]
    assert "Small samples for tests" in found.figure().alt


def test_some_targets_can_be_asked_for():
    result = ask(GOOD, *FEW, "--only", "ours", "--only", "came", "--json")
    assert [row["id"] for row in json.loads(result.stdout)["targets"]] == ["came", "ours"]
    result = ask(GOOD, *FEW, "--use", "calibration", "--json")
    assert [row["id"] for row in json.loads(result.stdout)["targets"]] == ["stayed"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((TARGETS / "broken" / "bands.toml",), "4 problems. Nothing was run."),
        ((TARGETS / "god.toml",), 'Did you mean "good.toml"?'),
        ((GOOD, "--only", "cane"), 'Did you mean "came"?'),
        ((GOOD, "--use", "calibrate"), 'Did you mean "calibration"?'),
        ((GOOD, "--draws", "0"), "draws is 0; allowed 1 to 10,000"),
        ((GOOD, "--out", GOOD), "it must be a folder"),
    ],
    ids=lambda value: "" if isinstance(value, str) else " ".join(Path(str(word)).name for word in value),
)
def test_a_slip_is_bad_input_and_nothing_is_run(words, told):
    result = ask(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert "runs finished" not in result.stderr


def test_the_prior_can_be_asked_for():
    result = ask(GOOD, *FEW, "--only", "came", "--prior", "--json")
    assert json.loads(result.stdout)["drawn_from"] == {"source": "prior", "sample": None}
