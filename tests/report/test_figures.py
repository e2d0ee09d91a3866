"""Figures say what they stand on, keep everything on the page, and are the same bytes every time."""

import itertools
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.text import Text
from simulated_studies import study

from peersim.foundation.problems import InputError
from peersim.report.figures import FIGURES, draw
from peersim.report.saving import png_bytes, save_figure, save_figures, svg_text
from peersim.report.style import COLOURS, footer_text, printable, text_width, wrapped

LONG = "A long name with everything in it, Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, $5 & <b> 100% ŵŷ"
MANY = tuple(f"design_{number}" for number in range(11))


@pytest.fixture(scope="module")
def three():
    return study(titles={"baseline": "Baseline", "creche": "Crèche at every session", "nothing": "No programme"})


@pytest.fixture(scope="module")
def odd_cases():
    """Comparisons that figures often stumble on."""
    titles = {name: LONG if number % 3 == 1 else f"Design {number} ẁ" for number, name in enumerate(MANY)}
    return {
        "twelve designs with long names": study(
            (*MANY, "nothing"), draws=2, replications=1, weeks=30, parents=60, titles=titles
        ),
        "one design": study(("baseline",), draws=2, replications=1, weeks=30, parents=40),
        "one week, one run": study(draws=1, replications=1, weeks=1, parents=20),
        "no programme at all": study(("nothing",), draws=2, replications=1, weeks=30, parents=40),
        "no programme as the reference": study(("nothing", "baseline"), draws=2, replications=1, parents=40),
        "a design without a single run": study(
            draws=2, replications=1, weeks=30, parents=40, leave_out=(("creche", 0, 0), ("creche", 1, 0))
        ),
        "letters no font has": study(("baseline",), 2, 1, titles={"baseline": "\U00013000 \U0001f600"}, weeks=30),
    }


def contrast_on_white(colour):
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return 1.05 / (0.05 + linear @ np.array([0.2126, 0.7152, 0.0722]))


def words_of(figure):
    return [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]


def tick_labels(axes):
    """Tick labels of axes, and whether each is drawn: its tick must lie within the limits."""
    for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        low, high = sorted(limits)
        for tick in axis.get_major_ticks():
            drawn = axes.get_visible() and axes.axison and low - 1e-9 <= tick.get_loc() <= high + 1e-9
            yield axis, tick.label1, drawn


def drawn_texts(figure):
    """Every text that is really drawn, with its box."""
    renderer = figure.canvas.get_renderer()
    not_drawn = {label for axes in figure.axes for _, label, drawn in tick_labels(axes) if not drawn}
    hidden = {text for axes in figure.axes if not axes.get_visible() for text in axes.findobj(Text)}
    return [
        (text, text.get_window_extent(renderer))
        for text in words_of(figure)
        if text not in not_drawn and text not in hidden
    ]


def prepared(comparison, kind):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    made = draw(comparison, kind)
    FigureCanvasAgg(made.figure).draw()
    return made


def assert_all_on_the_page(figure):
    width, height = figure.canvas.get_width_height()
    for text, box in drawn_texts(figure):
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
        assert inside, f"{text.get_text()!r} at {box.extents} leaves the page of {width} by {height}"


def assert_tick_labels_apart(figure):
    renderer = figure.canvas.get_renderer()
    for axes in figure.axes:
        for wanted in (axes.xaxis, axes.yaxis):
            labels = [t for axis, t, drawn in tick_labels(axes) if axis is wanted and drawn and t.get_text()]
            boxes = [label.get_window_extent(renderer).shrunk(0.98, 0.9) for label in labels if label.get_visible()]
            for one, other in itertools.pairwise(boxes):
                assert not one.overlaps(other), [label.get_text() for label in labels]


@pytest.mark.quick
@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_stands_out_from_white_at_3_to_1(colour):
    assert contrast_on_white(colour) >= 2.995


@pytest.mark.parametrize("kind", FIGURES)
def test_every_figure_says_what_it_stands_on(three, kind):
    made = draw(three, kind)
    text = " ".join(" ".join(t.get_text().split()) for t in words_of(made.figure))
    for words in (
        "n = 4 draws × 2 replications", "Derby, 120 eligible families", "60 weeks", "peersim 9.8.7", "Simulated",
    ):  # fmt: skip
        assert words in text, words
    interval = ("95% interval", "range over worlds", "means over all runs", "ratio of means")
    assert any(words in text for words in interval)


@pytest.mark.parametrize("kind", FIGURES)
def test_everything_written_stays_on_the_page_and_apart(three, kind):
    made = prepared(three, kind)
    assert_all_on_the_page(made.figure)
    assert_tick_labels_apart(made.figure)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FIGURES)
def test_odd_cases_stay_on_the_page_too(odd_cases, kind):
    for case, comparison in odd_cases.items():
        made = prepared(comparison, kind)
        try:
            assert_all_on_the_page(made.figure)
            assert_tick_labels_apart(made.figure)
        except AssertionError as error:
            raise AssertionError(f"{case}: {error}") from None
        assert made.alt, case
        assert len(made.table.columns) > 1, case


@pytest.mark.parametrize("kind", FIGURES)
def test_behind_every_figure_is_a_table_and_words_for_those_who_do_not_see_it(three, kind):
    made = draw(three, kind)
    assert set(made.table["scenario"]) >= {"creche"}
    assert "Crèche at every session" in made.alt
    assert any(sign.isdigit() for sign in made.alt)


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_is_the_same_bytes_twice(three, kind):
    first, second = draw(three, kind), draw(three, kind)
    assert png_bytes(first) == png_bytes(second)
    assert svg_text(first) == svg_text(second)
    assert png_bytes(first) == png_bytes(first)


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from simulated_studies import study; from pathlib import Path;"
        "from peersim.report.saving import save_figure; from peersim.report.figures import draw;"
        "save_figure(draw(study(weeks=30, parents=40, draws=2), 'headline'), Path(sys.argv[2]) / 'headline')"
    )
    helpers = Path(__file__).parents[1] / "outcomes"
    root = Path(__file__).parents[2]
    for seed in ("0", "1"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PATH": "", "HOME": str(tmp_path)}
        folder = tmp_path / seed
        subprocess.run([sys.executable, "-c", code, str(helpers), str(folder)], check=True, env=environment)
    for name in ("headline.png", "headline.svg", "headline.csv", "headline.txt"):
        assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes(), name


def test_the_users_own_settings_change_nothing(three):
    usual = svg_text(draw(three, "costs"))
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "text.usetex": False, "svg.hashsalt": "x"}):
        assert svg_text(draw(three, "costs")) == usual
        assert matplotlib.rcParams["font.size"] == 30


def test_an_svg_carries_its_words_and_no_date(three):
    made = draw(three, "headline")
    text = svg_text(made)
    root = ElementTree.fromstring(text)
    assert root.attrib["role"] == "img"
    description = root.find("{http://www.w3.org/2000/svg}desc")
    assert description is not None
    assert description.text == made.alt
    assert "<dc:date>" not in text
    assert "http://" not in text.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    )


def test_a_figures_table_is_read_back_as_it_was(three, tmp_path):
    import pandas as pd

    written = save_figure(draw(three, "trade_off"), tmp_path / "deep" / "trade_off")
    assert [path.name for path in written] == ["trade_off.png", "trade_off.svg", "trade_off.csv", "trade_off.txt"]
    frame = pd.read_csv(tmp_path / "deep" / "trade_off.csv")
    assert frame["cost_a_year"].tolist() == pytest.approx(draw(three, "trade_off").table["cost_a_year"].tolist())


@pytest.mark.slow
def test_all_figures_are_written(three, tmp_path):
    assert len(save_figures(three, tmp_path)) == 4 * len(FIGURES)
    assert {path.stem for path in tmp_path.iterdir()} == set(FIGURES)


def test_the_table_of_the_headline_holds_the_differences(three):
    table = draw(three, "headline").table
    row = table[(table.scenario == "creche") & (table.outcome == "reach")]
    assert row["difference"].item() == pytest.approx(three.difference("creche", "reach").value)


def test_a_design_that_is_dearer_and_keeps_fewer_is_marked_as_beaten():
    worse = study(("baseline", "worse"), draws=2, replications=1, step=-0.08, cost_step=500.0)
    table = draw(worse, "trade_off").table.set_index("scenario")
    assert table.loc["worse", "dominated_by"] == "baseline"
    assert "Dominated on means: worse" in draw(worse, "trade_off").alt
    better = study(("baseline", "better"), draws=2, replications=1, step=0.2, cost_step=500.0)
    table = draw(better, "trade_off").table.fillna("")
    assert (table["dominated_by"] == "").all()


@pytest.mark.parametrize("kind", ["survival", "weekly", "absences", "costs", "hours", "reach"])
def test_a_design_of_which_every_run_is_missing_is_not_shown_as_nothing(odd_cases, kind):
    made = draw(odd_cases["a design without a single run"], kind)
    texts = [text.get_text() for text in words_of(made.figure)]
    numbers = made.table[made.table["scenario"] == "creche"].select_dtypes("float")
    measured = numbers.drop(columns=[name for name in numbers if name.startswith("week")])
    assert measured.isna().all().all()
    assert any("no run came" in " ".join(text.split()) for text in texts)


def test_missing_runs_are_said_in_the_footer():
    short = study(draws=2, replications=1, weeks=30, parents=40, leave_out=(("creche", 0, 0),))
    assert "(1 run missing)" in footer_text(short, "")


def test_an_unknown_figure_names_the_nearest(three):
    with pytest.raises(InputError, match='Did you mean "headline"'):
        draw(three, "headlin")
    with pytest.raises(InputError, match="unknown figure"):
        three.plot("pie")


def test_a_comparison_draws_itself_and_shows_in_a_notebook(three):
    figure = three.plot("costs")
    page = figure._repr_html_()
    assert page.startswith('<img alt="Stacked bars')
    assert "base64" in page


@pytest.mark.quick
def test_text_is_broken_to_fit():
    for inches in (0.5, 1.0, 3.0):
        for line in wrapped(LONG, inches).split("\n"):
            assert text_width(line) <= inches + 1e-9
    assert wrapped(LONG, 1.0, lines=2).endswith("…")
    assert wrapped("", 1.0) == ""
    assert wrapped("short", 3.0, lines=1) == "short"


@pytest.mark.quick
def test_letters_that_no_font_has_give_way_to_the_file_name():
    assert printable("Crèche ŵŷ", "creche") == "Crèche ŵŷ"
    assert printable("\U00013000", "creche") == "creche"
    assert printable("two\nlines", "x") == "two lines"
    assert printable("\U00013000", "\U00013000") == "unnamed"
