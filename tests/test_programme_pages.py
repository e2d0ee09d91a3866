"""Pages of programmes and of the supervision spiral say what the scenario files and the stored figures say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from peersim.scenarios.reasons import stated

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
LARGEST = 150_000
"""Most a picture may weigh [bytes]."""


def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


PROGRAMMES, SPIRAL = module("make_programmes"), module("make_spiral")


@pytest.mark.quick
def test_pages_of_programmes_are_what_their_files_and_stored_figures_say() -> None:
    pages = PROGRAMMES.pages(PROGRAMMES.stored())
    assert len(pages) == len(PROGRAMMES.PLACES) + 1
    for path, text in pages.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run python docs/make_programmes.py --text"


@pytest.mark.quick
def test_the_page_of_the_spiral_is_what_its_stored_figures_say() -> None:
    for path, text in SPIRAL.make(run=False).items():
        assert path.read_text(encoding="utf-8") == text, "run python docs/make_spiral.py --text"


@pytest.mark.quick
@pytest.mark.parametrize("name", PROGRAMMES.PLACES)
def test_a_page_tells_every_line_of_its_file(name: str) -> None:
    page = (DOCS / "programmes" / f"{name}.md").read_text(encoding="utf-8")
    told = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(told) == len(stated(name))


@pytest.mark.quick
@pytest.mark.parametrize("picture", [*sorted((DOCS / "programmes").glob("*.png")), SPIRAL.PICTURE])
def test_a_picture_is_light_and_has_words_for_those_who_do_not_see_it(picture: Path) -> None:
    assert picture.stat().st_size < LARGEST
    assert len(picture.with_suffix(".txt").read_text(encoding="utf-8")) > 100


@pytest.mark.slow
def test_stored_figures_of_a_programme_are_what_the_model_gives_today() -> None:
    name = "digital_forum"
    worlds = PROGRAMMES.laboratory(name).worlds(name)
    again = [PROGRAMMES.row_of(name, number, world) for number, world in zip(range(2), worlds, strict=False)]
    assert PROGRAMMES.stored()[name][:2] == again, "run python docs/make_programmes.py"


@pytest.mark.slow
def test_stored_figures_of_the_spiral_are_what_the_model_gives_today() -> None:
    design, regime = SPIRAL.DESIGNS[1], "hard"
    worlds = SPIRAL.laboratory().worlds(design, {"hours.regime": regime})
    again = SPIRAL.measured(world for _, world in zip(range(2), worlds, strict=False))
    found = SPIRAL.stored()[design, regime]
    for number, row in enumerate(SPIRAL.ROWS):
        assert found[row.name][:2] == pytest.approx([world[number] for world in again], nan_ok=True), (
            "run python docs/make_spiral.py"
        )
