"""The page in a browser: no WCAG A or AA violation, no scrolling sideways, no request, at a desk and on a phone."""

import shutil

import pytest
from sample_report import sample_file

CHROMIUM = next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)
sync_api = pytest.importorskip("playwright.sync_api", reason='needs the extra: pip install "peersim[dev]"')
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason='needs the extra: pip install "peersim[dev]"')
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESK, PHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for which in ("short", "long"):
        (folder / f"{which}.html").write_bytes(sample_file(which, "html"))
    return folder


@pytest.fixture
def page(browser, files, request):
    """A page of the report, with every request it makes."""
    which, (width, height), scheme = request.param
    opened = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    opened.requests = []
    opened.on("request", lambda asked: opened.requests.append(asked.url))
    opened.goto((files / f"{which}.html").as_uri())
    yield opened
    opened.close()


EVERYWHERE = pytest.mark.parametrize(
    "page",
    [(which, size, scheme) for which in ("short", "long") for size, scheme in ((DESK, "light"), (PHONE, "dark"))],
    indirect=True,
    ids=["short desk light", "short phone dark", "long desk light", "long phone dark"],
)
OPEN_ALL = "document.querySelectorAll('details').forEach(part => { part.open = true })"


@pytest.mark.slow
@EVERYWHERE
def test_no_wcag_rule_is_broken_with_all_parts_open(page):
    page.evaluate(OPEN_ALL)
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.response["passes"]
    told = [f"{rule['id']}: {rule['help']} {rule['nodes'][0]['html'][:200]}" for rule in found.response["violations"]]
    assert told == []


@EVERYWHERE
def test_the_page_never_scrolls_sideways(page):
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.evaluate("window.scrollTo(500, 0)")
    assert page.evaluate("window.scrollX") == 0


@EVERYWHERE
def test_no_request_leaves_the_page(page):
    assert [url[:5] for url in page.requests[:1]] == ["file:"]
    assert {url[:5] for url in page.requests[1:]} <= {"data:"}


@pytest.mark.parametrize("page", [("short", DESK, "light")], indirect=True, ids=["short"])
def test_every_picture_is_drawn(page):
    sizes = page.evaluate("[...document.images].map(image => [image.complete, image.naturalWidth, image.alt.length])")
    assert len(sizes) >= 12
    assert all(complete and width > 100 and alt > 60 for complete, width, alt in sizes)


@pytest.mark.parametrize("page", [("short", PHONE, "light")], indirect=True, ids=["short"])
def test_the_keyboard_reaches_the_skip_link_first_and_it_leads_past_the_contents(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("page", [("short", PHONE, "light")], indirect=True, ids=["short"])
def test_a_table_wider_than_a_phone_scrolls_by_keyboard_in_a_region_with_a_name(page):
    wide = page.locator("#optimism [role=region]")
    assert wide.evaluate("region => region.scrollWidth > region.clientWidth")
    wide.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    for _ in range(100):  # the page's own rules forbid waiting by a function in it
        if wide.evaluate("region => region.scrollLeft > 0"):
            break
        page.wait_for_timeout(50)
    assert wide.evaluate("region => region.scrollLeft > 0")
    assert page.get_by_role("region", name="Table 13.1").count() == 1


@pytest.mark.parametrize("page", [("long", DESK, "light")], indirect=True, ids=["long"])
def test_the_page_printed_from_a_browser_begins_with_the_card_on_a_page_of_its_own(page):
    pypdfium2 = pytest.importorskip("pypdfium2", reason='needs the extra: pip install "peersim[dev]"')
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    first, second = (" ".join(printed[number].get_textpage().get_text_range().split()) for number in (0, 1))
    assert "What could turn it" in first
    assert "Simulated, not observed." in first
    assert second.startswith("1 Decision problem")
