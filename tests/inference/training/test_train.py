import json
from dataclasses import replace

import keras
import numpy as np
import pytest

from inference.training import architectures
from inference.training.train import Options, Run

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def tiny(classes: int) -> keras.Model:
    crops = keras.Input((48, 48, 1))
    pooled = keras.layers.AveragePooling2D(12)(crops)
    return keras.Model(crops, keras.layers.Dense(classes, dtype="float32")(keras.layers.Flatten()(pooled)))


@pytest.fixture
def options(tmp_path, monkeypatch) -> Options:
    """Two epochs of a tiny network on crops whose brightness tells the class."""
    monkeypatch.setitem(architectures.ARCHITECTURES, "tiny", tiny)
    emotion = np.arange(70, dtype=np.uint8) % 7
    noise = np.random.default_rng(0).integers(0, 20, (70, 48, 48), dtype=np.uint8)
    pixels = noise + (emotion * 30)[:, np.newaxis, np.newaxis].astype(np.uint8)
    np.savez(tmp_path / "crops.npz", pixels=pixels, emotion=emotion, usage=np.zeros(70, dtype=np.uint8))
    return Options("tiny", str(tmp_path / "crops.npz"), epochs=2, batch_size=16, learning_rate=0.01)


def test_run_leaves_weights_configuration_and_history(options, tmp_path):
    history = Run(options, tmp_path / "run").train()

    assert [epoch["epoch"] for epoch in history] == [1, 2]
    assert history[0]["seconds"] > 0
    assert json.loads((tmp_path / "run" / "history.json").read_text()) == history
    assert json.loads((tmp_path / "run" / "configuration.json").read_text())["architecture"] == "tiny"
    assert (tmp_path / "run" / "best.weights.h5").exists()


def test_interrupted_run_goes_on_where_it_stopped(options, tmp_path):
    whole = Run(options, tmp_path / "whole")
    whole.train()
    Run(replace(options, epochs=1), tmp_path / "part").train()
    resumed = Run(options, tmp_path / "part", resume=True)

    assert len(resumed.history) == 1
    assert len(resumed.train()) == 2
    assert resumed.average.step == whole.average.step


def test_finished_run_does_not_train_again(options, tmp_path):
    first = Run(options, tmp_path / "run").train()

    assert Run(options, tmp_path / "run", resume=True).train() == first


def test_unknown_architecture_is_named():
    with pytest.raises(ValueError, match="unknown architecture 'none'"):
        architectures.build("none")
