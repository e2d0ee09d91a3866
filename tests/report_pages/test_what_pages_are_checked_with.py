"""Where continuous integration says that pages must be checked, nothing they are checked with may be missing."""

import os
import shutil
from importlib.util import find_spec

import pytest


@pytest.mark.skipif(
    os.environ.get("PEERSIM_TEST_PAGES") != "required", reason="only where .ci/run says that pages must be"
)
def test_browser_and_libraries_are_there():
    assert any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "no Chromium"
    wanted = ("weasyprint", "gptables", "playwright", "axe_playwright_python", "pikepdf", "pypdfium2")
    assert [name for name in wanted if find_spec(name) is None] == []
    import weasyprint  # finds out whether Pango is there

    assert weasyprint.HTML(string="<p>here</p>").write_pdf().startswith(b"%PDF")
