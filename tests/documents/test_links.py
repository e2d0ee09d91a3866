"""Links lead somewhere: to files that are there, to headings that are there, and to addresses that a source gives."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from documents.pages import FENCED, ROOT, pages, text_of

pytestmark = pytest.mark.quick

NOTEBOOKS = tuple(sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "notebooks").glob("*.ipynb")))
EVERY = (*pages(), *NOTEBOOKS)

INLINE_CODE = re.compile(r"(`+)[^`].*?\1", re.S)
LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|<(?:a href|img src)=\"([^\"]+)\"")
ADDRESS = re.compile(r"https?://[^\s<>\"'`\]|]+")

SOURCES = (
    "peersim/evidence/**/*.csv",
    "peersim/evidence/*.toml",
    "peersim/places/*.csv",
    "peersim/places/*.md",
    "peersim/analysis/**/*.toml",
    "peersim/analysis/*.csv",
    "peersim/economics/**/*.toml",
    "docs/validity/*.toml",
    "LICENSE-DATA",
)
"""Where addresses of sources are written down."""

NO_SOURCES = (
    "https://datapackage.org",
    "https://distributed.dask.org",
    "https://duckdb.org",
    "https://emaworkbench.readthedocs.io",
    "https://jobqueue.dask.org",
    "https://jupytext.readthedocs.io",
    "https://kubernetes.dask.org",
    "https://mesa.readthedocs.io",
    "https://semver.org",
    "https://xarray.dev",
)
"""Addresses in the documents that are no source of anything: tools and standards. Add one only after reading it."""


def prose(page: str) -> str:
    """A page's text without its code."""
    return INLINE_CODE.sub("``", FENCED.sub("", text_of(page)))


def links(page: str) -> list[str]:
    return sorted({first or second for first, second in LINK.findall(prose(page))})


@cache
def anchors(page: Path) -> frozenset[str]:
    """Anchors of a page: its headings, as forges name them, and those it names itself."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    found: list[str] = []
    for heading in re.findall(r"^#{1,6} (.+?)(?: #+)?$", text, re.M):
        words = re.sub(r"<[^>]+>|!?\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        again = sum(slug == each or re.fullmatch(rf"{re.escape(slug)}-\d+", each) is not None for each in found)
        found.append(f"{slug}-{again}" if again else slug)
    return frozenset([*found, *re.findall(r'<a id="([^"]+)">', text)])


def nowhere(page: str) -> list[str]:
    """Links of a page that lead to no file, to no heading, or out of the tree."""
    found = []
    for link in links(page):
        if re.match(r"\w+:", link):
            continue
        where, _, anchor = link.partition("#")
        path = ((ROOT / page).parent / where).resolve() if where else ROOT / page
        outside = ROOT not in path.parents and path != ROOT
        if outside or not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
            found.append(link)
    return found


def test_every_link_leads_to_a_file_and_a_heading_that_are_there() -> None:
    assert len(EVERY) > 400
    assert {page: found for page in EVERY if (found := nowhere(page))} == {}


def test_every_file_that_a_page_names_is_there() -> None:
    name = re.compile(r"`((?:peersim|tests|docs|notebooks|experiments|benchmarks)/[\w./]+\.\w+)`")
    named = {(page, file) for page in EVERY if page != "CHANGELOG.md" for file in name.findall(text_of(page))}
    assert len(named) > 20
    assert sorted(each for each in named if not (ROOT / each[1]).exists()) == []


@cache
def of_sources() -> frozenset[str]:
    cells: list[str] = []
    for path in (path for pattern in SOURCES for path in sorted(ROOT.glob(pattern))):
        text = path.read_text(encoding="utf-8")
        cells += [cell for row in csv.reader(io.StringIO(text)) for cell in row] if path.suffix == ".csv" else [text]
    return frozenset(trimmed(address) for cell in cells for address in ADDRESS.findall(cell))


def trimmed(address: str) -> str:
    """An address without the punctuation of the sentence around it, with its own brackets as they are."""
    address = address.replace("%28", "(").replace("%29", ")")
    address = address.rstrip(".,;:*_\\")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(".,;:")
    return address.rstrip("/")


def strange(page: str) -> list[str]:
    """Addresses of a page that no source has and that the list of tools has not, or that are not whole."""
    found = []
    for address in sorted({trimmed(each) for each in ADDRESS.findall(prose(page))}):
        parts = urlsplit(address)
        known = address in of_sources() or address in NO_SOURCES
        if not known or "." not in parts.netloc or (parts.scheme != "https" and address not in of_sources()):
            found.append(address)
    return found


def test_every_address_is_whole_and_is_that_of_a_source_or_of_a_tool() -> None:
    assert {page: found for page in EVERY if (found := strange(page))} == {}


def test_addresses_of_tools_are_used() -> None:
    text = "\n".join(prose(page) for page in EVERY)
    assert [address for address in NO_SOURCES if address not in text] == []


def test_a_link_that_leads_nowhere_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('# One two\n\n## A: *b* `c`\n\n## One two\n\n<a id="d.e"></a>\n```text\n# no heading\n```\n')
    assert anchors(page) == {"one-two", "a-b-c", "one-two-1", "d.e"}
    assert trimmed("https://a.org/b_(c)).") == "https://a.org/b_(c)"
