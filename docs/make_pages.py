"""Make the pages that hold figures: the README's answer and picture, the demo's summary, the evidence, validity.

    python docs/make_pages.py            write them
    python docs/make_pages.py --check    only say which are out of date
    python docs/make_pages.py evidence   write one part only: evidence, worth_measuring, events, statistics, demo,
                                         patterns, claims, programmes, targets, calibration,
                                         validity or reference

No figure in these pages is typed by hand; a test checks that they are still what the model and the table say.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import peersim as ps
from peersim.analysis.calibration.page import page as calibration_as_page
from peersim.analysis.claims import CLAIMS, measured
from peersim.analysis.claims import page as claims_as_page
from peersim.analysis.comparison import Comparison
from peersim.analysis.patterns import PATTERNS, check, page
from peersim.analysis.validation import validate
from peersim.analysis.worth_measuring import worth_measuring
from peersim.commands.studies import DEMO
from peersim.evidence import parameters
from peersim.evidence.posterior import shipped
from peersim.outcomes.statistics.page import page as statistics_page
from peersim.report import measure_next
from peersim.report.figures import draw
from peersim.report.number_page import number_pages, page_of
from peersim.report.saving import save_figure, small_png_bytes
from peersim.report.targets import draw_targets
from peersim.studies.event_words import kinds_table

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "images" / "demo_headline"
CLAIMS_PAGE = ROOT / "docs" / "claims.md"
PATTERNS_PAGE = ROOT / "docs" / "patterns.md"
EVIDENCE_PAGE = ROOT / "docs" / "evidence.md"
EVIDENCE_FOLDER = ROOT / "docs" / "evidence"
WORTH_MEASURING = EVIDENCE_FOLDER / "worth_measuring.md"
TARGETS = ROOT / "docs" / "validity"
NOT_KEPT = ("commit", "uncommitted_changes", "platform")  # they change with every commit, or machine
CALIBRATION_PAGE = ROOT / "docs" / "calibration.md"
EVENTS_PAGE = ROOT / "docs" / "events.md"
STATISTICS_PAGE = ROOT / "docs" / "statistics.md"
KINDS = re.compile(r"(<!-- kinds -->\n).*?(<!-- end of kinds -->\n)", re.S)
BLOCK = re.compile(r"(<!-- answer -->\n).*?(<!-- end of answer -->\n)", re.S)


def answer_of(comparison: Comparison) -> str:
    """Take the answer out of the one-page summary, as a quotation."""
    page = comparison.summary()
    sections = dict(re.findall(r"^## ([^\n]+)\n\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    return "".join(f"> {line}".rstrip() + "\n" for line in sections["Answer"].strip().splitlines())


def with_answer(readme: str, answer: str) -> str:
    """Set the answer into the README's text."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{answer}\n{found[2]}", readme)


def demo() -> Comparison:
    """Run the demo, as `peersim demo` does."""
    return ps.compare(list(DEMO), place="derby", parents=3000, weeks=156, draws=20, replications=3, seed=1)


def evidence_page() -> str:
    """List every number the model uses, with its source and grade, and a link to its page."""
    head = (
        "# The numbers the model uses\n\n"
        "Made by docs/make_pages.py from the evidence table. Each number's page, and `peersim evidence show KEY`,\n"
        "tell what is believed before and after calibration, where sources part, and what rests on it. See also\n"
        "[the assumptions that would most repay measuring](evidence/worth_measuring.md) and\n"
        "[what else was found](evidence/findings.md).\n\n"
        "Grades: A a direct figure from peer support for parents; B an adjacent field; C an expert rule or background\n"
        "document; D a reasoned assumption. Outputs are what the model must produce and is never told.\n\n"
        "| key | what | value | from | to | unit | role | grade | source |\n|---|---|---:|---:|---:|---|---|---|---|\n"
    )
    rows = [
        [
            f'<a id="{each.key}"></a>[{each.key}](evidence/{page_of(each)})',
            each.label,
            each.value,
            each.low,
            each.high,
            each.unit,
            each.role,
            each.grade,
            each.source,
        ]
        for each in parameters().values()
    ]
    return head + "".join(f"| {' | '.join(_cell(cell) for cell in row)} |\n" for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace("|", "/").replace("\n", " ")


def evidence_pages() -> dict[Path, str | None]:
    """Make the list of evidence and the page of each number; pages of numbers that are no more are taken away."""
    pages: dict[Path, str | None] = {EVIDENCE_FOLDER / name: text for name, text in number_pages().items()}
    gone = set(EVIDENCE_FOLDER.glob("*.md")) - {*pages, WORTH_MEASURING}
    return {EVIDENCE_PAGE: evidence_page(), **pages, **dict.fromkeys(gone)}


def worth_measuring_page() -> str:
    """Find the assumptions that would most repay measuring; takes a minute or two."""
    return measure_next.page(worth_measuring(DEMO))


def events_page() -> str:
    """Set the list of kinds of event and their causes into the page on events."""
    return KINDS.sub(lambda found: f"{found[1]}\n{kinds_table()}\n{found[2]}", EVENTS_PAGE.read_text(encoding="utf-8"))


def patterns_page() -> str:
    """Measure every pattern with its mechanism and without; takes a few minutes."""
    return page((check(pattern), check(pattern, off=True)) for pattern in PATTERNS.values())


def claims_page() -> str:
    """Measure every check of every claim; takes a minute or two."""
    results = [
        (claim, check, measured(check) if check else None)
        for claim in CLAIMS.values()
        for check in (claim.checks or (None,))
    ]
    return claims_as_page(results)


def calibration_page() -> str:
    """Say what was calibrated, from what the frozen posterior says of itself."""
    return calibration_as_page(shipped())


def programme_pages() -> dict[Path, str]:
    """Run every programme and the supervision spiral; takes some minutes."""
    sys.path.insert(0, str(ROOT / "docs"))
    import make_programmes
    import make_spiral

    return {**make_programmes.make(), **make_spiral.make()}


def demo_pages() -> dict[Path, str]:
    """Run the demo; draw the README's picture, and make its answer and summary."""
    comparison = demo()
    drawn = draw(comparison, "headline")
    if "--check" not in sys.argv:
        save_figure(drawn, PICTURE)
    return {
        README: with_answer(README.read_text(encoding="utf-8"), answer_of(comparison)),
        ROOT / "docs" / "demo_summary.md": comparison.summary(),
        PICTURE.with_suffix(".csv"): drawn.table.to_csv(index=False, lineterminator="\n"),
        PICTURE.with_suffix(".txt"): drawn.alt + "\n",
    }


def targets_pages() -> dict[Path, str]:
    """Hold the model against the published figures, for the validity page; takes two or three minutes."""
    found = validate()
    drawn = draw_targets(found.scores, source=found.source)
    if "--check" not in sys.argv:
        TARGETS.mkdir(parents=True, exist_ok=True)
        (TARGETS / "targets.png").write_bytes(small_png_bytes(drawn))
    told = {name: value for name, value in found.to_dict().items() if name not in NOT_KEPT}
    whole = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return {
        TARGETS / "targets.csv": found.table.to_csv(index=False, lineterminator="\n"),
        TARGETS / "targets.json": whole,
        TARGETS / "targets.txt": drawn.alt + "\n",
    }


def reference_pages() -> dict[Path, str]:
    """Make the reference pages that the code knows best, and the lists of guides and decisions."""
    sys.path.insert(0, str(ROOT / "docs"))
    import make_reference

    return dict(make_reference.make())


def validity_pages() -> dict[Path, str]:
    """Run the cross-model comparisons and make the validity page from them and what is stored."""
    sys.path.insert(0, str(ROOT / "docs"))
    import make_validity

    return make_validity.make()


PARTS: dict[str, Callable[[], Mapping[Path, str | None]]] = {
    "evidence": evidence_pages,
    "worth_measuring": lambda: {WORTH_MEASURING: worth_measuring_page()},
    "events": lambda: {EVENTS_PAGE: events_page()},
    "statistics": lambda: {STATISTICS_PAGE: statistics_page()},
    "demo": demo_pages,
    "patterns": lambda: {PATTERNS_PAGE: patterns_page()},
    "claims": lambda: {CLAIMS_PAGE: claims_page()},
    "programmes": programme_pages,
    "targets": targets_pages,
    "calibration": lambda: {CALIBRATION_PAGE: calibration_page()},
    "validity": validity_pages,
    "reference": reference_pages,
}
"""What can be made by itself; None stands for a page that should be gone."""


def write(path: Path, text: str | None) -> None:
    """Write a page, or take it away."""
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Write the pages, or say which are out of date."""
    wanted = [part for part in PARTS if part in sys.argv] or list(PARTS)
    stale = []
    for path, text in [made for part in wanted for made in PARTS[part]().items()]:
        if (path.read_text(encoding="utf-8") if path.exists() else None) != text:
            stale.append(path.name)
            if "--check" not in sys.argv:
                write(path, text)
    if "--check" in sys.argv and stale:
        sys.exit(f"out of date: {', '.join(stale)}; run docs/make_pages.py")


if __name__ == "__main__":
    main()
