"""The document on scenarios: its tables are made from the code, its examples work, its error is the real one."""

import re
from pathlib import Path

import pytest

from peersim.foundation.problems import InputError
from peersim.scenarios import load
from peersim.scenarios.document import DOCUMENT, fill
from peersim.scenarios.show import difference

pytestmark = pytest.mark.quick

TEXT = (Path(__file__).resolve().parents[2] / DOCUMENT).read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", TEXT, re.M | re.S)


def test_the_tables_are_fresh():
    assert fill(TEXT) == TEXT, "run: python -m peersim.scenarios.document"


def test_the_first_example_is_a_scenario_that_does_what_it_says(tmp_path):
    path = tmp_path / "childcare.toml"
    path.write_text(EXAMPLES[0], encoding="utf-8")
    rows = difference("baseline", path)
    assert {(row["key"], row["b"], row["from_week"]) for row in rows} == {
        ("creche.places", 8, 13),
        ("creche.staff_send_trained", True, 13),
    }


@pytest.mark.parametrize("example", EXAMPLES[1:])
def test_every_other_example_can_be_put_into_a_file(example, tmp_path):
    path = tmp_path / "example.toml"
    path.write_text(f'title = "Example"\nextends = "baseline"\n{example}', encoding="utf-8")
    load(path)


def test_the_error_shown_is_what_those_mistakes_are_told(tmp_path, monkeypatch):
    shown = re.search(r"^```\n(childcare\.toml.*?)\n```", TEXT, re.M | re.S)[1]
    first, second = (int(line) for line in re.findall(r"line (\d+)", shown))
    lines = EXAMPLES[0].split("\n")
    lines[first - 1] = lines[first - 1].replace("creche.places", "creche.place")
    lines[second - 1] = lines[second - 1].replace("true", '"yes"')
    (tmp_path / "childcare.toml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as error:
        load("childcare.toml")
    assert str(error.value) == shown
