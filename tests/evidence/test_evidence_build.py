"""The table is built from its inputs, all of them, and a wrong input is refused with every mistake named."""

import shutil
from pathlib import Path

import pytest

from peersim.evidence.build import COLUMNS, FOLDER, build, read_rows
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick

GOOD = 'test.plain,A plain number,0.3,0.1,0.5,proportion,beta,input,D,"made up, for this test"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the inputs without assumptions."""
    shutil.copytree(FOLDER, tmp_path / "evidence", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    assume(tmp_path / "evidence")
    return tmp_path / "evidence"


def assume(folder: Path, *lines: str) -> None:
    head = (FOLDER / "assumptions.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "assumptions.csv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")


def row_of(folder: Path, key: str) -> dict[str, str]:
    (folder / "built.csv").write_text(build(folder), encoding="utf-8")
    return next(row for row in read_rows(folder / "built.csv") if row["key"] == key)


def complaints(folder: Path, *lines: str) -> str:
    assume(folder, *lines)
    with pytest.raises(InputError) as caught:
        build(folder)
    return str(caught.value)


def test_the_table_in_the_package_is_what_its_inputs_say():
    assert (FOLDER / "table.csv").read_text(encoding="utf-8") == build(), (
        "table.csv is stale: run `python -m peersim.evidence.build` and commit what it writes"
    )


def test_every_recommended_row_and_every_cost_row_has_a_key():
    mapped = {(row["file"], row["row"]) for row in read_rows(FOLDER / "mapping.csv")}
    recommended = {
        ("parameters.csv", row["parameter"])
        for row in read_rows(FOLDER / "raw" / "parameters.csv")
        if row["parameter"].startswith("RECOMMENDED")
    }
    costs = {
        ("unit_costs_and_values.csv", row["item"]) for row in read_rows(FOLDER / "raw" / "unit_costs_and_values.csv")
    }
    assert len(recommended) == 55
    assert len(costs) == 97
    single_studies = {("parameters.csv", "top-up training for existing peer supporters")}
    assert mapped == recommended | costs | single_studies


def test_a_raw_row_without_a_key_is_refused(folder):
    mapping = (folder / "mapping.csv").read_text(encoding="utf-8").splitlines()
    (folder / "mapping.csv").write_text(
        "\n".join(line for line in mapping if not line.startswith("cost.room_hour,")), encoding="utf-8"
    )
    with pytest.raises(InputError, match='nothing is mapped to the row "room_hire_hour"'):
        build(folder)


def test_a_mapping_to_a_row_that_does_not_exist_names_the_nearest(folder):
    text = (folder / "mapping.csv").read_text(encoding="utf-8").replace(",room_hire_hour,", ",room_hire_hours,")
    (folder / "mapping.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r'no row "room_hire_hours"\. Did you mean "room_hire_hour"\?'):
        build(folder)


def test_an_assumption_carries_its_reasoning_as_caveat_and_says_it_is_one(folder):
    assume(folder, GOOD)
    row = row_of(folder, "test.plain")
    assert row["source"] == "Assumption (reasoning in the caveat)"
    assert row["caveat"] == "made up, for this test"
    assert row["distribution"].startswith("beta(a=")
    assert 0.0 < float(row["prior_low"]) < 0.1 < 0.5 < float(row["prior_high"]) < 1.0


def test_an_assumption_without_a_range_is_fixed(folder):
    assume(folder, "test.plain,A plain number,4,,,weeks,,design,D,made up for this test")
    row = row_of(folder, "test.plain")
    assert (row["distribution"], row["prior_low"], row["prior_high"]) == ("fixed", "4", "4")


def test_an_assumption_joins_the_process_of_its_prefix(folder):
    assume(folder, GOOD.replace("test.plain", "season.test"))
    assert row_of(folder, "season.test")["process"] == "seasonality"


def test_a_spread_that_could_leave_the_natural_bounds_is_cut_to_them(folder):
    assume(folder, GOOD.replace(",beta,", ",normal,"))
    assert "truncated(low=0; high=1)" in row_of(folder, "test.plain")["distribution"]
    assume(folder, GOOD.replace(",beta,", ",normal,").replace("proportion", "logit"))
    assert "truncated" not in row_of(folder, "test.plain")["distribution"]


def test_all_mistakes_of_the_assumptions_are_told_at_once(folder):
    text = complaints(
        folder,
        GOOD.replace("input", "inptu"),
        GOOD.replace("test.plain", "test.grade").replace(",D,", ",E,"),
        GOOD.replace("test.plain", "test.value").replace("0.3", "much"),
        GOOD.replace("test.plain", "test.outside").replace("0.3", "0.7"),
        GOOD.replace("test.plain", "test.family").replace(",beta,", ",betta,"),
        GOOD.replace("test.plain", "test.centre").replace(",beta,", ",beta(a=2; b=2),"),
        GOOD.replace("test.plain", "test.bounds").replace("0.5", "1.5"),
        'test.reason,A plain number,0.3,0.1,0.5,proportion,beta,input,D,""',
        "test.spread,A plain number,0.3,,,proportion,beta,input,D,made up",
        "test.end,A plain number,0.3,0.1,,proportion,beta,input,D,made up",
    )
    for sentence in (
        'line 2, test.plain: role "inptu"; allowed input, design, output, context, place. Did you mean "input"?',
        'assumptions.csv, line 3, test.grade: grade "E"; allowed A, B, C, D',
        'assumptions.csv, line 4, test.value: value "much"; allowed a finite number',
        "assumptions.csv, line 5, test.outside: value 0.7 with range 0.1 to 0.5",
        'assumptions.csv, line 6, test.family: "betta" is not a family',
        "assumptions.csv, line 7, test.centre: the distribution is centred on 0.5, the value is 0.3",
        "assumptions.csv, line 8, test.bounds: high is 1.5 proportion; allowed 0 to 1",
        "assumptions.csv, line 9, test.reason: no reasoning",
        'assumptions.csv, line 10, test.spread: distribution "beta" needs low and high',
        "assumptions.csv, line 11, test.end: one end of the range is missing",
        "Nothing was run.",
    ):
        assert sentence in text


def test_two_keys_that_would_be_one_field_are_refused(folder):
    text = complaints(folder, GOOD.replace("test.plain", "a_b.c"), GOOD.replace("test.plain", "a.b_c"))
    assert 'key "a.b_c" and key "a_b.c" would be the same field a_b_c' in text


def test_a_key_that_is_not_two_names_is_refused(folder):
    assert 'key "Plain"; allowed two lower-case names' in complaints(folder, GOOD.replace("test.plain", "Plain"))


def test_wrong_columns_are_refused(folder):
    (folder / "assumptions.csv").write_text("key,value\nx.y,1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"assumptions\.csv: columns key, value; wanted key, label"):
        build(folder)


def test_an_unquoted_comma_is_noticed(folder):
    assert "more cells than columns" in complaints(folder, GOOD.replace('"', ""))


def test_the_table_has_the_agreed_columns():
    assert tuple(read_rows(FOLDER / "table.csv")[0])[: len(COLUMNS)] == COLUMNS
