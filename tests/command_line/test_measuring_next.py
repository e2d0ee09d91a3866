"""`peersim evidence measure-next` tells which assumptions to measure, as a table and as one JSON document."""

import json

import pytest
from typer.testing import CliRunner

from peersim.cli import app

SMALL = ("evidence", "measure-next", "--draws", "30", "--parents", "200", "--weeks", "40", "-q")


@pytest.mark.slow
def test_the_list_is_a_table_for_people_and_one_document_for_programs():
    table = CliRunner().invoke(app, list(SMALL))
    assert table.exit_code == 0
    assert "share" in table.stdout
    document = json.loads(CliRunner().invoke(app, [*SMALL, "--json"]).stdout)
    assert len(document) == 32
    assert [row["rank"] for row in document] == list(range(1, 33))
    assert all(row["how_to_measure"] and row["key"] in table.stdout for row in document)


@pytest.mark.quick
def test_a_place_that_does_not_exist_is_refused_before_anything_runs():
    refused = CliRunner().invoke(app, ["evidence", "measure-next", "--place", "derbi", "-q"])
    assert refused.exit_code == 2
    assert 'Did you mean "derby"?' in refused.stderr
