import numpy as np
import pytest

from inference.training.batches import PlainBatches
from inference.training.calibration import (
    LEAST_RECALL,
    Adjustment,
    Layer,
    adjusted,
    choose_adjustment,
    finished,
    fit_class_bias,
    held_out_scores,
    score,
    share_of_opinion,
)
from inference.training.heads import with_votes_head
from tests.inference.training.tiny import build_tiny

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

NO_BIAS = (0.0,) * 7


def layer(seed: int) -> Layer:
    generator = np.random.default_rng(seed)
    return Layer(generator.normal(size=(5, 7)), generator.normal(size=7))


def timid(count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Logits of two classes of which the second is right but too low, in three of four crops."""
    truth = np.arange(count) % 2
    logits = np.stack([1.0 - truth, truth * 0.5], axis=1)
    logits[(truth == 1) & (np.arange(count) % 8 != 1), 0] = 0.8
    return logits, truth


def test_adjusted_layer_gives_the_mean_of_both_opinions_and_the_bias():
    labels, votes, bias = layer(0), layer(1), tuple(np.arange(7) / 10)
    features = np.random.default_rng(2).normal(size=(4, 5))
    mean = adjusted(labels, votes, Adjustment(0.25, bias))

    np.testing.assert_allclose(mean(features), 0.75 * labels(features) + 0.25 * votes(features) + np.arange(7) / 10)


def test_no_adjustment_leaves_the_labels_head():
    np.testing.assert_array_equal(adjusted(layer(0), layer(1), Adjustment(0, NO_BIAS)).bias, layer(0).bias)


def test_network_without_votes_keeps_its_kernel():
    np.testing.assert_array_equal(adjusted(layer(0), None, Adjustment(0, NO_BIAS)).kernel, layer(0).kernel)


def test_votes_are_taken_when_they_are_better():
    features = np.eye(7)
    lost, knowing = Layer(np.zeros((7, 7)), np.zeros(7)), Layer(np.eye(7) * 9, np.zeros(7))

    assert choose_adjustment(features, np.arange(7), lost, knowing).votes_part > 0


def test_votes_are_left_when_they_are_worse():
    features = np.eye(7)
    knowing, wrong = Layer(np.eye(7), np.zeros(7)), Layer(np.roll(np.eye(7), 1, axis=1) * 9, np.zeros(7))

    assert choose_adjustment(features, np.arange(7), knowing, wrong).votes_part == 0


def test_class_that_is_missed_is_raised():
    logits, truth = timid()
    bias = fit_class_bias(logits, truth)

    assert bias[1] > bias[0]
    assert ((logits + bias).argmax(axis=1) == truth)[truth == 1].mean() > LEAST_RECALL
    assert bias.sum() == pytest.approx(0)


def test_fitted_bias_never_scores_worse():
    generator = np.random.default_rng(3)
    logits, truth = generator.normal(size=(300, 7)), generator.integers(0, 7, 300)

    assert score(logits + fit_class_bias(logits, truth), truth) >= score(logits, truth)


def test_bias_that_only_follows_noise_is_not_taken():
    generator = np.random.default_rng(5)
    truth = generator.integers(0, 7, 700)
    logits = 2.0 * np.eye(7)[truth] + generator.normal(size=(700, 7))
    scores = held_out_scores(logits, truth)

    assert scores[1.0] < scores[0.0]


def test_bias_that_helps_other_rows_is_taken():
    scores = held_out_scores(*timid())

    assert max(scores, key=scores.__getitem__) > 0


def test_what_people_see_decides_between_equal_labels():
    generator = np.random.default_rng(0)
    truth = generator.integers(0, 7, 350)
    logits = generator.normal(size=(350, 7)) * 0.1 + np.eye(7)[truth]
    labels = Layer(np.vstack([np.eye(7), np.zeros((7, 7))]), np.zeros(7))
    votes = Layer(np.vstack([np.eye(7), np.eye(7) * 4]), np.zeros(7))
    seen = np.where(np.arange(350) % 3 == 0, (truth + 1) % 7, truth)
    features = np.hstack([logits, np.eye(7)[seen]])

    assert choose_adjustment(features, truth, labels, votes).votes_part == 0
    assert choose_adjustment(features, truth, labels, votes, np.where(seen == truth, -1, seen)).votes_part > 0


def test_opinion_counts_where_people_agree():
    assert share_of_opinion(np.eye(3), np.array([0, -1, 0])) == 0.5
    assert share_of_opinion(np.eye(3), np.array([-1, -1, -1])) == 0


def test_perfect_network_scores_two():
    assert score(np.eye(7), np.arange(7)) == 2


def test_finished_network_has_one_output_of_the_adjusted_layer():
    model = with_votes_head(build_tiny(7))
    crops = PlainBatches(np.random.default_rng(0).integers(0, 256, (30, 48, 48), dtype=np.uint8), 48, 1)
    both = model.predict(crops, verbose=0)
    alone, adjustment = finished(model, crops, both["vote_logits"][:, :7].argmax(axis=1))
    part = adjustment.votes_part

    expected = (1 - part) * both["logits"] + part * both["vote_logits"][:, :7] + np.array(adjustment.class_bias)
    np.testing.assert_allclose(alone.predict(crops, verbose=0), expected, atol=1e-4)


def test_both_heads_of_eight_classes_are_taken_together():
    model = with_votes_head(build_tiny(8))
    crops = PlainBatches(np.random.default_rng(0).integers(0, 256, (40, 48, 48), dtype=np.uint8), 48, 1)
    both = model.predict(crops, verbose=0)
    alone, adjustment = finished(model, crops, both["vote_logits"].argmax(axis=1))

    assert len(adjustment.class_bias) == 8
    assert adjustment.votes_part > 0
    assert alone.predict(crops, verbose=0).shape == (40, 8)


def test_network_of_one_head_is_finished_too():
    model = build_tiny(7)
    crops = PlainBatches(np.random.default_rng(0).integers(0, 256, (30, 48, 48), dtype=np.uint8), 48, 1)
    before = model.predict(crops, verbose=0)
    alone, adjustment = finished(model, crops, np.arange(30) % 7)

    np.testing.assert_allclose(alone.predict(crops, verbose=0), before + np.array(adjustment.class_bias), atol=1e-4)
