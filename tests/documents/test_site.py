"""The site is built without a warning, asks nobody for anything, leads nowhere in vain and can be read by everybody."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from documents.pages import ROOT

for needed in ("sphinx", "myst_nb", "pydata_sphinx_theme", "numpydoc"):
    pytest.importorskip(needed, reason='needs the extra: pip install "peersim[docs]"')

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)

NOT_COPIED = ("_build", "project", "api", "__pycache__", ".ipynb_checkpoints")
LOOKED_AT = (
    "index.html",
    "tutorial/first_answer.html",
    "assumptions.html",
    "reference/api/peersim.html",
    "project/notebooks/01_first_look.html",
)
"""Pages that are looked at in a browser: of each kind one."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def copied(folder: Path) -> Path:
    """Copy what the site is made of, so that building it leaves nothing in the tree."""
    for name in ("docs", "experiments", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
    for name in ("peersim", "tests", "results", "benchmarks", ".ci"):
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
    return folder


def built(folder: Path) -> tuple[Path, str]:
    """Build the site, as CONTRIBUTING says, but in a copy; give its folder and what was complained of."""
    site = folder / "site"
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "docs", str(site)]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PEERSIM_SITE": ""}
    done = subprocess.run(command, cwd=copied(folder), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or done.stderr, done.stdout
    return site, done.stderr


def asked(text: str) -> list[str]:
    """Parts of a page that a browser would ask another computer for."""
    parts = re.findall(r"<(?:script|img|link|iframe|source|video|audio)\b[^>]*?(?:src|href)=\"([^\"]+)\"[^>]*>", text)
    return [part for part in parts if re.match(r"(https?:)?//", part)]


def without_words(text: str) -> list[str]:
    """Pictures without words for those who do not see them."""
    return [tag for tag in re.findall(r"<img\b[^>]*>", text) if not re.search(r'alt="[^"]{3,}"', tag)]


@cache
def ids(page: Path) -> frozenset[str]:
    return frozenset(map(unescape, re.findall(r'\b(?:id|name)="([^"]+)"', page.read_text(encoding="utf-8"))))


def in_vain(page: Path, text: str) -> list[str]:
    """Links of a page to pages, files or headings that are not there."""
    found = []
    for link in {unescape(link) for link in re.findall(r'<a\b[^>]*?href="([^"]+)"', text)}:
        if re.match(r"\w+:|//", link):
            continue
        where, _, anchor = link.partition("#")
        path = Path(os.path.normpath(page.parent / unquote(where))) if where else page
        if not path.exists() or (anchor and path.suffix == ".html" and unquote(anchor) not in ids(path)):
            found.append(link)
    return sorted(found)


def faults_of(site: Path) -> dict[str, list[str]]:
    """Everything that is wrong with the pages of the site, by what."""
    found: dict[str, list[str]] = defaultdict(list)
    places = {str(ROOT), str(site.parent), str(Path.home()), sys.prefix}
    for page in sorted(site.rglob("*.html")):
        text, name = page.read_text(encoding="utf-8"), page.relative_to(site).as_posix()
        found["asks another computer"] += [f"{name}: {part}" for part in asked(text)]
        found["has a picture without words"] += [f"{name}: {tag}" for tag in without_words(text)]
        found["names a folder of this machine"] += [f"{name}: {place}" for place in places if place in text]
        found["leads nowhere"] += [f"{name}: {link}" for link in in_vain(page, text)]
    return {what: faults for what, faults in found.items() if faults}


def faults_in_a_browser(site: Path) -> list[str]:
    """Broken rules of accessibility, sideways scrolling and requests, on some pages, at a desk and on a phone."""
    sync_api = pytest.importorskip("playwright.sync_api", reason='needs the extra: pip install "peersim[dev]"')
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason='needs the extra: pip install "peersim[dev]"'
    )
    found: list[str] = []
    sent: list[str] = []
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in LOOKED_AT:
            for width, scheme in ((1280, "light"), (390, "dark")):
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page.on("request", lambda request: sent.append(request.url))
                page.goto((site / name).as_uri())
                broken = (
                    axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
                )
                found += [f"{name}, {width} wide: {rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in broken]
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    found.append(f"{name} scrolls sideways at {width}")
                page.close()
        browser.close()
    return found + [f"asks {address}" for address in sent if address.startswith("http")]


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_can_be_read_by_everybody(tmp_path: Path) -> None:
    """One test for all of it, because the site is built once: what it complains of is named in full."""
    site, complaints = built(tmp_path)
    assert complaints == ""
    pages = list(site.rglob("*.html"))
    assert len(pages) > 450
    assert faults_of(site) == {}
    for name in ("tutorial", "how_to", "reference", "explanation"):
        assert f'href="{name}/README.html"' in (site / "index.html").read_text(encoding="utf-8")
    if CHROMIUM is None:
        pytest.skip("the pages were not looked at in a browser: needs Chromium: apt-get install chromium")
    assert faults_in_a_browser(site) == []


@pytest.mark.quick
@pytest.mark.parametrize(
    ("html", "faults"),
    [
        ('<script src="https://cdn.example.org/a.js"></script>', ["https://cdn.example.org/a.js"]),
        ('<link rel="stylesheet" href="//fonts.example.org/a.css">', ["//fonts.example.org/a.css"]),
        ('<a href="https://example.org">words</a><script src="_static/a.js"></script>', []),
    ],
)
def test_what_a_page_asks_another_computer_for_is_noticed(html: str, faults: list[str]) -> None:
    assert asked(html) == faults


@pytest.mark.quick
def test_pictures_without_words_and_links_in_vain_are_noticed(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        '<h1 id="one">A</h1><a href="#one">1</a><a href="#two">2</a><a href="b.html">3</a><img src="c.png">'
    )
    assert in_vain(page, page.read_text()) == ["#two", "b.html"]
    assert without_words('<img src="c.png"><img alt="what it shows" src="d.png">') == ['<img src="c.png">']
