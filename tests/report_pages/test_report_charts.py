"""Charts of the report: what they say in words and numbers, that nothing leaves the picture, and what they refuse."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_report import sample
from sample_study import LONG, OPTIONS, WELLBY

from peersim.foundation.problems import InputError
from peersim.report.pages import charts
from peersim.report.pages.charts_base import DASHES, MARKERS, look, spread, tint
from peersim.report.pages.charts_drivers import NO_TURN
from peersim.report.pages.document import Figure
from peersim.report.pages.pictures import lettered
from peersim.report.style import COLOURS

NAMES = (
    "flow_of_parents", "per_parent", "plane", "curves", "losses", "tornado", "grid", "evppi", "scenario_costs", "pilot",
    "impact", "impact_high", "reach_by_group",
)  # fmt: skip
"""Figures of the sample report; drawn when they are first looked at, not when tests are collected."""


def figures(which):
    """The figures of a sample report, by name."""
    return {block.name: block for _, block in sample(which).blocks() if isinstance(block, Figure)}


@pytest.fixture
def figure(request):
    which, name = request.param
    return figures(which)[name]


EVERY_FIGURE = pytest.mark.parametrize(
    "figure",
    [(which, name) for which in ("short", "long") for name in NAMES],
    indirect=True,
    ids=[f"{which} {name}" for which in ("short", "long") for name in NAMES],
)


def test_every_figure_of_the_sample_is_looked_at():
    assert tuple(figures("short")) == tuple(figures("long")) == NAMES


def luminance(colour):
    from matplotlib.colors import to_rgb

    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@EVERY_FIGURE
def test_every_figure_says_what_is_compared_with_what_and_has_its_numbers(figure):
    assert "compared with" in figure.compared
    assert figure.compared in figure.alt
    assert len(figure.alt.split()) > 12
    assert figure.table.rows
    assert not re.search(r"\bnan\b|\binf\b", figure.alt)


@EVERY_FIGURE
def test_nothing_in_a_picture_leaves_it(figure):
    pypdfium2 = pytest.importorskip("pypdfium2", reason='pictures are drawn by the extra: pip install "peersim[dev]"')
    weasyprint = pytest.importorskip("weasyprint", reason='needs the extra: pip install "peersim[report]"')
    svg = ElementTree.fromstring(figure.svg)
    width, height = (float(svg.get(side).removesuffix("pt")) for side in ("width", "height"))
    edge = 20
    page = (
        f"<style>@page {{ size: {width + 2 * edge}pt {height + 2 * edge}pt; margin: {edge}pt }} svg {{ "
        f"overflow: visible; display: block; width: {width}pt; height: {height}pt }} body {{ margin: 0 }}</style>"
    )
    drawn = weasyprint.HTML(string=page + figure.svg[figure.svg.index("<svg") :]).write_pdf()
    picture = pypdfium2.PdfDocument(drawn)[0].render(scale=1.5).to_numpy()
    ink = np.argwhere((picture[..., :3] < 200).any(axis=2))
    low, high = ink.min(axis=0) / 1.5, ink.max(axis=0) / 1.5
    assert (low >= edge - 0.7).all()
    assert (high <= np.array([height, width]) + edge + 0.7).all()


def test_twelve_options_differ_in_more_than_colour():
    looks = [look(place) for place in range(12)]
    assert len({(style.dashes, style.marker) for style in looks}) == 12
    assert len(DASHES) > 3
    assert len(MARKERS) > 3


def test_colours_can_be_told_from_white_and_letters_from_the_colours_under_them():
    assert min(contrast(colour, "white") for colour in COLOURS) >= 3
    assert min(contrast("#222222", tint(colour)) for colour in COLOURS) >= 4.5


@given(st.lists(st.tuples(st.floats(-1, 6), st.floats(0.05, 0.6)), min_size=1, max_size=12))
def test_labels_are_moved_apart_and_stay_in_order(labels):
    at, tall = [label[0] for label in labels], [label[1] for label in labels]
    placed = spread(at, tall, 4.0)
    order = sorted(range(len(at)), key=lambda n: placed[n])
    for one, other in pairwise(order):
        assert placed[other] - placed[one] >= (tall[one] + tall[other]) / 2 - 1e-9
        assert at[one] <= at[other]


def test_a_label_alone_stays_where_its_line_ends():
    assert spread([2.0], [0.2], 4.0) == [2.0]


def test_the_plane_counts_what_an_option_adds():
    cost = np.array([[0.0, 10.0], [0.0, 30.0]])
    effect = np.array([[0.0, 1.0], [0.0, 3.0]])
    figure = charts.plane("p", cost, effect, ["None", "Some"], "None", effect_unit="points", threshold=10.0)
    ((option, more, dearer, better, cheaper, worth),) = figure.table.rows
    assert (option, more.value, dearer.value) == ("Some", 2.0, 20.0)
    assert (better, cheaper, worth) == (1.0, 0.0, 0.0)
    assert figure.compared.startswith("Each option compared with None")


def test_curves_say_where_the_best_option_changes():
    k, chances = [0.0, 10.0, 20.0], [[0.9, 0.1], [0.6, 0.4], [0.3, 0.7]]
    figure = charts.acceptability("c", k, chances, ["None", "Some"], [0, 0, 1], unit=WELLBY)
    assert "None has the highest mean net benefit from £0 a WELLBY, Some from £20 a WELLBY." in figure.alt
    assert [row[1] for row in figure.table.rows] == ["None", "None", "Some"]
    lost = charts.expected_loss("l", k, [[0, 5], [1, 3], [4, 2.0]], ["None", "Some"], [0, 0, 1], unit=WELLBY)
    assert "The lowest expected loss is highest, £2.00, at £20 a WELLBY." in lost.alt


def test_a_tornado_names_the_option_that_takes_over_and_where():
    figure = charts.tornado(
        "t", ["effect", "pay"], [-5.0, 4.0], [9.0, 6.0], 5.0, ends=[("0", "1"), ("£19", "£31")],
        winners=[("Nothing", "Some"), ("Some", "Some")], switches=["0.3", None], recommended="Some",
        compared="Some compared with Nothing",
    )  # fmt: skip
    assert "Nothing is best below 0.3" in figure.alt
    assert "1 of 2 inputs can turn the decision" in figure.alt
    assert figure.table.rows[1][-1] == NO_TURN


def test_lines_that_leave_the_axes_are_named_in_their_order():
    k, lost = [0.0, 1.0], [[0.0, 0, 1], [900.0, 500.0, 1.0]]
    svg = charts.expected_loss("l", k, lost, ["Worst", "Worse", "Best"], [0, 2], unit=WELLBY).svg
    words = {text.text: float(text.get("y")) for text in ElementTree.fromstring(lettered(svg, "F")).iter(f"{SVG}text")}
    assert words["Worst"] < words["Worse"] < words["Best"]


def test_a_pilot_that_is_not_worth_its_cost_is_said_to_be_none():
    figure = charts.pilot("p", [10, 20], [5.0, 6.0], [10.0, 20.0], compared="A pilot compared with none")
    assert "No size of pilot tried here is worth what it costs." in figure.alt
    worth = charts.pilot("p", [10, 20], [50.0, 55.0], [10.0, 20.0], compared="A pilot compared with none")
    assert "a pilot of 10 parents is worth most: £40 more than it costs" in worth.alt


def test_amounts_by_payer_and_year_add_up():
    figure = charts.cost_stack("s", ["1", "2"], ["a", "b"], [[1, 2], [10, 20.0]], compared=AB)
    assert figure.table.rows[-1] == ("All payers", 11.0, 22.0, 33.0)
    assert figure.table.total


def test_a_denominator_that_nobody_meets_is_told_in_words():
    figure = charts.denominators(
        "d", ["offered"], [[None], [12.0]], ["None", "Some"], compared="Some compared with None"
    )
    assert "None: cannot be told offered" in figure.alt
    assert figure.table.rows[0][1].value is None


def test_a_grid_counts_where_each_option_is_best():
    figure = charts.two_way("g", ["1", "2"], ["a", "b"], [[0, 0], [0, 1]], ["None", "Some"], x_label="x", y_label="y",
                            compared="Each compared with the other")  # fmt: skip
    assert "None in 3, Some in 1" in figure.alt
    assert figure.table.rows == (("b", "None", "Some"), ("a", "None", "None"))


SVG = "{http://www.w3.org/2000/svg}"
AB = "a compared with b"


@pytest.mark.parametrize(
    ("draw", "problem"),
    [
        (lambda: charts.plane("p", [[0.0, np.nan]], [[0.0, 1]], ["a", "b"], "a", effect_unit="x"), "cost: needs"),
        (lambda: charts.plane("p", [[0.0, 1]], [[0.0, 1]], ["a", "b"], "c", effect_unit="x"), '"c" is not among'),
        (lambda: charts.acceptability("c", [1.0], [[1.0, 2]], ["a"], [0], unit="£"), "chances: has the shape"),
        (lambda: charts.acceptability("c", [1.0], [[1.0]], ["a"], [3], unit="£"), "best: places must be 0 to 0"),
        (lambda: charts.expected_loss("c", [1.0], [[np.inf]], ["a"], [0], unit="£"), "losses: 1 values are no finite"),
        (lambda: charts.cost_stack("s", ["1"], ["a"], [[-1.0]], compared=AB), "some are below 0"),
        (lambda: charts.flow("f", ["x"], [[1.0], [2.0]], ["a"], compared=AB), "needs 1 rows of 1"),
        (lambda: charts.flow("f", ["x"], [[np.nan]], ["a"], compared=AB), "no finite number"),
        (lambda: charts.two_way("g", ["1"], ["a"], [[2]], ["a"], x_label="x", y_label="y", compared=AB),
         "winner: places must be"),
        (lambda: charts.information_bars("e", ["a"], [1.0], [1.0, 2.0], total=1, compared=AB),
         "errors: has the shape"),
        (lambda: charts.pilot("p", [1.0], [], [1.0], compared=AB), "worth: has the shape"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_in_words(draw, problem):
    with pytest.raises(InputError, match=re.escape(problem)):
        draw()


def test_letters_on_paper_are_the_words_that_were_outlined():
    figure = figures("short")["losses"]
    told = lettered(figure.svg, "Some Font")
    words = [text.text for text in ElementTree.fromstring(told).iter(f"{SVG}text")]
    assert {"expected loss (£)", "Crèche at every session", "£0"} <= set(words)
    assert "DejaVuSans-" not in told
    assert len(told) < 0.6 * len(figure.svg)


def test_a_picture_with_letters_of_another_font_keeps_its_outlines():
    figure = figures("short")["losses"]
    other = figure.svg.replace('"#DejaVuSans-', '"#NotoSans-', 1)
    assert lettered(other, "Some Font") == other


def test_the_same_arrays_make_the_same_bytes():
    def draw():
        return charts.flow("f", ["x", "y"], [[3.0, 2.0]] * 12, LONG, compared="Each compared with the others").svg

    assert draw() == draw()


def test_one_option_one_draw_and_one_value_can_be_drawn():
    assert charts.acceptability("c", [10.0], [[1.0]], ["only"], [0], unit=WELLBY).table.rows
    assert charts.expected_loss("c", [10.0], [[0.0]], ["only"], [0], unit=WELLBY).table.rows
    assert charts.plane("p", [[0.0, 1.0]], [[0.0, 1.0]], OPTIONS[:2], OPTIONS[0], effect_unit="x").table.rows
    assert charts.information_bars("e", ["a"], [0.0], [0.0], total=0.0, compared=AB).table.rows
    assert charts.cost_stack("s", ["1"], ["a"], [[0.0]], compared=AB).table.rows
    assert charts.flow("f", ["x"], [[0.0]], ["a"], compared=AB).table.rows
