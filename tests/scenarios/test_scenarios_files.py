"""Finding and reading scenario files: names and paths, and files that cannot be read."""

import os
from pathlib import Path

import pytest

from peersim.foundation.problems import InputError
from peersim.scenarios import library, load
from peersim.scenarios import read as reading

pytestmark = pytest.mark.quick

SIMPLE = 'title = "Two coordinators"\nextends = "baseline"\n\n[set]\nstaff.posts = 2\n'


@pytest.fixture
def simple(tmp_path):
    """A small scenario file of one's own."""
    path = tmp_path / "two.toml"
    path.write_text(SIMPLE, encoding="utf-8")
    return path


def problems_of(name_or_path):
    with pytest.raises(InputError) as error:
        load(name_or_path)
    return error.value.problems


def test_a_name_means_the_library_wherever_one_is(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert load("baseline").settings["staff.posts"] == 1.5


def test_a_path_may_be_text_or_a_path_relative_or_absolute(simple, monkeypatch):
    monkeypatch.chdir(simple.parent)
    digests = {load(asked).digest for asked in (simple, str(simple), "two.toml", "./two.toml", Path("two.toml"))}
    assert len(digests) == 1
    assert load("two.toml").name == "two"


def test_a_bare_name_never_means_a_file_of_ones_own_but_the_message_points_to_it(simple, monkeypatch):
    monkeypatch.chdir(simple.parent)
    assert problems_of("two") == ['Unknown scenario "two". There is a file two.toml here; to use it, write two.toml.']


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(InputError) as error:
        load("on_site_childcar")
    assert error.value.problems == ['Unknown scenario "on_site_childcar". Did you mean "on_site_childcare"?']
    assert "peersim scenario list" in error.value.hint


@pytest.mark.parametrize("name", ["", " ", "\0", "x" * 5000, "baseline\n"])
def test_odd_names_are_unknown_and_nothing_worse(name):
    assert problems_of(name)[0].startswith("Unknown scenario")


def test_a_missing_file_is_answered_with_the_nearest_in_its_folder(simple):
    missing = simple.parent / "tow.toml"
    assert problems_of(missing) == [f'{missing}: no such file. Did you mean "two.toml"?']


def test_a_folder_is_not_a_scenario(tmp_path):
    assert problems_of(tmp_path) == [f"{tmp_path} is a folder; a scenario is one .toml file."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    assert problems_of(pipe) == [f"{pipe} is not an ordinary file; a scenario is one .toml file."]


def test_an_enormous_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "enormous.toml"
    with path.open("wb") as file:
        file.truncate(2_300_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("the file was read"))
    assert problems_of(path) == [f"{path} is 2,300.0 MB; a scenario may have at most 1 MB."]


def test_a_file_of_the_largest_size_is_read(simple):
    content = SIMPLE.encode()
    simple.write_bytes(content + b"#" * (reading.LARGEST_FILE - len(content)))
    assert load(simple).settings["staff.posts"] == 2


def test_a_file_one_may_not_read_is_refused_with_the_reason(simple, monkeypatch):
    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert problems_of(simple) == [f"{simple} cannot be read: permission denied."]


def test_a_file_that_is_not_text_names_the_first_bad_line(tmp_path):
    path = tmp_path / "picture.toml"
    path.write_bytes(b'title = "x"\n\x89PNG\r\n')
    assert problems_of(path) == [f"{path}, line 2: not UTF-8 text. Save the file with the encoding UTF-8."]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(simple):
    plain = load(simple)
    simple.write_bytes(b"\xef\xbb\xbf" + SIMPLE.replace("\n", "\r\n").encode())
    assert load(simple).digest == plain.digest


def test_line_numbers_are_right_with_windows_line_ends(simple):
    simple.write_bytes(SIMPLE.replace("\n", "\r\n").replace("= 2", "= 20").encode())
    assert problems_of(simple) == [f"{simple}, line 5: staff.posts is 20 full-time posts; allowed 0 to 8."]


def test_lists_nested_without_end_are_refused(simple):
    simple.write_text("title = " + "[" * 100_000)
    assert "too deep" in problems_of(simple)[0]


def test_an_empty_file_lacks_only_a_title(tmp_path):
    path = tmp_path / "empty.toml"
    path.write_text("")
    assert problems_of(path) == [f'{path}, line 1: the scenario states no "title"; it must.']


def test_a_file_extends_one_beside_it_by_path_and_one_of_the_library_by_name(simple):
    child = simple.parent / "below" / "child.toml"
    child.parent.mkdir()
    child.write_text('title = "Child"\nextends = "../two.toml"\n\n[set]\nfollow_up.calls = true\n')
    scenario = load(child)
    assert scenario.settings["staff.posts"] == 2
    assert scenario.settings["follow_up.calls"]
    assert [Path(file).name for file in scenario.lineage] == ["baseline.toml", "two.toml", "child.toml"]


def test_names_in_any_script_are_kept(tmp_path):
    path = tmp_path / "llanfair.toml"
    path.write_text('title = "Grŵp ਮਾਪੇ"\n\n[[group]]\nname = "ਮੰਗਲਵਾਰ"\nslot = "tuesday morning"\n', encoding="utf-8")
    assert load(path).groups[0].name == "ਮੰਗਲਵਾਰ"
    again = tmp_path / "again.toml"
    again.write_text(load(path).resolved_toml(), encoding="utf-8")
    assert load(again).digest == load(path).digest


def test_the_library_lists_every_file_once_in_order():
    names = library()
    assert names == sorted(set(names))
    assert {"nothing", "baseline", "on_site_childcare"} <= set(names)
