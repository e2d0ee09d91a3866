"""Make the pages that describe the model: docs/odd.md, docs/stress-abs.md and docs/trace.md.

    python docs/make_odd.py            write them
    python docs/make_odd.py --check    only say which are out of date

People write the text, in docs/templates/. What the code knows better is put in from the code: the schedule, the state
variables, which rule stands where and reads which numbers, the list of tests. In a template

* `a.name` in backquotes must be an evidence key, a rule, a lever, a field of a record, a scenario, a file or something
  that Python can import; it becomes a link. Any other name is a mistake, and so is one that no longer exists;
* {{equation RULE}} … {{end}} holds the equation of a rule in the names of the code. The numbers, fields and rules it
  names must be just those the rule reads and calls;
* {{block ARGUMENTS}} on a line of its own is replaced by what `BLOCKS` makes of it.

Every mistake is told at once, with its file and line.
"""

from __future__ import annotations

import ast
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from peersim.agents import other_records, parent_record, volunteer_record
from peersim.analysis.patterns import PATTERNS
from peersim.engine.phases import PHASES
from peersim.evidence.sampling import correlations
from peersim.evidence.table import MODEL_KEYS, parameters
from peersim.foundation.records import Field
from peersim.report.rule_book import Rule, read_outside_rules, rule_book
from peersim.scenarios.levers import DESIGN_FIELDS, GROUP_DESIGN_FIELDS, LEVERS
from peersim.scenarios.loading import library

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
TEMPLATES = DOCS / "templates"
PATTERNS_IN_ALL = 24
"""Patterns the model was built to show."""

DOTTED = r"\b[a-z_]\w*(?:\.[a-z_]\w*)+"
"""A name with dots."""

ARITHMETIC = ("agents/maths.py", "engine/event_record.py")
"""Rules in these files are arithmetic and note-taking; an equation may write them as it likes, or leave them out."""

RECORDS: dict[str, tuple[Field, ...]] = {
    "parent": parent_record.PARENT_FIELDS,
    "family": parent_record.PARENT_FIELDS,
    "volunteer": volunteer_record.VOLUNTEER_FIELDS,
    "coordinator": other_records.COORDINATOR_FIELDS,
    "group": other_records.GROUP_FIELDS,
    "match": other_records.MATCH_FIELDS,
    "cohort": other_records.COHORT_FIELDS,
    "fund": other_records.FUND_STATE_FIELDS,
    "design": DESIGN_FIELDS,
    "session": GROUP_DESIGN_FIELDS,
    "now": other_records.NOW_FIELDS,
}
"""Records by the name rules give them."""

GRADES = {
    "A": "measured in peer support for parents",
    "B": "measured in an adjacent field",
    "C": "stated by a document or an expert",
    "D": "assumed, with the reasoning written down",
}


class TemplateError(ValueError):
    """Something a template says that the code does not."""


# Links


def in_evidence(key: str) -> str:
    """Link an evidence key to its row."""
    return f"[`{key}`](evidence.md#{key})"


def to_rule(rule: Rule) -> str:
    """Link a rule to its file."""
    return f"[`{rule.name}`](../peersim/{rule.file})"


@cache
def _python_file(name: str) -> str:
    """Find the file in which something importable stands, from the root; empty where there is nothing of that name."""
    try:
        found = pkgutil.resolve_name(name)
    except (ImportError, AttributeError, ValueError):
        return ""
    module = name if hasattr(found, "__path__") or hasattr(found, "__loader__") else name.rpartition(".")[0]
    path = Path(*module.split("."))
    return f"{path}.py" if (ROOT / f"{path}.py").exists() else str(path)


def named(span: str) -> str:
    """Turn what stands in backquotes into a link, or leave what is no name as it is.

    Raises
    ------
    TemplateError
        If it looks like a name and nothing has it.
    """
    record, _, field = span.partition(".")
    if span in parameters():
        return in_evidence(span)
    if span in rule_book():
        return to_rule(rule_book()[span])
    if span in LEVERS:
        return f"[`{span}`](scenarios.md#the-levers)"
    if record in RECORDS and field in {each.name for each in RECORDS[record]}:
        return f"`{span}`"
    if span in library():
        return f"[`{span}`](../peersim/scenarios/library/{span}.toml)"
    if " " not in span and (ROOT / span).exists():
        return f"[`{span}`](../{span})"
    if "/" in span and " " not in span:
        raise TemplateError(f"there is no file or folder {span}")
    if span.startswith("peersim."):
        if _python_file(span):
            return f"[`{span}`](../{_python_file(span)})"
        raise TemplateError(f"nothing is called {span}")
    if re.fullmatch(r"[a-z_][a-z0-9_.]*", span):
        raise TemplateError(f"`{span}` is no evidence key, rule, lever, field or scenario")
    return f"`{span}`"


# Tables


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Lay out a Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *([str(cell).replace("|", "/") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def schedule(_: str = "") -> str:
    """List the phases in order, with the rules that each calls itself."""
    book = rule_book()
    rows = [
        (phase.number, to_rule(book[phase.name]), phase.about, ", ".join(_links(book[phase.name].calls)))
        for phase in PHASES
    ]
    return table(("phase", "function", "what it does", "calls"), rows)


def _links(names: Iterable[str]) -> list[str]:
    return [to_rule(rule_book()[name]) for name in names]


def rules_of_phase(number: str) -> str:
    """List every rule that runs in a phase, by file, but for arithmetic and note-taking."""
    by_file: dict[str, list[Rule]] = {}
    for rule in rule_book().values():
        if int(number) in rule.phases and rule.file not in ARITHMETIC:
            by_file.setdefault(rule.file, []).append(rule)
    lines = [f"{path}: {', '.join(to_rule(rule) for rule in rules)}." for path, rules in by_file.items()]
    return "<details><summary>Every rule of this phase</summary>\n\n" + "\n\n".join(lines) + "\n\n</details>"


def fields(record: str) -> str:
    """List the fields of a record with unit and meaning."""
    module, _, name = record.rpartition(".")
    rows = [
        (f"`{each.name}`" + (f" × {each.length}" if each.length > 1 else ""), each.unit, each.meaning)
        for each in getattr(pkgutil.resolve_name(f"peersim.{module}"), name)
    ]
    return table(("field", "unit or values", "meaning"), rows)


def words(constant: str) -> str:
    """List words held by the code: stages, causes, reasons."""
    return ", ".join(pkgutil.resolve_name(f"peersim.{constant}")) + "."


def grades(_: str = "") -> str:
    """Count how many of the model's numbers have which grade, and how many of them are drawn."""
    used = [parameters()[key] for key in MODEL_KEYS]
    rows = []
    for grade, words_for in GRADES.items():
        of_grade = [each for each in used if each.grade == grade]
        drawn = sum(each.role == "input" for each in of_grade)
        rows.append((grade, words_for, drawn, len(of_grade) - drawn))
    return table(("grade", "meaning", "drawn anew for each possible world", "held at one value"), rows)


def linked_draws(_: str = "") -> str:
    """List pairs of numbers that are drawn together."""
    rows = [
        (in_evidence(each.first), in_evidence(each.second), f"{each.correlation:g}", each.grade)
        for each in correlations()
    ]
    return table(("number", "drawn with", "rank correlation", "grade"), rows)


def _tests_of_pattern(number: int) -> list[Path]:
    return sorted((ROOT / "tests" / "patterns").glob(f"test_p{number:02d}_*.py"))


def patterns_without_a_test(_: str = "") -> str:
    """Say which patterns no test looks at."""
    missing = [f"P{number}" for number in range(1, PATTERNS_IN_ALL + 1) if not _tests_of_pattern(number)]
    return f"Patterns without a test yet: {', '.join(missing)}." if missing else "Every pattern has its test."


def pattern(arguments: str) -> str:
    """Lay out a row of the list of patterns: as the registry says it, with its test, or as the template says it."""
    number, says, source = (each.strip() for each in arguments.split("|"))
    tests = _tests_of_pattern(int(number))
    test = f"[test](../{tests[0].relative_to(ROOT).as_posix()})" if tests else "no test yet"
    if int(number) in PATTERNS:
        says = PATTERNS[int(number)].says
    return f"| P{number} | {says} | {source} | {test} |"


def all_rules(_: str = "") -> str:
    """List every rule: file, phases, what it does, which numbers it reads."""
    rows = [
        (
            to_rule(rule),
            ", ".join(str(number) for number in rule.phases) or "at the start only",
            rule.about,
            ", ".join(in_evidence(key) for key in rule.keys),
        )
        for rule in rule_book().values()
    ]
    return table(("rule", "phases", "what it does", "numbers it reads itself"), rows)


def numbers_outside(_: str = "") -> str:
    """List numbers of a draw that are read outside the rules."""
    rows = [
        (f"[{path}](../peersim/{path})", ", ".join(in_evidence(key) for key in keys))
        for path, keys in read_outside_rules().items()
    ]
    return table(("file", "numbers"), rows)


def luck(_: str = "") -> str:
    """List every purpose of a keyed draw, and the rules that make it."""
    users: dict[str, list[str]] = {}
    for rule in rule_book().values():
        for purpose in rule.purposes:
            users.setdefault(purpose, []).append(to_rule(rule))
    rows = [
        (purpose.lower().replace("_", " "), number, ", ".join(users.get(purpose, ["setting up"])))
        for purpose, number in vars(pkgutil.resolve_name("peersim.agents.purposes")).items()
        if purpose.isupper()
    ]
    return table(("what is decided", "number", "by"), rows)


def tests_in(folder: str) -> str:
    """List the test files of a folder, each with the claim in its first line."""
    where = ROOT / folder
    if not where.exists():
        raise TemplateError(f"there are no tests in {folder}")
    paths = sorted(where.glob("test_*.py")) if where.is_dir() else [where]
    return table(("tests", "what they claim"), [(_file_link(path), _first_line(path)) for path in paths])


def _file_link(path: Path) -> str:
    return f"[{path.stem.removeprefix('test_').replace('_', ' ')}](../{path.relative_to(ROOT).as_posix()})"


def _first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def decisions(_: str = "") -> str:
    """List the decision notes by title."""
    paths = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    titles = [path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ") for path in paths]
    return "\n".join(f"* [{title}](decisions/{path.name})" for path, title in zip(paths, titles, strict=True))


BLOCKS: dict[str, Callable[[str], str]] = {
    "schedule": schedule,
    "rules": rules_of_phase,
    "fields": fields,
    "words": words,
    "grades": grades,
    "linked_draws": linked_draws,
    "pattern": pattern,
    "patterns_without_a_test": patterns_without_a_test,
    "all_rules": all_rules,
    "numbers_outside": numbers_outside,
    "luck": luck,
    "tests": tests_in,
    "decisions": decisions,
}
"""What `{{name ARGUMENTS}}` becomes."""


# Equations


def complaints(rule: Rule, text: str) -> list[str]:
    """Say where an equation and its rule part ways: what is named and not used, or used and not named."""
    dotted = set(re.findall(DOTTED, text))
    keys = dotted & set(parameters())
    own = {each for each in rule.fields if each.partition(".")[0] in rule.takes}
    calls = {name for name in rule.calls if rule_book()[name].file not in ARITHMETIC}
    bare = set(re.findall(r"(?<![\w.])[a-z_]\w*(?![\w.])", text))
    found = [f"{each}: {rule.name} does not read it" for each in sorted(keys - set(rule.keys))]
    found += [f"{each}: {rule.name} has no such field" for each in sorted(dotted - keys - set(rule.fields))]
    found += [f"{rule.name} reads {each}, which the equation does not name" for each in sorted(set(rule.keys) - keys)]
    found += [f"{rule.name} uses {each}, which the equation does not name" for each in sorted(own - dotted)]
    found += [f"{rule.name} calls {each}, which the equation does not name" for each in sorted(calls - bare)]
    uncalled = (bare & set(rule_book())) - set(rule.calls) - {rule.name} - _arithmetic() - set(rule.takes)
    return found + [f"{each}: {rule.name} does not call it" for each in sorted(uncalled)]


def _arithmetic() -> set[str]:
    return {rule.name for rule in rule_book().values() if rule.file in ARITHMETIC}


def equation(name: str, text: str) -> str:
    """Set an equation with a line that says where it stands and what its numbers are.

    Raises
    ------
    TemplateError
        If there is no such rule, or the equation is not the rule's.
    """
    if name not in rule_book():
        raise TemplateError(f"there is no rule {name}")
    rule = rule_book()[name]
    wrong = complaints(rule, text)
    if wrong:
        raise TemplateError("; ".join(wrong))
    numbers = " · ".join(_value(key) for key in rule.keys)
    return f"```text\n{text}\n```\n\n{to_rule(rule)}" + (f" — {numbers}" if numbers else "")


def _value(key: str) -> str:
    row = parameters()[key]
    around = f", {row.low:g} to {row.high:g}" if row.low is not None and row.high is not None else ""
    return f"{in_evidence(key)} {row.value:g}{around} [{row.unit}; {row.grade}]"


# Pages


def _checked(line: str) -> str:
    """Leave a line of a formula as it is, if every dotted name in it is one."""
    for name in re.findall(DOTTED, line):
        named(name)
    return line


def _expanded(lines: list[str], where: str, wrong: list[str]) -> Iterator[str]:
    """Go through a template, and collect mistakes with their lines."""
    number, fenced = 0, False
    while number < len(lines):
        line = lines[number]
        number += 1
        try:
            if found := re.fullmatch(r"\{\{equation (\w+)\}\}", line):
                end = lines.index("{{end}}", number)
                text, number = "\n".join(lines[number:end]), end + 1
                yield equation(found[1], text)
            elif found := re.fullmatch(r"\{\{(\w+) ?(.*)\}\}", line):
                yield BLOCKS[found[1]](found[2])
            else:
                fenced ^= line.startswith("```")
                yield _checked(line) if fenced else re.sub(r"(?<!\[)`([^`]+)`", lambda span: named(span[1]), line)
        except (TemplateError, KeyError, AttributeError) as mistake:
            wrong.append(f"{where}, line {number}: {mistake}")


def made(names: Iterable[str]) -> str:
    """Make one page from its templates.

    Raises
    ------
    TemplateError
        If a template says what the code does not; all of it is named.
    """
    wrong: list[str] = []
    parts = []
    for name in names:
        path = TEMPLATES / name
        lines = path.read_text(encoding="utf-8").splitlines()
        parts.append("\n".join(_expanded(lines, path.relative_to(ROOT).as_posix(), wrong)))
    if wrong:
        raise TemplateError("\n".join(wrong))
    return "\n\n".join(parts).rstrip() + "\n"


def templates_of(page: str) -> list[str]:
    """List the templates of a page, in order: page.md, or page_1_….md, page_2_….md and so on."""
    return sorted(path.name for path in TEMPLATES.glob(f"{page}*.md"))


PAGES = {DOCS / f"{page}.md": page for page in ("odd", "stress-abs", "trace")}


def pages() -> dict[Path, str]:
    """Make every page."""
    return {path: made(templates_of(page)) for path, page in PAGES.items()}


def main() -> None:
    """Write the pages, or say which are out of date."""
    try:
        new = pages()
    except TemplateError as mistakes:
        sys.exit(f"{mistakes}\nNothing was written.")
    stale = [path for path, text in new.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv and stale:
        sys.exit(f"out of date: {', '.join(path.name for path in stale)}; run docs/make_odd.py")
    for path in stale:
        path.write_text(new[path], encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
