"""A store is read as it was written, part by part, and never mixes what does not belong together."""

import json

import numpy as np
import pandas as pd
import pytest
from stored_studies import SCENARIOS, WEEKS, arbitrary_runs, store

from peersim.foundation.problems import InputError
from peersim.outcomes import LEVELS, OUTCOMES, SUBGROUP_OUTCOMES, outcome, tidy_frame
from peersim.studies import reading
from peersim.studies.execute import Failure
from peersim.studies.reading import Store
from peersim.studies.shards import Keep
from peersim.studies.tables import stored_tables

RUNS = arbitrary_runs(3, 2, fails=lambda cell: cell == ("more", 1, 1))
FINISHED = {cell: seen for cell, seen in RUNS.items() if not isinstance(seen, Failure)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("studies") / "one's [odd] * name?"
    store(folder, RUNS)
    return folder


@pytest.fixture
def opened(folder):
    with Store(folder, verify=True) as opened:
        yield opened


def test_every_table_has_its_rows_in_the_order_of_the_plan(opened):
    rows = {"runs": 1, "outcomes": 1 + len(LEVELS), "weekly": WEEKS, "stays": WEEKS + 1, "money": 1, "hours": 13}
    for name, each in rows.items():
        table, frame = opened.tables[name], opened.table(name)
        cells = RUNS if name == "runs" else FINISHED
        assert list(frame.columns) == list(table.columns)
        assert not frame.duplicated(list(table.key)).any()
        found = list(frame[["scenario", "draw", "replication"]].itertuples(index=False, name=None))
        assert found == [cell for cell in cells for _ in range(each)]


def test_the_inputs_of_each_draw_are_there_to_set_outcomes_against(opened):
    answer = opened.query("SELECT draw, attendance_usual FROM draws JOIN runs USING (draw) WHERE scenario = 'base'")
    assert len(answer) == 6
    assert opened.tables["draws"].field("attendance_usual").unit
    with pytest.raises(InputError, match="the same for all scenarios"):
        opened.table("draws", scenarios=["base"])


def test_what_its_words_may_be_is_asked_once_and_not_for_every_column(opened, monkeypatch):
    asked = []
    monkeypatch.setattr(reading, "outcomes_in", lambda table: asked.append(table) or OUTCOMES)
    for _ in range(2):
        for name in ("outcomes", "runs", "weekly"):
            opened.select(name, None, None, None)
    assert len(asked) == 1


def test_only_the_columns_scenarios_and_rows_asked_for_are_read(opened):
    frame = opened.table("weekly", ["engaged"], scenarios=["more"], where="week >= 3 AND week < 5")
    assert list(frame.columns) == ["scenario", "draw", "replication", "week", "engaged"]
    assert len(frame) == 5 * 2
    assert set(frame["scenario"]) == {"more"}
    assert set(frame["week"]) == {3, 4}
    assert opened.table("runs", [], scenarios=[]).empty


def test_words_are_categories_in_the_order_of_the_study(opened):
    frame = opened.table("outcomes", [])
    assert tuple(frame["scenario"].cat.categories) == SCENARIOS
    assert len(frame["level"].cat.categories) == 1 + len({level.level for level in LEVELS})


def test_the_tidy_view_is_the_tidy_table_of_the_same_runs(opened):
    expected = tidy_frame([(*cell, seen) for cell, seen in FINISHED.items()])
    found = opened.table("tidy")
    for name in ("scenario", "draw", "replication", "group", "level", "outcome", "unit"):
        assert list(found[name]) == list(expected[name])
    np.testing.assert_array_equal(found["value"], expected["value"])
    np.testing.assert_array_equal(found["numerator"], expected["numerator"])
    np.testing.assert_array_equal(found["denominator"], expected["denominator"])
    reach = found[found["outcome"] == "reach"].iloc[0]
    assert (reach["label"], reach["definition"]) == (outcome("reach").label, outcome("reach").definition)
    assert len(found) == len(FINISHED) * (len(OUTCOMES) + len(LEVELS) * len(SUBGROUP_OUTCOMES))


def test_batches_are_the_table_in_pieces(opened):
    pieces = list(opened.batches("weekly", ["strain"], rows=50))
    assert len(pieces) >= 17 * WEEKS / 50
    assert max(len(piece) for piece in pieces) <= 50
    whole = opened.table("weekly", ["strain"])
    pd.testing.assert_frame_equal(
        pd.concat(pieces, ignore_index=True), whole, check_categorical=False, check_dtype=False
    )


def test_sql_is_answered_over_the_same_tables(opened):
    answer = opened.query(
        "SELECT scenario, count(*) AS runs FROM runs WHERE status = 'finished' GROUP BY ALL ORDER BY 1"
    )
    assert dict(zip(answer["scenario"], answer["runs"], strict=True)) == {"base": 6, "more": 5, "nothing": 6}


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda s: s.table("outcome"), 'there is no table "outcome".*Did you mean "outcomes"'),
        (lambda s: s.table("weekly", ["engagd"]), 'table "weekly" has no column "engagd". Did you mean "engaged"'),
        (lambda s: s.table("tidy", ["valeu"]), 'table "tidy" has no column "valeu". Did you mean "value"'),
        (lambda s: s.table("runs", scenarios=["mor"]), 'there is no scenario "mor".*Did you mean "more"'),
        (lambda s: s.table("runs", where="draw <"), "the query cannot be answered"),
        (lambda s: s.query("SELECT * FROM nowhere"), "nowhere"),
        (lambda s: s.query("CREATE TABLE mine (a INT)"), "no question"),
        (lambda s: s.query("SELECT 1; SELECT 2"), "no question"),
        (lambda s: s.query("COPY runs TO 'elsewhere.csv'"), "no question"),
    ],
)
def test_a_mistake_is_told_in_words(opened, ask, told):
    with pytest.raises(InputError, match=told):
        ask(opened)


def test_an_unfinished_study_gives_its_finished_shards_and_says_how_many_it_lacks(tmp_path):
    store(tmp_path, RUNS, finished=lambda number: number < 4)
    with Store(tmp_path) as opened:
        assert opened.unfinished == 2
        assert len(opened.table("runs")) == 4 * len(SCENARIOS)


def test_a_study_of_which_nothing_is_finished_has_empty_tables(tmp_path):
    store(tmp_path, RUNS, finished=lambda number: False)
    with Store(tmp_path) as opened:
        for name, table in opened.tables.items():
            assert list(opened.table(name).columns) == list(table.columns)
            assert opened.table(name).empty or name == "draws"
        assert opened.table("tidy").empty


def test_shards_that_the_journal_does_not_name_are_not_read(tmp_path):
    store(tmp_path, RUNS)
    lines = (tmp_path / "journal.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "journal.jsonl").write_text("".join(lines[:-1]) + lines[-1][:20])
    with Store(tmp_path) as opened:
        assert opened.unfinished == 1
        assert opened.table("runs")["draw"].value_counts().to_dict() == {0: 6, 1: 6, 2: 3}


def test_a_study_that_keeps_less_says_so(tmp_path):
    store(tmp_path, RUNS, keep=Keep(("hours",)))
    with Store(tmp_path) as opened:
        assert list(opened.tables) == ["runs", "hours", "draws"]
        with pytest.raises(InputError, match='does not keep "weekly"; it keeps runs, hours'):
            opened.table("weekly")
        with pytest.raises(InputError, match="tidy"):
            opened.table("tidy")


def change_shard(folder, **changes):
    """Make a shard say something else, and the journal believe it."""
    from hashlib import sha256

    path = folder / "shards" / "00001" / "shard.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    lines = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    lines[1]["sha256"] = sha256(path.read_bytes()).hexdigest()
    (folder / "journal.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"package": "other code"}, "shard 00001: is of another version of peersim; results of different plans"),
        ({"plan_hash": "other plan"}, "shard 00001: is of another plan; results of different plans or versions"),
    ],
)
def test_results_of_another_plan_or_version_are_never_mixed_in(tmp_path, changes, told):
    store(tmp_path, RUNS)
    change_shard(tmp_path, **changes)
    with pytest.raises(InputError, match=told):
        Store(tmp_path)


def test_a_file_that_was_cut_short_or_lost_is_named_on_opening(tmp_path):
    store(tmp_path, RUNS)
    (tmp_path / "shards" / "00000" / "weekly.parquet").write_bytes(b"PAR1")
    (tmp_path / "shards" / "00002" / "money.parquet").unlink()
    (tmp_path / "shards" / "00003" / "shard.json").unlink()
    with pytest.raises(InputError) as caught:
        Store(tmp_path)
    assert "shard 00000: weekly.parquet has 4 bytes instead of" in str(caught.value)
    assert "shard 00002: money.parquet is missing." in str(caught.value)
    assert "shard 00003: shard.json is missing or cannot be read." in str(caught.value)


def test_a_flipped_byte_is_found_when_files_are_read_through(tmp_path):
    store(tmp_path, RUNS)
    path = tmp_path / "shards" / "00000" / "weekly.parquet"
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"shard 00000: weekly.parquet was changed"):
        Store(tmp_path, verify=True)


def test_reading_writes_nothing_into_the_folder(folder, opened):
    before = sorted(path.name for path in folder.rglob("*"))
    opened.query("SELECT * FROM tidy ORDER BY value LIMIT 5")
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_every_field_says_what_it_is_and_no_two_are_alike():
    for table in stored_tables().values():
        assert len(set(table.columns)) == len(table.columns)
        assert all(field.definition for field in table.fields)
        assert all(field.unit for field in table.fields if field.kind in ("whole", "number"))
