"""Labels and votes -> what a network is trained towards, and how much each crop counts."""

from dataclasses import replace
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from inference.labels import EMOTIONS, EMOTIONS_WITH_CONTEMPT
from inference.training.dataset import VOTE_COLUMNS, Crops, DatasetError

Floats = npt.NDArray[np.float32]
LabelKind = Literal["fer", "fer8", "ferplus", "ferplus8"]

LABEL_KINDS: tuple[str, ...] = get_args(LabelKind)
OWN_LABELS = ("fer", "fer8")  # the other kinds are the class of most FER+ votes
WITH_CONTEMPT = ("fer8", "ferplus8")
VOTE_NAMES = {
    "angry": "anger",
    "disgust": "disgust",
    "fear": "fear",
    "happy": "happiness",
    "sad": "sadness",
    "surprise": "surprise",
    "neutral": "neutral",
    "contempt": "contempt",
}
# One labeller alone is taken for a slip, as by the authors of FER+.
LEAST_VOTES = 2


def classes_of(labels: str) -> tuple[str, ...]:
    """Return the class names of a kind of labels, in output order.

    Raises:
        ValueError: there is no such kind.
    """
    if labels not in LABEL_KINDS:
        raise ValueError(f"unknown labels {labels!r}; known: {', '.join(LABEL_KINDS)}")
    return EMOTIONS_WITH_CONTEMPT if labels in WITH_CONTEMPT else EMOTIONS


def labelled(crops: Crops, labels: str) -> Crops:
    """Return the crops that carry a label of this kind; for FER+ votes `emotion` becomes the class of most votes.

    Votes for "unknown", "no face" and, with seven classes, contempt are not counted, so that a crop most of whose
    votes went there keeps the best of the classes that are left; of equal ones the first.
    """
    classes = classes_of(labels)
    if labels in OWN_LABELS:
        return crops
    majority = majority_of_votes(crops, classes)
    kept = crops.take(majority >= 0)
    return replace(kept, emotion=majority[majority >= 0].astype(np.uint8))


def targets(crops: Crops, labels: str, vote_share: float = 0.0) -> Floats:
    """Return the distribution each crop is trained towards, shape (n, classes).

    Args:
        crops: as `labelled` returns them.
        labels: the data's own label ("fer", "fer8") or the FER+ votes as shares.
        vote_share: how much of an own label the votes replace, 0..1; crops without votes keep their label.
    """
    classes = classes_of(labels)
    if labels not in OWN_LABELS:
        return vote_shares(crops, classes)
    own = np.eye(len(classes), dtype=np.float32)[crops.emotion]
    if vote_share == 0:
        return own
    shares = vote_shares(crops, classes)
    part = np.float32(vote_share) * (shares.sum(axis=1, keepdims=True) > 0)
    mixed: Floats = (1 - part) * own + part * shares
    return mixed


def vote_shares(crops: Crops, classes: tuple[str, ...]) -> Floats:
    """Return each class's share of the FER+ votes, shape (n, classes); a row of zeros where no class has enough.

    Raises:
        DatasetError: the data have no votes.
    """
    if crops.votes is None:
        raise DatasetError(
            "the data have no FER+ votes: take their own labels with --labels fer or, to train on contempt too, "
            "--labels fer8; to train, --vote-share 0 --votes-head 0 as well"
        )
    columns = [VOTE_COLUMNS.index(VOTE_NAMES[name]) for name in classes]
    votes = crops.votes[:, columns].astype(np.float32)
    counted = np.where(votes >= LEAST_VOTES, votes, 0)
    total = counted.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(counted, total, out=np.zeros_like(counted), where=total > 0)
    return shares


def majority_of_votes(crops: Crops, classes: tuple[str, ...] = EMOTIONS) -> npt.NDArray[np.int64]:
    """Return the class of most FER+ votes, shape (n,), -1 where none has enough.

    Raises:
        DatasetError: the data have no votes.
    """
    shares = vote_shares(crops, classes)
    return np.where(shares.sum(axis=1) > 0, shares.argmax(axis=1), -1)


def class_weights(emotion: npt.NDArray[np.uint8], classes: int, power: float) -> Floats:
    """Return how much a crop of each class counts, shape (classes,): rarer ones more, 1 in the mean over all crops.

    Args:
        emotion: of every training crop.
        classes: how many there are.
        power: 0 counts crops alike, 1 counts classes alike.
    """
    counts = np.bincount(emotion, minlength=classes)
    raw = np.where(counts > 0, np.maximum(counts, 1) ** -float(power), 0)
    weights: Floats = (raw * counts.sum() / (raw * counts).sum()).astype(np.float32)
    return weights
