import json
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import keras
import numpy as np
import pytest

from inference.training import architectures
from inference.training.averaging import RunningAverage
from inference.training.batches import Examples
from inference.training.checkpoints import load_checkpoint, save_checkpoint, write_json
from inference.training.crops import DatasetError
from inference.training.dataset import repeated_in
from inference.training.examples import examples_of, split_for
from inference.training.options import OptionError, Options
from inference.training.runs import RunError, load_run, options_for, options_to_resume, read_options
from inference.training.starts import save_start
from inference.training.train import Run
from tests.inference.training.tiny import DROPPING, TINY, bright_crops, write_crops

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def options(tmp_path, monkeypatch) -> Options:
    """Two epochs of a tiny network on crops whose brightness tells the class."""
    monkeypatch.setitem(architectures.ARCHITECTURES, "tiny", TINY)
    data = write_crops(tmp_path / "crops.npz", bright_crops())
    return Options("tiny", str(data), epochs=2, batch_size=16, learning_rate=0.01)


def test_run_leaves_weights_configuration_history_and_pictures(options, tmp_path):
    history = Run(options, tmp_path / "run").train()

    assert [epoch["epoch"] for epoch in history] == [1, 2]
    assert history[0]["seconds"] > 0
    assert {"accuracy", "loss", "validation_accuracy", "validation_loss"} <= set(history[0])
    assert json.loads((tmp_path / "run" / "history.json").read_text()) == history
    assert read_options(tmp_path / "run") == options
    assert {"best.weights.h5", "run.html", "samples.png"} <= {path.name for path in (tmp_path / "run").iterdir()}


# Trains two epochs of a network with dropout, and kills itself while it prepares the second one's last batch.
KILLED = """
import os, signal, sys
from pathlib import Path
from inference.training import architectures
from inference.training.batches import AugmentedBatches
from inference.training.options import Options
from inference.training.train import Run
from tests.inference.training.tiny import DROPPING
architectures.ARCHITECTURES["dropping"] = DROPPING
prepared = AugmentedBatches.__getitem__
def prepare(batches, index):
    if batches.seed[1] == 1 and index == len(batches) - 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return prepared(batches, index)
AugmentedBatches.__getitem__ = prepare
Run(Options("dropping", sys.argv[1], epochs=2, batch_size=16, learning_rate=0.01), Path(sys.argv[2])).train()
"""


def test_killed_run_goes_on_where_it_stopped(options, tmp_path, monkeypatch):
    monkeypatch.setitem(architectures.ARCHITECTURES, "dropping", DROPPING)
    options = replace(options, architecture="dropping")
    command = [sys.executable, "-c", KILLED, options.data, str(tmp_path / "part")]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    whole, resumed = Run(options, tmp_path / "whole"), Run(options, tmp_path / "part", resume=True)

    assert [epoch["epoch"] for epoch in resumed.history] == [1]
    assert len(resumed.train()) == len(whole.train()) == 2
    assert resumed.average.step == whole.average.step
    for ours, expected in zip(resumed.model.get_weights(), whole.model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, expected, atol=1e-5)


def test_checkpoint_of_an_older_version_lets_dropout_draw_anew(options, tmp_path, monkeypatch):
    monkeypatch.setitem(architectures.ARCHITECTURES, "dropping", DROPPING)
    options = replace(options, architecture="dropping")
    Run(replace(options, epochs=1), tmp_path / "run").train()
    with np.load(tmp_path / "run" / "checkpoint.npz") as stored:
        older = {name: stored[name] for name in stored.files if not name.startswith("draw")}
        assert len(older) < len(stored.files)
    np.savez(tmp_path / "run" / "checkpoint.npz", **older)

    assert len(Run(options, tmp_path / "run", resume=True).train()) == 2


def test_finished_run_does_not_train_again(options, tmp_path):
    first = Run(options, tmp_path / "run").train()

    assert Run(options, tmp_path / "run", resume=True).train() == first


def test_training_learns(options, tmp_path):
    plain = replace(options, epochs=12, optimizer="adam", learning_rate=0.02, augmentation="none", label_smoothing=0.0)
    history = Run(plain, tmp_path / "run").train()

    assert history[-1]["loss"] < history[0]["loss"] / 2


def test_early_stopping_stops_after_its_patience(options, tmp_path):
    stalled = replace(options, epochs=9, learning_rate=0.0, optimizer="adam", schedule="constant", early_stopping=2)

    assert len(Run(stalled, tmp_path / "run").train()) == 3


def test_votes_head_is_trained_beside_the_labels(options, tmp_path):
    history = Run(replace(options, votes_head=0.5), tmp_path / "run").train()

    assert "vote_logits_loss" in history[0]
    outputs = load_run(tmp_path / "run").output

    assert {name: output.shape for name, output in outputs.items()} == {"logits": (None, 7), "vote_logits": (None, 8)}


def test_votes_can_be_the_labels(options, tmp_path):
    Run(replace(options, labels="ferplus"), tmp_path / "run").train()

    assert load_run(tmp_path / "run").output["logits"].shape == (None, 7)
    with pytest.raises(DatasetError, match="no crops of contempt"):
        Run(replace(options, labels="ferplus8"), tmp_path / "other")


def test_student_learns_from_a_teacher(options, tmp_path):
    Run(options, tmp_path / "teacher").train()
    taught = replace(options, teachers=(str(tmp_path / "teacher"),), teacher_share=0.7, mixup=0.2)
    student = Run(taught, tmp_path / "student")

    assert student.train()[0]["loss"] > 0
    assert read_options(tmp_path / "student").teachers == (str(tmp_path / "teacher"),)
    own = student.examples.targets["logits"][np.arange(len(student.examples)), student.split.training.emotion]
    assert own.min() >= 0.3
    assert own.max() < 1
    np.testing.assert_allclose(student.examples.targets["logits"].sum(axis=1), 1, rtol=1e-5)


def test_file_of_weights_teaches_what_its_run_would(options, tmp_path):
    Run(options, tmp_path / "run").train()
    save_start(tmp_path / "run", tmp_path / "start.npz")
    folder, file = (
        Run(replace(options, teachers=(str(tmp_path / name),)), tmp_path / f"by {name}").examples.targets["logits"]
        for name in ("run", "start.npz")
    )

    np.testing.assert_allclose(file, folder, atol=1e-2)


def test_teacher_with_an_output_for_the_votes_teaches_the_votes(options, tmp_path):
    with_votes = replace(options, votes_head=0.7)
    Run(with_votes, tmp_path / "teacher").train()
    own = Run(with_votes, tmp_path / "alone").examples.targets["vote_logits"]

    taught = Run(replace(with_votes, teachers=(str(tmp_path / "teacher"),), teacher_share=0.5), tmp_path / "student")

    opinion = 2 * taught.examples.targets["vote_logits"] - own
    assert (opinion > 0).all()
    np.testing.assert_allclose(opinion.sum(axis=1), 1, rtol=1e-4)


def test_run_without_a_teacher_keeps_its_labels(options, tmp_path):
    assert set(np.unique(Run(options, tmp_path / "run").examples.targets["logits"])) == {0, 1}


def test_teacher_of_other_classes_is_refused(options, tmp_path):
    Run(options, tmp_path / "teacher").train()
    data = bright_crops()
    data.votes[data.emotion == 6] = [0, 0, 0, 0, 0, 0, 0, 9, 0, 0]
    data.votes[:3] = [9, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    path = write_crops(tmp_path / "eight.npz", data)

    with pytest.raises(RunError, match="knows 7 classes, not 8"):
        Run(replace(options, data=str(path), labels="ferplus8", teachers=(str(tmp_path / "teacher"),)), tmp_path / "s")


def test_copies_are_made_after_the_split(options, tmp_path):
    crops = bright_crops(210)
    scarce = crops.take((crops.emotion != 1) | (np.arange(210) % 3 == 0))
    options = replace(options, data=str(write_crops(tmp_path / "scarce.npz", scarce)))
    enlarged, plain = split_for(replace(options, oversample=True)), split_for(options)

    assert len(enlarged.training) > len(plain.training)
    assert not repeated_in(enlarged.validation.pixels, enlarged.training.pixels).any()
    np.testing.assert_array_equal(enlarged.validation.pixels, plain.validation.pixels)


def test_class_unknown_to_the_network_is_refused_among_the_crops_kept_apart(options):
    crops = bright_crops()
    is_kept_apart = repeated_in(crops.pixels, split_for(options).validation.pixels)
    crops.emotion[np.flatnonzero(is_kept_apart)[0]] = 7
    write_crops(Path(options.data), crops)

    with pytest.raises(DatasetError, match="1 crops of contempt"):
        split_for(options)


def test_rare_classes_count_more_when_asked():
    crops = bright_crops().take(np.arange(70) % 7 != 0)
    crops = crops.take(np.concatenate([np.arange(60), np.flatnonzero(crops.emotion == 3).repeat(5)]))
    examples = examples_of(crops, Options("small_cnn", "none", class_weight_power=1.0))

    assert isinstance(examples, Examples)
    assert examples.weights["logits"][crops.emotion == 3].max() < examples.weights["logits"][crops.emotion == 2].min()


def test_recipe_gives_way_to_what_the_caller_chose(monkeypatch):
    monkeypatch.setitem(architectures.ARCHITECTURES, "tiny", TINY)
    options = options_for("tiny", {"data": "none", "epochs": 7})

    assert (options.epochs, options.label_smoothing, options.labels) == (7, 0.0, "fer")


def test_folder_that_is_no_run_is_named(tmp_path):
    with pytest.raises(RunError, match=r"no configuration\.json"):
        load_run(tmp_path)


def test_configuration_of_another_version_is_named(tmp_path):
    (tmp_path / "configuration.json").write_text(json.dumps({"architecture": "tiny", "speed": 3}))

    with pytest.raises(RunError, match="not one of this version; unknown: speed"):
        read_options(tmp_path)


def test_started_run_is_not_overwritten(options, tmp_path):
    Run(options, tmp_path / "run").train()

    with pytest.raises(RunError, match="already holds a run"):
        Run(options, tmp_path / "run")


def test_resumed_run_keeps_its_options_and_may_train_longer(options, tmp_path):
    Run(options, tmp_path / "run").train()

    assert options_to_resume(tmp_path / "run", {"epochs": 5}) == replace(options, epochs=5)
    with pytest.raises(RunError, match="another seed, validation_fraction"):
        options_to_resume(tmp_path / "run", {"seed": 4, "validation_fraction": 0.3, "architecture": "tiny"})


def test_checkpoint_holds_more_than_a_thousand_arrays(tmp_path):
    layers = [keras.layers.Dense(1) for _ in range(520)]
    model = keras.Sequential([keras.Input((1,)), *layers])
    model.compile(optimizer=keras.optimizers.SGD(), loss="mse")
    model.optimizer.build(model.trainable_variables)
    model.set_weights([np.full(array.shape, number) for number, array in enumerate(model.get_weights())])
    save_checkpoint(tmp_path / "checkpoint.npz", model, RunningAverage(0), [])
    model.set_weights([np.zeros_like(array) for array in model.get_weights()])
    load_checkpoint(tmp_path / "checkpoint.npz", model, 0)

    assert [array.item() for array in model.get_weights()] == list(range(1040))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"epochs": 0}, "--epochs"),
        ({"batch_size": -5}, "--batch-size"),
        ({"label_smoothing": 7}, "--label-smoothing"),
        ({"learning_rate": float("nan")}, "--learning-rate"),
        ({"validation_fraction": 0.0}, "--validation-fraction"),
    ],
)
def test_impossible_options_are_named(wrong, named):
    with pytest.raises(OptionError, match=f"{named} must lie between"):
        Options("tiny", "none", **wrong)


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ({"teacher_share": 0.7}, "--teacher-share does nothing without --teachers"),
        ({"teacher_share": 0.5}, "--teacher-share does nothing without --teachers"),
        ({"momentum": 0.5, "optimizer": "adam"}, "--momentum does nothing with --optimizer adam"),
        ({"warmup_epochs": 3, "schedule": "constant"}, "--warmup-epochs does nothing with --schedule constant"),
        ({"vote_share": 0.4, "labels": "ferplus"}, "--vote-share does nothing with --labels ferplus"),
        ({"vote_share": 0.4, "labels": "ferplus8"}, "--vote-share does nothing with --labels ferplus8"),
    ],
)
def test_options_that_would_do_nothing_are_named(monkeypatch, chosen, named):
    monkeypatch.setitem(architectures.ARCHITECTURES, "tiny", TINY)

    with pytest.raises(OptionError, match=f"^{named}: leave it out"):
        options_for("tiny", {"data": "none", **chosen})


def test_options_that_count_may_be_chosen(monkeypatch):
    monkeypatch.setitem(architectures.ARCHITECTURES, "tiny", TINY)
    chosen = {"teachers": ("a",), "teacher_share": 0.7, "momentum": 0.5, "warmup_epochs": 3.0, "vote_share": 0.4}

    assert options_for("tiny", {"data": "none", **chosen}).vote_share == 0.4


def test_stored_options_may_do_nothing(options, tmp_path):
    stored = replace(options, optimizer="adam", momentum=0.3, schedule="constant", warmup_epochs=0.0)
    write_json(tmp_path / "configuration.json", asdict(stored))

    assert read_options(tmp_path) == stored
    assert options_to_resume(tmp_path, {"momentum": 0.3, "warmup_epochs": 0.0}) == stored


def test_unknown_architecture_is_named():
    with pytest.raises(ValueError, match="unknown architecture 'none'"):
        architectures.build("none")
