import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.blazeface import SHORT_RANGE, BlazeFace
from inference.eyes import EyeReader, aspect_ratio, cut_eyes, eyes_state

# Rows of FER2013's csv, sorted by looking at the strip with the eyes. On the first part the thresholds were chosen.
LABELLED = Path(__file__).with_name("eye_states.json")


@pytest.fixture(scope="module")
def reader():
    return EyeReader()


@pytest.fixture(scope="module")
def finder():
    return BlazeFace(SHORT_RANGE, 0.2)


@pytest.fixture(scope="module")
def keypoints(finder, astronaut):
    return finder.detect(astronaut).keypoints[0]


def outline(apart: float) -> np.ndarray:
    """An eye 80 long whose lids run level, this far apart."""
    points = np.zeros((71, 2), dtype=np.float32)
    points[:9, 0] = np.arange(9) * 10
    points[9:16] = points[1:8]
    points[1:8, 1], points[9:16, 1] = apart / 2, -apart / 2
    return points


def face_with_dots(outer_x: tuple[int, int], y: tuple[int, int]) -> np.ndarray:
    """A grey picture with a red dot at the outer corner of each eye, the person's right one first."""
    image = np.full((120, 200, 3), 90, dtype=np.uint8)
    for position in zip(outer_x, y, strict=True):
        cv2.circle(image, position, 3, (0, 0, 255), -1)
    return image


def redness(image: np.ndarray) -> np.ndarray:
    return image[..., 2].astype(int) - image[..., 0]


def narrowed(image: np.ndarray, height: float, part: float) -> np.ndarray:
    """The image with 16 rows about the eyes squeezed to a part, and the rows around them stretched to fill in."""
    columns, rows = np.meshgrid(np.arange(image.shape[1]), np.arange(image.shape[0]))
    away = rows - height
    source = np.interp(np.abs(away), [0, 8 * part, 16], [0, 8, 16], right=np.inf)
    source = np.where(np.isinf(source), away, np.sign(away) * source)
    return cv2.remap(image, columns.astype(np.float32), (height + source).astype(np.float32), cv2.INTER_LINEAR)


def on_black(crop: np.ndarray) -> np.ndarray:
    """A crop of FER2013 enlarged, with room around it so that the detector finds the face."""
    return cv2.cvtColor(np.pad(cv2.resize(crop, (192, 192), interpolation=cv2.INTER_CUBIC), 32), cv2.COLOR_GRAY2BGR)


@pytest.mark.parametrize(("apart", "ratio"), [(0, 0), (8, 0.1), (20, 0.25)])
def test_aspect_ratio_is_height_over_length(apart, ratio):
    assert aspect_ratio(outline(apart)) == pytest.approx(ratio)


def test_corners_that_coincide_do_not_divide_by_zero():
    assert aspect_ratio(np.ones((71, 2), dtype=np.float32)) == 0


@given(st.floats(0.2, 5), st.floats(-3.1, 3.1), st.floats(-100, 100))
def test_aspect_ratio_knows_no_size_turn_or_place(scale, turn, shift):
    matrix = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])

    assert aspect_ratio(outline(20) @ matrix.T + shift) == pytest.approx(0.25, abs=1e-4)


@pytest.mark.parametrize(
    ("openness", "state"), [(0.13, "closed"), (0.14, "half_closed"), (0.17, "half_closed"), (0.18, "open")]
)
def test_states_begin_at_their_thresholds(openness, state):
    assert eyes_state(openness) == state


def test_both_eyes_are_cut_with_the_outer_corner_to_the_left():
    crops = cut_eyes(face_with_dots((42, 148), (60, 60)), np.array([[60, 60], [130, 60]], dtype=np.float32))

    assert [crop.shape for crop in crops] == [(64, 64, 3)] * 2
    for crop in crops:
        row, column = np.unravel_index(redness(crop).argmax(), (64, 64))
        assert (abs(row - 32) <= 4, 12 <= column <= 20) == (True, True)


def test_eyes_of_a_tilted_head_are_cut_level():
    crops = cut_eyes(face_with_dots((44, 156), (32, 88)), np.array([[60, 40], [140, 80]], dtype=np.float32))

    for crop in crops:
        assert abs(int(redness(crop).max(axis=1).argmax()) - 32) <= 4


def test_an_eye_beyond_the_image_is_black():
    right, left = cut_eyes(face_with_dots((42, 148), (60, 60)), np.array([[-300, 60], [130, 60]], dtype=np.float32))

    assert right.max() == 0
    assert left.max() > 0


def test_open_eyes_are_open(reader, astronaut, keypoints):
    assert reader.read(astronaut, keypoints) == "open"


def test_a_mirrored_face_has_the_same_openness(reader, astronaut, keypoints):
    mirrored = keypoints.copy()[[1, 0, 2, 3, 5, 4]]
    mirrored[:, 0] = astronaut.shape[1] - mirrored[:, 0]
    openness = reader.openness(np.ascontiguousarray(astronaut[:, ::-1]), mirrored)

    assert openness == pytest.approx(reader.openness(astronaut, keypoints), abs=0.01)


def test_eyes_squeezed_together_are_less_open(reader, astronaut, keypoints):
    height = float(keypoints[:2, 1].mean())
    openness = [reader.openness(narrowed(astronaut, height, part), keypoints) for part in (1, 0.7, 0.5, 0.2)]

    assert openness == sorted(openness, reverse=True)
    assert eyes_state(openness[-1]) != "open"


def test_eyes_are_unknown_without_keypoints(reader, astronaut, keypoints):
    coinciding = keypoints.copy()
    coinciding[1] = coinciding[0]

    assert reader.read(astronaut, None) == "unknown"
    assert reader.read(astronaut, coinciding) == "unknown"


@pytest.mark.shared_data
def test_states_of_labelled_eyes(shared_data, reader, finder):
    with np.load(shared_data / "fer2013_train_public.npz") as data:
        crop_of = dict(zip(data["row"].tolist(), data["pixels"], strict=True))
    counts = {}
    for state, rows in json.loads(LABELLED.read_text())["measured_on"].items():
        images = [on_black(crop_of[row]) for row in rows]
        found = [finder.detect(image).keypoints[0] for image in images]
        read = [reader.read(image, points) for image, points in zip(images, found, strict=True)]
        counts[state] = [read.count(name) for name in ("open", "half_closed", "closed")]

    # The table of docs/engagement.md; one pair of eyes may change sides with another build of LiteRT.
    expected = {"open": [73, 5, 1], "half_closed": [6, 14, 5], "closed": [3, 4, 22]}
    assert np.abs(np.array(list(counts.values())) - np.array(list(expected.values()))).max() <= 1


@pytest.mark.shared_data
@pytest.mark.parametrize(("emotion", "narrow"), [(1, 42), (3, 20), (5, 0), (6, 0)])
def test_disgusted_and_laughing_faces_seem_to_close_their_eyes(shared_data, reader, finder, emotion, narrow):
    with np.load(shared_data / "kdef_half.npz") as data:
        files = np.split(data["encoded"], np.cumsum(data["length"])[:-1])
        photos = [cv2.imdecode(files[row], cv2.IMREAD_COLOR) for row in np.flatnonzero(data["emotion"] == emotion)]
    read = [reader.read(photo, finder.detect(photo).keypoints[0]) for photo in photos]

    assert len(photos) == 70
    assert len(photos) - read.count("open") == pytest.approx(narrow, abs=1)


@pytest.mark.shared_data
def test_a_blink_before_a_webcam_is_seen(shared_data, reader, finder):
    clip, states = cv2.VideoCapture(str(shared_data / "webcam" / "single_face.mp4")), []
    while (frame := clip.read()[1]) is not None:
        states.append(reader.read(frame, finder.detect(frame).keypoints[0]))

    assert len(states) == 72
    assert states[26:29] == ["closed", "closed", "half_closed"]
    assert set(states[:26] + states[29:]) == {"open"}
