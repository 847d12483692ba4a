import numpy as np
import pytest

from inference.annotation import COLOURS, Rectangle, annotate, beside
from inference.labels import EMOTIONS, EMOTIONS_WITH_CONTEMPT
from inference.results import Box, FaceReading, FrameResult, Reason

MIDDLE = (0.4, 0.3, 0.6, 0.6)


def reading(box: Box = MIDDLE, classes: tuple[str, ...] = EMOTIONS) -> FrameResult:
    """Somebody happy, with 0.7, in a picture of 320x240."""
    rest = 0.3 / (len(classes) - 1)
    shares = tuple(0.7 if name == "happy" else rest for name in classes)
    scales = {"valence": 0.5, "pleasure": 0.5, "arousal": 0.3, "engagement": 0.6}
    face = FaceReading(box, 0.7, shares, "happy", gaze="centred", **scales)
    return FrameResult(reading=face, reason=None, width=320, height=240, faces=(box,))


def refusal(*faces: Box) -> FrameResult:
    return FrameResult(reading=None, reason=Reason.TOO_DARK, width=320, height=240, faces=faces)


def grey(height: int = 240, width: int = 320) -> np.ndarray:
    return np.full((height, width, 3), 128, dtype=np.uint8)


def changed(image: np.ndarray) -> np.ndarray:
    """Where something was drawn into a grey picture."""
    return (image != 128).any(axis=2)


def has_colour(image: np.ndarray, name: str) -> int:
    """How many pixels have exactly a class's colour."""
    return int((image == np.array(COLOURS[name])).all(axis=2).sum())


def test_every_class_has_a_colour_of_its_own():
    assert set(COLOURS) == set(EMOTIONS_WITH_CONTEMPT)
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_original_is_left_as_it_was():
    image = grey()
    annotate(image, [reading()], EMOTIONS)

    assert not changed(image).any()


def test_bar_of_the_likeliest_class_is_the_longest():
    drawn = annotate(grey(), [reading()], EMOTIONS)
    bars = {name: has_colour(drawn, name) for name in EMOTIONS if name not in {"happy", "neutral"}}

    assert has_colour(drawn, "happy") > 5 * max(bars.values())
    assert min(bars.values()) > 0


def test_box_frames_the_face_and_leaves_it_visible():
    drawn = changed(annotate(grey(), [reading()], EMOTIONS))

    assert drawn[144, 260:380].any()  # 640x480: the face's upper edge
    assert not drawn[160:270, 270:370].any()


@pytest.mark.parametrize(
    "box", [(0, 0, 0.2, 0.3), (0.8, 0, 1, 0.3), (0, 0.7, 0.2, 1), (0.8, 0.7, 1, 1), (0, 0, 1, 1), (0.5, 0.5, 0.5, 0.5)]
)
def test_face_at_the_border_gets_its_panel_inside(box):
    drawn = annotate(grey(), [reading(box)], EMOTIONS)

    assert drawn.shape == (480, 640, 3)
    assert has_colour(drawn, "happy") > 500


def test_eighth_class_gets_a_bar():
    drawn = annotate(grey(), [reading(classes=EMOTIONS_WITH_CONTEMPT)], EMOTIONS_WITH_CONTEMPT)

    assert has_colour(drawn, "contempt") > 0


def test_refused_face_gets_a_grey_box_and_no_bars():
    drawn = annotate(grey(), [refusal(MIDDLE)], EMOTIONS)

    assert has_colour(drawn, "neutral") > 100
    assert has_colour(drawn, "happy") == 0


def test_picture_without_a_face_says_why_in_the_corner():
    drawn = changed(annotate(grey(), [refusal()], EMOTIONS))

    assert drawn[:22].any()
    assert not drawn[40:].any()


def test_several_readings_are_drawn_into_one_picture():
    one, two = reading((0.05, 0.1, 0.2, 0.3)), reading((0.5, 0.6, 0.7, 0.9))

    assert has_colour(annotate(grey(), [one, two], EMOTIONS), "happy") > 1.5 * has_colour(
        annotate(grey(), [one], EMOTIONS), "happy"
    )


@pytest.mark.parametrize("size", [(1, 1), (1, 640), (640, 1), (3000, 2000)])
def test_odd_sizes_are_drawn_into(size):
    drawn = annotate(grey(*size), [reading(), refusal(MIDDLE)], EMOTIONS)

    assert max(drawn.shape) == max(640, *size)


def test_panel_stands_right_of_the_face_where_there_is_room():
    assert beside(Rectangle(100, 50, 80, 80), 200, 140, 640, 480) == Rectangle(188, 50, 200, 140)


def test_panel_stands_left_of_a_face_at_the_right_border():
    assert beside(Rectangle(540, 50, 100, 80), 200, 140, 640, 480) == Rectangle(332, 50, 200, 140)


def test_panel_over_a_face_that_fills_the_picture_stays_inside():
    panel = beside(Rectangle(0, 0, 640, 480), 200, 140, 640, 480)

    assert (panel.left + panel.width, panel.top + panel.height) in {(640, 480), (200, 480)}
