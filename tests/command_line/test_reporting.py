"""`peersim report`: files, the answer on the screen, mistakes in words; and the page of a real study in a browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from peersim.cli import app
from peersim.report.funder.writing import FORMATS
from peersim.report_api import FORMATS as SHOWN
from peersim.report_api import asked_of

pytestmark = pytest.mark.slow

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def run(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study, as small as a report allows."""
    folder = tmp_path_factory.mktemp("small") / "study"
    options = ["--scenario", "baseline", "--scenario", "on_site_childcare", "--scenario", "nothing"]
    sizes = ["--draws", "20", "--replications", "2", "--parents", "400", "--weeks", "80"]
    question = ["--question", "Is a crèche worth its money?"]
    assert run("study", "plan", folder, *options, *sizes, *question, "-q").exit_code == 0
    assert run("study", "run", folder, "-q").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def written(study: Path):
    """The report of that study in all formats, and what the command printed."""
    done = run("report", study, "--made-by", "A. Ali", "--json")
    assert done.exit_code == 0, done.output
    return study / "report", done


def test_all_four_files_are_there_and_the_decision_is_printed_as_json(written) -> None:
    folder, done = written
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"report.{name}" for name in FORMATS)
    told = json.loads(done.stdout)
    assert [Path(path).name for path in told["files"]] == [f"report.{name}" for name in FORMATS]
    assert told["recommended"] in ("nothing", "baseline", "on_site_childcare")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["answer"] == told["answer"]
    assert {"name": "Made by", "fact": "A. Ali"} in report["facts"]


def test_progress_goes_to_standard_error_and_not_when_quiet(written, study: Path, tmp_path: Path) -> None:
    assert "Section 16 of 16" in written[1].stderr
    quiet = run("report", study, "--format", "json", "--out", tmp_path, "-q")
    assert quiet.exit_code == 0
    assert quiet.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert "Simulated, not observed." in quiet.stdout


def test_the_same_report_is_written_again_byte_for_byte(written, study: Path, tmp_path: Path) -> None:
    assert run("report", study, "--made-by", "A. Ali", "--format", "json", "--out", tmp_path, "-q").exit_code == 0
    assert (tmp_path / "report.json").read_bytes() == (written[0] / "report.json").read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "pfd"], 'unknown format "pfd"; allowed html, pdf, xlsx, json. Did you mean "pdf"?'),
        (["--perspective", "societ"], 'Did you mean "society"?'),
        (["--do-minimum", "baselin"], 'Did you mean "baseline"?'),
        (["--horizon", "0"], "horizon is 0 years; it must be at least 1"),
        (["--country", "englan"], "englan"),
    ],
)
def test_a_mistake_is_told_in_words_and_nothing_is_written(study: Path, tmp_path: Path, words, told) -> None:
    done = run("report", study, "--out", tmp_path / "out", *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(study: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    done = run("report", study, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "is a file; a report is written into a folder" in done.stderr
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_folder_without_a_study_is_told(tmp_path: Path) -> None:
    done = run("report", tmp_path)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_formats_are_the_same_everywhere_and_a_wrong_name_in_python_meets_the_nearest() -> None:
    from peersim.foundation.problems import InputError

    assert SHOWN == FORMATS
    assert asked_of(unit="qaly", families=None).choices.unit == "qaly"
    with pytest.raises(InputError, match='unknown "famlies"'):
        asked_of(famlies=3)


def test_the_card_is_the_whole_first_page_of_the_paper(written) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2", reason='needs the extra: pip install "peersim[dev]"')
    paper = pypdfium2.PdfDocument(written[0] / "report.pdf")
    first, second = (paper[number].get_textpage().get_text_range() for number in (0, 1))
    assert "What it is worth" in first
    assert "Not counted" in first
    assert "Contents" in second


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")
@pytest.mark.parametrize("size", [(1280, 900), (390, 844)], ids=["desk", "phone"])
def test_the_page_of_a_real_study_breaks_no_wcag_rule_and_never_scrolls_sideways(written, size) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason='needs the extra: pip install "peersim[dev]"')
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason='needs the extra: pip install "peersim[dev]"'
    )
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": size[0], "height": size[1]})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url[:5]))
        page.goto((written[0] / "report.html").as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        browser.close()
    assert found["passes"]
    assert [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found["violations"]] == []
    assert wide[0] <= wide[1]
    assert set(asked) <= {"file:", "data:"}
