"""What `peersim compare` left is brought into the present format unchanged, or refused in words."""

import json
import shutil
from hashlib import sha256

import pandas as pd
import pytest

import peersim
from peersim.foundation.problems import InputError
from peersim.outcomes.tidy import tidy_frame
from peersim.studies.migration import migrate
from peersim.studies.plan import Run
from peersim.studies.reading import Store
from peersim.studies.store import read_observations, write_observations

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    folder = tmp_path_factory.mktemp("old") / "study"
    peersim.compare(["baseline", "transport_help"], parents=60, weeks=20, draws=3, replications=2, out=folder)
    return folder


def change_manifest(folder, changed=(), **facts):
    """Change what the manifest says, and what it says of files, as a version that wrote other things would."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in changed:
        content = (folder / name).read_bytes()
        manifest["files"][name] = {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    (folder / "manifest.json").write_text(json.dumps(manifest | facts))


def test_a_migrated_study_gives_the_same_comparison_and_the_old_folder_is_left_alone(old, tmp_path):
    before = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}
    new = migrate(old, tmp_path / "new")
    one, other = peersim.read(old), peersim.read(new)
    pd.testing.assert_frame_equal(one.differences(), other.differences(), check_exact=True)
    pd.testing.assert_frame_equal(one.alone(), other.alone(), check_exact=True)
    assert one.summary() == other.summary()
    assert {path: path.read_bytes() for path in old.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_every_run_comes_over_to_the_last_bit(old, tmp_path):
    with Store(migrate(old, tmp_path / "new"), verify=True) as opened:
        seen = read_observations(old / "observations.parquet")
        expected = tidy_frame([(*cell, each) for cell, each in seen.items()])
        found = opened.table("tidy", ["value", "numerator", "denominator"])
        for name in ("value", "numerator", "denominator"):
            pd.testing.assert_series_equal(found[name], expected[name], check_exact=True)
        assert opened.contents.study.document["migrated_from"]["format_version"] == 1


def test_a_study_stopped_halfway_keeps_what_it_has(old, tmp_path):
    part = shutil.copytree(old, tmp_path / "part")
    seen = [item for item in read_observations(old / "observations.parquet").items() if item[0][1] != 1]
    write_observations(part / "observations.parquet", [(Run(n, *cell), each) for n, (cell, each) in enumerate(seen)])
    frame = pd.read_parquet(part / "outcomes.parquet")
    frame[frame["draw"] != 1].to_parquet(part / "outcomes.parquet")
    change_manifest(part, ["observations.parquet", "outcomes.parquet"], complete=False, runs_finished=len(seen))
    answer = peersim.read(migrate(part, tmp_path / "new"))
    assert answer.missing_runs == 2 * 3
    pd.testing.assert_frame_equal(answer.differences(), peersim.read(part).differences(), check_exact=True)


def test_a_store_of_the_old_format_is_refused_with_the_way_on(old):
    with pytest.raises(InputError, match=r"is of format 1.*\n.*peersim study migrate"):
        Store(old)


@pytest.mark.parametrize("version", [0, 3])
def test_other_formats_are_refused(old, tmp_path, version):
    copy = shutil.copytree(old, tmp_path / "copy")
    change_manifest(copy, format_version=version)
    with pytest.raises(InputError, match=f"is of format {version}; only 1"):
        migrate(copy, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_study_with_other_outcomes_is_refused_because_its_arrays_have_no_names(old, tmp_path):
    copy = shutil.copytree(old, tmp_path / "copy")
    frame = pd.read_parquet(copy / "outcomes.parquet")
    frame["outcome"] = frame["outcome"].astype(str).replace("reach", "reached")
    frame.to_parquet(copy / "outcomes.parquet")
    change_manifest(copy, ["outcomes.parquet"])
    with pytest.raises(InputError, match="told other outcomes or in another order"):
        migrate(copy, tmp_path / "new")


def test_changed_files_and_occupied_places_are_refused(old, tmp_path):
    copy = shutil.copytree(old, tmp_path / "copy")
    (copy / "weekly.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"weekly.parquet changed since it was written"):
        migrate(copy, tmp_path / "new")
    with pytest.raises(InputError, match="not empty"):
        migrate(old, copy)
    with pytest.raises(InputError, match="holds no study"):
        migrate(tmp_path, tmp_path / "new")
