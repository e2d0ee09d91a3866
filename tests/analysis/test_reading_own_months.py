"""Own monthly figures: what can mean one thing is understood, all else is told by line, and nobody is named."""

import codecs
import logging
import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersim.analysis.own_months import COLUMNS, own_months
from peersim.analysis.own_months.columns import BY_NAME, column_of
from peersim.analysis.own_months.dates import Month, read_month
from peersim.analysis.own_months.numbers import read_number
from peersim.analysis.own_months.personal import is_nhs_number, kind_of_cell
from peersim.foundation.problems import InputError
from peersim.outcomes.weekly import WEEKLY_COLUMNS

pytestmark = pytest.mark.quick

BROKEN = Path(__file__).parent / "months" / "broken"
JANUARY, FEBRUARY = Month(2025, 1), Month(2025, 2)
SPENDING, ATTENDANCES, HOURS = (BY_NAME[name] for name in ("spending", "attendances", "coordinator_hours"))


def file(folder, *lines, name="months.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def refused(path, **options):
    with pytest.raises(InputError) as error:
        own_months(path, **options)
    return str(error.value)


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.csv")), ids=lambda path: path.stem)
def test_every_broken_file_is_refused_in_the_words_beside_it(path):
    assert refused(path) + "\n" == path.with_suffix(".txt").read_text("utf-8")


def test_there_is_an_answer_beside_every_broken_file():
    assert {path.stem for path in BROKEN.glob("*.csv")} == {path.stem for path in BROKEN.glob("*.txt")}
    assert len(list(BROKEN.glob("*.csv"))) >= 15


# Months


@pytest.mark.parametrize(
    "text",
    [
        "2025-01", "2025/01", "2025-1", "01/2025", "1/2025", "01-2025", "01.2025", "Jan 2025", "January 2025", "JAN 25",
        "Jan-25", "jan. 2025", "2025-01-31", "2025-01-31 00:00:00", "2025-01-31T00:00:00Z", "31/01/2025", "31.01.2025",
        "01/31/2025", "31 Jan 2025", "31-Jan-25", "31st January 2025", "31/01/25", " 2025-01 ", "1/1/2025",
    ],
)  # fmt: skip
def test_a_month_is_read_however_it_is_written(text):
    assert set(read_month(text).readings.values()) == {JANUARY}


@pytest.mark.parametrize("text", ["03/04/2025", "3-4-2025", "03.04.25"])
def test_a_date_with_two_readings_keeps_both(text):
    assert set(read_month(text).readings.values()) == {Month(2025, 3), Month(2025, 4)}


def test_another_row_decides_between_two_readings(tmp_path):
    found = own_months(file(tmp_path, "date,attendances", "03/04/2025,30", "31/05/2025,31"))
    assert found.months == (Month(2025, 4), Month(2025, 5))
    american = own_months(file(tmp_path, "date,attendances", "03/04/2025,30", "04/30/2025,31"))
    assert american.months == (Month(2025, 3), Month(2025, 4))


def test_the_user_decides_between_two_readings(tmp_path):
    path = file(tmp_path, "month,attendances", "03/04/2025,30")
    assert own_months(path, dates="day first").months == (Month(2025, 4),)
    assert own_months(path, dates="month first").months == (Month(2025, 3),)
    assert 'allowed "day first", "month first"' in refused(path, dates="british")
    sure = file(tmp_path, "month,attendances", "31/04/2025,30", "30/04/2025,3")
    assert 'line 3, column A: "30/04/2025" cannot be read month first' in refused(sure, dates="month first")


def test_months_out_of_order_are_put_in_order_and_that_is_said(tmp_path):
    found = own_months(file(tmp_path, "month,attendances", "2025-02,2", "2025-01,1"))
    assert found.months == (JANUARY, FEBRUARY)
    assert found.values[:, 0].tolist() == [1, 2]
    assert found.remarks == ("Months are not in order (months.csv, line 3); they were put in order.",)


def test_gaps_and_blank_cells_are_not_recorded_and_not_nought(tmp_path):
    found = own_months(file(tmp_path, "month,attendances,spending", "2025-01,5,", "2025-03,0,9", "2025-05,7,9"))
    assert [str(month) for month in found.months] == ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05"]
    assert np.isnan(found.values[[1, 3]]).all()
    assert found.values[2, 0] == 0
    assert found.recorded == 5
    assert (
        "No row for 2025-02, 2025-04: not recorded, which is not nought; left out of the comparison." in found.remarks
    )
    assert any(remark.startswith("spending is blank in 2025-01: not recorded") for remark in found.remarks)


def test_a_last_month_that_ends_early_is_taken_for_a_part(tmp_path):
    rows = ("2025-01-31,5", "2025-02-28,5", "2025-03-14,2")
    found = own_months(file(tmp_path, "month ending,attendances", *rows))
    assert found.partial == (Month(2025, 3),)
    assert "2025-03 ends before its last day" in found.remarks[0]
    assert own_months(file(tmp_path, "month,attendances", "2025-01,5"), partial=["Jan 2025"]).partial == (JANUARY,)
    assert "write a month" in refused(file(tmp_path, "month,attendances", "2025-01,5"), partial=["soon"])


# Numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), (" 12 ", 12), ("1,234", 1234), ("1,234,567", 1234567), ("1 234", 1234), ("1\u00a0234", 1234),
        ("1\u202f234", 1234), ("1'234", 1234), ("12.0", 12), ("0", 0), ("１２", 12),
    ],
)  # fmt: skip
def test_a_count_is_read_with_any_mark_for_thousands(text, value):
    assert read_number(text, ATTENDANCES, False) == (value, False, "")


@pytest.mark.parametrize(
    ("text", "value"),
    [("£1,234.56", 1234.56), ("£ 900", 900), ("900 GBP", 900), ("1.234,56", 1234.56), ("12,5", 12.5), (".5", 0.5),
     ("0,125", 0.125), ("1.234.567", 1234567)],
)  # fmt: skip
def test_money_is_read_with_its_sign_and_either_decimal_mark_where_that_is_certain(text, value):
    assert read_number(text, SPENDING, False).value == pytest.approx(value)


@pytest.mark.parametrize("text", ["1,234", "1.234"])
def test_three_digits_behind_a_mark_have_two_readings_where_decimals_have_commas(text):
    assert "which is 1234 or 1.234" in read_number(text, SPENDING, True).why
    assert read_number("1,234", SPENDING, False).value == 1234


@pytest.mark.parametrize("text", ["<5", "< 5", "1-4", "1–4", "1 to 4"])
def test_counts_that_are_hidden_already_are_known_as_small(text):
    assert read_number(text, ATTENDANCES, False) == (2.5, True, "")


@pytest.mark.parametrize("text", ["1_000", "0x10", "inf", "1e3", "12a", "--", "٣a", "5+", "~5", "10-12", "1,23,4"])
def test_what_is_no_number_is_refused(text):
    found = read_number(text, HOURS, False)
    assert found.why
    assert np.isnan(found.value)


@given(st.integers(0, 10**8))
def test_a_whole_number_is_read_back_from_every_british_form(number):
    for text in (f"{number}", f"{number:,}", f"{number:,}".replace(",", " "), f"{number:,}".replace(",", "'")):
        assert read_number(text, ATTENDANCES, False).value == number


# Files


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE),
     ("utf-16-le", b""), ("cp1252", b"")],
)  # fmt: skip
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_letters_marks_and_line_ends_of_any_spreadsheet_are_understood(tmp_path, encoding, mark, separator, end):
    rows = [["month", "visits", "spend (£)"], ["2025-01", "30", "£900"], ["2025-02", "31", "£901"]]
    path = tmp_path / "months.csv"
    path.write_bytes(mark + end.join(separator.join(row) for row in rows).encode(encoding))
    found = own_months(path)
    assert found.names == ("attendances", "spending")
    assert found.values.tolist() == [[30, 900], [31, 901]]


def test_excels_own_first_line_and_lines_that_say_what_the_file_is_are_passed_over(tmp_path):
    found = own_months(file(tmp_path, "# simulated", "", "sep=;", "month;attendances;;", "", "2025-01;3;;", ";;;"))
    assert found.values.tolist() == [[3]]
    assert found.lines == (6,)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04rest", "is an Excel or LibreOffice workbook, not a CSV file. Open it in the spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", "is an old Excel workbook"),
        (b"%PDF-1.7", "is a PDF document"),
        (b"month,attendances\n\x81\x8d\x8f,3", "is no text that can be read"),
        (b"month,attendances\n" + b"2025-01,3\n" * 700, "has 700 rows; allowed 600, a row a month"),
        (b"x" * (2**20 + 1), "keep monthly counts only"),
    ],
)
def test_what_is_no_small_text_file_is_refused_with_what_to_do(tmp_path, data, told):
    path = tmp_path / "months.csv"
    path.write_bytes(data)
    assert told in refused(path)


def test_a_file_that_is_not_there_names_the_nearest(tmp_path):
    file(tmp_path, "month,attendances", "2025-01,3")
    assert 'Did you mean "months.csv"?' in refused(tmp_path / "month.csv")
    assert "is a folder" in refused(tmp_path)


def test_a_column_of_numbers_can_be_left_out_but_not_one_with_words(tmp_path):
    path = file(tmp_path, "month,attendances,Facebook likes", "2025-01,3,88")
    assert own_months(path, ignore=["facebook  likes"]).names == ("attendances",)
    words = file(tmp_path, "month,attendances,likes", "2025-01,3,Someone Unreal")
    told = refused(words, ignore=["likes"])
    assert "is text in a column that is to be ignored" in told
    assert "Unreal" not in told
    assert 'no column "lieks" to ignore. Did you mean "likes"?' in refused(words, ignore=["lieks"])


# Columns


def test_every_column_counts_something_of_the_model_and_is_found_by_all_its_heads():
    for column in COLUMNS:
        assert set(column.weekly) <= set(WEEKLY_COLUMNS)
        assert bool(column.weekly) != bool(column.events)
        for head in (
            column.name,
            column.label,
            *column.heads,
            column.name.upper(),
            f" {column.label} ({column.unit}) ",
        ):
            assert column_of(head) is column, head


def test_the_tidy_table_says_what_each_figure_is(tmp_path):
    frame = own_months(file(tmp_path, "month,spend,visits", "2025-01,9.5,3")).to_frame()
    assert frame["metric"].tolist() == ["attendances", "spending"]
    assert frame["value"].tolist() == [3, 9.5]
    assert frame["unit"].tolist() == ["attendances", "£"]
    assert frame["definition"].str.len().min() > 20


def test_small_counts_of_people_are_told_and_can_be_hidden(tmp_path):
    path = file(tmp_path, "month,families,visits", "2025-01,3,3", "2025-02,12,2", "2025-03,0,9")
    assert "1 figure counts 1 to 4 people" in own_months(path).remarks[0]
    hidden = own_months(path, round_small=True)
    assert hidden.values.tolist() == [[2.5, 3], [12, 2], [0, 9]]
    assert hidden.small.tolist() == [[True, False], [False, False], [False, False]]
    assert hidden.remarks == ("Counts of 1 to 4 people are hidden, and taken as 2.5 each.",)


# Nobody is named


def test_an_nhs_number_is_known_by_its_check_digit():
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    assert kind_of_cell("943 476 5919") == "an NHS number"
    assert kind_of_cell("9434765918") == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("someone@example.org", "an e-mail address"), ("DE1 2AB", "a postcode"), ("sw1a1aa", "a postcode"),
        ("07700 900123", "a telephone number"), ("+44 7700 900123", "a telephone number"),
        ("(01632) 960001", "a telephone number"), ("QQ 12 34 56 C", "a National Insurance number"),
        ("01/02/1990", "a date, such as one of birth"), ("12", ""), ("1,234.56", ""), ("£12,345", ""), ("0.5", ""),
    ],
)  # fmt: skip
def test_cells_of_one_person_are_known_by_their_form(text, kind):
    assert kind_of_cell(text) == kind


NAMES = st.text(string.ascii_letters + "éñŵਕ", min_size=4, max_size=12).map(lambda word: f"Zq{word} Xj{word[::-1]}")
PERSONAL = st.one_of(
    NAMES,
    st.builds("{}@example.org".format, st.text(string.ascii_lowercase, min_size=4, max_size=9)),
    st.builds("07700 900{:03d}".format, st.integers(0, 999)),
    st.sampled_from(["943 476 5919", "9434765919", "DE1 2AB", "SW1A 1AA", "QQ123456C", "14/02/1985"]),
)


@given(PERSONAL, st.sampled_from(["month cell", "cell", "head", "ignored"]))
def test_whatever_is_of_one_person_is_refused_and_never_repeated(tmp_path_factory, secret, where):
    cells = {"month cell": "2025-02", "cell": "3", "head": "likes", "ignored": "7"} | {where: secret}
    folder = tmp_path_factory.mktemp("secret")
    lines = (f"month,attendances,{cells['head']}", f"2025-01,30,{cells['ignored']}",
             f"{cells['month cell']},{cells['cell']},8")  # fmt: skip
    with CaughtLog() as caught:
        told = refused(file(folder, *lines), ignore=[] if where == "head" else ["likes"])
    for part in (secret, *secret.split()):
        assert part not in told
        assert part not in caught.text


class CaughtLog(logging.Handler):
    """Everything that is logged, at any level."""

    def __init__(self):
        super().__init__(level=0)
        self.text = ""

    def emit(self, record):
        self.text += record.getMessage()

    def __enter__(self):
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *_):
        logging.getLogger().removeHandler(self)
