"""The picture of targets: every row told by shape and words, no label cut, the same bytes each time."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from peersim.analysis.validation import Scores, Targets, picture, read_targets
from peersim.analysis.validation.scoring import score_one
from peersim.report.targets import draw_targets, published_words, result_words, save_targets, simulated_words

FILES = Path(__file__).parents[1] / "analysis" / "targets"
LONG = "Parents who said at the first visit that they would come, and of whom the register tells that they came " * 2


def scores_of(*medians, spread=0.05, **changed):
    first = read_targets(FILES / "good.toml").targets[1]
    base = replace(first, value=0.5, low=0.4, high=0.6, **changed)
    targets = tuple(replace(base, id=f"T{number}") for number in range(len(medians)))
    rows = [
        score_one(target, median + spread * np.linspace(-1, 1, 21), np.full(21, 10))
        for target, median in zip(targets, medians, strict=True)
    ]
    return Scores(Targets(FILES / "good.toml", "Figures", targets), tuple(rows), 21, 1, 3)


def texts(figure):
    return [text for axes in figure.axes for text in axes.texts] + figure.texts


def shapes(figure):
    return [line.get_marker() for line in figure.axes[0].lines]


def test_hits_and_misses_differ_in_shape_and_in_words():
    drawn = draw_targets(scores_of(0.5, 0.9, math.nan))
    assert shapes(drawn.figure).count("o") == 1
    assert shapes(drawn.figure).count("X") == 1
    told = " ".join(text.get_text() for text in texts(drawn.figure))
    assert "hit (validation)" in " ".join(told.split())
    assert "miss: too high" in told
    assert "miss: undefined" in told


def test_what_is_off_the_scale_is_an_arrow():
    markers = shapes(draw_targets(scores_of(0.5, spread=0.5)).figure)
    assert "<" not in markers
    markers = shapes(draw_targets(scores_of(0.5, spread=0.9)).figure)
    assert {"<", ">"} <= set(markers)


@pytest.mark.parametrize("rows", [1, 33])
def test_nothing_is_cut_off_or_written_over_something_else(rows):
    figure = draw_targets(scores_of(*np.linspace(0, 1, rows), what=LONG.strip(), pattern=LONG.strip())).figure
    canvas = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    width, height = canvas.get_width_height()
    boxes = [text.get_window_extent(renderer) for text in texts(figure) if text.get_text().strip()]
    for box in boxes:
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= width
        assert box.y1 <= height
    overlapping = [
        (a, b)
        for number, a in enumerate(boxes)
        for b in boxes[number + 1 :]
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]
    assert overlapping == []


def test_the_title_counts_hits_by_use_and_the_footer_says_what_it_stands_on():
    told = " ".join(
        text.get_text().replace("\n", " ") for text in draw_targets(scores_of(0.5, 0.9), source="prior").figure.texts
    )
    assert "Figures: hits 1 of 2 used for validation" in told
    for words in ("21 draws from the prior", "1 replication", "seed 3", "Simulated, not observed"):
        assert words in told


def test_the_words_tell_every_row():
    scores = scores_of(0.5, 0.9)
    alt = draw_targets(scores).alt
    for score in scores:
        assert published_words(score) in alt
        assert simulated_words(score) in alt
        assert result_words(score) in alt


def test_numbers_are_told_in_the_unit_and_an_accepted_band_beside_the_studys_own():
    score = scores_of(0.5, accept_low=0.3).scores[0]
    assert published_words(score) == "50.0% (40.0 to 60.0%); accepted 30.0 to 60.0%"
    weeks = replace(scores_of(12.0, statistic="weeks_engaged_median").scores[0])
    assert simulated_words(weeks) == "12.0 (12.0 to 12.0)"


def test_a_band_of_no_width_can_be_drawn():
    scores = scores_of(0.5)
    flat = replace(scores.scores[0], target=replace(scores.scores[0].target, low=0.5, high=0.5))
    draw_targets(replace(scores, scores=(flat,)))


def test_the_same_scores_give_the_same_bytes(tmp_path):
    scores = scores_of(0.5, 0.9)
    first = [path.read_bytes() for path in save_targets(scores, tmp_path / "one")]
    again = [path.read_bytes() for path in save_targets(scores, tmp_path / "two")]
    assert first == again
    assert [path.suffix for path in sorted(tmp_path.glob("one*"))] == [".png", ".svg", ".txt"]


def test_the_analysis_can_ask_for_its_picture():
    figure = picture(scores_of(0.5))
    assert "hits 1 of 1" in figure.alt
