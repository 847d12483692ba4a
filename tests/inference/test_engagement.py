import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.timelines.publication import TYPICAL_SPREAD
from inference.classification import Classifier, read_entry
from inference.engagement import (
    EMOTION_WEIGHTS,
    engagement,
    gaze,
    head_direction,
    mean_over_emotions,
    share_by_emotion,
    valence,
)
from inference.labels import EMOTIONS
from tests.inference.conftest import upright_face

UNIFORM = (1 / 7,) * 7
shares = st.lists(st.floats(0.001, 1), min_size=7, max_size=7).map(lambda xs: tuple(x / sum(xs) for x in xs))


def certain(emotion: str) -> tuple[float, ...]:
    return tuple(float(name == emotion) for name in EMOTIONS)


@pytest.mark.parametrize(
    ("emotion", "direction", "index"),
    [
        ("neutral", "centred", 1.0),
        ("neutral", "off_centre", 0.4),
        ("happy", "centred", 2 / 3),
        ("disgust", "centred", 2 / 9),
    ],
)
def test_index_of_a_certain_emotion(emotion, direction, index):
    assert engagement(certain(emotion), direction) == pytest.approx(index)


def test_random_classifier_gets_one_half():
    assert engagement(UNIFORM, "centred") == pytest.approx(0.5)


def test_unknown_gaze_counts_as_centred():
    assert engagement(UNIFORM, "unknown") == engagement(UNIFORM, "centred")


@pytest.mark.parametrize(
    ("direction", "eyes", "index"),
    [
        ("centred", "open", 1.0),
        ("off_centre", "open", 0.4),
        ("centred", "half_closed", 0.3),
        ("off_centre", "half_closed", 0.3),
        ("centred", "closed", 0.0),
    ],
)
def test_lids_count_more_than_the_head(direction, eyes, index):
    assert engagement(certain("neutral"), direction, eyes) == pytest.approx(index)


@given(shares, st.sampled_from(["centred", "off_centre"]))
def test_unknown_eyes_count_as_open(probabilities, direction):
    assert engagement(probabilities, direction) == engagement(probabilities, direction, "open")


@given(
    shares,
    st.sampled_from(["centred", "off_centre", "unknown"]),
    st.sampled_from(["open", "half_closed", "closed", "unknown"]),
)
def test_index_stays_between_zero_and_one(probabilities, direction, eyes):
    assert 0 <= engagement(probabilities, direction, eyes) <= 1


def test_index_rewards_a_neutral_face():
    assert max(EMOTION_WEIGHTS, key=EMOTION_WEIGHTS.__getitem__) == "neutral"


def test_contempt_is_left_out_and_the_rest_fills_its_place():
    eight = (0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.3, 0.4)

    assert share_by_emotion(eight) == pytest.approx(dict.fromkeys(EMOTIONS, 0.0) | {"happy": 0.5, "neutral": 0.5})
    assert valence(eight) == pytest.approx(0.5)
    assert engagement(eight, "centred") == pytest.approx((0.6 + 0.9) / 2 / 0.9)


def test_nothing_but_contempt_counts_as_knowing_nothing():
    assert engagement((0.0,) * 7 + (1.0,), "centred") == pytest.approx(engagement(UNIFORM, "centred"))


@pytest.mark.parametrize("count", [6, 9])
def test_other_numbers_of_classes_are_refused(count):
    with pytest.raises(ValueError, match="zip"):
        valence((1 / count,) * count)


@given(shares, st.floats(-1, 1))
def test_mean_of_a_value_all_emotions_share_is_that_value(probabilities, value):
    assert mean_over_emotions(probabilities, dict.fromkeys(EMOTIONS, value)) == pytest.approx(value)


@pytest.mark.parametrize(("emotion", "expected"), [("happy", 1), ("fear", -1), ("neutral", 0), ("surprise", 0)])
def test_valence_of_a_certain_emotion(emotion, expected):
    assert valence(certain(emotion)) == expected


@given(shares)
def test_valence_stays_between_minus_one_and_one(probabilities):
    assert -1 <= valence(probabilities) <= 1


def test_frontal_face_is_centred():
    keypoints = upright_face(0, 0, 100).keypoints[0]

    assert head_direction(keypoints) == pytest.approx((0, 0.5))
    assert gaze(keypoints) == "centred"


@pytest.mark.parametrize("sideways", [-0.4, 0.4])
def test_turned_head_is_off_centre(sideways):
    keypoints = upright_face(0, 0, 100, nose_sideways=sideways).keypoints[0]

    assert head_direction(keypoints)[0] == pytest.approx(sideways)
    assert gaze(keypoints) == "off_centre"


def test_head_bent_over_notes_is_off_centre():
    keypoints = upright_face(0, 0, 100).keypoints[0]
    keypoints[2, 1] = 70  # the nose comes close to the mouth

    assert gaze(keypoints) == "off_centre"


def test_gaze_is_unknown_without_keypoints():
    assert gaze(None) == "unknown"


def test_points_that_coincide_do_not_divide_by_zero():
    assert head_direction(np.zeros((6, 2), dtype=np.float32)) == (0.0, 0.0)


@pytest.mark.shared_data
def test_single_faces_differ_as_much_as_the_usual_band_takes_them_to(shared_data):
    with np.load(shared_data / "fer2013_train_public.npz") as data:
        crops = data["pixels"][data["usage"] == 1][::4]
    entry = read_entry()
    read = Classifier.load(entry).classify(crops)
    indices = [engagement(row, "centred") for row in read[read.max(axis=1) >= entry.minimum_confidence].tolist()]

    assert np.std(indices) == pytest.approx(TYPICAL_SPREAD, abs=0.01)
