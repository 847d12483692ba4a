import json
from dataclasses import replace
from pathlib import Path

import pytest

from inference.__main__ import main
from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training import architectures
from inference.training.runs import read_history, read_options
from inference.training.train import Run
from tests.inference.training.noise import write_picture
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


@pytest.fixture
def folder(tmp_path) -> Path:
    """Folders of all eight classes, without votes, as the paper of the largest network had its photos."""
    pixels = bright_crops(160).pixels
    for number, crop in enumerate(pixels):
        part, emotion = ("train", "test")[number % 5 == 0], EMOTIONS_WITH_CONTEMPT[number % 8]
        write_picture(tmp_path / "folder" / part / emotion / f"{number}.png", crop)
    return tmp_path / "folder"


def test_folders_of_eight_classes_are_learned_measured_and_exported(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(architectures.ARCHITECTURES, "eight", replace(TINY, name="eight", labels="ferplus8"))
    ways = ("--architecture", "eight", "--epochs", "1", "--batch-size", "16")

    assert train(folder, tmp_path / "run", *ways) == 1
    assert "no FER+ votes" in (said := capsys.readouterr().err)
    assert "--labels fer8" in said
    assert train(folder, tmp_path / "run", *ways, "--labels", "fer8") == 0

    made = ("--run-folder", str(tmp_path / "run"), "--folder", str(tmp_path), "--name", "eight", "--release")
    assert main(["export", "--data", str(folder), *made]) == 0
    capsys.readouterr()
    assert main(["evaluate", "--data", str(folder), "--model", str(tmp_path / "eight.tflite")]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["classes"][-1] == "contempt"
    assert (report["count"], report["rows_outside_the_model"]) == (32, 0)


def test_folders_of_eight_classes_lead_to_the_labels_that_know_them(folder, tmp_path, capsys):
    assert train(folder, tmp_path / "run", "--architecture", "tiny", "--labels", "fer") == 1
    assert "--labels fer8 takes contempt" in capsys.readouterr().err
