import shutil
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from inference.classification import WEIGHTS_FOLDER, Classifier, WeightsError, read_entry, read_tables
from inference.evaluation.metrics import accuracy, expected_calibration_error, figures
from inference.labels import EMOTIONS
from inference.probabilities import softmax
from inference.training.dataset import PUBLIC_TEST, read_crops


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load(read_entry())


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped weights that a test may change."""
    return shutil.copytree(WEIGHTS_FOLDER, tmp_path / "weights")


def test_shipped_file_is_the_one_described():
    entry = read_entry()

    assert sha256(entry.path.read_bytes()).hexdigest() == entry.sha256
    assert entry.temperature > 0
    assert 1 / len(EMOTIONS) < entry.minimum_confidence < 1


def test_changed_file_is_refused(folder):
    with (folder / read_entry().path.name).open("ab") as file:
        file.write(b"x")

    with pytest.raises(WeightsError, match="not the file"):
        Classifier.load(read_entry(folder=folder))


def test_missing_file_is_refused(folder):
    (folder / read_entry().path.name).unlink()

    with pytest.raises(WeightsError, match="missing"):
        Classifier.load(read_entry(folder=folder))


def test_unknown_model_is_named():
    with pytest.raises(WeightsError, match="no model resnet"):
        read_entry("resnet")


def test_other_classes_are_refused(folder):
    text = (folder / "weights.toml").read_text().replace('"angry", "disgust"', '"disgust", "angry"')
    (folder / "weights.toml").write_text(text)

    with pytest.raises(WeightsError, match="classes"):
        read_entry(folder=folder)


@settings(max_examples=25)
@given(arrays.arrays(np.uint8, (48, 48), elements=st.integers(0, 255)))
def test_any_crop_gives_probabilities(classifier, crop):
    probabilities = classifier.classify(crop[np.newaxis])

    assert np.isfinite(probabilities).all()
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_batch_equals_its_single_items(classifier):
    crops = np.random.default_rng(0).integers(0, 256, (4, 48, 48), dtype=np.uint8)
    singles = np.concatenate([classifier.classify(crop[np.newaxis]) for crop in crops])

    np.testing.assert_array_equal(classifier.classify(crops), singles)


def test_no_crops_give_no_probabilities(classifier):
    assert classifier.classify(np.zeros((0, 48, 48), dtype=np.uint8)).shape == (0, 7)


def test_temperature_softens_without_changing_the_order():
    logits = np.array([[2.0, 0.0, 1.0]], dtype=np.float32)
    sharp, soft = softmax(logits, 1.0)[0], softmax(logits, 2.0)[0]

    assert soft.max() < sharp.max()
    assert soft.argsort().tolist() == sharp.argsort().tolist()


def test_large_logits_do_not_overflow():
    np.testing.assert_allclose(softmax(np.array([[1e4, 0.0]], dtype=np.float32)), [[1, 0]])


def test_temperature_must_be_positive():
    with pytest.raises(ValueError, match="positive"):
        Classifier(b"", temperature=0)


def test_what_ships_is_small_and_lost_little_by_int8():
    entry = read_entry()

    assert entry.path.stat().st_size <= 6_000_000
    assert entry.metrics["validation_accuracy_lost_by_int8"] <= 0.003
    assert entry.metrics["validation_calibration_error"] <= 0.05


@pytest.mark.shared_data
def test_shipped_figures_are_measured_again(classifier, shared_data):
    public = read_crops(shared_data / "fer2013_train_public.npz").part(PUBLIC_TEST)
    probabilities = classifier.classify(public.pixels)
    metrics = read_entry().metrics

    assert accuracy(probabilities, public.emotion) == pytest.approx(metrics["public_test_accuracy"], abs=0.002)
    error = expected_calibration_error(probabilities, public.emotion)
    assert error == pytest.approx(metrics["public_test_calibration_error"], abs=0.002)
    assert metrics["public_test_accuracy"] >= 0.69
    assert metrics["public_test_calibration_error"] <= 0.05
    confusion = np.array([read_tables()[0]["public_test_confusion"][name] for name in EMOTIONS])
    measured = figures(probabilities, public.emotion, EMOTIONS)["confusion_normalised"]
    np.testing.assert_allclose(confusion, measured, atol=0.02)
    assert confusion.diagonal().min() >= 0.45
