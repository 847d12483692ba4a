"""The last layer of a trained network, adjusted on the validation split before it ships.

A network with a votes head holds two opinions on the same features: one learned from FER's labels, one from the FER+
votes. Both are linear, so their mean is one linear layer again and costs nothing to serve. A bias for each class then
moves the borders between classes, so that rare and timid ones get their due (compare logit adjustment, Menon et al.
2020, arXiv 2007.07314, which takes the bias from class sizes; fear is not rare, yet missed, so here it is fitted).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from inference.training.batches import PlainBatches
from inference.training.heads import LABELS_HEAD, VOTES_HEAD, one_head

Floats = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[np.integer[Any]]

VOTES_PARTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
BIAS_STEPS = (0.4, 0.2, 0.1, 0.05)
BIAS_STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
REPEATS = 6
# No class may be found less often than this, if a bias can help it. A release must reach 0.45 on other crops; with some
# 300 crops of a class, a twentieth more is what chance takes (two standard errors are 0.06).
LEAST_RECALL = 0.5


@dataclass(frozen=True)
class Adjustment:
    """How the last layer is made from what was trained.

    Attributes:
        votes_part: how much of the logits comes from the votes head, 0..1.
        class_bias: added to each class's logit.
    """

    votes_part: float
    class_bias: tuple[float, ...]


@dataclass(frozen=True)
class Layer:
    """A linear layer: kernel of shape (features, classes) and bias of shape (classes,)."""

    kernel: Floats
    bias: Floats

    def __call__(self, features: Floats) -> Floats:
        """Return logits, shape (n, classes), of features, shape (n, features)."""
        logits: Floats = features @ self.kernel + self.bias
        return logits


def finished(
    model: keras.Model, inputs: PlainBatches, truth: Labels, opinion: Labels | None = None
) -> tuple[keras.Model, Adjustment]:
    """Return the network with one adjusted head, and the adjustment.

    Args:
        model: seven or eight logits and, perhaps, a votes head beside them; its weights are changed.
        inputs: the validation crops as the network takes them.
        truth: their classes, shape (n,).
        opinion: as of `held_out_scores`.
    """
    labels = Layer(*model.get_layer(LABELS_HEAD).get_weights())
    votes = _votes_layer(model, len(labels.bias))
    penultimate = keras.Model(model.inputs[0], model.get_layer(LABELS_HEAD).input)
    features = penultimate.predict(inputs, verbose=0)
    adjustment = choose_adjustment(features, truth, labels, votes, opinion)
    layer = adjusted(labels, votes, adjustment)
    model.get_layer(LABELS_HEAD).set_weights([layer.kernel, layer.bias])
    return one_head(model, LABELS_HEAD), adjustment


def _votes_layer(model: keras.Model, classes: int) -> Layer | None:
    """Return the votes head over as many classes as the labels have (contempt is the eighth), or None."""
    if VOTES_HEAD not in [layer.name for layer in model.layers]:
        return None
    kernel, bias = model.get_layer(VOTES_HEAD).get_weights()
    return Layer(kernel[:, :classes], bias[:classes])


def adjusted(labels: Layer, votes: Layer | None, adjustment: Adjustment) -> Layer:
    """Return the layer that gives the adjusted logits."""
    layer = labels if votes is None else _mean(labels, votes, adjustment.votes_part)
    return replace(layer, bias=layer.bias + np.asarray(adjustment.class_bias))


def _mean(labels: Layer, votes: Layer, part: float) -> Layer:
    """Return the layer whose logits are the weighted mean of both layers' logits."""
    kernel = (1 - part) * labels.kernel + part * votes.kernel
    return Layer(kernel, (1 - part) * labels.bias + part * votes.bias)


def choose_adjustment(
    features: Floats, truth: Labels, labels: Layer, votes: Layer | None, opinion: Labels | None = None
) -> Adjustment:
    """Return the adjustment that comes out best on halves of the validation split that it was not fitted on.

    Args:
        features: the penultimate ones of the validation crops, shape (n, features).
        truth: their classes, shape (n,).
        labels: the labels head.
        votes: the votes head over the same classes, or None.
        opinion: as of `held_out_scores`.
    """
    candidates = []
    for part in VOTES_PARTS if votes is not None else (0.0,):
        logits = labels(features) if votes is None else _mean(labels, votes, part)(features)
        for strength, score_held_out in held_out_scores(logits, truth, opinion).items():
            candidates.append((score_held_out, part, strength, logits))
    _, part, strength, logits = max(candidates, key=lambda candidate: candidate[0])
    bias = strength * fit_class_bias(logits, truth) + 0.0  # no negative zeros
    return Adjustment(part, tuple(np.round(bias, 3).tolist()))


def held_out_scores(logits: Floats, truth: Labels, opinion: Labels | None = None) -> dict[float, float]:
    """Return how each part of a fitted bias scores on the halves of the rows that it was not fitted on.

    Without this a bias follows the noise of some three thousand rows: fitted and scored on the same ones it seemed to
    bring a point of accuracy, on other ones it cost some tenths. Recalls are compared with `LEAST_RECALL` in the mean
    of all halves: in a single one a class has some two hundred crops, and chance alone would decide.

    Args:
        logits: of the validation crops, shape (n, classes).
        truth: their labels, shape (n,).
        opinion: the class of most FER+ votes, -1 where too few agree, shape (n,). How often the network shares it is
            added to the score: ten labellers say better than one label what a face shows to people, and that is what
            has to hold for other faces than FER2013's.
    """
    measured: dict[float, list[Measured]] = {strength: [] for strength in BIAS_STRENGTHS}
    for seed in range(REPEATS):
        rows = np.random.default_rng(seed).permutation(len(truth))
        for fitted_on, held_out in (np.array_split(rows, 2), np.array_split(rows, 2)[::-1]):
            bias = fit_class_bias(logits[fitted_on], truth[fitted_on])
            for strength, found in measured.items():
                found.append(measure(logits[held_out] + strength * bias, truth, held_out, opinion))
    return {strength: mean_score(found) for strength, found in measured.items()}


@dataclass(frozen=True)
class Measured:
    """What was found on some rows.

    Attributes:
        accuracy: by the labels.
        recalls: of every class of the labels, shape (classes,); not a number for one that these rows lack.
        shared: how often the likeliest class is that of most votes, 0 without votes.
    """

    accuracy: float
    recalls: Floats
    shared: float


def measure(logits: Floats, truth: Labels, rows: Labels, opinion: Labels | None = None) -> Measured:
    """Measure the logits of some rows, shape (len(rows), classes), by what is known of all."""
    is_right = logits.argmax(axis=1) == truth[rows]
    recalls = [
        is_right[truth[rows] == number].mean() if (truth[rows] == number).any() else np.nan
        for number in np.unique(truth)
    ]
    shared = 0.0 if opinion is None else share_of_opinion(logits, opinion[rows])
    return Measured(float(is_right.mean()), np.array(recalls), shared)


def mean_score(found: Sequence[Measured]) -> float:
    """Return accuracy plus balanced accuracy plus share of the votes, less what recalls lack; all in the mean."""
    recalls = np.nanmean([measured.recalls for measured in found], axis=0)
    accuracies = np.mean([measured.accuracy + measured.shared for measured in found])
    return float(accuracies + recalls.mean() - lacking(recalls))


def lacking(recalls: Floats) -> float:
    """Return what the recalls, shape (classes,), lack to `LEAST_RECALL`, summed up."""
    return float(np.maximum(0, LEAST_RECALL - recalls).sum())


def share_of_opinion(logits: Floats, opinion: Labels) -> float:
    """Return how often the likeliest class is that of most votes, among the rows on which enough people agree.

    Args:
        logits: shape (n, classes).
        opinion: class indices, shape (n,); below 0 where too few agree.
    """
    is_known = opinion >= 0
    return float(np.mean(logits[is_known].argmax(axis=1) == opinion[is_known])) if is_known.any() else 0.0


def fit_class_bias(logits: Floats, truth: Labels) -> Floats:
    """Return the bias of each class with the best score, found by steps along one class at a time; their mean is 0.

    Args:
        logits: shape (n, classes).
        truth: class indices, shape (n,).
    """
    bias: Floats = np.zeros(logits.shape[1])
    for step in BIAS_STEPS:
        bias = _climbed(logits, truth, bias, step)
    centred: Floats = bias - bias.mean()
    return centred


def _climbed(logits: Floats, truth: Labels, bias: Floats, step: float) -> Floats:
    """Move along one class at a time for as long as the score rises."""
    moves = np.concatenate([np.eye(len(bias)), -np.eye(len(bias))]) * step
    best = score(logits + bias, truth)
    while True:
        scores = [score(logits + bias + move, truth) for move in moves]
        if max(scores) <= best:
            return bias
        best, bias = max(scores), bias + moves[int(np.argmax(scores))]


def score(logits: Floats, truth: Labels) -> float:
    """Return accuracy plus balanced accuracy, less what any class's recall lacks; arguments as of `fit_class_bias`."""
    return mean_score([measure(logits, truth, np.arange(len(truth)))])
