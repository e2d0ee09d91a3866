"""What is stored is what was run: the same bytes whenever, nothing lost, nothing damaged unseen."""

import io
import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stored_studies import WEEKS, arbitrary_runs, failure, observation, results

from peersim.foundation.problems import InputError, Problems, RunError
from peersim.outcomes import LEVELS, OUTCOMES, SUBGROUP_OUTCOMES
from peersim.studies import shards
from peersim.studies.plan import World
from peersim.studies.shards import Keep, Shard, Stamp, check, clear_unfinished, encode, write
from peersim.studies.tables import KEPT, OF, check_keep, has_denominator, stored_tables

pytestmark = pytest.mark.quick

SHARD = Shard(3, (World(0, 0), World(0, 1)), ("base", "more", "nothing"))
STAMP = Stamp("plan", "package")


def read(files, table):
    return pq.read_table(io.BytesIO(files[f"{table}.parquet"])).to_pandas()


@pytest.fixture(scope="module")
def files():
    return encode(results(arbitrary_runs(1, 2)), weeks=WEEKS)


def test_the_same_runs_give_the_same_bytes_in_whatever_order_they_came(files):
    runs = results(arbitrary_runs(1, 2))
    assert encode(runs[::-1], weeks=WEEKS) == files


@settings(max_examples=25)
@given(seeds=st.lists(st.integers(0, 10**6), max_size=3), untold=st.floats(0, 1), endless=st.floats(0, 1))
def test_every_number_comes_back_exactly_and_what_cannot_be_told_is_null(seeds, untold, endless):
    runs = {("base", 0, n): observation(seed, WEEKS, untold, endless) for n, seed in enumerate(seeds)}
    files = encode(results(runs), weeks=WEEKS)
    outcomes = read(files, "outcomes")
    rows = [
        np.concatenate([o.everyone[:, None, :], np.full((2, len(LEVELS), len(OUTCOMES)), np.nan)], 1)
        for o in runs.values()
    ]
    for row, seen in zip(rows, runs.values(), strict=True):
        row[:, 1:, [OUTCOMES.index(o) for o in SUBGROUP_OUTCOMES]] = seen.subgroups
    shape = (len(rows), 2, 1 + len(LEVELS), len(OUTCOMES))
    whole = np.array(rows).reshape(shape).transpose(1, 0, 2, 3).reshape(2, -1, len(OUTCOMES))
    for number, outcome in enumerate(OUTCOMES):
        np.testing.assert_array_equal(outcomes[outcome.name].to_numpy(float), whole[0, :, number])
        if has_denominator(outcome):
            np.testing.assert_array_equal(outcomes[outcome.name + OF].to_numpy(float), whole[1, :, number])
    weekly = read(files, "weekly").iloc[:, 4:].to_numpy(float)
    np.testing.assert_array_equal(weekly, np.array([o.weekly for o in runs.values()]).reshape(-1, weekly.shape[1]))
    stays = read(files, "stays")
    np.testing.assert_array_equal(stays["parent_ends"], np.ravel([o.parent_ends for o in runs.values()]))
    np.testing.assert_array_equal(read(files, "money")["income"], np.ravel([o.income for o in runs.values()]))
    np.testing.assert_array_equal(read(files, "hours")["given"], np.ravel([o.hours_given for o in runs.values()]))


def test_null_and_infinity_are_told_apart_and_there_is_no_nan_in_a_file(files):
    column = pq.read_table(io.BytesIO(files["outcomes.parquet"]))["weeks_engaged_median"]
    values = column.drop_null().to_numpy()
    assert column.null_count > 0
    assert np.isinf(values).any()
    assert not np.isnan(values).any()


def test_a_failed_run_is_a_row_of_its_own_and_in_no_other_table():
    runs = arbitrary_runs(1, 2, fails=lambda cell: cell == ("more", 0, 1))
    files = encode(results(runs), weeks=WEEKS)
    table = read(files, "runs")
    failed = table[table["status"] == "failed"].iloc[0]
    assert len(table) == 6
    assert tuple(failed[["scenario", "draw", "replication", "stage", "message"]]) == (
        "more", 0, 1, "run", "ValueError: it broke",
    )  # fmt: skip
    assert failed["key"] == "4"
    assert "it broke" in failed["traceback"]
    assert table.loc[table["status"] == "finished", ["stage", "message", "traceback"]].isna().all(axis=None)
    assert len(read(files, "weekly")) == 5 * WEEKS


def test_a_shard_in_which_every_run_failed_has_every_table_and_no_rows():
    runs = {("base", 0, 0): failure("base", 0, 0)}
    files = encode(results(runs), weeks=WEEKS)
    assert set(files) == {table.file for table in stored_tables().values()}
    assert len(read(files, "runs")) == 1
    assert [len(read(files, name)) for name in stored_tables() if name != "runs"] == [0] * 5


@pytest.mark.parametrize("runs", [{}, arbitrary_runs(1, 1)])
def test_columns_and_types_are_those_declared_whatever_is_in_them(runs):
    files = encode(results(runs), weeks=WEEKS)
    types = {"word": "string", "text": "string", "whole": "int32", "number": "double"}
    for name, table in stored_tables().items():
        schema = pq.read_schema(io.BytesIO(files[f"{name}.parquet"]))
        assert [(field.name, str(field.type)) for field in schema] == [(f.name, types[f.kind]) for f in table.fields]


def test_only_what_is_kept_is_written():
    problems = Problems()
    keep = check_keep(["hours", "subgroups"], ["reach", "cost"], problems)
    problems.raise_if_any()
    files = encode(results(arbitrary_runs(1, 1)), weeks=WEEKS, keep=keep)
    assert sorted(files) == ["hours.parquet", "outcomes.parquet", "runs.parquet"]
    outcomes = read(files, "outcomes")
    assert list(outcomes.columns[5:]) == ["reach", "reach__of", "cost"]
    assert len(outcomes) == 3 * (1 + len(LEVELS))
    without = read(encode(results(arbitrary_runs(1, 1)), weeks=WEEKS, keep=Keep(("outcomes",))), "outcomes")
    assert set(without["level"]) == {"everyone"}
    assert Keep.of(json.loads(json.dumps(keep.plain()))) == keep


def test_a_wrong_wish_is_told_with_the_nearest_name():
    problems = Problems()
    check_keep(["outcome"], ["reech"], problems, "plan.toml, ")
    with pytest.raises(InputError) as caught:
        problems.raise_if_any()
    assert f'plan.toml, keep: unknown table "outcome"; allowed {", ".join(KEPT)}.' in str(caught.value)
    assert 'plan.toml, outcomes: unknown outcome "reech". Did you mean "reach"?' in str(caught.value)


def test_runs_that_do_not_belong_in_a_shard_are_refused():
    one = results(arbitrary_runs(1, 1))
    with pytest.raises(ValueError, match="came twice"):
        encode([*one, one[0]], weeks=WEEKS)
    with pytest.raises(ValueError, match=f"of {WEEKS} weeks"):
        encode(one, weeks=WEEKS + 1)
    with pytest.raises(ValueError, match="either"):
        encode([one[0]._replace(observation=None)], weeks=WEEKS)


@pytest.mark.parametrize("count", [0.5, 2.0**31, np.inf])
def test_a_count_that_is_none_is_refused_and_never_rounded(count):
    seen = observation(1)
    seen.weekly[3, 0] = count
    with pytest.raises(ValueError, match="whole number"):
        encode(results({("base", 0, 0): seen}), weeks=WEEKS)


def test_a_shard_is_there_whole_with_checksums_and_nothing_beside_it(tmp_path, files):
    sha256 = write(tmp_path, SHARD, files, STAMP)
    assert check(tmp_path, SHARD, sha256) == []
    assert [path.name for path in (tmp_path / "shards").iterdir()] == ["00003"]
    again = write(tmp_path, SHARD, files, STAMP)
    assert again == sha256
    assert [path.name for path in (tmp_path / "shards").iterdir()] == ["00003"]


def test_every_damage_is_found_and_named(tmp_path, files):
    sha256 = write(tmp_path, SHARD, files, STAMP)
    folder = tmp_path / "shards" / "00003"
    weekly = (folder / "weekly.parquet").read_bytes()

    def told():
        return check(tmp_path, SHARD, sha256)

    (folder / "weekly.parquet").write_bytes(weekly[:-1])
    assert told() == [f"shard 00003: weekly.parquet has {len(weekly) - 1:,} bytes instead of {len(weekly):,}."]
    (folder / "weekly.parquet").write_bytes(weekly[:100] + bytes([weekly[100] ^ 1]) + weekly[101:])
    assert told() == ["shard 00003: weekly.parquet was changed (its checksum is another)."]
    (folder / "weekly.parquet").unlink()
    (folder / "letter.txt").write_text("Dear")
    assert told() == ["shard 00003: letter.txt does not belong to it.", "shard 00003: weekly.parquet is missing."]
    text = (folder / "shard.json").read_text()
    (folder / "shard.json").write_text(text.replace("plan", "plam"))
    assert told() == ["shard 00003: shard.json is not the one that the journal names."]
    (folder / "shard.json").write_text("{")
    assert "cannot be read" in told()[0]
    (folder / "shard.json").unlink()
    assert told() == ["shard 00003: shard.json is missing."]
    assert check(tmp_path, SHARD._replace(number=4), None) == ["shard 00004 is missing."]


def test_a_shard_of_other_worlds_is_not_taken_for_this_one(tmp_path, files):
    sha256 = write(tmp_path, SHARD, files, STAMP)
    other = SHARD._replace(worlds=(World(0, 0), World(0, 2)))
    assert check(tmp_path, other, sha256) == ["shard 00003: holds other worlds or scenarios than the plan says."]


def test_when_the_disk_is_full_nothing_is_left_and_what_was_there_stays(tmp_path, files, monkeypatch):
    sha256 = write(tmp_path, SHARD, files, STAMP)

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shards, "write_and_sync", full)
    with pytest.raises(RunError, match=r"cannot be written \(No space left on device\).*study resume"):
        write(tmp_path, SHARD, files, STAMP)
    assert [path.name for path in (tmp_path / "shards").iterdir()] == ["00003"]
    assert check(tmp_path, SHARD, sha256) == []


def test_what_a_killed_process_left_is_cleared_away_and_nothing_else(tmp_path, files):
    write(tmp_path, SHARD, files, STAMP)
    for left in (".00004.unfinished-abc", ".00003.replaced-xyz"):
        (tmp_path / "shards" / left).mkdir()
    assert clear_unfinished(tmp_path) == 2
    assert [path.name for path in (tmp_path / "shards").iterdir()] == ["00003"]
