import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.circumplex import AROUSAL, PLEASURE, PlanePoint, place
from inference.classification import Classifier, read_entry
from inference.engagement import mean_over_emotions, valence
from inference.labels import EMOTIONS

EMOTION_VOTES = [4, 5, 6, 1, 3, 2, 0]  # FER+'s columns in the order of EMOTIONS

shares = st.lists(st.floats(0.001, 1), min_size=7, max_size=7).map(lambda xs: tuple(x / sum(xs) for x in xs))


def certain(emotion: str) -> tuple[float, ...]:
    return tuple(float(name == emotion) for name in EMOTIONS)


@pytest.mark.parametrize("emotion", EMOTIONS)
def test_a_certain_emotion_lies_where_its_word_was_rated(emotion):
    assert place(certain(emotion)) == PlanePoint(PLEASURE[emotion], AROUSAL[emotion])


def test_every_emotion_has_both_coordinates():
    assert set(PLEASURE) == set(AROUSAL) == set(EMOTIONS)


@pytest.mark.parametrize(
    ("emotion", "is_pleasant", "is_aroused"),
    [("happy", True, True), ("angry", False, True), ("fear", False, True), ("sad", False, False)],
)
def test_emotions_lie_in_russells_quarters(emotion, is_pleasant, is_aroused):
    point = place(certain(emotion))

    assert (point.pleasure > 0, point.arousal > 0) == (is_pleasant, is_aroused)


def test_neutral_lies_in_the_middle():
    assert place(certain("neutral")) == PlanePoint(0, 0)


def test_random_classifier_looks_aroused_and_a_little_unpleasant():
    point = place((1 / 7,) * 7)

    assert point.pleasure == pytest.approx(-0.167, abs=1e-3)
    assert point.arousal == pytest.approx(0.35)


@given(shares)
def test_place_stays_among_the_emotions(probabilities):
    point = place(probabilities)

    assert min(PLEASURE.values()) - 1e-9 <= point.pleasure <= max(PLEASURE.values()) + 1e-9
    assert min(AROUSAL.values()) - 1e-9 <= point.arousal <= max(AROUSAL.values()) + 1e-9


@given(shares, shares)
def test_half_of_each_answer_lies_half_way(one, other):
    both = place([(a + b) / 2 for a, b in zip(one, other, strict=True)])

    assert both.pleasure == pytest.approx((place(one).pleasure + place(other).pleasure) / 2)
    assert both.arousal == pytest.approx((place(one).arousal + place(other).arousal) / 2)


def test_contempt_does_not_move_the_place():
    eight = [0.8 * share for share in certain("sad")] + [0.2]

    assert place(eight).arousal == pytest.approx(AROUSAL["sad"])


@pytest.mark.shared_data
def test_scores_follow_the_votes_of_ten_people(shared_data):
    with np.load(shared_data / "fer2013_train_public.npz") as data:
        votes = data["ferplus_votes"][:, EMOTION_VOTES].astype(float)
        is_used = (data["usage"] == 1) & (votes.sum(axis=1) >= 5)
        crops, votes = data["pixels"][is_used][::4], votes[is_used][::4]
    read = Classifier.load(read_entry()).classify(crops)
    voted = votes / votes.sum(axis=1, keepdims=True)

    def agreement(score):
        return np.corrcoef([score(row) for row in read], [score(row) for row in voted])[0, 1]

    assert agreement(valence) > 0.8
    assert agreement(lambda row: mean_over_emotions(row, PLEASURE)) > 0.8
    assert agreement(lambda row: mean_over_emotions(row, AROUSAL)) > 0.75
