from dataclasses import replace
from pathlib import Path

import pytest

from inference.__main__ import main
from inference.training import architectures
from inference.training.runs import read_history, read_options
from inference.training.train import Run
from tests.inference.training.tiny import TINY, bright_crops, write_crops

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch) -> Path:
    """Crops that a tiny network of three epochs can learn."""
    monkeypatch.setitem(architectures.ARCHITECTURES, "tiny", TINY)
    return write_crops(tmp_path / "crops.npz", bright_crops())


def train(data: Path, run: Path, *options: str) -> int:
    return main(["train", "--data", str(data), "--out", str(run), *options])


def test_run_that_was_stopped_in_its_first_epoch_goes_on_as_the_same_network(data, tmp_path, monkeypatch):
    def stop(run: Run, epoch: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Run, "_train_epoch", stop)
        with pytest.raises(KeyboardInterrupt):
            train(data, tmp_path / "run", "--architecture", "tiny", "--seed", "4", "--batch-size", "16")
    asked = read_options(tmp_path / "run")

    assert train(data, tmp_path / "run", "--resume", "--epochs", "2") == 0
    assert read_options(tmp_path / "run") == replace(asked, epochs=2)
    assert len(read_history(tmp_path / "run")) == 2
