"""Checking patterns: needs say what they mean, a mechanism is taken out of the draws only, the command is true."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from peersim.analysis.laboratory import Interval, Laboratory, interval
from peersim.analysis.mechanisms import MECHANISMS, without
from peersim.analysis.patterns import (
    PATTERNS,
    Pattern,
    Statistic,
    above,
    at_least,
    at_most,
    below,
    between,
    check,
    exactly,
    near,
    overlaps,
    p01_to_p06,
    p07_to_p12,
    p13_to_p18,
    p19_to_p24,
    pattern,
    section,
)
from peersim.analysis.patterns.checking import figure
from peersim.cli import app
from peersim.evidence import parameters
from peersim.evidence.table import central
from peersim.foundation.problems import InputError


@pytest.mark.quick
@pytest.mark.parametrize(
    ("need", "yes", "no"),
    [
        (above(0.0), (1, 0.1, 2), (1, -0.1, 2)),
        (below(0.0), (-1, -2, -0.1), (-1, -2, 0.1)),
        (at_least(1.0), (1, 0, 2), (0.9, 0, 2)),
        (at_most(1.0), (1, 0, 2), (1.1, 0, 2)),
        (between(1, 2), (2, 0, 4), (2.1, 0, 4)),
        (overlaps(1, 2), (3, 2, 4), (3, 2.1, 4)),
        (near(1, 2), (2.5, 0, 5), (2.6, 0, 5)),
        (exactly(0.0), (0, 0, 0), (0, -1, 1)),
    ],
)
def test_each_need_tells_what_is_enough_from_what_is_not(need, yes, no):
    assert need.holds(Interval(*yes, worlds=9))
    assert not need.holds(Interval(*no, worlds=9))
    assert not need.holds(interval(np.array([np.nan, np.nan])))


@pytest.mark.quick
def test_every_pattern_is_there_once_with_a_known_mechanism_and_a_source():
    given = [p.number for module in (p01_to_p06, p07_to_p12, p13_to_p18, p19_to_p24) for p in module.PATTERNS]
    assert given == list(range(1, 25))
    assert list(PATTERNS) == given
    assert [p.number for p in PATTERNS.values() if p.mechanism not in MECHANISMS or not p.source] == []


@pytest.mark.quick
@pytest.mark.parametrize("name", MECHANISMS)
def test_taking_a_mechanism_out_changes_its_own_numbers_and_no_others(name):
    drawn = central()[0]
    changed = without(name, drawn)
    fields = {parameters()[key].field for key in MECHANISMS[name].neutral}
    assert fields
    moved = {field for field in drawn.dtype.names if drawn[field] != changed[field]}
    assert moved <= fields
    assert moved


@pytest.mark.quick
def test_an_unknown_mechanism_or_pattern_is_an_error_that_says_what_there_is():
    with pytest.raises(InputError, match="supervision"):
        without("supervison", central()[0])
    with pytest.raises(InputError, match="1 to 24"):
        pattern(25)


@pytest.mark.quick
@pytest.mark.parametrize(
    ("value", "text"),
    [(0.12345, "0.123"), (12.345, "12.3"), (1234.5, "1,234"), (0.0, "0"), (-0.00012, "-0.0001"), (np.nan, "–")],
)
def test_figures_have_three_digits_that_count(value, text):
    assert figure(value) == text


@pytest.mark.quick
def test_a_pattern_measured_wrongly_is_not_taken_for_one_that_holds():
    made_up = Pattern(
        1, "made up", "nowhere", (Statistic("a", "b", above(0)),), "supervision", lambda place: np.ones((2, 3))
    )
    with pytest.raises(ValueError, match="2 rows measured for 1"):
        check(made_up)


def test_a_laboratory_runs_the_same_worlds_again_and_others_with_numbers_held():
    plain = Laboratory(draws=2, parents=300, weeks=40)
    held = Laboratory(draws=2, parents=300, weeks=40, held={"first_step.weekly": 3.0})
    first = plain.values("parents_reached", "baseline")
    assert np.array_equal(first, plain.values("parents_reached", "baseline"))
    assert (held.values("parents_reached", "baseline") > first).all()


def test_the_command_prints_what_check_finds_and_fails_where_a_pattern_does(tmp_path):
    out = tmp_path / "table.csv"
    ran = CliRunner().invoke(app, ["patterns", "12", "--draws", "6", "--json", "--quiet", "--out", str(out)])
    row = json.loads(ran.stdout)[0]
    found, gone = check(pattern(12), draws=6), check(pattern(12), off=True, draws=6)
    assert row["value"] == pytest.approx(found.readings[0].value.mean)
    assert ran.exit_code == (0 if found.holds and not gone.holds else 1)
    assert row["without"] == pytest.approx(gone.readings[0].value.mean)
    assert out.read_text(encoding="utf-8").startswith("pattern,says,statistic,unit,needed,value,low,high,worlds,holds")
    assert found.readings[0].statistic.says in section(found, gone)


@pytest.mark.quick
def test_the_command_knows_its_patterns():
    ran = CliRunner().invoke(app, ["patterns", "99"])
    assert ran.exit_code == 2
    assert "1 to 24" in ran.output
