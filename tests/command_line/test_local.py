"""`peersim local`: a programme's own months over simulated worlds, from the file to the folder that is written."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from stored_studies import arbitrary_runs, store
from typer.testing import CliRunner

import peersim as ps
from peersim.analysis.own_months import COLUMNS
from peersim.cli import app

DOCS = Path(__file__).parents[2] / "docs"
SMALL = ["--parents", "300", "--draws", "40", "--quiet"]
STARTED = ["--started", "2024-09"]


def ask(*words):
    return CliRunner().invoke(app, ["local", *(str(word) for word in words)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("local")


@pytest.fixture(scope="module")
def file(folder):
    result = ask("sample", folder / "months.csv", "--parents", 300, "--months", 7, "--quiet")
    assert result.exit_code == 0, result.output
    return folder / "months.csv"


@pytest.fixture(scope="module")
def asked(file, folder):
    result = ask("compare", file, *SMALL, *STARTED, "--out", folder / "out")
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture(scope="module")
def found(file):
    return ps.compare_months(file, "baseline", parents=300, draws=40, started="2024-09")


def test_a_sample_says_that_it_is_simulated_and_can_be_read(file):
    first, heads, *rows = file.read_text("utf-8").splitlines()
    assert first.startswith("# Simulated by peersim")
    assert "nobody in it is real" in first
    assert heads.split(",")[:2] == ["month", "families who came"]
    assert [row[:7] for row in rows] == ["2024-09", "2024-10", "2024-11", "2024-12", "2025-01", "2025-02", "2025-03"]
    assert "is there already" in ask("sample", file).stderr


def test_the_file_and_the_picture_of_the_guide_are_what_the_model_makes_today(tmp_path):
    made = ps.compare_months(DOCS / "how_to" / "simulated_months.csv", "baseline", started="2024-09", draws=60)
    assert ask("sample", tmp_path / "a.csv", "--scenario", "morning_and_evening", "--months", 12).exit_code == 0
    fresh = "run docs/make_own_months.py"
    assert (tmp_path / "a.csv").read_bytes() == (DOCS / "how_to" / "simulated_months.csv").read_bytes(), fresh
    words = made.figure().alt
    assert words + "\n" == (DOCS / "images" / "own_months.txt").read_text("utf-8"), fresh
    assert words in (DOCS / "how_to" / "compare_with_your_own_months.md").read_text("utf-8"), fresh


def test_the_columns_are_listed_with_what_they_count():
    result = ask("columns", "--json")
    assert [row["name"] for row in json.loads(result.stdout)] == [column.name for column in COLUMNS]
    assert "An empty cell means that nothing was recorded" in " ".join(ask("columns").stdout.split())


def test_a_check_says_how_the_file_is_understood_and_runs_nothing(file):
    result = ask("check", file)
    assert result.exit_code == 0
    assert "The file can be read: 70 figures" in result.stdout
    document = json.loads(ask("check", file, "--json").stdout)
    assert len(document["months"]) == 70


def test_the_answer_begins_with_the_whole_and_ends_with_what_it_stands_on(asked):
    said = " ".join(asked.stdout.split())
    assert said.startswith("As a whole ")
    assert "of 70 figures" in said
    assert "It is not a confidence interval of your figures" in said
    assert "40 draws × 1 replication" in said
    assert "Your file was read on this machine and sent nowhere" in said
    assert asked.stderr == ""


def test_the_folder_holds_what_is_said_and_the_same_file_gives_the_same_bytes(asked, folder, found, tmp_path):
    names = ["columns.csv", "months.csv", "months.json", "months.png", "months.svg", "months.txt", "summary.md"]
    assert sorted(path.name for path in (folder / "out").iterdir()) == names
    found.save(tmp_path)
    for name in names:
        assert (tmp_path / name).read_bytes() == (folder / "out" / name).read_bytes(), name
    document = json.loads((folder / "out" / "months.json").read_text("utf-8"))
    assert document["sentences"] == list(found.sentences)
    assert document["worlds"] == 40
    table = pd.read_csv(folder / "out" / "months.csv")
    pd.testing.assert_frame_equal(table, found.to_frame(), check_dtype=False, check_exact=False)


def test_nothing_of_the_file_but_its_counts_is_written(folder, asked):
    for path in (folder / "out").iterdir():
        assert b"months.csv, line" not in path.read_bytes()
        assert str(folder).encode() not in path.read_bytes()


def test_any_number_of_threads_gives_the_same(file, found):
    alone = ps.compare_months(file, "baseline", parents=300, draws=40, started="2024-09", workers=1)
    np.testing.assert_array_equal(alone.simulated.values, found.simulated.values)


def test_a_month_is_what_its_weeks_make_of_it(found):
    values = dict(zip(found.own.names, np.moveaxis(found.simulated.values, -1, 0), strict=True))
    assert (values["new_families"] <= values["families_came"] + 6).all()  # a straddling week may fall on either side
    assert (values["sessions_held"] == np.round(values["sessions_held"])).all()
    assert values["spending"].min() > 0


def test_the_table_the_picture_and_the_arrays_agree(found):
    frame = found.to_frame()
    outside = frame["where"].isin(["above", "below"])
    assert int(outside.sum()) == int(found.outside[0])
    assert ((frame["own"] > frame["high_95"]) == (frame["where"] == "above")).all()
    assert (frame["low_95"] <= frame["low_80"]).all()
    assert (frame["low_50"] <= frame["median"]).all()
    assert set(frame.loc[outside, "narrowest"]) <= {"outside"}
    words = found.figure().alt
    assert f"{found.worlds} simulated worlds" in words
    for column in found.columns:
        assert column.label.casefold() in words.casefold()
    dataset = found.to_xarray()
    assert dataset["attendances"].dims == ("draw", "replication", "month")
    mine = frame[frame["metric"] == "spending"]
    assert dataset["own_spending"].values.tolist() == mine["own"].tolist()
    np.testing.assert_allclose(dataset["spending"].median(("draw", "replication")), mine["median"])
    assert dataset["spending"].attrs["units"] == "£"


def test_another_design_is_found_out(file, folder):
    path = folder / "twice.csv"
    lines = file.read_text("utf-8").splitlines()
    rows = [line.split(",") for line in lines[2:]]
    spending = lines[1].split(",").index("spending")
    for row in rows:
        row[spending] = str(3 * int(row[spending]))
    path.write_text("\n".join([*lines[:2], *(",".join(row) for row in rows)]), encoding="utf-8")
    found = ps.compare_months(path, "baseline", parents=300, draws=40, started="2024-09")
    assert found.line.unlike
    assert found.lines["spending"].as_far == 0
    level = found.features["spending"][0]
    assert (level.name, level.side, level.higher) == ("level", "higher", 0)
    assert "are unlike" in found.sentences[0]
    assert any("Spending: none of 40 simulated worlds strays as far" in sentence for sentence in found.sentences)


def test_hidden_counts_stay_hidden_in_all_that_is_written(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("month,families,visits\n2024-09,3,31\n2024-10,2,33\n", encoding="utf-8")
    result = ask("compare", path, *SMALL, "--round-small", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    table = pd.read_csv(tmp_path / "out" / "months.csv")
    few = table[table["metric"] == "families_came"]
    assert few["own"].tolist() == [2.5, 2.5]
    assert few["small"].all()
    assert "taken to have begun in 2024-09" in " ".join(result.stdout.split())


def test_few_worlds_give_no_band_and_say_so(file):
    result = ask("compare", file, "--parents", 300, "--draws", 5, "--quiet", *STARTED)
    assert result.exit_code == 0
    assert "too few for a 95% band, which needs 39" in " ".join(result.stdout.split())


def test_a_finished_study_is_read_and_nothing_is_run(file, tmp_path):
    study = tmp_path / "study"
    store(study, arbitrary_runs(40, 1, weeks=32, scenarios=("baseline", "nothing")))
    found = ps.compare_months(file, "baseline", study=study, started="2024-09")
    assert found.worlds == 40
    assert "families_came" not in found.own.names
    said = " ".join(found.remarks)
    assert "families_came: not compared, as a study does not keep what they are counted from." in said
    assert "school holidays lie in other months" in said
    with ps.Store(study) as opened:
        weekly = opened.table("weekly", ["volunteers_active"], scenarios=["baseline"], where="draw = 3")
    ends = found.simulated.weeks.ends
    mine = found.simulated.values[3, 0, :, found.own.names.index("volunteers_active")]
    assert mine.tolist() == weekly["volunteers_active"].to_numpy()[ends].tolist()
    beyond = ask("compare", file, "--study", study, "--started", "2024-03")
    assert beyond.exit_code == 2
    assert "months.csv, line 5: 2024-11 lies beyond the study's runs of 32 weeks from 2024-03-01" in beyond.stderr
    assert 'Did you mean "baseline"?' in ask("compare", file, "--study", study, "--scenario", "basline").stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--started", "2024-11"], "months.csv, line 3: 2024-09 lies before the programme began (2024-11-01)"),
        (["--started", "soon"], "started: there are words that are no month"),
        (["--meets", "tuseday"], 'Did you mean "tuesday"?'),
        (["--scenario", "basline", "--place", "drby", "--draws", "0"], "3 problems. Nothing was run."),
        (["--out", __file__], "it must be a folder"),
        (["--dates", "british"], 'allowed "day first", "month first"'),
    ],
    ids=lambda words: words[0] if isinstance(words, list) else "",
)
def test_a_slip_is_bad_input_and_nothing_is_run(file, words, told):
    result = ask("compare", file, *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert "runs finished" not in result.stderr


def test_a_file_with_names_is_refused_before_anything_is_run(tmp_path):
    path = tmp_path / "named.csv"
    path.write_text("month,attendances,parent's name\n2024-09,3,Someone Unreal\n", encoding="utf-8")
    for command in ("check", "compare"):
        result = ask(command, path)
        assert result.exit_code == 2
        assert "column C: its head says that it holds a name" in result.stderr
        assert "Unreal" not in result.output
