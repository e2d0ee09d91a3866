"""Whatever stands in a scenario file, loading it gives a scenario or a message, and never anything else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.foundation.problems import InputError
from peersim.scenarios import load
from peersim.scenarios.keys import CALENDAR_KEYS, CHANGE_KEYS, FILE_KEYS, FUND_KEYS, GROUP_KEYS
from peersim.scenarios.levers import LEVERS

pytestmark = pytest.mark.quick

words = st.sampled_from(
    ["", "a", "b", "baseline", "tuesday morning", "anything", "video", "forum", "8 places", *LEVERS]
)
simple = st.one_of(
    words,
    st.booleans(),
    st.integers(-3, 60),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.lists(words, max_size=2),
    st.lists(st.integers(0, 60), max_size=3),
)
value = st.one_of(
    simple, st.dictionaries(words, simple, max_size=2), st.lists(st.lists(simple, max_size=2), max_size=2)
)


def table(keys):
    """A table with some of its keys, right or wrong, and now and then one that is not its own."""
    names = st.sampled_from([*[key.name for key in keys], "nonsense"])
    return st.dictionaries(names, value, max_size=5)


documents = st.fixed_dictionaries(
    {"title": st.just("Fuzz")},
    optional={key.name: value for key in FILE_KEYS if key.name != "title"}
    | {
        "set": st.one_of(value, st.dictionaries(st.sampled_from([*LEVERS, "creche", "staff"]), value, max_size=5)),
        "calendar": st.one_of(value, table(CALENDAR_KEYS)),
        "group": st.one_of(value, st.lists(table(GROUP_KEYS), max_size=4)),
        "fund": st.one_of(value, st.lists(table(FUND_KEYS), max_size=3)),
        "change": st.one_of(value, st.lists(table(CHANGE_KEYS), max_size=4)),
    },
)


def toml(item):
    """Write a value as TOML, tables inline."""
    if isinstance(item, bool):
        return str(item).lower()
    if isinstance(item, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(part)}" for key, part in item.items()) + "}"
    if isinstance(item, list):
        return "[" + ", ".join(toml(part) for part in item) + "]"
    return json.dumps(item) if isinstance(item, str) else repr(item)


def problems_of(path):
    try:
        load(path)
    except InputError as error:
        return error.problems
    return None


@given(documents)
def test_any_content_ends_in_a_scenario_that_can_be_written_and_read_again_or_in_sentences(tmp_path_factory, document):
    folder = tmp_path_factory.mktemp("fuzz")
    path = folder / "fuzz.toml"
    path.write_text("\n".join(f"{key} = {toml(item)}" for key, item in document.items()), encoding="utf-8")
    problems = problems_of(path)
    if problems is None:
        again = folder / "again.toml"
        again.write_text(load(path).resolved_toml(), encoding="utf-8")
        assert load(again).digest == load(path).digest
    else:
        places = [sentence.split(": ")[0] for sentence in problems]
        assert places
        assert all(place.startswith((str(folder), "baseline.toml")) and ", line " in place for place in places)


@given(st.binary(max_size=200))
def test_any_bytes_end_in_sentences(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "bytes.toml"
    path.write_bytes(content)
    with pytest.raises(InputError):
        load(path)


@given(st.text(st.sampled_from("[]{}=\"'#\n ab1.,\\"), max_size=60))
def test_any_punctuation_ends_in_sentences(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("text") / "text.toml"
    path.write_text(text)
    with pytest.raises(InputError):
        load(path)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_story_is_kept_letter_for_letter(tmp_path_factory, story):
    folder = tmp_path_factory.mktemp("story")
    path, again = folder / "story.toml", folder / "again.toml"
    path.write_text(
        f'title = "Story"\nstory = {json.dumps(story, ensure_ascii=False)}'.replace("\x7f", "\\u007f"), encoding="utf-8"
    )
    again.write_text(load(path).resolved_toml(), encoding="utf-8", newline="")
    assert load(again).story == story


def test_a_change_may_state_its_unit_and_means_the_same(tmp_path):
    head = 'title = "Unit"\nwhy = "A test."\nextends = "baseline"\n'
    text = head + '[[change]]\nlever = "creche.places"\nvalue = 8\n{}from_week = 13\n'
    digests = []
    for name, unit in (("with", 'unit = "Places"\n'), ("without", "")):
        path = tmp_path / f"{name}.toml"
        path.write_text(text.format(unit), encoding="utf-8")
        digests.append(load(str(path)).digest)
    assert digests[0] == digests[1]
