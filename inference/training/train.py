"""Train a network from labelled crops, with checkpoints that survive being killed.

Everything here is Keras layers and NumPy, so the backend (TensorFlow, JAX, PyTorch) is the caller's choice.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from inference.preprocessing import to_input
from inference.training.architectures import build
from inference.training.averaging import RunningAverage, Weights
from inference.training.batches import AugmentedBatches
from inference.training.dataset import read_crops, training_split

Epoch = dict[str, float]

GRADIENT_NORM_LIMIT = 2.0


@dataclass(frozen=True)
class Options:
    """What a run was asked to do; stored beside its weights as `configuration.json`.

    Attributes:
        weight_decay: as an L2 gradient on kernels, the way papers give it.
        average_decay: share of the running average kept at each step.
        mixed_bfloat16: compute in bfloat16, keep the weights in float32.
    """

    architecture: str
    data: str
    epochs: int = 40
    seed: int = 0
    batch_size: int = 128
    learning_rate: float = 0.1
    warmup_epochs: float = 2.0
    momentum: float = 0.9
    weight_decay: float = 5e-4
    label_smoothing: float = 0.1
    average_decay: float = 0.999
    mixed_bfloat16: bool = False


class Run:
    """A training run in its folder: `configuration.json`, `history.json`, `checkpoint.npz`, `best.weights.h5`."""

    def __init__(self, options: Options, out: Path, resume: bool = False) -> None:
        """Read the data, build the network and, when resuming, load the last checkpoint."""
        self.options = options
        self.out = out
        self.training, self.validation = training_split(read_crops(Path(options.data)))
        self.model = _compiled(options, steps_per_epoch=len(self.training) // options.batch_size)
        self.average = RunningAverage(options.average_decay)
        self.history: list[Epoch] = []
        if resume and (out / "checkpoint.npz").exists():
            self._load_checkpoint()

    def train(self) -> list[Epoch]:
        """Train the epochs that are left; return the whole history."""
        self.out.mkdir(parents=True, exist_ok=True)
        _write_json(self.out / "configuration.json", asdict(self.options))
        for epoch in range(len(self.history), self.options.epochs):
            self._train_epoch(epoch)
        return self.history

    def _train_epoch(self, epoch: int) -> None:
        """Train once over the data, measure on the validation split and store everything."""
        started = time.monotonic()
        batches = AugmentedBatches(self.training, self.options.batch_size, self.options.seed, epoch)
        logs = self.model.fit(batches, callbacks=[self.average], verbose=1 if sys.stdout.isatty() else 2).history
        entry = {"epoch": epoch + 1, **{name: float(values[-1]) for name, values in logs.items()}}
        entry["validation_accuracy"] = self._validate()
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

    def _validate(self) -> float:
        """Return the averaged weights' accuracy on the validation split."""
        with self._averaged_weights():
            logits = self.model.predict(to_input(self.validation.pixels), batch_size=256, verbose=0)
        return float(np.mean(logits.argmax(axis=1) == self.validation.emotion))

    def _store(self) -> None:
        """Write checkpoint and history; the best averaged weights so far get a file of their own."""
        accuracies = [epoch["validation_accuracy"] for epoch in self.history]
        if accuracies[-1] == max(accuracies):
            with self._averaged_weights():
                self.model.save_weights(self.out / "best.weights.h5")
        self._save_checkpoint()
        _write_json(self.out / "history.json", self.history)

    def _save_checkpoint(self) -> None:
        """Write weights, optimizer state and average to one file, replacing the last one in a single step."""
        arrays = {
            **_numbered("model", self.model.get_weights()),
            **_numbered("optimizer", [keras.ops.convert_to_numpy(v) for v in self.model.optimizer.variables]),
            **_numbered("average", self.average.weights or []),
            "average_step": np.array(self.average.step),
            "history": np.array(json.dumps(self.history)),
        }
        temporary = self.out / "checkpoint.partial.npz"
        np.savez(temporary, allow_pickle=False, **arrays)
        temporary.replace(self.out / "checkpoint.npz")

    def _load_checkpoint(self) -> None:
        """Take up weights, optimizer state, average and history where the last epoch left them."""
        with np.load(self.out / "checkpoint.npz", allow_pickle=False) as stored:
            self.model.set_weights(_collected("model", stored))
            self.model.optimizer.build(self.model.trainable_variables)
            for variable, value in zip(self.model.optimizer.variables, _collected("optimizer", stored), strict=True):
                variable.assign(value)
            average = _collected("average", stored)
            self.average = RunningAverage(self.options.average_decay, average or None, int(stored["average_step"]))
            self.history = json.loads(str(stored["history"]))


def _compiled(options: Options, steps_per_epoch: int) -> keras.Model:
    """Build the seeded network with its optimizer and loss."""
    keras.utils.set_random_seed(options.seed)
    keras.config.set_dtype_policy("mixed_bfloat16" if options.mixed_bfloat16 else "float32")
    model = build(options.architecture)
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=options.label_smoothing)
    model.compile(optimizer=_optimizer(options, steps_per_epoch), loss=loss, metrics=["accuracy"])
    return model


def _optimizer(options: Options, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    """SGD with Nesterov momentum, warm-up and cosine decay, weight decay on kernels only.

    Keras decays weights outside the momentum; dividing by (1 - momentum) gives the strength of an L2 gradient.
    """
    warmup_steps = round(options.warmup_epochs * steps_per_epoch)
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=options.learning_rate / max(1, warmup_steps),
        decay_steps=max(1, options.epochs * steps_per_epoch - warmup_steps),
        warmup_target=options.learning_rate,
        warmup_steps=warmup_steps,
    )
    optimizer = keras.optimizers.SGD(
        schedule,
        momentum=options.momentum,
        nesterov=True,
        weight_decay=options.weight_decay / (1 - options.momentum),
        global_clipnorm=GRADIENT_NORM_LIMIT,
    )
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


def _numbered(prefix: str, arrays: Weights) -> dict[str, npt.NDArray[Any]]:
    """Name arrays by their position, for one flat archive."""
    return {f"{prefix}_{number:04d}": array for number, array in enumerate(arrays)}


def _collected(prefix: str, archive: Any) -> Weights:
    """Return the arrays that `_numbered` named with this prefix, in their order."""
    return [archive[name] for name in sorted(archive.files) if name.startswith(f"{prefix}_0")]


def _write_json(path: Path, value: object) -> None:
    """Write a value as indented JSON."""
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
