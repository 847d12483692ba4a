from dataclasses import replace

import numpy as np
import pytest

from inference.training import architectures
from inference.training.options import Options
from inference.training.runs import RunError, load_run, network
from inference.training.starts import is_start, load_start, save_start
from inference.training.train import Run
from tests.inference.training.tiny import TINY, bright_crops, write_crops

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def finished(tmp_path, monkeypatch) -> Options:
    """A finished run in the folder `run`."""
    monkeypatch.setitem(architectures.ARCHITECTURES, "tiny", TINY)
    data = write_crops(tmp_path / "crops.npz", bright_crops())
    options = Options("tiny", str(data), epochs=1, batch_size=16, votes_head=0.5)
    Run(options, tmp_path / "run").train()
    return options


def first_kernel(model) -> np.ndarray:
    return model.get_weights()[0]


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_training_goes_on_from_a_finished_run(finished, tmp_path, kind):
    start = tmp_path / ("run" if kind == "folder" else "start.npz")
    save_start(tmp_path / "run", tmp_path / "start.npz")
    going_on = Run(replace(finished, initial_weights=str(start), seed=9), tmp_path / "next")

    np.testing.assert_allclose(first_kernel(going_on.model), first_kernel(load_run(tmp_path / "run")), rtol=1e-2)


def test_start_is_half_the_size(finished, tmp_path):
    save_start(tmp_path / "run", tmp_path / "start.npz")

    with np.load(tmp_path / "start.npz") as stored:
        assert {stored[name].dtype for name in stored.files if name.isdigit()} == {np.dtype(np.float16)}


def test_weights_of_another_network_are_refused(finished, tmp_path):
    save_start(tmp_path / "run", tmp_path / "start.npz")

    with pytest.raises(RunError, match="does not hold weights of this network"):
        load_start(network(replace(finished, votes_head=0.0)), tmp_path / "start.npz")


def test_names_that_networks_know_are_left_to_them(tmp_path):
    assert not is_start(tmp_path / "imagenet")


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_networks_that_see_crops_at_another_zoom_are_not_averaged(finished, tmp_path, kind):
    Run(replace(finished, zoom=1.5), tmp_path / "zoomed").train()
    other = tmp_path / ("zoomed" if kind == "folder" else "zoomed.npz")
    save_start(tmp_path / "zoomed", tmp_path / "zoomed.npz")

    with pytest.raises(RunError, match=r"at a zoom of 1\.5, the run at 1"):
        save_start(tmp_path / "run", tmp_path / "start.npz", [other])
    assert not (tmp_path / "start.npz").exists()
