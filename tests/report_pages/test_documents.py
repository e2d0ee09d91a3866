"""Documents: what is written is what is shown, on the page and for machines, and what cannot be shown is refused."""

import json
import math
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.foundation.problems import InputError
from peersim.report.pages import (
    Bullets,
    Callout,
    Column,
    Document,
    Facts,
    Figure,
    Heading,
    Number,
    Paragraph,
    Section,
    Table,
    literal,
    to_html,
    to_json,
    write,
)
from peersim.report.pages.cells import letters, printed
from peersim.report.pages.checking import check
from peersim.report.pages.html import column_widths
from peersim.report.pages.inline import html_of, plain_of

pytestmark = pytest.mark.quick

SVG = '<svg width="72pt" height="36pt" viewBox="0 0 72 36"><path d="M0 0L72 36"/></svg>'


def table(**changes):
    given_ = {
        "name": "costs",
        "caption": "What it costs.",
        "columns": ["Option", Column("Cost", "£")],
        "rows": [["Baseline", 1_234.0], ["Evening", Number(None, note="nobody came")]],
    }
    return Table(**{**given_, **changes})


def picture(**changes):
    given_ = {
        "name": "plane",
        "title": "A picture",
        "compared": "Evening compared with Baseline",
        "alt": "A line that rises from left to right.",
        "svg": SVG,
        "table": table(name="plane_numbers"),
    }
    return Figure(**{**given_, **changes})


def document(*blocks, **changes):
    return Document(**{"title": "Title", "subtitle": "Under it", "sections": [Section(1, "One", blocks)], **changes})


class Reader(HTMLParser):
    """Collects what a page holds."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words, self.ids, self.open = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if "id" in dict(attrs):
            self.ids.append(dict(attrs)["id"])
        if tag not in ("meta", "img", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def read(*blocks, **changes):
    page = Reader(to_html(document(*blocks, **changes)))
    assert page.open == []
    return page


def problems_of(*blocks, **changes):
    with pytest.raises(InputError) as told:
        check(document(*blocks, **changes))
    return told.value.problems


def test_every_kind_of_block_is_on_the_page_in_order():
    page = read("One.", Heading("Two"), Bullets(["Three"]), Facts({"Four": "Five"}), Callout("Six", "Seven"), table())
    text = "".join(page.words)
    places = [text.index(word) for word in ("One.", "Two", "Three", "Four", "Five", "Six", "Seven", "Baseline")]
    assert places == sorted(places)


def test_a_table_says_what_its_heads_belong_to_and_can_be_reached_by_keyboard():
    page = read(table())
    assert [head["scope"] for head in page.all("th")] == ["col", "col", "row", "row"]
    (region,) = [attrs for attrs in page.all("div") if attrs.get("role") == "region"]
    assert region["tabindex"] == "0"
    assert region["aria-labelledby"] in page.ids
    assert len(page.all("caption")) == 1


def test_headings_go_down_one_step_at_a_time_and_no_id_is_used_twice():
    page = read(Heading("Sub"), table(), picture(), facts={"Place": "Here"})
    levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(page.ids) == len(set(page.ids))


def test_the_page_fetches_nothing():
    page = read(picture(), "[a link](https://example.org/there)")
    assert {attrs["src"][:5] for attrs in page.all("img")} == {"data:"}
    assert page.all("script") == page.all("link") == []
    assert "default-src 'none'" in str(page.all("meta"))


def test_a_figure_has_its_words_and_its_numbers():
    page = read(picture())
    text = "".join(page.words)
    assert page.all("img")[0]["alt"] == "A line that rises from left to right."
    assert "Figure 1.1" in text
    assert "Evening compared with Baseline" in text
    assert "Numbers behind Figure 1.1" in text
    assert "£1,230" in text


def test_a_reference_is_a_link_with_the_label_of_what_it_points_to():
    page = read("See [@costs] and [@1].", table())
    text = "".join(page.words)
    assert "See Table 1.1 and section 1." in text
    links = {attrs["href"] for attrs in page.all("a")}
    assert {"#costs", "#section-1"} <= links
    assert all(link.removeprefix("#") in page.ids for link in links if link.startswith("#"))


def test_words_of_the_user_mean_themselves():
    assert plain_of(literal("**loud** [@costs] [a](https://b)"), {}) == "**loud** [@costs] [a](https://b)"
    assert html_of(literal("**loud**"), {}).replace("\N{WORD JOINER}", "") == "**loud**"
    assert html_of("<b>&", {}) == "&lt;b&gt;&amp;"
    assert (
        "<script"
        not in to_html(document("<script>alert(1)</script>", table(caption='"><script>'))).split("</style>")[1]
    )


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60))
def test_no_name_breaks_the_page_or_is_lost_to_machines(name):
    made = document(table(rows=[[literal(name) or "x", 1.0]]), literal(name))
    assert Reader(to_html(made)).open == []
    told = json.loads(to_json(made))["sections"][0]["blocks"][1]["text"]
    assert told == " ".join(name.split()).replace("\N{WORD JOINER}", "")


def test_no_link_leads_to_anything_but_a_web_page():
    assert html_of("[press](javascript:alert)", {}) == "[press](javascript:alert)"
    assert 'href="https://example.org"' in html_of("[press](https://example.org)", {})


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, np.float64("nan"), Number(1.0, -math.inf, 2.0)])
def test_what_is_no_number_never_reaches_a_page_and_its_place_is_told(bad):
    (problem,) = problems_of(table(rows=[["Evening", bad]]))
    assert problem.startswith('section 1, table costs, row 1, column "Cost"')
    (problem,) = problems_of(picture(table=table(name="plane_numbers", rows=[["Evening", bad]])))
    assert "plane_numbers" in problem


@pytest.mark.parametrize("text", ["costs £nan", "from 1 to inf", "(nan)", "nan", "it is -inf.", "nan% of them"])
def test_words_that_hold_what_is_no_number_are_refused(text):
    (problem,) = problems_of(text)
    assert "holds what is no number" in problem


@pytest.mark.parametrize("text", ["Nan's group", "the information", "my nan came", "infinity pool", "Nant y Moch"])
def test_words_that_only_look_so_are_let_through(text):
    check(document(text))


def test_all_that_is_wrong_is_told_at_once():
    problems = problems_of(
        "See [@cost].",
        table(rows=[["Evening"], ["Baseline", 1.0]]),
        table(columns=["Option", "Cost"], caption=""),
        picture(alt="", compared="Evening", svg="", table=table(name="empty", rows=[])),
        Paragraph("x", "loud"),
    )
    told = "\n".join(problems)
    for part in (
        'refers to "cost", which is nowhere. Did you mean "costs"?',
        'the name "costs" is used 2 times',
        "1 values for 2 columns",
        "a number in a column of words",
        "needs a caption",
        "needs alternative text",
        '"compared with"',
        "has no picture",
        "has no numbers behind it",
        'unknown kind "loud"; allowed plain, lead, small',
    ):
        assert part in told


def test_sections_are_in_order_and_columns_have_names_of_their_own():
    sections = [Section(2, "Two"), Section(1, "One"), Section(1, "Again")]
    (problem,) = problems_of(sections=sections)
    assert "each number once, in rising order" in problem
    (problem,) = problems_of(table(columns=["Cost", Column("cost", "£")]))
    assert 'have the key "cost"' in problem


def test_the_same_note_has_the_same_letter():
    made = printed(
        table(rows=[["a", Number(None, note="x")], ["b", Number(None, note="y")], ["c", Number(1, note="x")]])
    )
    assert [row[1].mark for row in made.rows] == ["a", "b", "a"]
    assert made.notes == {"a": "x", "b": "y"}
    many = letters()
    assert [next(many) for _ in range(28)][-2:] == ["aa", "ab"]


def test_machines_get_numbers_with_units_and_no_marks():
    told = json.loads(to_json(document("**Now** see [@costs].", table(), facts={"Place": "Here"})))
    words, costs = told["sections"][0]["blocks"]
    assert words["text"] == "Now see Table 1.1."
    assert costs["columns"][1] == {"key": "cost", "title": "Cost", "unit": "£"}
    assert costs["rows"] == [
        {"option": "Baseline", "cost": 1234.0},
        {"option": "Evening", "cost": {"value": None, "note": "nobody came"}},
    ]
    assert told["facts"] == [{"name": "Place", "fact": "Here"}]


def test_a_table_of_a_frame_tells_why_values_are_missing():
    frame = pd.DataFrame({"name": ["a", "b"], "cost": [1.0, math.nan], "other": [1, 2]})
    heads = {"name": "Option", "cost": Column("Cost", "£")}
    made = Table.of_frame("t", "Costs.", frame, heads, missing="no run came in")
    assert made.rows == (("a", 1.0), ("b", Number(None, note="no run came in")))
    with pytest.raises(InputError):
        check(document(Table.of_frame("t", "Costs.", frame, heads)))


@given(st.lists(st.lists(st.text("abc ", max_size=90), min_size=1, max_size=5), min_size=1, max_size=14))
def test_widths_of_columns_on_paper_add_up_and_none_vanishes(columns):
    wide = column_widths(columns)
    assert sum(wide) == pytest.approx(100)
    assert min(wide) > 100 / 60 / len(columns)


def test_files_are_written_all_or_none(tmp_path):
    paths = write(document("Words."), tmp_path / "new", ["json", "html"])
    assert [path.name for path in paths] == ["report.json", "report.html"]
    with pytest.raises(InputError, match=r'unknown format "htm"; .*Did you mean "html"'):
        write(document("Words."), tmp_path / "other", ["json", "htm"])
    with pytest.raises(InputError):
        write(document("£nan"), tmp_path / "other", ["json"])
    assert not (tmp_path / "other").exists()
