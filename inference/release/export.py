"""Keras -> LiteRT with int8 weights, checked, calibrated and entered into `weights.toml`.

The network itself may have been trained on any backend; converting needs TensorFlow.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.classification import WEIGHTS_FOLDER, Classifier
from inference.evaluation.evaluate import without_repeats
from inference.evaluation.metrics import accuracy, expected_calibration_error, figures, fit_temperature
from inference.labels import EMOTIONS
from inference.preprocessing import CROP_SIDE, INPUT_DEVIATION, INPUT_MEAN, LEAST_CROP_BRIGHTNESS
from inference.probabilities import softmax
from inference.release.assembly import AS_TRAINED, Assembly, Purpose
from inference.release.entries import describe_training, is_default_entry, put_entry
from inference.training.checkpoints import replace_file
from inference.training.conversion import convert, use_tensorflow
from inference.training.crops import PUBLIC_TEST, TRAINING, Crops
from inference.training.dataset import read_crops_for
from inference.training.fitting import fitted_blocks
from inference.training.heads import LABELS_HEAD, VOTES_HEAD
from inference.training.options import Options
from inference.training.runs import read_environment, read_history, read_options
from inference.training.targets import classes_of, labelled, majority_of_votes

Metrics = dict[str, float | None]

COVERAGE = 0.95  # share of validation crops that stay above the minimum confidence
HEADS = {"labels": LABELS_HEAD, "votes": VOTES_HEAD}
LICENCE = "MIT for the weights; the pictures they were trained on may not be passed on"


@dataclass(frozen=True)
class Exported:
    """A network in its shipped form.

    Attributes:
        weights: the LiteRT file.
        difference: largest gap between its and Keras' probabilities on the validation split.
        agreement: share of the validation split with the same likeliest class.
        accuracy_lost: share of the validation split that Keras has right and the file wrong, less the reverse.
        adjustment: how its last layer was made, by name; empty when it was left as trained.
        side: of the crops it takes, in pixels.
        channels: of those crops, 1 for grey and 3 for BGR.
        costs: `parameters` and `multiply_adds` for one crop, of all networks in the file.
    """

    weights: bytes
    temperature: float
    minimum_confidence: float
    difference: float
    agreement: float
    accuracy_lost: float
    adjustment: dict[str, Any]
    side: int
    channels: int
    costs: dict[str, int]


def export(
    run: Path,
    data: Path,
    name: str,
    head: str = "labels",
    purpose: Purpose = Purpose.TRIAL,
    folder: Path = WEIGHTS_FOLDER,
    assembly: Assembly = AS_TRAINED,
) -> dict[str, Any]:
    """Export the best weights of a training run and write file and entry; return the entry.

    Args:
        run: folder of the training run.
        data: the crops it was trained on, for calibration and figures.
        name: of the entry; an entry of the same name is replaced.
        head: "labels", or "votes" for the eight classes of a run with a votes head.
        purpose: a release is measured on PublicTest, a trial on the validation split alone.
        folder: where file and entry go.
        assembly: what else is made of the network.

    Raises:
        DatasetError: the data hold nothing to calibrate on.
        RunError: the folder is not that of a run, or with these data a network would be measured on what it learned.
        ValueError: a network that live sessions cannot serve was to become the default, the default was to be replaced
            by one that is none, or the folder is missing.
    """
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder} to write to")
    options = replace(read_options(run), data=str(data))
    kind = "ferplus8" if head == "votes" else options.labels
    is_default = purpose is Purpose.DEFAULT
    if not is_default and is_default_entry(name, folder):
        raise ValueError(f"live sessions serve {name}: export it with --default, or under another name")
    if is_default and classes_of(kind) != EMOTIONS:
        raise ValueError("live sessions serve seven classes; a network of eight cannot be the default")
    exported, validation = convert_and_calibrate(run, options, head, kind, assembly)
    if is_default and (exported.side, exported.channels) != (CROP_SIDE, 1):
        raise ValueError(
            f"live sessions serve crops of {CROP_SIDE}x{CROP_SIDE} grey; {options.architecture} takes others"
        )
    public, confusion = ({}, {}) if purpose is Purpose.TRIAL else measure_release(exported, data, kind)
    entry = {
        **_served(exported, name, kind, is_default),
        "training": {
            **describe_training(name, options, read_history(run), head, purpose, assembly),
            **read_environment(run),
            **exported.adjustment,
        },
        "metrics": _rounded({**measure(exported, validation), **public}),
        **({"public_test_confusion": confusion} if confusion else {}),
    }
    replace_file(folder / f"{name}.tflite", exported.weights)
    put_entry(entry, folder)
    return entry


def _served(exported: Exported, name: str, kind: str, is_default: bool) -> dict[str, Any]:
    """Return what serving needs of an entry."""
    return {
        "name": name,
        "file": f"{name}.tflite",
        "sha256": sha256(exported.weights).hexdigest(),
        "default": is_default,
        "temperature": exported.temperature,
        "minimum_confidence": exported.minimum_confidence,
        "input": _input(exported.side, exported.channels),
        "classes": list(classes_of(kind)),
        **exported.costs,
        "licence": LICENCE,
    }


def _input(side: int, channels: int) -> str:
    """Describe what a network takes."""
    colours = "grey" if channels == 1 else "BGR"
    standardised = f"({colours} / 255 - {INPUT_MEAN}) / {INPUT_DEVIATION}"
    light = f"a crop with a mean below {LEAST_CROP_BRIGHTNESS:g} is brightened to it first"
    return f"float32 (1, {side}, {side}, {channels}): {standardised}; {light}"


def convert_and_calibrate(
    run: Path, options: Options, head: str, kind: str, assembly: Assembly
) -> tuple[Exported, Crops]:
    """Convert a trained network, compare both forms on the validation split and fit what serving needs.

    Returns:
        The network, and the validation split with labels of this kind.
    """
    use_tensorflow()
    from inference.training.batches import PlainBatches
    from inference.training.examples import split_for
    from inference.training.splits import check_split

    split = split_for(replace(options, oversample=False))
    for path in (run, *assembly.mean_with, *assembly.beside):
        check_split(path, split.fingerprint)
    parts = _parts(run, options, assembly)
    costs = _costs(parts, head, assembly)
    model, adjustment = _finished(parts, options, head, split.validation, assembly)
    validation = labelled(split.validation, kind)
    side, _, channels = model.input_shape[1:]
    converted = convert(model)
    logits = _logits(Classifier(converted), validation.pixels)
    temperature = fit_temperature(logits, validation.emotion)
    probabilities = softmax(logits, temperature)
    original = softmax(model.predict(PlainBatches(validation.pixels, side, channels), verbose=0), temperature)
    exported = Exported(
        weights=converted,
        temperature=temperature,
        minimum_confidence=round(float(np.quantile(probabilities.max(axis=1), 1 - COVERAGE)), 2),
        difference=float(np.abs(probabilities - original).max()),
        agreement=float(np.mean(probabilities.argmax(axis=1) == original.argmax(axis=1))),
        accuracy_lost=accuracy(original, validation.emotion) - accuracy(probabilities, validation.emotion),
        adjustment=adjustment,
        side=side,
        channels=channels,
        costs=costs,
    )
    return exported, validation


def _parts(run: Path, options: Options, assembly: Assembly) -> list[Any]:
    """Return the networks that a file is made of, with all outputs: the run's, and those that shall stand beside it."""
    from inference.training.runs import load_run
    from inference.training.starts import average_with, load_trained

    model = load_run(run)
    average_with(model, options.zoom, assembly.mean_with)
    return [model, *(load_trained(path, options) for path in assembly.beside)]


def _costs(parts: Sequence[Any], head: str, assembly: Assembly) -> dict[str, int]:
    """Return what the file will cost, by the names of its entry; the mirror image costs the same again."""
    from inference.evaluation.costs import multiply_adds, parameters
    from inference.training.heads import one_head

    single = [one_head(part, HEADS[head]) for part in parts]
    views = 2 if assembly.mirror else 1
    return {
        "parameters": sum(parameters(part) for part in single),
        "multiply_adds": views * sum(multiply_adds(part) for part in single),
    }


def _finished(
    parts: Sequence[Any], options: Options, head: str, validation: Crops, assembly: Assembly
) -> tuple[Any, dict[str, Any]]:
    """Return one network with the one output that ships, made of these, and how that was adjusted.

    The papers' networks and the votes head stay as they were trained.
    """
    from inference.training.architectures import architecture
    from inference.training.batches import PlainBatches
    from inference.training.calibration import finished
    from inference.training.heads import one_head
    from inference.training.mirroring import with_mirror
    from inference.training.pairing import side_by_side

    model = side_by_side(parts) if len(parts) > 1 else parts[0]
    if assembly.mirror:
        model = with_mirror(model)
    if head == "votes" or architecture(options.architecture).paper is not None:
        return one_head(model, HEADS[head]), {}
    side, _, channels = model.inputs[0].shape[1:]
    opinion = None if validation.votes is None else majority_of_votes(validation, classes_of(options.labels))
    inputs = PlainBatches(validation.pixels, side, channels)
    model, adjustment = finished(model, inputs, validation.emotion, opinion)
    return model, {**asdict(adjustment), "class_bias": list(adjustment.class_bias)}


def measure(exported: Exported, validation: Crops) -> Metrics:
    """Return the shipped form's figures on the validation split."""
    on_validation = softmax(_logits(Classifier(exported.weights), validation.pixels), exported.temperature)
    return {
        "validation_accuracy": accuracy(on_validation, validation.emotion),
        "validation_calibration_error": expected_calibration_error(on_validation, validation.emotion),
        "validation_accuracy_lost_by_int8": exported.accuracy_lost,
        "largest_difference_to_keras": exported.difference,
        "agreement_with_keras": exported.agreement,
    }


def measure_release(exported: Exported, data: Path, kind: str) -> tuple[Metrics, dict[str, Any]]:
    """Return the shipped form's figures on PublicTest, and its confusion; nothing where the data hold no PublicTest.

    Crops of a class that the network does not know are left out and counted. In the confusion each class that people
    named has the shares of its crops that were called by each class, in the order of the classes.
    """
    crops = read_crops_for(data, exported.side, exported.channels)
    public, classes = labelled(crops.part(PUBLIC_TEST), kind), classes_of(kind)
    known = public.take(public.emotion < len(classes))
    if not len(known):
        return {}, {}
    classifier = Classifier(exported.weights)
    both = [softmax(_logits(classifier, known.pixels, way), exported.temperature) for way in (1, -1)]
    report = figures(both[0], known.emotion, classes)
    repeats = without_repeats(both[0], known, crops.part(TRAINING))
    metrics = {
        "public_test_accuracy": report["accuracy"],
        "public_test_accuracy_flip_averaged": accuracy(both[0] + both[1], known.emotion),
        "public_test_accuracy_without_repeats": repeats["accuracy_without_repeats"],
        "public_test_macro_f1": report["macro_f1"],
        "public_test_calibration_error": report["expected_calibration_error"],
        "public_test_rows_outside_the_model": len(public) - len(known),
    }
    return metrics, dict(zip(classes, report["confusion_normalised"], strict=True))


def _rounded(metrics: Metrics) -> dict[str, float]:
    """Return the figures that there are, with the digits that are written down."""
    return {name: round(value, 4) for name, value in metrics.items() if value is not None}


def _logits(classifier: Classifier, pixels: npt.NDArray[np.uint8], way: int = 1) -> npt.NDArray[np.float32]:
    """Return the logits of crops (way 1) or their mirror images (-1), brought to the network's size some at a time."""
    blocks = fitted_blocks(pixels, classifier.side, classifier.channels)
    return np.concatenate([classifier.logits(block[:, :, ::way]) for block in blocks])
