"""A training run's folder, read back."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import keras

from inference.training.architectures import architecture, build
from inference.training.heads import LABELS_HEAD, with_votes_head
from inference.training.options import Options, check_choice
from inference.training.targets import classes_of
from inference.training.zooming import zoomed

CONFIGURATION_FILE = "configuration.json"
WEIGHTS_FILE = "best.weights.h5"
ENVIRONMENT_FILE = "environment.json"


class RunError(ValueError):
    """A folder does not hold the training run it should."""


def read_options(run: Path) -> Options:
    """Return what a run was asked to do.

    Raises:
        RunError: the folder has no configuration, or one of another version.
    """
    values: dict[str, Any] = _read_json(run, CONFIGURATION_FILE)
    unknown = set(values) - {field.name for field in fields(Options)}
    if unknown or not {"architecture", "data"} <= set(values):
        raise RunError(
            f"{run}/{CONFIGURATION_FILE} is not one of this version; unknown: {', '.join(sorted(unknown)) or 'none'}"
        )
    return Options(**{**values, "teachers": tuple(values.get("teachers", ()))})


def read_history(run: Path) -> list[dict[str, float]]:
    """Return one row of figures for each finished epoch."""
    history: list[dict[str, float]] = _read_json(run, "history.json")
    return history


def environment() -> dict[str, str]:
    """Return what is computed with here: Keras' backend, under which layers may differ (see `fused.py`)."""
    return {"backend": keras.backend.backend(), "keras": keras.__version__}


def read_environment(run: Path) -> dict[str, str]:
    """Return what a run was last computed with; nothing for one of an older version."""
    stored: dict[str, str] = _read_json(run, ENVIRONMENT_FILE) if (run / ENVIRONMENT_FILE).is_file() else {}
    return stored


def load_run(run: Path, mixed_bfloat16: bool = False) -> keras.Model:
    """Build a run's network with its best weights and all its outputs; `heads.one_head` picks one.

    The weights are float32, and so is the arithmetic unless bfloat16 is asked for.

    Raises:
        RunError: the folder lacks a file.
    """
    options = read_options(run)
    if not (run / WEIGHTS_FILE).is_file():
        raise RunError(f"{run} has no {WEIGHTS_FILE}; was a single epoch finished?")
    choose_arithmetic(mixed_bfloat16)
    model = network(options)
    model.load_weights(run / WEIGHTS_FILE)
    return model


def choose_arithmetic(mixed_bfloat16: bool) -> None:
    """Let the networks built from now on compute in bfloat16 or in float32."""
    keras.config.set_dtype_policy("mixed_bfloat16" if mixed_bfloat16 else "float32")


def network(options: Options, initial_weights: str = "") -> keras.Model:
    """Build a network with the outputs it is trained with; their names are the keys of its result."""
    model = build(options.architecture, len(classes_of(options.labels)), initial_weights)
    model = (
        with_votes_head(model)
        if options.votes_head
        else keras.Model(model.inputs[0], {LABELS_HEAD: model.outputs[0]}, name=model.name)
    )
    return zoomed(model, options.zoom) if options.zoom > 1 else model


def options_for(name: str, chosen: Mapping[str, object]) -> Options:
    """Return a run's options: what the caller chose, then the network's own recipe, then the trainer's defaults.

    Raises:
        OptionError: a value is impossible, or the caller chose an option that would do nothing.
        ValueError: no network has this name.
    """
    described = architecture(name)
    options = Options(**{"labels": described.labels, **described.recipe, **chosen, "architecture": name})  # type: ignore[arg-type]
    check_choice(options, chosen)
    return options


def options_to_resume(run: Path, chosen: Mapping[str, object]) -> Options:
    """Return a started run's options; only the number of epochs, and where the data lie, may be chosen anew.

    Raises:
        RunError: something else was chosen than the run was started with.
    """
    stored = read_options(run)
    other = {name: value for name, value in chosen.items() if value != getattr(stored, name)}
    changed = sorted(set(other) - {"epochs", "data"})
    if changed:
        raise RunError(f"{run} was started with another {', '.join(changed)}; leave it out, or start a new run")
    return replace(stored, **other)  # type: ignore[arg-type]


def _read_json(run: Path, name: str) -> Any:
    """Read one of the run's JSON files."""
    try:
        return json.loads((run / name).read_text(encoding="utf-8"))
    except OSError as error:
        raise RunError(f"{run} is not the folder of a training run: it has no {name}") from error
