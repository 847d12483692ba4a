"""Keras -> LiteRT with int8 weights, checked, calibrated and entered into `weights.toml`.

This is the one place that needs TensorFlow; the network itself may have been trained on any backend.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from inference.classification import WEIGHTS_FOLDER, Classifier, softmax
from inference.labels import EMOTIONS
from inference.preprocessing import CROP_SIDE, INPUT_DEVIATION, INPUT_MEAN, to_input
from inference.training.dataset import PUBLIC_TEST, TRAINING, Crops, read_crops, repeated_in, training_split
from inference.training.entries import describe_training, put_entry
from inference.training.metrics import accuracy, expected_calibration_error, figures, fit_temperature

COVERAGE = 0.95  # share of validation crops that stay above the minimum confidence
DESCRIPTION = {
    "input": f"float32 (1, {CROP_SIDE}, {CROP_SIDE}, 1): (grey / 255 - {INPUT_MEAN}) / {INPUT_DEVIATION}",
    "classes": list(EMOTIONS),
    "licence": "MIT for the weights; trained on FER2013, whose images may not be passed on",
}


@dataclass(frozen=True)
class Exported:
    """A network in its shipped form.

    Attributes:
        weights: the LiteRT file.
        difference: largest gap between its and Keras' probabilities on the validation split.
        agreement: share of the validation split with the same likeliest class.
    """

    weights: bytes
    temperature: float
    minimum_confidence: float
    difference: float
    agreement: float


def export(run: Path, data: Path, name: str, folder: Path = WEIGHTS_FOLDER) -> dict[str, Any]:
    """Export the best weights of a training run and write file and entry; return the entry.

    Args:
        run: folder of the training run.
        data: the crops it was trained on, for calibration and figures.
        name: of the entry; an entry of the same name is replaced, and the new one becomes the default.
    """
    configuration = json.loads((run / "configuration.json").read_text(encoding="utf-8"))
    history = json.loads((run / "history.json").read_text(encoding="utf-8"))
    crops = read_crops(data)
    _, validation = training_split(crops)
    exported = convert_and_calibrate(run / "best.weights.h5", configuration["architecture"], validation)
    entry = {
        "name": name,
        "file": f"{name}.tflite",
        "sha256": sha256(exported.weights).hexdigest(),
        "default": True,
        "temperature": exported.temperature,
        "minimum_confidence": exported.minimum_confidence,
        **DESCRIPTION,
        "training": describe_training(name, configuration, history),
        "metrics": measure(exported, crops, validation),
    }
    (folder / f"{name}.tflite").write_bytes(exported.weights)
    put_entry(entry, folder)
    return entry


def convert_and_calibrate(weights: Path, architecture: str, validation: Crops) -> Exported:
    """Convert a trained network, compare both forms on the validation split and fit what serving needs."""
    model = load_keras(weights, architecture)
    converted = convert(model)
    logits = Classifier(converted).logits(validation.pixels)
    temperature = fit_temperature(logits, validation.emotion)
    probabilities = softmax(logits, temperature)
    original = softmax(model.predict(to_input(validation.pixels), batch_size=256, verbose=0), temperature)
    return Exported(
        weights=converted,
        temperature=temperature,
        minimum_confidence=round(float(np.quantile(probabilities.max(axis=1), 1 - COVERAGE)), 2),
        difference=float(np.abs(probabilities - original).max()),
        agreement=float(np.mean(probabilities.argmax(axis=1) == original.argmax(axis=1))),
    )


def load_keras(weights: Path, architecture: str) -> Any:
    """Build a network in float32 on TensorFlow and load trained weights.

    Raises:
        RuntimeError: Keras already runs on another backend.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    import keras

    from inference.training.architectures import build

    if keras.backend.backend() != "tensorflow":
        raise RuntimeError("exporting needs KERAS_BACKEND=tensorflow")
    keras.config.set_dtype_policy("float32")
    model = build(architecture)
    model.load_weights(weights)
    return model


def convert(model: Any) -> bytes:
    """Return a Keras network as a LiteRT file for single crops, with int8 weights and float computation around them.

    It goes through Keras' own archive: converted straight from a function, the weights stay unset variables.
    """
    import keras
    import tensorflow as tf

    signature = tf.TensorSpec((1, CROP_SIDE, CROP_SIDE, 1), tf.float32, name="crops")
    with tempfile.TemporaryDirectory() as folder:
        archive = keras.export.ExportArchive()
        archive.track(model)
        archive.add_endpoint("serve", partial(model.__call__, training=False), input_signature=[signature])
        archive.write_out(folder, verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        return bytes(converter.convert())


def measure(exported: Exported, crops: Crops, validation: Crops) -> dict[str, float]:
    """Return the shipped form's figures: on the validation split, and once on PublicTest if the data hold it."""
    classifier = Classifier(exported.weights, exported.temperature)
    on_validation = classifier.classify(validation.pixels)
    measured = {
        "validation_accuracy": accuracy(on_validation, validation.emotion),
        "validation_calibration_error": expected_calibration_error(on_validation, validation.emotion),
        "largest_difference_to_keras": exported.difference,
        "agreement_with_keras": exported.agreement,
    }
    public = crops.part(PUBLIC_TEST)
    if len(public):
        measured.update(_public_figures(classifier, public, crops.part(TRAINING)))
    return {name: round(value, 4) for name, value in measured.items()}


def _public_figures(classifier: Classifier, public: Crops, training: Crops) -> dict[str, float]:
    """Return the figures on PublicTest, with and without the images that Training repeats."""
    probabilities = classifier.classify(public.pixels)
    mirrored = classifier.classify(public.pixels[:, :, ::-1])
    is_new = ~repeated_in(public.pixels, training.pixels)
    report = figures(probabilities, public.emotion, EMOTIONS)
    return {
        "public_test_accuracy": report["accuracy"],
        "public_test_accuracy_flip_averaged": accuracy(probabilities + mirrored, public.emotion),
        "public_test_accuracy_without_repeats": accuracy(probabilities[is_new], public.emotion[is_new]),
        "public_test_macro_f1": report["macro_f1"],
        "public_test_calibration_error": report["expected_calibration_error"],
        **{f"public_test_recall_{name}": row["recall"] for name, row in report["per_class"].items()},
    }
