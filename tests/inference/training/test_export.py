import json

import keras
import numpy as np
import pytest

from inference.classification import Classifier, read_entry
from inference.preprocessing import to_input
from inference.training import architectures
from inference.training.export import convert, export
from tests.inference.training.test_train import tiny

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def crops() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (40, 48, 48), dtype=np.uint8)


def test_converted_network_agrees_with_keras(crops):
    model = architectures.build("compact_residual")
    expected = model.predict(to_input(crops[:4]), verbose=0)
    weights = convert(model)

    assert len(weights) < 2_000_000
    np.testing.assert_allclose(Classifier(weights).logits(crops[:4]), expected, atol=0.05)


def test_export_writes_file_and_entry(crops, tmp_path, monkeypatch):
    monkeypatch.setitem(architectures.ARCHITECTURES, "tiny", tiny)
    keras.utils.set_random_seed(0)
    tiny(7).save_weights(tmp_path / "best.weights.h5")
    (tmp_path / "configuration.json").write_text(
        json.dumps({"architecture": "tiny", "epochs": 1, "seed": 0, "mixed_bfloat16": False})
    )
    (tmp_path / "history.json").write_text(json.dumps([{"epoch": 1, "seconds": 2.0}]))
    usage = np.repeat(np.array([0, 1], dtype=np.uint8), 20)
    np.savez(tmp_path / "crops.npz", pixels=crops, emotion=np.arange(40, dtype=np.uint8) % 7, usage=usage)
    export(tmp_path, tmp_path / "crops.npz", "small", folder=tmp_path)
    entry = read_entry("small", tmp_path)

    assert entry.metrics["agreement_with_keras"] == 1
    assert Classifier.load(entry).classify(crops[:1]).shape == (1, 7)
