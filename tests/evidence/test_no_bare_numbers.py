"""No rule carries a number of its own: everything that could be otherwise comes from the evidence table."""

from pathlib import Path

import pytest

import peersim
from peersim.evidence.bare_numbers import bare_numbers

pytestmark = pytest.mark.quick

PACKAGE = Path(next(iter(peersim.__path__)))
FILES = sorted(path for room in ("agents", "engine") for path in (PACKAGE / room).rglob("*.py"))


def numbers_in(tmp_path: Path, code: str) -> list[tuple[int, str]]:
    (tmp_path / "rules.py").write_text(code, encoding="utf-8")
    return bare_numbers(tmp_path / "rules.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_rule_or_phase_carries_a_number_that_is_not_in_the_table(path):
    found = bare_numbers(path)
    assert not found, "\n".join(f"{path.name}, line {line}: {text}" for line, text in found)


def test_a_bare_number_in_a_rule_is_caught(tmp_path):
    found = numbers_in(tmp_path, "@rule\ndef usual(parent, p):\n    return p.usual + 0.3 * parent.belonging\n")
    assert found == [(3, "0.3 in usual: return p.usual + 0.3 * parent.belonging")]


@pytest.mark.parametrize("number", ["-0.3", "2", "2.0", "5", "1e-6", "0.5", "1j"])
@pytest.mark.parametrize("decorator", ["@rule", "@njit", "@numba.njit(cache=True)", "@register_jitable", ""])
def test_any_number_but_nought_and_one_is_caught_however_the_rule_is_marked(tmp_path, number, decorator):
    assert len(numbers_in(tmp_path, f"{decorator}\ndef usual(p):\n    return p.usual * {number}\n")) == 1


@pytest.mark.parametrize("number", ["0", "1", "-1", "0.0", "1.0", "-1.0", "True"])
def test_nought_one_and_minus_one_are_arithmetic(tmp_path, number):
    assert numbers_in(tmp_path, f"@rule\ndef usual(p):\n    return p.usual * {number}\n") == []


@pytest.mark.parametrize("where", ["x ** 2", "x / 2.0", "ties[3]", "clip(x, 0.0, 3.0)", "x if x > 4 else 0.0"])
def test_powers_halves_places_and_limits_are_numbers_too(tmp_path, where):
    assert len(numbers_in(tmp_path, f"@rule\ndef usual(x, ties):\n    return {where}\n")) == 1


def test_default_arguments_and_inner_functions_are_looked_at(tmp_path):
    code = "def phase(world, weeks=6):\n    def inner(x):\n        return x + 7\n    return inner(weeks)\n"
    assert [line for line, _ in numbers_in(tmp_path, code)] == [1, 3]


def test_methods_and_class_values_are_looked_at(tmp_path):
    assert [
        line for line, _ in numbers_in(tmp_path, "class Parent:\n    a = 3\n    def f(self):\n        return 4\n")
    ] == [2, 4]


def test_purposes_stages_and_kinds_may_be_numbered(tmp_path):
    assert (
        numbers_in(tmp_path, "COME = 5\nHARD, STRETCH = 2, 3\nKINDS = (Field('a', 'f8', '', '', 4),)\n_MASK: int = 7\n")
        == []
    )


def test_a_number_with_a_fraction_is_caught_under_any_name(tmp_path):
    assert numbers_in(tmp_path, "EFFECT = 0.3\n") == [(1, "0.3 at module level: EFFECT = 0.3")]


def test_a_whole_number_under_a_name_that_is_no_constant_is_caught(tmp_path):
    assert len(numbers_in(tmp_path, "limit = 6\n")) == 1


def test_a_reason_lets_the_machines_own_numbers_pass_but_never_in_a_rule(tmp_path):
    line = "    return size * 2  # not evidence: doubles a table that overflowed\n"
    assert numbers_in(tmp_path, f"def larger(size):\n{line}") == []
    assert len(numbers_in(tmp_path, f"@rule\ndef larger(size):\n{line}")) == 1
    assert len(numbers_in(tmp_path, "def larger(size):\n    return size * 2  # not evidence:\n")) == 1
    assert numbers_in(tmp_path, "RATE = 500.0  # not evidence: the members the rate is counted for\n") == []


def test_the_engines_machinery_may_count_but_its_phases_and_rules_may_not(tmp_path):
    code = "def longer(table):\n    return table * 2 + 0.5\n@rule\ndef step(x):\n    return x + 3\n"
    (tmp_path / "engine").mkdir()
    for name, lines in (("setup.py", [2, 5]), ("money_phase.py", [2, 2, 5])):
        (tmp_path / "engine" / name).write_text(code, encoding="utf-8")
        assert [line for line, _ in bare_numbers(tmp_path / "engine" / name)] == lines


def test_docstrings_decorators_and_annotations_are_no_numbers_of_the_world(tmp_path):
    code = '@wraps(5)\ndef f(x: "Literal[3]") -> Literal[4]:\n    """Takes 7."""\n    return x\n'
    assert numbers_in(tmp_path, code) == []
