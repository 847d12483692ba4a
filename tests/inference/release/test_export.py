from dataclasses import asdict, replace
from pathlib import Path

import keras
import numpy as np
import pytest

from inference.classification import Classifier, WeightsError, read_entry, read_tables
from inference.detection import load_detector
from inference.evaluation.evaluate import evaluate_crops
from inference.evaluation.networks import load_network
from inference.labels import EMOTIONS
from inference.pipeline import Analyser
from inference.release.assembly import AS_TRAINED, Assembly, Purpose
from inference.release.entries import put_entry
from inference.release.export import export
from inference.results import ModelInfo
from inference.training import architectures
from inference.training.architectures import Architecture
from inference.training.checkpoints import write_json
from inference.training.crops import DatasetError
from inference.training.options import Options
from inference.training.runs import RunError, options_for, read_options
from inference.training.starts import save_start
from inference.training.train import Run
from tests.inference.training.noise import write_picture
from tests.inference.training.tiny import TINY, bright_crops, build_tiny, write_crops

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A trained run of two heads (`run`) and its data, of which every sixth crop belongs to PublicTest."""
    folder = tmp_path_factory.mktemp("export")
    crops = bright_crops(140)
    crops.votes[crops.emotion == 6, 7] = 9
    crops.votes[:14, 7] = 0
    usage = (np.arange(140) % 6 == 0).astype(np.uint8)
    write_crops(folder / "crops.npz", replace(crops, usage=usage))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(architectures.ARCHITECTURES, "tiny", TINY)
        options = Options("tiny", str(folder / "crops.npz"), epochs=1, batch_size=16, votes_head=0.5)
        Run(options, folder / "run").train()
        yield folder


def test_export_writes_file_and_entry(folder, tmp_path):
    export(folder / "run", folder / "crops.npz", "small", folder=tmp_path)
    entry = read_entry("small", tmp_path)

    assert entry.metrics["agreement_with_keras"] >= 0.9
    assert Classifier.load(entry).classify(bright_crops(1).pixels).shape == (1, 7)


def test_what_may_yet_be_left_is_not_measured_on_public_test(folder, tmp_path):
    trial = export(folder / "run", folder / "crops.npz", "small", folder=tmp_path)
    release = export(folder / "run", folder / "crops.npz", "small", purpose=Purpose.RELEASE, folder=tmp_path)

    assert not [name for name in trial["metrics"] if name.startswith("public_test")]
    assert "public_test_confusion" not in trial
    assert 0 <= release["metrics"]["public_test_accuracy"] <= 1
    assert release["training"]["export_command"].endswith("--name small --release")
    assert release["metrics"].items() >= trial["metrics"].items()


def test_crops_of_a_class_the_network_does_not_know_are_left_out_of_a_release(folder, tmp_path):
    with np.load(folder / "crops.npz") as stored:
        arrays = dict(stored)
    is_kept = ~np.isin(np.arange(140), [0, 6])  # the first two of PublicTest
    np.savez(tmp_path / "contempt.npz", **{**arrays, "emotion": np.where(is_kept, arrays["emotion"], 7)})
    np.savez(tmp_path / "without.npz", **{name: array[is_kept] for name, array in arrays.items()})
    left_out, absent = (
        export(folder / "run", tmp_path / data, "small", purpose=Purpose.RELEASE, folder=tmp_path)
        for data in ("contempt.npz", "without.npz")
    )

    assert left_out["metrics"] == {**absent["metrics"], "public_test_rows_outside_the_model": 2}
    assert absent["metrics"]["public_test_rows_outside_the_model"] == 0
    assert left_out["public_test_confusion"] == absent["public_test_confusion"]


def test_release_of_which_training_knows_every_image_has_no_figure_without_repeats(folder, tmp_path):
    twice = bright_crops(70).take(np.tile(np.arange(70), 2))
    data = write_crops(tmp_path / "twice.npz", replace(twice, usage=np.repeat(np.arange(2, dtype=np.uint8), 70)))
    Run(Options("tiny", str(data), epochs=1, batch_size=16), tmp_path / "run").train()
    export(tmp_path / "run", data, "small", purpose=Purpose.RELEASE, folder=tmp_path)

    metrics = read_entry("small", tmp_path).metrics
    assert "public_test_accuracy" in metrics
    assert "public_test_accuracy_without_repeats" not in metrics


def test_votes_head_is_exported_with_eight_classes(folder, tmp_path):
    export(folder / "run", folder / "crops.npz", "eight", "votes", Purpose.RELEASE, folder=tmp_path)
    entry = read_entry("eight", tmp_path)

    assert entry.classes[-1] == "contempt"
    assert len(read_tables(tmp_path)[0]["public_test_confusion"]["contempt"]) == 8
    assert Classifier.load(entry).classify(bright_crops(1).pixels).shape == (1, 8)


def test_run_on_eight_classes_of_votes_is_exported(folder, tmp_path):
    options = Options("tiny", str(folder / "crops.npz"), epochs=1, batch_size=16, labels="ferplus8", votes_head=0.5)
    Run(options, tmp_path / "run").train()
    entry = export(tmp_path / "run", folder / "crops.npz", "eight", folder=tmp_path)

    assert entry["classes"][-1] == "contempt"
    assert len(entry["training"]["class_bias"]) == 8


def test_mirror_image_is_looked_at_inside_the_file(folder, tmp_path):
    entry = export(folder / "run", folder / "crops.npz", "both", folder=tmp_path, assembly=Assembly(mirror=True))
    classifier = Classifier.load(read_entry("both", tmp_path))
    crops = np.random.default_rng(0).integers(0, 256, (3, 48, 48), dtype=np.uint8)

    assert entry["training"]["export_command"].endswith("--name both --mirror")
    np.testing.assert_allclose(classifier.classify(crops), classifier.classify(crops[:, :, ::-1]), atol=1e-5)


def test_mean_with_itself_changes_nothing_and_with_another_does(folder, tmp_path):
    save_start(folder / "run", tmp_path / "same.npz")
    with np.load(tmp_path / "same.npz") as stored:
        weights = {name: stored[name] * -3 for name in stored.files if name.isdigit()}
        np.savez(tmp_path / "other.npz", validation_sha256=stored["validation_sha256"], **weights)
    shares = {}
    for name, others in {"alone": (), "same": ("same.npz",), "other": ("other.npz",)}.items():
        assembly = Assembly(mean_with=tuple(tmp_path / other for other in others))
        entry = export(folder / "run", folder / "crops.npz", name, folder=tmp_path, assembly=assembly)
        shares[name] = Classifier.load(read_entry(name, tmp_path)).classify(bright_crops(9).pixels)
        assert entry["training"]["export_command"].count("--mean-with") == len(others)

    np.testing.assert_allclose(shares["same"], shares["alone"], atol=0.02)
    assert np.abs(shares["other"] - shares["alone"]).max() > 0.02


def test_beside_itself_changes_nothing_and_beside_another_does(folder, tmp_path):
    save_start(folder / "run", tmp_path / "same.npz")
    options = Options("tiny", str(folder / "crops.npz"), epochs=1, batch_size=16, votes_head=0.5, seed=5)
    Run(options, tmp_path / "other").train()
    shares = {}
    for name, others in {"alone": (), "same": ("same.npz",), "other": ("other",)}.items():
        assembly = Assembly(beside=tuple(tmp_path / other for other in others))
        entry = export(folder / "run", folder / "crops.npz", name, folder=tmp_path, assembly=assembly)
        shares[name] = Classifier.load(read_entry(name, tmp_path)).classify(bright_crops(9).pixels)
        assert entry["training"]["export_command"].count("--beside") == len(others)

    np.testing.assert_allclose(shares["same"], shares["alone"], atol=0.02)
    assert np.abs(shares["other"] - shares["alone"]).max() > 0.02


@pytest.mark.parametrize(
    ("assembly", "networks", "views"),
    [(AS_TRAINED, 1, 1), (Assembly(mirror=True), 1, 2), (Assembly(beside=(Path("same.npz"),)), 2, 2)],
    ids=["as trained", "mirror", "beside"],
)
def test_entry_names_the_costs_of_all_that_is_in_the_file(folder, tmp_path, monkeypatch, assembly, networks, views):
    monkeypatch.chdir(tmp_path)
    save_start(folder / "run", Path("same.npz"))
    entry = export(folder / "run", folder / "crops.npz", "counted", folder=tmp_path, assembly=assembly)

    assert entry["parameters"] == networks * build_tiny(7).count_params()
    assert entry["multiply_adds"] == views * 16 * 7


def test_eight_classes_cannot_become_the_default(folder, tmp_path):
    with pytest.raises(ValueError, match="live sessions serve seven classes"):
        export(folder / "run", folder / "crops.npz", "eight", "votes", Purpose.DEFAULT, folder=tmp_path)


def test_own_labels_of_eight_classes_cannot_become_the_default(folder, tmp_path):
    write_json(tmp_path / "configuration.json", {**asdict(read_options(folder / "run")), "labels": "fer8"})

    with pytest.raises(ValueError, match="live sessions serve seven classes"):
        export(tmp_path, folder / "crops.npz", "eight", purpose=Purpose.DEFAULT, folder=tmp_path)


def test_default_is_not_replaced_by_one_that_is_none(folder, tmp_path):
    """Else there would be no default, and no live session could read anything."""
    put_entry({"name": "seven", "default": True}, tmp_path)

    with pytest.raises(ValueError, match="live sessions serve seven: export it with --default"):
        export(folder / "run", folder / "crops.npz", "seven", folder=tmp_path)


def test_default_of_eight_classes_is_refused_when_read(folder, tmp_path):
    export(folder / "run", folder / "crops.npz", "eight", "votes", folder=tmp_path)
    table = tmp_path / "weights.toml"
    table.write_text(table.read_text().replace("default = false", "default = true"))

    with pytest.raises(WeightsError, match="has the classes"):
        read_entry(None, tmp_path)


def test_entry_tells_how_the_network_was_made(folder, tmp_path):
    training = export(folder / "run", folder / "crops.npz", "small", folder=tmp_path)["training"]

    assert training["command"].endswith(
        "--architecture tiny --epochs 1 --batch-size 16 --votes-head 0.5 --label-smoothing 0.1"
    )
    assert training["export_command"].endswith("--name small")
    assert {"votes_part", "class_bias"} <= set(training)
    assert training["backend"] == keras.backend.backend()


@pytest.fixture
def wide(monkeypatch) -> None:
    """A network that takes 64x64 in colour, as the largest of the papers' networks takes 224x224."""

    def build(classes: int) -> keras.Model:
        crops = keras.Input((64, 64, 3))
        features = keras.layers.Flatten()(keras.layers.AveragePooling2D(16)(crops))
        return keras.Model(crops, keras.layers.Dense(classes, dtype="float32", name="logits")(features))

    monkeypatch.setitem(architectures.ARCHITECTURES, "wide", Architecture("wide", build, side=64, channels=3))


@pytest.fixture
def colour_run(wide, folder, tmp_path) -> Path:
    Run(Options("wide", str(folder / "crops.npz"), epochs=1, batch_size=16), tmp_path / "run").train()
    return tmp_path / "run"


def test_network_of_another_input_is_exported_but_not_served(colour_run, folder, tmp_path):
    entry = export(colour_run, folder / "crops.npz", "wide", folder=tmp_path)

    assert entry["input"].startswith("float32 (1, 64, 64, 3): (BGR / 255")
    with pytest.raises(ValueError, match="live sessions serve crops of 48x48 grey"):
        export(colour_run, folder / "crops.npz", "wide", purpose=Purpose.DEFAULT, folder=tmp_path)


def test_release_of_a_network_of_another_input_is_measured_on_photos_at_its_own_size(wide, tmp_path):
    for number, picture in enumerate(np.random.default_rng(0).integers(0, 256, (70, 64, 64, 3), dtype=np.uint8)):
        part, emotion = ("train", "validation")[number % 5 == 0], EMOTIONS[number % 7]
        write_picture(tmp_path / "photos" / part / emotion / f"{number}.png", picture)
    Run(Options("wide", str(tmp_path / "photos"), epochs=1, batch_size=16), tmp_path / "run").train()
    entry = export(tmp_path / "run", tmp_path / "photos", "wide", purpose=Purpose.RELEASE, folder=tmp_path)
    report, _ = evaluate_crops(load_network(str(tmp_path / "wide.tflite")), tmp_path / "photos")

    error = pytest.approx(report["expected_calibration_error"], abs=1e-4)
    assert entry["metrics"]["public_test_calibration_error"] == error


def test_network_of_another_input_reads_no_photos(colour_run, folder, tmp_path):
    export(colour_run, folder / "crops.npz", "wide", folder=tmp_path)
    classifier = Classifier.load(read_entry("wide", tmp_path))
    info = ModelInfo("wide", "00", 1.0, {"minimum_confidence": 0.3})

    assert (classifier.side, classifier.channels) == (64, 3)
    with pytest.raises(WeightsError, match="wide takes crops of 64x64 in 3 channels"):
        Analyser.served(load_detector("haar"), classifier, info)


def test_papers_network_is_exported_as_it_was_trained(folder, tmp_path):
    options = options_for("small_cnn", {"data": str(folder / "crops.npz"), "epochs": 1, "batch_size": 16})
    Run(options, tmp_path / "run").train()
    training = export(tmp_path / "run", folder / "crops.npz", "small_cnn", folder=tmp_path)["training"]

    assert "class_bias" not in training
    assert training["data"] == "crops.npz, Training part, 80% of the distinct images"


def test_folder_without_a_run_is_named(folder, tmp_path):
    with pytest.raises(RunError, match="not the folder of a training run"):
        export(tmp_path, folder / "crops.npz", "small", folder=tmp_path)


def test_data_without_training_crops_are_refused(folder, tmp_path):
    crops = bright_crops(14)
    data = write_crops(tmp_path / "public.npz", replace(crops, usage=np.ones(14, dtype=np.uint8)))

    with pytest.raises(DatasetError, match="no crops for training"):
        export(folder / "run", data, "small", folder=tmp_path)


def test_folder_that_is_not_there_is_said_before_the_work(folder, tmp_path):
    with pytest.raises(ValueError, match="there is no folder"):
        export(tmp_path / "no run either", folder / "crops.npz", "small", folder=tmp_path / "missing")
