"""Make the reference pages that the code knows best, and the lists of guides.

    python docs/make_reference.py            write them
    python docs/make_reference.py --check    only say which are out of date

`docs/make_pages.py reference` writes them too. A test checks that they are fresh.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import fill
from typing import Any

import yaml

import peersim
from peersim.evidence import Parameter, parameters
from peersim.outcomes import FACTORS, OUTCOMES, WEEKLY_FIELDS
from peersim.report.number_page import page_of

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
CITATION = ROOT / "CITATION.cff"
WIDTH = 96
"""Width of the help that commands print [characters]."""

MADE = "<!-- Made by docs/make_reference.py from {}. Change that, not this page. -->\n\n"

ROLES = {
    "input": "how people and programmes behave",
    "design": "design of the model and its reference programme",
    "place": "about places",
    "context": "for reading results: prices, comparisons, values of outcomes",
}
"""Roles of numbers in the register, in its order."""

FIRST_GUIDES: dict[str, tuple[str, ...]] = {
    "For planners": ("compare_with_your_own_months", "validate_against_your_own_figures"),
    "For funders": ("write_a_funder_report",),
    "For researchers": (
        "run_a_large_study",
        "read_a_study",
        "run_on_a_cluster",
        "which_inputs_matter",
        "ema_workbench",
    ),
    "For those who change the model": ("replace_a_rule", "add_a_phase_hook", "add_a_lever", "add_a_trait"),
}
"""Guides by whom they are for; any other guide is listed last."""


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Lay out a Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *([_cell(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def paragraph(*parts: str) -> str:
    """Set sentences as a paragraph."""
    return fill(" ".join(parts), 120, break_long_words=False, break_on_hyphens=False) + "\n"


def _cell(value: object) -> str:
    text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace("|", "/").replace("\n", " ")


# The command line


def commands(command: Any, words: tuple[str, ...] = ("peersim",)) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Give every command with its words, in the order in which they are listed."""
    yield words, command
    if hasattr(command, "commands"):
        import click

        for name in command.list_commands(click.Context(command)):
            yield from commands(command.commands[name], (*words, name))


def help_of(words: tuple[str, ...], command: Any) -> str:
    """Print a command's help as `--help` does, on a screen of a fixed width."""
    import typer

    within = None
    for name in words[:-1]:
        within = typer.Context(command, info_name=name, parent=within)
    names = {"help_option_names": ["-h", "--help"], "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = command.make_context(words[-1], [], parent=within, resilient_parsing=True, **names)
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def command_line() -> str:
    """Write the page of the command line."""
    import typer

    from peersim.cli import app

    text = (
        "# The command line\n\n"
        + MADE.format("the commands themselves")
        + paragraph(
            "What each command's `--help` prints. `python -m peersim` does the same as `peersim`. Data go",
            "to standard output, progress to standard error; `--json` prints one JSON document. Exit",
            "codes: 0 done, 1 a run failed, 2 bad input and nothing was run, 130 stopped by Ctrl-C.",
        )
    )
    for words, command in commands(typer.main.get_command(app)):
        text += f"\n{'#' * min(len(words) + 1, 3)} {' '.join(words)}\n\n```text\n{help_of(words, command)}\n```\n"
    return text


# Outcomes


def outcomes() -> str:
    """Write the page of outcomes, subgroups and weekly columns."""
    rows = [
        (f'<a id="{o.name}"></a>`{o.name}`', o.label, o.unit, o.direction, o.denominator, o.definition)
        for o in OUTCOMES
    ]
    groups = [(f"`{factor.name}`", factor.label, ", ".join(factor.levels), factor.meaning) for factor in FACTORS]
    weekly = [(f"`{name}`", unit, meaning) for name, unit, meaning in WEEKLY_FIELDS]
    told = sum(o.by_subgroup for o in OUTCOMES)
    return (
        "# Outcomes: what a run reports\n\n"
        + MADE.format("`peersim.outcomes`")
        + paragraph(
            f"{len(OUTCOMES)} outcomes, {told} of them also told by subgroup of families. What cannot be",
            "told (a share of nobody) is empty, never 0. How single figures of evaluations are measured",
            "is in [statistics](../statistics.md).",
        )
        + "\n## By run\n\n"
        + table(("name", "what", "unit", "direction", "of", "definition"), rows)
        + "\n## Subgroups of families\n\n"
        + "Each factor puts every family in exactly one of its levels, the same whatever the design.\n\n"
        + table(("factor", "what", "levels", "rests on"), groups)
        + "\n## By week\n\nColumns of the weekly table.\n\n"
        + table(("column", "unit", "meaning"), weekly)
    )


# Names in Python


def python_names() -> str:
    """Write the list of public names."""
    rows = []
    for name in sorted(set(peersim.__all__) - {"__version__"}, key=lambda each: (each.lower(), each)):
        value = getattr(peersim, name)
        home = peersim._HOME[name]
        path = Path(*home.split("."))
        file = path.with_suffix(".py") if (ROOT / path.with_suffix(".py")).exists() else path / "__init__.py"
        about = (value.__doc__ or "").strip().splitlines()[0] if callable(value) else "Every outcome, in order."
        rows.append((f"[`{name}`](../../{file.as_posix()})", about))
    return (
        "# Names in Python\n\n"
        + MADE.format("docstrings")
        + paragraph(
            "`import peersim as ps` gives these; nothing heavy is imported before it is used. The site",
            "describes each with its parameters, units, results and errors, and the public names of every",
            "room below them; in the source they stand in the docstrings, which `help(ps.compare)`",
            "prints.",
        )
        + "\n"
        + table(("name", "what it is or does"), rows)
        + "\n`__version__` is the version, as text.\n"
    )


# The register of assumptions


def assumed() -> list[Parameter]:
    """List every number in the register: graded C or D, and not something the model must produce."""
    return [each for each in parameters().values() if each.grade in ("C", "D") and each.role in ROLES]


def register() -> str:
    """Write the assumption register."""
    every = assumed()
    by_role = Counter((each.role, each.grade) for each in every)
    counts = [(ROLES[role], by_role[role, "C"], by_role[role, "D"]) for role in ROLES]
    counts.append(("all", sum(e.grade == "C" for e in every), sum(e.grade == "D" for e in every)))
    numbers = [each for each in parameters().values() if each.role == "input"]
    weak = sum(each.grade in ("C", "D") for each in numbers)
    text = (
        "# The assumption register\n\n"
        + MADE.format("the evidence table")
        + paragraph(
            f"{len(every)} numbers rest on an expert rule or a background document (grade C) or on",
            f"reasoning alone (grade D). Of the {len(numbers)} numbers that say how people and programmes",
            f"behave and are drawn anew in each possible world, {weak} are in this register. The other",
            "grades are in the [list of all numbers](evidence.md); the assumptions that would most repay",
            "measuring are [ranked by what they move](evidence/worth_measuring.md); what follows for an",
            "answer is in the [limits](limits.md). `peersim evidence list --grade D` prints those of",
            "grade D.",
        )
        + "\n"
        + table(("numbers", "grade C", "grade D"), counts)
    )
    for role, title in ROLES.items():
        rows = [_assumption(each) for each in every if each.role == role]
        text += f"\n## {title[0].upper()}{title[1:]}\n\n" + table(
            ("number", "value and range", "grade", "reason"), rows
        )
    return text


def _assumption(each: Parameter) -> tuple[object, ...]:
    ranged = each.low is not None and each.high is not None
    told = f"{each.value:g} {each.unit} ({f'{each.low:g} to {each.high:g}' if ranged else 'held'})"
    return f"[{each.label}](evidence/{page_of(each)}) `{each.key}`", told, each.grade, _reason(each)


def _reason(each: Parameter) -> str:
    """Say why a number is what it is: the reasoning of an assumption, else the source and what to bear in mind."""
    if each.source.startswith("Assumption") and each.caveat:
        return each.caveat
    return "; ".join(part.rstrip(". ") for part in (each.source, each.caveat) if part)


# How to cite


def how_to_cite() -> str:
    """Write the page on citing, from CITATION.cff."""
    from peersim.commands.about import AUTHORS, TITLE, YEAR

    facts = yaml.safe_load(CITATION.read_text(encoding="utf-8"))
    authors = ", ".join(
        each.get("name") or f"{each['family-names']} {each['given-names']}" for each in facts["authors"]
    )
    year, title = facts["date-released"].year, facts["title"]
    fields = {"author": f"{{{AUTHORS}}}", "title": TITLE, "version": facts["version"], "year": YEAR}
    entry = ",\n".join(f"  {name:<7} = {{{value}}}" for name, value in fields.items())
    return (
        "# How to cite\n\n"
        + MADE.format("CITATION.cff")
        + f"{facts['message']}\n\n"
        + f"> {authors} ({year}). {title}, version {facts['version']}. Licence: {facts['license']}.\n\n"
        + f"```bibtex\n@software{{peersim,\n{entry}\n}}\n```\n\n"
        + paragraph(
            "`peersim cite` prints it for the version that is installed. Give the seed, draws and",
            "replications of your study with it: they are in its `manifest.json`. Cite the sources of the",
            "numbers your answer hangs on as well; each has its source on [its page](evidence.md).",
            "Official figures: [licence and attribution](../LICENSE-DATA).",
        )
        + "\nThe file, for programs that read it: [CITATION.cff](../CITATION.cff).\n\n"
        + f"```yaml\n{CITATION.read_text(encoding='utf-8')}```\n"
    )


# Lists of pages


def listed(path: Path) -> str:
    """List a page by its title and the first sentence under it."""
    text = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.S)
    title, body = re.match(r"\s*# ([^\n]+)\n+(.*)", text, re.S).groups()  # type: ignore[union-attr]
    first = re.split(r"(?<=[.?!])\s", " ".join(body.partition("\n\n")[0].split()))[0]
    return f"* [{title}]({path.name}): {first[0].lower() + first[1:] if first[:2] != 'A ' else 'a ' + first[2:]}\n"


def guides() -> str:
    """Write the list of how-to guides, by whom they are for."""
    there = {path.stem: path for path in sorted((DOCS / "how_to").glob("*.md")) if path.stem != "README"}
    placed = {name for names in FIRST_GUIDES.values() for name in names}
    groups = {**FIRST_GUIDES, "Besides": tuple(name for name in there if name not in placed)}
    text = (
        "# How-to guides\n\n"
        + MADE.format("the guides")
        + paragraph(
            "Each does one thing, from beginning to end, with an example that runs. New here? Begin with",
            "the [first lesson](../tutorial/README.md).",
        )
    )
    for title, names in groups.items():
        lines = [listed(there[name]) for name in names if name in there]
        text += f"\n## {title}\n\n{''.join(lines)}" if lines else ""
    return text


def notes() -> str:
    """Write the list of decision notes."""
    rows = [path for path in sorted((DOCS / "decisions").glob("*.md")) if path.name != "README.md"]
    titles = [re.match(r"# ([^\n]+)", path.read_text(encoding="utf-8"))[1] for path in rows]  # type: ignore[index]
    lines = "".join(f"* [{title}]({path.name})\n" for path, title in zip(rows, titles, strict=True))
    return (
        "# Decisions\n\n"
        + MADE.format("the notes")
        + paragraph(
            "Why things are as they are: what was decided, what it costs, what was tried instead, when to",
            "look again. A page each.",
        )
        + "\n"
        + lines
    )


def make() -> dict[Path, str]:
    """Make all of these pages."""
    return {
        DOCS / "reference" / "command_line.md": command_line(),
        DOCS / "reference" / "outcomes.md": outcomes(),
        DOCS / "reference" / "python.md": python_names(),
        DOCS / "assumptions.md": register(),
        DOCS / "cite.md": how_to_cite(),
        DOCS / "how_to" / "README.md": guides(),
        DOCS / "decisions" / "README.md": notes(),
    }


def main() -> None:
    """Write the pages, or say which are out of date."""
    made = make()
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        if stale:
            sys.exit(f"out of date: {', '.join(path.name for path in stale)}; run docs/make_reference.py")
        return
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
