"""How the site is built: `python -m sphinx -W -n docs docs/_build/html`.

The pages are the Markdown files of this folder, as they are read on any forge. What a site needs besides (its tables of
contents, pages that live elsewhere in the tree, the API's pages) is added while it is built, by `site_parts.py`.

Nothing is fetched, neither when the site is built nor when it is read: no fonts, scripts or pictures from elsewhere, no
inventories of other projects, no telemetry. Equations are written in the names of the code (docs/odd.md), so nothing
renders mathematics.

With PEERSIM_SITE=full the notebooks are executed while the site is built; otherwise they show the outputs they hold.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import site_parts

from peersim.version import __version__

project = "peersim"
author = "The peersim authors"
project_copyright = (
    "The peersim authors; code under the MIT licence, official figures under the Open Government Licence v3.0"
)
version = release = __version__
language = "en-GB"
html_search_language = "en"

extensions = ["myst_nb", "numpydoc", "sphinx.ext.autodoc"]
root_doc = "index"
exclude_patterns = ["_build", "templates", "**/.ipynb_checkpoints"]
nitpicky = True
nitpick_ignore_regex = site_parts.ELSEWHERE
smartquotes = False  # the text has the quotes it means
templates_path: list[str] = []

# Markdown: what GitHub shows, and anchors as GitHub makes them
myst_heading_anchors = 4
myst_enable_extensions: list[str] = []

# Notebooks
nb_execution_mode = "force" if os.environ.get("PEERSIM_SITE") == "full" else "off"
nb_execution_timeout = 120
nb_execution_raise_on_error = True
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # else pages with widgets would ask a server for scripts

# Docstrings
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True  # as the source has them: their values may name folders of the machine
autodoc_typehints_format = "short"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"

# Addresses elsewhere, asked only by `python -m sphinx -b linkcheck docs docs/_build/links`, where there is a network
linkcheck_anchors = False
linkcheck_timeout = 20
linkcheck_retries = 2
linkcheck_report_timeouts_as_broken = False

# Pages
html_theme = "pydata_sphinx_theme"
html_title = f"peersim {release}"
html_static_path = ["site_style"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_domain_indices = False
html_last_updated_fmt = None  # the same sources give the same pages
html_theme_options = {
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 6,
    "navigation_depth": 3,
    "show_nav_level": 1,
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_sidebars = {"evidence/*": [], "index": [], "project/README": []}


def setup(app: object) -> dict[str, bool]:
    """Let the parts of the site be made while it is built."""
    return site_parts.connect(app)
