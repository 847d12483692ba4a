import json
import shutil
from dataclasses import asdict, replace

import keras
import numpy as np
import pytest

from inference.classification import read_entry
from inference.evaluation.compare import common_data, compare, run_folders
from inference.evaluation.kept_figures import KeptFiguresError, read_kept
from inference.labels import EMOTIONS
from inference.release.entries import put_entry
from inference.training.architectures import ARCHITECTURES, Paper
from inference.training.crops import DatasetError
from inference.training.options import Options
from inference.training.runs import RunError, network
from tests.inference.training.tiny import TINY, bright_crops, write_crops

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

PAPER = Paper("A paper", {"accuracy": 0.7}, "somewhere", 5, ("Nothing was open.",))


@pytest.fixture(scope="module", autouse=True)
def two_networks():
    """Of all networks only two tiny ones."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(ARCHITECTURES):
            patch.delitem(ARCHITECTURES, name)
        patch.setitem(ARCHITECTURES, "tiny", TINY)
        patch.setitem(ARCHITECTURES, "other", replace(TINY, name="other", paper=PAPER))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Crops, a shipped file that calls itself `tiny`, and one run of `tiny`; nobody trained `other`."""
    folder = tmp_path_factory.mktemp("compare")
    write_crops(folder / "crops.npz", replace(bright_crops(), usage=np.ones(70, dtype=np.uint8)))
    shipped = read_entry()
    shutil.copy(shipped.path, folder / "shipped.tflite")
    entry = {"name": "shipped", "file": "shipped.tflite", "sha256": shipped.sha256, "default": True}
    more = {"temperature": 1.0, "minimum_confidence": 0.3, "classes": list(EMOTIONS), "input": "grey", "licence": "MIT"}
    costs, training = {"parameters": 777, "multiply_adds": 99}, {"architecture": "tiny", "epochs": 9}
    put_entry({**entry, **more, **costs, "training": training}, folder)
    write_run(folder / "runs" / "first")
    return folder


def write_run(run) -> None:
    """Leave what a training run of three epochs leaves."""
    run.mkdir(parents=True)
    options = Options("tiny", "crops.npz", epochs=3)
    keras.utils.set_random_seed(0)
    network(options).save_weights(run / "best.weights.h5")
    (run / "configuration.json").write_text(json.dumps(asdict(options)))
    (run / "history.json").write_text(json.dumps([{"epoch": epoch} for epoch in (1, 2, 3)]))


@pytest.fixture(scope="module")
def rows(folder):
    return compare([folder / "runs"], folder / "crops.npz", folder)


def test_shipped_network_comes_first_with_the_costs_of_its_entry(rows):
    shipped = rows[0]

    assert (shipped.name, shipped.is_shipped, shipped.epochs) == ("shipped", True, 9)
    assert (shipped.parameters, shipped.multiply_adds) == (777, 99)
    assert 0 < shipped.figures["accuracy"] < 1


def test_run_is_measured_in_its_converted_form(rows):
    trained = rows[1]

    assert (trained.name, trained.epochs, trained.is_shipped) == ("tiny", 3, False)
    assert trained.figures["count"] == 70
    assert set(trained.figures) >= {"accuracy", "macro_f1", "macro_auc", "confidence_intervals"}
    assert trained.figures["repeats_of_training"] is None  # the crops hold no Training
    assert 0 < trained.size_bytes < 20_000
    assert trained.ms_per_face > 0


def test_network_without_a_run_has_costs_but_no_figures(rows):
    other = rows[2]

    assert (other.name, other.epochs, other.figures, other.paper) == ("other", None, None, PAPER)
    assert other.parameters == rows[1].parameters
    assert other.as_dict()["is_trained"] is False


def test_rows_can_be_written_as_json(rows):
    written = json.loads(json.dumps([row.as_dict() for row in rows], allow_nan=False))

    assert written[2]["paper"]["reported"] == {"accuracy": 0.7}
    assert [row["is_trained"] for row in written] == [True, True, False]


def test_shipped_network_is_not_listed_again_as_untrained(folder, monkeypatch):
    monkeypatch.setattr("inference.evaluation.compare.convert", lambda model: read_entry().path.read_bytes())
    without_runs = compare([], None, folder)

    assert [row.name for row in without_runs] == ["shipped", "other"]
    assert without_runs[0].figures is None


def test_folder_of_runs_stands_for_all_of_them(tmp_path):
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "configuration.json").write_text("{}")

    assert run_folders(tmp_path) == [tmp_path / "a", tmp_path / "b"]
    assert run_folders(tmp_path / "a") == [tmp_path / "a"]


def test_folder_without_runs_is_refused(tmp_path):
    with pytest.raises(RunError, match="neither is the folder of a training run nor holds one"):
        run_folders(tmp_path)


def test_public_test_is_what_networks_are_compared_on(tmp_path):
    crops = bright_crops()
    mixed = replace(crops, usage=(np.arange(70) % 2).astype(np.uint8))

    common = common_data(write_crops(tmp_path / "mixed.npz", mixed))

    assert (common.part, len(common.crops), len(common.training)) == ("PublicTest", 35, 35)


def test_networks_are_not_compared_on_what_they_learned(tmp_path):
    halves = (np.arange(70) % 2 * 2).astype(np.uint8)  # Training and PrivateTest, as in folders called train and test
    common = common_data(write_crops(tmp_path / "folders.npz", replace(bright_crops(), usage=halves)))

    assert (common.part, len(common.crops)) == ("PrivateTest", 35)
    with pytest.raises(DatasetError, match="nothing but Training"):
        common_data(write_crops(tmp_path / "training.npz", bright_crops()))


@pytest.fixture
def earlier(folder, rows, tmp_path):
    """A file of an earlier comparison, in which `other` was trained."""
    other = rows[2].as_dict() | {"epochs": 4, "figures": {**rows[1].figures, "accuracy": 0.25}}
    stored = {"measured_on": "2026-11-01", "data": "crops.npz", "networks": [rows[0].as_dict(), other]}
    path = tmp_path / "comparison.json"
    path.write_text(json.dumps(stored))
    return path


def test_network_without_a_run_keeps_what_was_measured_of_it(folder, earlier):
    shipped, trained, other = compare([folder / "runs"], folder / "crops.npz", folder, earlier)

    assert (other.figures["accuracy"], other.epochs, other.measured_on) == (0.25, 4, "2026-11-01")
    assert other.ms_per_face > 0
    assert (shipped.measured_on, trained.measured_on) == (None, None)


def test_kept_figures_keep_their_day_when_they_are_kept_again(folder, earlier, tmp_path):
    rows = compare([], folder / "crops.npz", folder, earlier)
    again = tmp_path / "again.json"
    stored = {"measured_on": "2026-12-01", "data": "crops.npz", "networks": [row.as_dict() for row in rows]}
    again.write_text(json.dumps(stored))

    assert read_kept(again, "crops.npz")["other"].measured_on == "2026-11-01"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda stored: stored.update(data="others.npz"), "holds figures on others.npz, not on crops.npz"),
        (lambda stored: stored["networks"][1]["figures"].update(count=69), "other are of other crops: count differ"),
        (lambda stored: stored.pop("networks"), "is no comparison written with --json"),
    ],
    ids=["other data", "other crops", "no comparison"],
)
def test_figures_of_other_data_are_refused(folder, earlier, change, complaint):
    stored = json.loads(earlier.read_text())
    change(stored)
    earlier.write_text(json.dumps(stored))

    with pytest.raises(KeptFiguresError, match=complaint):
        compare([], folder / "crops.npz", folder, earlier)
