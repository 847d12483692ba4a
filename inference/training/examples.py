"""A run's options -> the crops it trains and validates on, and what it is trained towards."""

from dataclasses import dataclass
from pathlib import Path

from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training.architectures import architecture
from inference.training.batches import Examples, Floats
from inference.training.dataset import Crops, check_classes, fingerprint, read_crops_for, training_split
from inference.training.heads import LABELS_HEAD, VOTES_HEAD
from inference.training.options import Options
from inference.training.oversampling import enlarge_smallest_class
from inference.training.targets import class_weights, classes_of, labelled, targets, vote_shares


@dataclass(frozen=True)
class Split:
    """The crops of a run.

    Attributes:
        training: to train on.
        validation: to select and calibrate on.
        fingerprint: of all images kept apart, those without a label of the run's kind included.
    """

    training: Crops
    validation: Crops
    fingerprint: str


def split_for(options: Options) -> Split:
    """Read the crops to train on and those to validate on.

    The split comes first, so that neither the kind of labels nor a copied crop moves an image to the other side.
    """
    described = architecture(options.architecture)
    crops = read_crops_for(Path(options.data), described.side, described.channels)
    parts = training_split(crops, options.validation_fraction)
    training, validation = (labelled(part, options.labels) for part in parts)
    check_classes(training, validation, classes_of(options.labels))
    if options.oversample:
        training = enlarge_smallest_class(training, seed=options.seed)
    return Split(training, validation, fingerprint(parts[1].pixels))


def examples_of(crops: Crops, options: Options) -> Examples:
    """Return what the network is trained towards and how much each crop counts."""
    classes = classes_of(options.labels)
    by_class = class_weights(crops.emotion, len(classes), options.class_weight_power)
    targets_by_head: dict[str, Floats] = {LABELS_HEAD: targets(crops, options.labels, options.vote_share)}
    weights_by_head = {LABELS_HEAD: by_class[crops.emotion]}
    if options.votes_head:
        shares = vote_shares(crops, EMOTIONS_WITH_CONTEMPT)
        targets_by_head[VOTES_HEAD] = shares
        weights_by_head[VOTES_HEAD] = shares.sum(axis=1)
    described = architecture(options.architecture)
    return Examples(crops, targets_by_head, weights_by_head, described.side, described.channels)
