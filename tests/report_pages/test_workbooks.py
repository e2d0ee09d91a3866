"""The workbook: one table a sheet, numbers that are numbers, words where there are none, the same bytes every time."""

import io

import pytest
from sample_report import card, sample, sample_file

from peersim.report.pages import Card, Column, Document, Figure, Number, Section, Table, to_workbook

pytest.importorskip("gptables", reason='needs the extra: pip install "peersim[report]"')
openpyxl = pytest.importorskip("openpyxl", reason='needs the extra: pip install "peersim[dev]"')


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def small(columns, rows, **more):
    table = Table(name="t", caption="A table.", columns=columns, rows=rows, **more)
    return opened(to_workbook(Document("Title", "Under it", [Section(1, "One", [table])])))


def grid(book, sheet="Table 1.1"):
    """Heads and rows of a sheet's table."""
    page = book[sheet]
    (table,) = page.tables.values()
    head, *rows = ([cell.value for cell in row] for row in page[table.ref])
    return head, rows


@pytest.fixture(params=["short", "long"])
def which(request):
    return request.param


def test_there_is_a_cover_contents_notes_and_one_table_a_sheet(which):
    book = opened(sample_file(which, "xlsx"))
    assert book.sheetnames[:4] == ["Cover", "Contents", "Notes", "Decision"]
    for name in book.sheetnames[1:]:
        assert len(book[name].tables) == 1, name
        assert not book[name].merged_cells.ranges
    blocks = [block for _, block in sample(which).blocks() if isinstance(block, Card | Table | Figure)]
    assert len(book.sheetnames) == 3 + len(blocks)


def test_contents_lists_every_sheet(which):
    book = opened(sample_file(which, "xlsx"))
    listed = [row[0] for row in grid(book, "Contents")[1]]
    assert listed == book.sheetnames[3:]


def test_no_cell_of_a_table_is_empty_or_no_number(which):
    book = opened(sample_file(which, "xlsx"))
    for name in book.sheetnames[1:]:
        head, rows = grid(book, name)
        for cell in [*head, *(value for row in rows for value in row)]:
            assert cell not in (None, "", "nan", "inf", "#NUM!"), name


def test_numbers_stay_numbers_with_ends_and_errors_in_columns_of_their_own():
    book = small(["Option", Column("Cost", "£")], [["A", Number(1_234.5, 1_000, 1_500, 20.0)], ["B", 7]])
    head, rows = grid(book)
    assert head == ["Option", "Cost (£)", "Cost, low end (£)", "Cost, high end (£)", "Cost, Monte Carlo error (£)"]
    assert rows == [["A", 1234.5, 1000, 1500, 20], ["B", 7, "blank", "blank", "blank"]]
    (cell,) = [cell for cell in book["Table 1.1"]["B"] if cell.value == 1234.5]
    assert cell.number_format == '"£"#,##0;−"£"#,##0;"£"#,##0'


def test_what_cannot_be_told_is_told_in_words_with_its_reason():
    head, rows = grid(small(["Option", Column("Cost", "£")], [["A", Number(None, note="nobody came")], ["B", None]]))
    assert head[-1] == "Remarks"
    assert rows == [["A", "cannot be told", "Cost: nobody came"], ["B", "cannot be told", "blank"]]


def test_words_are_never_taken_for_sums_links_or_marks():
    nasty = ["=1+1", "$$a$$", "[x](y)", "@SUM(A1)", "", "ਪੰਜਾਬੀ", "−", "https://example.org", "0123"]
    _, rows = grid(small(["Option", "Words"], [[f"row {n}", text] for n, text in enumerate(nasty)]))
    told = [row[1] for row in rows]
    assert told[:6] == ["=1+1", "$ $a$ $", "[x] (y)", "@SUM(A1)", "blank", "ਪੰਜਾਬੀ (row 6)"]
    assert told[7:] == ["https://example.org", "0123"]
    book = small(["Option", "Words"], [["a", "=1+1"]])
    assert all(cell.data_type != "f" for row in book["Table 1.1"].iter_rows() for cell in row)


def test_headings_that_differ_only_in_case_are_told_apart():
    head, _ = grid(small(["Option", Column("Cost", "£", key="a"), Column("cost", "£", key="b")], [["A", 1, 2]]))
    assert head == ["Option", "Cost (£)", "cost (£) 2"]


def test_a_table_without_rows_says_so():
    assert grid(small(["Option", Column("Cost", "£")], []))[1] == [["cannot be told", "cannot be told"]]


def test_notes_are_on_their_sheet_and_the_table_refers_to_them():
    book = small(["Option", "Words"], [["a", "b"]], notes=["First.", "Second."], source="a source")
    assert [row[1] for row in grid(book, "Notes")[1]] == ["First.", "Second."]
    words = [cell.value for cell in book["Table 1.1"]["A"] if cell.value]
    assert "[note 1]" in words[0]
    assert "[note 2]" in words[0]
    assert "Source: a source" in words


def test_the_decision_is_on_the_cover_and_on_its_sheet():
    made = card("Evening group")
    book = opened(to_workbook(Document("Title", "Under it", [Section(0, "Decision", [made])])))
    assert made.answer in [cell.value for cell in book["Cover"]["A"]]
    assert ["Recommended", made.answer, "blank"] in grid(book, "Decision")[1]


def test_the_same_report_is_the_same_bytes():
    made = Document("Title", "Under it", [Section(0, "Decision", [card("x")])])
    assert to_workbook(made) == to_workbook(made)
