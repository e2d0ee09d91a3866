"""The PDF: the decision card on one page, nothing cut off, tags for screen readers, the same bytes every time."""

import io

import numpy as np
import pytest
from sample_report import card, sample, sample_file

from peersim.foundation.problems import InputError
from peersim.report.pages import Card, CardFigure, Document, Flip, Section, Table, to_pdf

pytest.importorskip("weasyprint", reason='needs the extra: pip install "peersim[report]"')
pikepdf = pytest.importorskip("pikepdf", reason='needs the extra: pip install "peersim[dev]"')
pypdfium2 = pytest.importorskip("pypdfium2", reason='needs the extra: pip install "peersim[dev]"')

MILLIMETRE = 72 / 25.4


def small(*blocks, number=0):
    return Document("Title", "Under it", [Section(number, "One", blocks), Section(number + 1, "Two", ["Words."])])


def texts(data):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def tags(data):
    """Every tag in the PDF's tree of tags, with its element."""
    found = []

    def walk(element):
        if isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append((str(element.S), element))
            walk(element.get("/K"))
        elif isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)

    opened = pikepdf.open(io.BytesIO(data))
    walk(opened.Root.StructTreeRoot.K)
    return opened, found


@pytest.fixture(params=["short", "long"])
def paper(request):
    return sample_file(request.param, "pdf")


def test_the_decision_card_is_the_first_page_and_all_of_it(paper):
    first, second, *_ = texts(paper)
    made = card("x")
    for words in (made.asked.value, "What could turn it", made.small, *made.uncounted):
        assert words[:30] in " ".join(first.split())
    assert "Contents" in second
    assert "Contents" not in first


def test_no_page_is_cut_off_at_its_edges(paper):
    for number, page in enumerate(pypdfium2.PdfDocument(paper), 1):
        picture = page.render(scale=1).to_numpy()[..., :3]
        edge = int(11 * MILLIMETRE)
        for side in (picture[:, -edge:], picture[:, :edge], picture[:edge], picture[-int(4 * MILLIMETRE) :]):
            assert (side > 250).all(), f"ink at the edge of page {number}"
        assert (picture < 250).any(), f"page {number} is blank"


def test_a_word_without_end_is_broken_not_cut_off():
    word = "x" * 300
    rows = [[word, "y" * 120, word], ["a", "b", "c"]]
    data = to_pdf(small(Table(name="t", caption=word, columns=["A", "B", word], rows=rows), word))
    for page in pypdfium2.PdfDocument(data):
        picture = page.render(scale=1).to_numpy()[..., :3]
        assert (picture[:, -int(11 * MILLIMETRE) :] > 250).all()
    assert sum(text.count("x") for text in texts(data)) == 5 * 300
    assert sum(text.count("y") for text in texts(data)) == 120


def test_a_table_of_many_columns_lies_on_a_page_turned_sideways_with_its_title():
    rows = [["Option", *range(12)]]
    heads = ["Option", *(f"Column {n}" for n in range(12))]
    from peersim.report.pages import Column

    columns = [heads[0], *(Column(head, "number") for head in heads[1:])]
    data = to_pdf(small(Table(name="wide", caption="Wide.", columns=columns, rows=rows), number=1))
    sizes = [page.get_size() for page in pypdfium2.PdfDocument(data)]
    turned = [number for number, (width, height) in enumerate(sizes) if width > height]
    assert len(turned) == 1
    assert texts(data)[turned[0]].strip().startswith("1")


def test_the_pdf_has_language_title_tags_and_alternative_texts(paper):
    opened, found = tags(paper)
    assert str(opened.Root.Lang) == "en-GB"
    assert str(opened.docinfo["/Title"]).startswith("Peer support")
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    assert bool(opened.Root.MarkInfo.Marked)
    names = [name for name, _ in found]
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/Caption", "/TH", "/TD", "/Figure", "/Link", "/L"} <= set(names)
    assert names.count("/H1") == 1
    pictures = [element for name, element in found if name == "/Figure"]
    assert len(pictures) >= 12
    assert all(len(str(element.Alt)) > 60 for element in pictures)
    with opened.open_metadata() as about:
        assert about.get("pdfuaid:part") == "1"


def test_every_section_is_in_the_outline_and_every_page_has_its_number(paper):
    opened = pikepdf.open(io.BytesIO(paper))
    with opened.open_outline() as outline:
        titles = [child.title for item in outline.root for child in item.children]
    assert sum(title.endswith(section.title) for title in titles for section in sample("short").sections) == 17
    pages = texts(paper)
    assert all(f"Page {number} of {len(pages)}" in text for number, text in enumerate(pages, 1))


def test_the_same_report_is_the_same_bytes():
    made = small(card("x"))
    assert to_pdf(made) == to_pdf(made)


@pytest.mark.slow
def test_a_long_card_is_printed_smaller_and_one_too_long_is_refused():
    def long(times):
        words = "Something that is not counted and should be thought of. " * 3
        figure = CardFigure("Cost per parent starting the programme", "£1,240,000", "£940,000 to £1,700,000")
        flip = Flip("an input with a name of some length", "from this to that", "at such a value", "Another option")
        return small(
            Card(question=words, answer=words, asked=figure, parents=[figure] * 4, worth=[figure] * 4, flips=[flip] * 3,
                 uncounted=[words] * times, grade="D", grade_why=words, small=words)
        )  # fmt: skip

    assert "Contents" in texts(to_pdf(long(8)))[1]
    with pytest.raises(InputError, match="too long for one page"):
        to_pdf(long(40))


def test_words_in_other_scripts_are_there():
    told = " ".join(texts(to_pdf(small("Ŵyr, ŷd, Ôl, tŷ a’r plant"))))
    assert "Ŵyr, ŷd, Ôl, tŷ" in told


def test_pictures_on_paper_are_wide_enough_to_read():
    data = sample_file("short", "pdf")
    for page in pypdfium2.PdfDocument(data):
        picture = page.render(scale=0.5).to_numpy()[..., :3]
        columns = np.flatnonzero((picture < 250).any(axis=(0, 2)))
        assert columns.max() < picture.shape[1]
