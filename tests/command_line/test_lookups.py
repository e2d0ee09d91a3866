"""Looking things up: tables for people, one JSON document for programs, the nearest name for a slip."""

import json

import jsonschema
import pytest
from typer.testing import CliRunner

import peersim
from peersim.cli import app


def ask(*words):
    return CliRunner().invoke(app, list(words))


@pytest.mark.parametrize(
    "words",
    [
        ("evidence", "list"),
        ("evidence", "list", "childcare", "--grade", "D"),
        ("place", "list"),
        ("place", "show", "derby"),
        ("scenario", "list"),
        ("scenario", "show", "baseline"),
        ("scenario", "diff", "baseline", "on_site_childcare"),
        ("scenario", "levers", "creche"),
        ("claims", "C4", "L"),
        ("statistics",),
        ("statistics", "waiting"),
        ("statistics", "completed_share"),
        ("cite",),
    ],
    ids=" ".join,
)
def test_each_lookup_has_a_table_and_one_json_document_with_the_same_exit_code(words):
    table, document = ask(*words), ask(*words, "--json")
    assert table.exit_code == document.exit_code == 0
    assert table.stdout.strip()
    assert json.loads(document.stdout)
    assert not [line for line in table.stdout.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("evidence", "show", "atendance.usual"), 'Did you mean "attendance'),
        (("place", "show", "darby"), 'Did you mean "derby"?'),
        (("scenario", "show", "base_line"), 'Did you mean "baseline"?'),
        (("scenario", "levers", "chreche"), 'Did you mean "creche"?'),
        (("scenario", "diff", "baseline", "no_such_file.toml"), "no_such_file.toml"),
        (("claims", "C44"), 'Did you mean "C4"?'),
        (("statistics", "complet_share"), 'Did you mean "completed_share"?'),
        (("compare", "baselin"), 'Did you mean "baseline"?'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_slip_is_told_with_the_nearest_name_on_standard_error_with_exit_code_2(words, told):
    result = ask(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_a_number_is_shown_with_its_unit_source_and_grade():
    key = json.loads(ask("evidence", "list", "--json").stdout)[0]["key"]
    card = ask("evidence", "show", key).stdout
    assert "grade" in card
    assert "source" in card
    found = json.loads(ask("evidence", "show", key, "--json").stdout)
    assert found["key"] == key
    assert found["unit"]


def test_a_statistic_is_shown_with_its_definition_arguments_and_an_example_of_a_target():
    shown = ask("statistics", "completed_share").stdout
    for words in ("of: places on courses", "bounds: 0 to 1", "share_of_sessions", "[[target]]", "n = 100"):
        assert words in shown
    found = json.loads(ask("statistics", "completed_share", "--json").stdout)
    assert [statistic["name"] for statistic in found] == ["completed_share"]
    assert found[0]["arguments"][0]["choices"][0] == "not dropped out"


def test_the_place_whose_figures_are_mostly_guessed_says_so():
    assert "unknown" in ask("place", "show", "calgary").stdout


def test_the_schema_is_a_json_schema():
    document = json.loads(ask("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(document)
    assert "extends" in json.dumps(document)


def test_validate_tells_the_problems_of_all_files_at_once(tmp_path):
    for number in (1, 2):
        (tmp_path / f"broken{number}.toml").write_text(
            f'title = "x"\nwhy = "y"\nextends = "baseline"\nnosuch{number} = 1\n'
        )
    result = ask("scenario", "validate", "baseline", *map(str, sorted(tmp_path.glob("*.toml"))))
    assert result.exit_code == 2
    assert "nosuch1" in result.stderr
    assert "nosuch2" in result.stderr
    assert "line 4" in result.stderr
    assert "2 problems" in result.stderr
    assert "baseline: good for 156 weeks" in result.stdout


def test_validate_finds_a_change_that_never_takes_effect():
    result = ask("scenario", "validate", "on_site_childcare", "--weeks", "10")
    assert result.exit_code == 2
    assert "on_site_childcare.toml" in result.stderr


def test_show_toml_prints_a_scenario_that_loads_to_the_same_one(tmp_path):
    file = tmp_path / "copy.toml"
    file.write_text(ask("scenario", "show", "on_site_childcare", "--toml").stdout, encoding="utf-8")
    assert peersim.load(file).digest == peersim.load("on_site_childcare").digest


def test_cite_names_the_version_and_the_title_of_the_citation_file():
    from pathlib import Path

    shown = ask("cite").stdout
    citation = (Path(__file__).resolve().parents[2] / "CITATION.cff").read_text(encoding="utf-8")
    title = citation.split('title: "')[1].split('"')[0]
    assert title in shown
    assert peersim.__version__ in shown
    assert str(json.loads(ask("cite", "--json").stdout)["year"]) in citation


def test_public_names_exist_and_a_slip_is_told_with_the_nearest():
    assert peersim.load("nothing").name == "nothing"
    assert set(peersim.__all__) <= set(dir(peersim))
    for name in peersim.__all__:
        assert getattr(peersim, name) is not None
    with pytest.raises(AttributeError, match='Did you mean "compare"'):
        _ = peersim.compar


def test_a_number_is_told_with_what_rests_on_it_on_the_screen_and_as_json():
    told = ask("evidence", "show", "effect.creche_or")
    assert told.exit_code == 0
    assert "What rests on it" in told.stdout
    assert "Sources part" in told.stdout
    found = json.loads(ask("evidence", "show", "effect.creche_or", "--json").stdout)
    assert "childcare_barrier" in found["rules"]
    assert found["conflicts"][0]["done"]
    assert set(found["prior"]) == {"2.5%", "25%", "50%", "75%", "97.5%"}
