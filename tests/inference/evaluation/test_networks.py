import shutil
from hashlib import sha256

import pytest

from inference.classification import WeightsError, read_entry
from inference.evaluation.networks import load_network
from inference.labels import EMOTIONS


@pytest.fixture
def shipped():
    return read_entry()


@pytest.mark.parametrize("by_name", [True, False])
def test_entry_is_loaded_by_name_or_by_default(shipped, by_name):
    network = load_network(shipped.name if by_name else None)

    assert network.classes == EMOTIONS
    assert network.classifier.temperature == shipped.temperature
    assert network.minimum_confidence == shipped.minimum_confidence
    assert (network.side, network.channels) == (48, 1)


def test_file_of_an_entry_is_loaded_as_described(shipped):
    assert load_network(str(shipped.path)).classifier.temperature == shipped.temperature


def test_file_without_an_entry_has_temperature_one(shipped, tmp_path):
    path = shutil.copy(shipped.path, tmp_path / "mine.tflite")
    network = load_network(str(path))

    assert (network.name, network.classifier.temperature, network.minimum_confidence) == ("mine", 1, 0)
    assert network.sha256 == sha256(shipped.path.read_bytes()).hexdigest()


def test_folder_stands_for_its_only_file(shipped, tmp_path):
    shutil.copy(shipped.path, tmp_path / "mine.tflite")

    assert load_network(str(tmp_path)).name == "mine"


def test_folder_without_a_file_is_refused(tmp_path):
    with pytest.raises(WeightsError, match=r"it holds: none. Export the run"):
        load_network(str(tmp_path))


def test_file_that_is_no_network_is_refused(tmp_path):
    (tmp_path / "broken.tflite").write_bytes(b"nothing")

    with pytest.raises(WeightsError, match="broken is not a LiteRT network"):
        load_network(str(tmp_path / "broken.tflite"))


def test_unknown_name_lists_the_known_ones(shipped):
    with pytest.raises(WeightsError, match=shipped.name):
        load_network("absent")
