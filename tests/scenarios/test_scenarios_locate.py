"""The locator: every key and table of a TOML text has the line it stands on."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.scenarios.loading import LIBRARY
from peersim.scenarios.locate import line_at, lines_of

pytestmark = pytest.mark.quick

AWKWARD = '''# [[change]] in a comment
title = "a # sign, a [bracket] and an \\"inner\\" quote"  # key = 3
"quoted.key" = 1
outer.inner . "deep" = 2
story = """
[[group]]
name = "not a key" \\
"""
literal = \'\'\'
x = 1 \\\'\'\'
four = """a""""
list = [
  1,   # one
  "]", [2,
  3],
]
inline = { a = 1, b = { c = "}" } }
when = 1979-05-27 07:32:00

[[group]]
name = "first"

[group.sub]
x = 1

[[group]]

  name = "second"
[[group.part]]
y = 1
[[group.part]]
z = 2
[ "odd name" . x ]
w = -inf
'''

PLACES = {
    ("title",): 2,
    ("quoted.key",): 3,
    ("outer", "inner", "deep"): 4,
    ("story",): 5,
    ("literal",): 9,
    ("four",): 11,
    ("list",): 12,
    ("list", 0): 13,
    ("list", 1): 14,
    ("list", 2): 14,
    ("list", 2, 1): 15,
    ("inline", "b", "c"): 17,
    ("when",): 18,
    ("group", 0): 20,
    ("group", 0, "name"): 21,
    ("group", 0, "sub", "x"): 24,
    ("group", 1): 26,
    ("group", 1, "name"): 28,
    ("group", 1, "part", 0, "y"): 30,
    ("group", 1, "part", 1): 31,
    ("group", 1, "part", 1, "z"): 32,
    ("odd name", "x"): 33,
    ("odd name", "x", "w"): 34,
}


@pytest.mark.parametrize("place", PLACES)
def test_each_key_of_an_awkward_text_is_found_on_its_line(place):
    assert lines_of(AWKWARD)[place] == PLACES[place]


def test_windows_line_ends_do_not_shift_lines():
    assert lines_of(AWKWARD.replace("\n", "\r\n")) == lines_of(AWKWARD)


def test_a_place_that_is_not_written_down_is_at_the_table_around_it():
    lines = lines_of(AWKWARD)
    assert line_at(lines, ("group", 1, "slot")) == 26
    assert line_at(lines, ("nowhere", 3)) == 1


def places_in(value, place=()):
    """Every place in a parsed document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*place, key)
        yield from places_in(item, (*place, key))


def test_every_place_of_every_library_file_is_found_on_a_line_that_names_it():
    for path in LIBRARY.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        lines = lines_of(text)
        rows = text.split("\n")
        for place in places_in(tomllib.loads(text)):
            if isinstance(place[-1], str):
                assert place[-1] in rows[lines[place] - 1], (path.name, place)


strings = st.one_of(
    st.sampled_from(
        ['"plain"', "'literal'", '"with \\" quote"', '"""long\n[x]\n""\\""""', "'''raw\n\\'''", '""', "''''''"]
    ),
)
scalars = st.one_of(strings, st.sampled_from(["1", "-2.5", "true", "nan", "1979-05-27", "0x_f".replace("_", "")]))
blanks = st.sampled_from(["", "# [[x]] = 1\n", "\n\n", "  # '''\n"])
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3).map(lambda items: "[\n" + ",  # ]\n".join(items) + "\n]"),
    max_leaves=6,
)


@given(st.lists(st.tuples(blanks, values), min_size=1, max_size=8), st.booleans())
def test_keys_are_found_whatever_values_stand_between_them(pairs, in_table):
    text = "[table]\n" if in_table else ""
    expected = {}
    for number, (blank, value) in enumerate(pairs):
        text += blank
        expected[f"key{number}"] = text.count("\n") + 1
        text += f"key{number} = {value}\n"
    parsed = tomllib.loads(text)
    lines = lines_of(text)
    prefix = ("table",) if in_table else ()
    assert set(places_in(parsed)) == set(lines)
    assert {key: lines[(*prefix, key)] for key in expected} == expected
