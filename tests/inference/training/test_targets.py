import numpy as np
import pytest

from inference.labels import EMOTIONS, EMOTIONS_WITH_CONTEMPT
from inference.training.crops import Crops, DatasetError
from inference.training.targets import class_weights, classes_of, labelled, majority_of_votes, targets, vote_shares


@pytest.fixture
def crops() -> Crops:
    """A happy face that six call happy and two neutral, a sad one on which nobody agrees, and one of contempt."""
    votes = np.zeros((3, 10), dtype=np.uint8)
    votes[0, [0, 1, 4]] = 2, 6, 1  # the single vote for anger is a slip
    votes[1, [0, 3, 5]] = 1, 1, 1
    votes[2, [7, 0]] = 6, 2
    return Crops(
        np.zeros((3, 48, 48), dtype=np.uint8), np.array([3, 4, 6], dtype=np.uint8), np.zeros(3, dtype=np.uint8), votes
    )


def test_fer_labels_are_one_hot(crops):
    assert targets(crops, "fer").argmax(axis=1).tolist() == [3, 4, 6]
    assert targets(crops, "fer").sum(axis=1).tolist() == [1, 1, 1]


def test_votes_become_shares_in_the_order_of_the_labels(crops):
    shares = vote_shares(crops, EMOTIONS)

    assert shares[0, EMOTIONS.index("happy")] == 0.75
    assert shares[0, EMOTIONS.index("neutral")] == 0.25


def test_a_single_vote_does_not_count(crops):
    assert vote_shares(crops, EMOTIONS)[0, EMOTIONS.index("angry")] == 0
    assert vote_shares(crops, EMOTIONS)[1].sum() == 0


def test_contempt_is_known_to_eight_classes_only(crops):
    assert vote_shares(crops, EMOTIONS_WITH_CONTEMPT)[2, 7] == 0.75
    assert vote_shares(crops, EMOTIONS)[2, EMOTIONS.index("neutral")] == 1


def test_vote_share_mixes_votes_into_the_labels(crops):
    mixed = targets(crops, "fer", vote_share=0.4)

    assert mixed[0, EMOTIONS.index("neutral")] == pytest.approx(0.1)
    assert mixed[0, EMOTIONS.index("happy")] == pytest.approx(0.9)
    assert mixed.sum(axis=1) == pytest.approx(1)


def test_crop_without_votes_keeps_its_label(crops):
    assert targets(crops, "fer", vote_share=0.4)[1].tolist() == targets(crops, "fer")[1].tolist()


def test_ferplus_drops_crops_without_a_majority(crops):
    kept = labelled(crops, "ferplus8")

    assert kept.emotion.tolist() == [EMOTIONS.index("happy"), EMOTIONS_WITH_CONTEMPT.index("contempt")]
    assert targets(kept, "ferplus8").sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("labels", ["fer", "fer8"])
def test_own_labels_stay_as_they_are(crops, labels):
    assert labelled(crops, labels) is crops


def test_own_labels_can_have_contempt_without_votes(crops):
    own = Crops(crops.pixels, np.array([3, 4, 7], dtype=np.uint8), crops.usage)

    assert classes_of("fer8") == EMOTIONS_WITH_CONTEMPT
    assert targets(own, "fer8").tolist() == np.eye(8)[[3, 4, 7]].tolist()


def test_votes_can_replace_a_share_of_own_labels_with_contempt(crops):
    assert targets(crops, "fer8", vote_share=0.4)[2, [0, 6, 7]] == pytest.approx([0, 0.7, 0.3])


def test_majority_is_the_emotion_of_most_votes(crops):
    assert majority_of_votes(crops).tolist() == [EMOTIONS.index("happy"), -1, EMOTIONS.index("neutral")]
    assert majority_of_votes(crops, EMOTIONS_WITH_CONTEMPT)[2] == EMOTIONS_WITH_CONTEMPT.index("contempt")


def test_data_without_votes_say_so(crops):
    without = Crops(crops.pixels, crops.emotion, crops.usage)

    with pytest.raises(DatasetError, match="no FER\\+ votes"):
        labelled(without, "ferplus")


def test_unknown_labels_are_named():
    with pytest.raises(ValueError, match="unknown labels 'fer9'"):
        classes_of("fer9")


def test_class_weights_of_power_one_count_classes_alike():
    emotion = np.array([0] * 6 + [1] * 2, dtype=np.uint8)
    weights = class_weights(emotion, 2, power=1)

    assert weights[0] * 6 == pytest.approx(weights[1] * 2)
    assert weights[emotion].mean() == pytest.approx(1)


def test_class_weights_of_power_zero_count_crops_alike():
    assert class_weights(np.array([0, 0, 1], dtype=np.uint8), 3, power=0).tolist() == [1, 1, 0]
