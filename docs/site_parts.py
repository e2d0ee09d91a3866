"""What the site needs besides its pages: tables of contents, pages from elsewhere in the tree, links that lead to them.

Pages stay plain Markdown that reads well on any forge. While the site is built

* pages that live elsewhere (README, changes, experiments, notebooks) are copied into `project/`, and pages of the API
  are made in `reference/api/`; neither folder is kept;
* links that leave `docs/` are led to those copies, links to folders to their README, and links to other files to a copy
  to download;
* tables of contents are added to the pages that `CONTENTS` names, with patterns, so that new pages join by themselves;
* anchors written as `<a id="...">` can be linked to from other pages.
"""

from __future__ import annotations

import os
import re
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import site_api
from docutils import nodes
from sphinx import addnodes
from sphinx.search.en import SearchEnglish
from sphinx.transforms import SphinxTransform

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
COPIES = "project"
"""Folder of the site with the copies of pages that live elsewhere."""

FROM_ELSEWHERE = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "experiments/**/README.md",
    "results/README.md",
    "notebooks/*.md",
    "notebooks/*.ipynb",
    "peersim/places/ATTRIBUTION.md",
)
"""Pages that live elsewhere in the tree."""

ELSEWHERE = [
    # Types of other projects: their inventories would have to be fetched, and nothing is
    (r"py:.*", r"(np|npt|numpy|pd|pandas|pa|pyarrow|mesa|matplotlib|xr|xarray|typer|duckdb|SALib|ema_workbench)\..*"),
    # Types of the standard library, for the same reason
    (
        r"py:.*",
        r"(pathlib|collections|datetime|typing|types|os|re|io|contextlib|enum|dataclasses|fractions|random|abc)\..*",
    ),
    # Types that are named without their module, in a signature that Python does not evaluate
    (r"py:(class|exc|obj)", r"[A-Za-z_]\w*|tuple\[str"),
]
"""What is named and is not on this site."""

CONTENTS: dict[str, list[tuple[str, int, list[str]]]] = {
    "index": [("", 2, ["tutorial/README", "how_to/README", "reference/README", "explanation/README", "about"])],
    "tutorial/README": [("", 1, ["tutorial/first_answer", "quickstart", "tutorial/planner", "tutorial/*"])],
    "how_to/README": [("", 1, ["how_to/*"])],
    "reference/README": [
        ("In files and commands", 1, ["reference/command_line", "scenarios", "places", "statistics", "events"]),
        ("In Python", 1, ["reference/python"]),
        ("What comes out", 1, ["reference/outcomes"]),
        ("Evidence", 1, ["evidence", "assumptions", "programmes/README", "claims", "patterns"]),
        ("Words and checklists", 1, ["glossary", "stress-abs", "performance"]),
        ("", 1, ["reference/*"]),
    ],
    "reference/python": [("", 1, ["reference/api/*"])],
    "evidence": [("", 1, ["evidence/worth_measuring", "evidence/*"])],
    "programmes/README": [("", 1, ["programmes/*"])],
    "explanation/README": [
        ("", 1, ["limits", "explanation/how_sure", "explanation/*", "supervision_spiral", "odd", "calibration"]),
        ("", 1, ["validity", "trace", "decisions/README"]),
    ],
    "decisions/README": [("", 1, ["decisions/*"])],
    "about": [
        ("", 1, ["project/README", "project/CHANGELOG", "cite", "demo_summary", "project/experiments/README"]),
        ("", 1, ["project/notebooks/README", "project/CONTRIBUTING", "project/results/README"]),
        ("", 1, ["project/peersim/places/ATTRIBUTION"]),
    ],
    "project/experiments/README": [("", 1, ["project/experiments/*/README"])],
    "project/notebooks/README": [("", 1, ["project/notebooks/*"])],
}
"""Tables of contents by page: caption, depth, pages."""

ON_A_PAGE = {"peersim/scenarios/library": "scenarios.md", "peersim/places": "places.md"}
"""Folders without a page of their own, and the page of docs/ that lists what is in them."""

FENCED = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.M | re.S)
LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)\s#]+)(#[^)\s]*)?(?=\)|\s+\")")
NO_COLOURS = re.compile(r"^```(mermaid|csv)$", re.M)  # languages that the site cannot colour
NAMED_ANCHOR = re.compile(r'<a id="([^"]+)">')


def pages_elsewhere() -> dict[Path, str]:
    """Find the pages that live elsewhere, with their place on the site, from docs/."""
    found = [path for pattern in FROM_ELSEWHERE for path in sorted(ROOT.glob(pattern))]
    return {
        path: f"{COPIES}/{path.relative_to(ROOT).as_posix()}"
        for path in found
        if ".ipynb_checkpoints" not in path.parts
    }


def make_pages(app: Any) -> None:
    """Copy the pages that live elsewhere, and make those of the API."""
    shutil.rmtree(DOCS / COPIES, ignore_errors=True)
    for path, place in pages_elsewhere().items():
        (DOCS / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, DOCS / place)
    shutil.rmtree(DOCS / site_api.FOLDER, ignore_errors=True)
    for place, text in site_api.pages().items():
        (DOCS / place).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / place).write_text(text, encoding="utf-8")


def home(docname: str) -> Path:
    """Tell the folder in which a page lives, which its links start from."""
    path = ROOT / docname.removeprefix(f"{COPIES}/") if docname.startswith(f"{COPIES}/") else DOCS / docname
    return path.parent


def led(docname: str, target: str) -> str:
    """Lead a link of a page to where its target is on the site."""
    path = Path(os.path.normpath(home(docname) / target))
    if path.is_dir():
        listed = ON_A_PAGE.get(path.relative_to(ROOT).as_posix())
        path = DOCS / listed if listed else path / "README.md"
    place = pages_elsewhere().get(path)
    return Path(os.path.relpath(DOCS / place if place else path, (DOCS / docname).parent)).as_posix()


def outside_fences(text: str, change: Any) -> str:
    """Change the text of a page, and leave its blocks of code as they are."""
    parts, at = [], 0
    for block in FENCED.finditer(text):
        parts += [change(text[at : block.start()]), block[0]]
        at = block.end()
    return "".join([*parts, change(text[at:])])


def expanded(entries: list[str]) -> list[str]:
    """List the pages that entries of a table of contents stand for; patterns mean what no entry names."""
    named = {entry for tables in CONTENTS.values() for _, _, others in tables for entry in others}
    found = []
    for entry in entries:
        there = sorted(path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.glob(f"{entry}.*"))
        pages = dict.fromkeys(
            page for page in there if (DOCS / f"{page}.md").exists() or (DOCS / f"{page}.ipynb").exists()
        )
        found += [page for page in pages if entry == page or (page not in named and page not in CONTENTS)]
    return found


def contents(docname: str) -> str:
    """Make the tables of contents of a page, hidden from its text."""
    made = []
    for caption, depth, entries in CONTENTS.get(docname, []):
        options = f":hidden:\n:maxdepth: {depth}\n" + (f":caption: {caption}\n" if caption else "")
        if there := expanded(entries):
            made.append(f"\n```{{toctree}}\n{options}\n" + "".join(f"/{page}\n" for page in there) + "```\n")
    return "".join(made)


def fit(app: Any, docname: str, source: list[str]) -> None:
    """Fit a page's text to the site."""

    def lead(found: re.Match[str]) -> str:
        return led(docname, found[1]) + (found[2] or "")

    def change(text: str) -> str:
        return LINK.sub(lead, text)

    notebook = (DOCS / f"{docname}.ipynb").exists()
    text = change(source[0]) if notebook else outside_fences(source[0], change)
    if not notebook:
        text = NO_COLOURS.sub("```text", text) + contents(docname)
    source[0] = text


TOGGLE = '<summary><span class="toctree-toggle"'
PARAMETERS = re.compile(r'<dl>\n((?:<dd><em class="sig-param">.*?</dd>\n)+)</dl>')


def mend(app: Any, exception: Exception | None) -> None:
    """Give words to buttons, for those who listen to a page; lay signatures out as text and not as lists."""
    for page in Path(app.outdir).rglob("*.html") if exception is None else ():
        before = page.read_text(encoding="utf-8")
        text = before.replace(TOGGLE, TOGGLE.replace("<summary>", '<summary aria-label="Pages under this one">'))
        text = PARAMETERS.sub(
            lambda found: found[1].replace("<dd>", '<span class="parameter">').replace("</dd>", "</span>"), text
        )
        if text != before:
            page.write_text(text, encoding="utf-8")


class Anchors(SphinxTransform):
    """Let anchors written as HTML be linked to."""

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Note every anchor of the page."""
        slugs = getattr(self.document, "myst_slugs", None)
        if slugs is None:
            return
        for raw in self.document.findall(nodes.raw):
            for name in NAMED_ANCHOR.findall(raw.astext()):
                slugs[name] = (raw.line or 0, name, "")
        self.env.metadata[self.env.docname]["myst_slugs"] = slugs


class TypesAsNamed(SphinxTransform):
    """Take a type in a signature for what it is named, and not for any type of that name on the site."""

    default_priority = 500

    def apply(self, **kwargs: Any) -> None:
        """Let types be found by their full name or in their own module only."""
        for named in self.document.findall(addnodes.pending_xref):
            if named.get("refdomain") == "py":
                named.attributes.pop("refspecific", None)


class English(SearchEnglish):
    """English words for the search, each cut to its stem once: half a million are looked at."""

    def __init__(self, options: dict[str, str]) -> None:
        """Remember stems."""
        super().__init__(options)
        self.stem = lru_cache(maxsize=None)(super().stem)  # type: ignore[method-assign]


def connect(app: Any) -> dict[str, bool]:
    """Connect all of this to Sphinx."""
    app.connect("builder-inited", make_pages)
    app.connect("source-read", fit)
    app.connect("missing-reference", site_api.find)
    app.connect("autodoc-process-signature", site_api.tidy)
    app.connect("build-finished", mend)
    app.add_transform(Anchors)
    app.add_transform(TypesAsNamed)
    app.add_search_language(English)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
