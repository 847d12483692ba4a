"""Train a network from labelled crops, with checkpoints that survive being killed.

Everything here is Keras layers and NumPy, so the backend (TensorFlow, JAX, PyTorch) is the caller's choice.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import keras
import numpy as np

from inference.probabilities import softmax
from inference.training.augmentation import ranges_of
from inference.training.averaging import RunningAverage
from inference.training.batches import AugmentedBatches, PlainBatches
from inference.training.checkpoints import Epoch, load_checkpoint, save_checkpoint, save_weights, write_json
from inference.training.examples import examples_of, split_for
from inference.training.heads import LABELS_HEAD, VOTES_HEAD
from inference.training.optimization import optimizer_for
from inference.training.options import Options
from inference.training.pictures import write_pictures
from inference.training.runs import (
    CONFIGURATION_FILE,
    ENVIRONMENT_FILE,
    WEIGHTS_FILE,
    RunError,
    choose_arithmetic,
    environment,
    network,
)
from inference.training.splits import check_split, write_split
from inference.training.starts import is_start, load_start
from inference.training.teachers import taught

CHECKPOINT_FILE = "checkpoint.npz"


class Run:
    """A training run in its folder: `configuration.json`, `history.json`, `split.json`, `checkpoint.npz`, weights."""

    def __init__(self, options: Options, out: Path, resume: bool = False) -> None:
        """Read the data, build the network and, when resuming, load the last checkpoint.

        Raises:
            ValueError: an option or the data are not fit for training; the message says what is wrong.
        """
        self.options = options
        self.out = out
        is_started = (out / CHECKPOINT_FILE).exists()
        if is_started and not resume:
            raise RunError(f"{out} already holds a run; go on with --resume, or choose another folder")
        self.ranges = ranges_of(options.augmentation)
        self.split = split_for(options)
        for path in _trained_before(options, out if is_started else None):
            check_split(path, self.split.fingerprint)
        self.examples = taught(examples_of(self.split.training, options), options, self.ranges)
        started = replace(options, initial_weights="") if is_started else options
        self.model = compiled(started, steps_per_epoch=max(1, len(self.split.training) // options.batch_size))
        self.average = RunningAverage(options.average_decay)
        self.history: list[Epoch] = []
        if is_started:
            self.average, self.history = load_checkpoint(out / CHECKPOINT_FILE, self.model, options.average_decay)

    def train(self) -> list[Epoch]:
        """Train the epochs that are left; return the whole history."""
        self.out.mkdir(parents=True, exist_ok=True)
        write_json(self.out / CONFIGURATION_FILE, asdict(self.options))
        write_json(self.out / ENVIRONMENT_FILE, environment())
        write_split(self.out, self.split.fingerprint)
        for epoch in range(len(self.history), self.options.epochs):
            if self._has_stalled():
                break
            self._train_epoch(epoch)
        return self.history

    def _has_stalled(self) -> bool:
        """Tell whether the last epochs brought no better validation accuracy."""
        patience = self.options.early_stopping
        accuracies = [epoch["validation_accuracy"] for epoch in self.history]
        if not patience or len(accuracies) <= patience:
            return False
        return max(accuracies[-patience:]) <= max(accuracies[:-patience])

    def _train_epoch(self, epoch: int) -> None:
        """Train once over the data, measure on the validation split and store everything."""
        started = time.monotonic()
        batches = AugmentedBatches(
            self.examples, self.options.batch_size, self.options.seed, epoch, self.ranges, self.options.mixup
        )
        verbose = 1 if sys.stdout.isatty() else 2
        # The batches are shuffled already, by seed and epoch; Keras would do it again by chance.
        logs = self.model.fit(batches, callbacks=[self.average], shuffle=False, verbose=verbose).history
        entry = {"epoch": epoch + 1, **{_figure(name): float(values[-1]) for name, values in logs.items()}}
        entry.update(self._validate())
        entry["seconds"] = round(time.monotonic() - started, 1)
        self.history.append(entry)
        print(json.dumps(entry), flush=True)
        self._store()

    @contextmanager
    def _averaged_weights(self) -> Iterator[None]:
        """Let the network use the averaged weights for a while."""
        own_weights = self.model.get_weights()
        self.model.set_weights(self.average.weights or own_weights)
        yield
        self.model.set_weights(own_weights)

    def _validate(self) -> Epoch:
        """Return accuracy and loss of the averaged weights on the validation split."""
        with self._averaged_weights():
            shape = (self.examples.side, self.examples.channels)
            outputs = self.model.predict(PlainBatches(self.split.validation.pixels, *shape), verbose=0)
        logits = outputs[LABELS_HEAD]
        shares = softmax(logits)
        own = shares[np.arange(len(shares)), self.split.validation.emotion]
        is_right = logits.argmax(axis=1) == self.split.validation.emotion
        return {"validation_accuracy": float(is_right.mean()), "validation_loss": float(-np.log(own + 1e-12).mean())}

    def _store(self) -> None:
        """Write checkpoint and history; the best averaged weights so far get a file of their own."""
        accuracies = [epoch["validation_accuracy"] for epoch in self.history]
        if accuracies[-1] == max(accuracies):
            with self._averaged_weights():
                save_weights(self.out / WEIGHTS_FILE, self.model)
        save_checkpoint(self.out / CHECKPOINT_FILE, self.model, self.average, self.history)
        write_json(self.out / "history.json", self.history)
        write_pictures(self.out, self.split.training, self.history)


def _trained_before(options: Options, started: Path | None) -> list[Path]:
    """Return the runs and files whose weights a run takes up: its own checkpoint, or its start; and its teachers."""
    teachers = [Path(teacher) for teacher in options.teachers]
    if started is not None:
        return [started, *teachers]
    start = Path(options.initial_weights)
    return [start, *teachers] if options.initial_weights and is_start(start) else teachers


def _figure(name: str) -> str:
    """Return a figure's name without that of the output it belongs to; only the total loss keeps the name `loss`."""
    return {f"{LABELS_HEAD}_accuracy": "accuracy", f"{LABELS_HEAD}_loss": "label_loss"}.get(name, name)


def compiled(options: Options, steps_per_epoch: int) -> keras.Model:
    """Build the seeded network with its optimizer and losses."""
    keras.utils.set_random_seed(options.seed)
    choose_arithmetic(options.mixed_bfloat16)
    model = _started(options)
    losses = {
        LABELS_HEAD: keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=options.label_smoothing)
    }
    if options.votes_head:
        losses[VOTES_HEAD] = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(
        optimizer=optimizer_for(options, steps_per_epoch),
        loss=losses,
        loss_weights={LABELS_HEAD: 1.0, VOTES_HEAD: options.votes_head} if options.votes_head else None,
        metrics={LABELS_HEAD: ["accuracy"]},
    )
    return model


def _started(options: Options) -> keras.Model:
    """Build the network with the weights it starts from: a finished run's, a named network's own, or random ones."""
    start = Path(options.initial_weights)
    if not options.initial_weights or not is_start(start):
        return network(options, options.initial_weights)
    model = network(options)
    load_start(model, start)
    return model
