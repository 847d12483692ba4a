import re

import cv2
import numpy as np
import pytest

from inference.training.crops import PRIVATE_TEST, PUBLIC_TEST, Crops
from inference.training.pictures import (
    GAP_PIXELS,
    NAME_PIXELS,
    SAMPLE_PIXELS,
    SAMPLES_PER_CLASS,
    class_chart,
    curve_chart,
    duration,
    sample_grid,
    time_chart,
    write_pictures,
)
from tests.inference.training.noise import noisy, together, with_labels

CELL = SAMPLE_PIXELS + GAP_PIXELS
HISTORY = [
    {"epoch": 1, "accuracy": 0.3, "loss": 1.8, "validation_accuracy": 0.35, "validation_loss": 1.7, "seconds": 60.0},
    {"epoch": 2, "accuracy": 0.4, "loss": 1.6, "validation_accuracy": 0.44, "validation_loss": 1.5, "seconds": 64.5},
]


def axis_titles(figure):
    return figure.layout.xaxis.title.text, figure.layout.yaxis.title.text


def cell(grid, row, column):
    """Return where a sample lies in the grid."""
    left = NAME_PIXELS + column * CELL
    return grid[row * CELL : row * CELL + SAMPLE_PIXELS, left : left + SAMPLE_PIXELS]


def test_run_leaves_a_page_and_a_picture(tmp_path):
    write_pictures(tmp_path, noisy(14), HISTORY)

    assert sorted(file.name for file in tmp_path.iterdir()) == ["run.html", "samples.png"]
    assert cv2.imread(str(tmp_path / "samples.png")).shape == sample_grid(noisy(14)).shape


def test_page_needs_no_other_file(tmp_path):
    write_pictures(tmp_path, noisy(7), HISTORY)
    page = (tmp_path / "run.html").read_text(encoding="utf-8")

    assert len(page) > 1_000_000
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=", page)
    assert page.count("Plotly.newPlot(") >= 4


def test_pictures_can_be_written_before_the_first_epoch(tmp_path):
    write_pictures(tmp_path, noisy(7), [])

    assert "Size of each class" in (tmp_path / "run.html").read_text(encoding="utf-8")


def test_class_chart_counts_each_part():
    figure = class_chart(together(with_labels(0, 0, 3), with_labels(3, usage=PUBLIC_TEST)))

    assert [bar.name for bar in figure.data] == ["Training", "PublicTest"]
    assert figure.data[0].x == ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
    assert figure.data[0].y == (2, 0, 0, 1, 0, 0, 0)
    assert axis_titles(figure) == ("class", "crops")


def test_parts_are_told_apart_without_colour():
    bars = class_chart(together(noisy(7), noisy(7, PUBLIC_TEST), noisy(7, PRIVATE_TEST))).data

    assert len({bar.marker.pattern.shape for bar in bars}) == 3


def test_contempt_appears_where_there_is_some():
    assert class_chart(with_labels(0, 7)).data[0].x[-1] == "contempt"


@pytest.mark.parametrize(("measure", "values"), [("accuracy", (0.3, 0.4)), ("loss", (1.8, 1.6))])
def test_curves_show_training_and_validation(measure, values):
    training, validation = curve_chart(HISTORY, measure).data

    assert (training.name, validation.name) == (f"training {measure}", f"validation {measure}")
    assert training.x == (1, 2)
    assert training.y == values
    assert training.line.dash != validation.line.dash


def test_curve_has_a_gap_where_an_epoch_lacks_the_figure():
    later = [*HISTORY, {"epoch": 3, "loss": 1.4, "votes_loss": 2.0, "seconds": 1.0}]
    curves = {curve.name: curve.y for curve in curve_chart(later, "loss").data}

    assert curves["validation loss"] == (1.7, 1.5, None)
    assert curves["training votes loss"] == (None, None, 2.0)


def test_units_stand_at_the_axes():
    assert axis_titles(curve_chart(HISTORY, "accuracy")) == ("epoch", "share of crops")
    assert axis_titles(curve_chart(HISTORY, "loss")) == ("epoch", "cross-entropy (nats)")
    assert axis_titles(time_chart(HISTORY)) == ("epoch", "time (s)")


def test_time_of_all_epochs_is_told():
    figure = time_chart(HISTORY)

    assert figure.data[0].y == (60.0, 64.5)
    assert figure.layout.title.text == "Time for each epoch, 2 min 4 s in total"


@pytest.mark.parametrize(
    ("seconds", "text"), [(47.6, "48 s"), (59.7, "1 min 0 s"), (185, "3 min 5 s"), (4260, "1 h 11 min")]
)
def test_durations_are_told_as_people_do(seconds, text):
    assert duration(seconds) == text


def test_sample_grid_has_a_row_for_each_class():
    flat = Crops(np.repeat(np.arange(7, dtype=np.uint8) * 30, 48 * 48).reshape(7, 48, 48), *labels(7))
    grid = sample_grid(flat)

    assert grid.shape == (7 * CELL, NAME_PIXELS + SAMPLES_PER_CLASS * CELL, 3)
    assert [int(cell(grid, row, 0).mean()) for row in range(7)] == [0, 30, 60, 90, 120, 150, 180]


def test_samples_are_enlarged_crops_of_their_class():
    crops = noisy(7)

    np.testing.assert_array_equal(
        cell(sample_grid(crops), 4, 0)[..., 0], cv2.resize(crops.pixels[4], (SAMPLE_PIXELS, SAMPLE_PIXELS))
    )


def test_colours_stay_in_the_grid():
    blue = np.full((7, 64, 64, 3), (250, 10, 0), dtype=np.uint8)

    np.testing.assert_array_equal(cell(sample_grid(Crops(blue, *labels(7))), 2, 0)[5, 5], (250, 10, 0))


def test_row_of_a_class_without_crops_is_blank_after_its_name():
    grid = sample_grid(with_labels(0))

    assert (cell(grid, 1, 0) == 255).all()
    assert grid[CELL : 2 * CELL, :NAME_PIXELS].min() < 100


def test_same_crops_give_the_same_samples():
    np.testing.assert_array_equal(sample_grid(noisy(200)), sample_grid(noisy(200)))


def labels(count):
    crops = noisy(count)
    return crops.emotion, crops.usage
