"""Outputs of a network in training: its own classes and, if wished, the FER+ votes beside them."""

from collections.abc import Sequence

import keras

from inference.labels import EMOTIONS_WITH_CONTEMPT

LABELS_HEAD, VOTES_HEAD = "logits", "vote_logits"


def with_votes_head(model: keras.Model) -> keras.Model:
    """Let a network also predict the FER+ votes over eight classes from the features its logits are made of.

    The votes of ten labellers say more about a face than one label that is often wrong; features learned from both
    serve either output, and the network that ships keeps one of them.
    """
    features = model.get_layer(LABELS_HEAD).input
    votes = keras.layers.Dense(len(EMOTIONS_WITH_CONTEMPT), dtype="float32", name=VOTES_HEAD)(features)
    return keras.Model(model.inputs, {LABELS_HEAD: model.outputs[0], VOTES_HEAD: votes}, name=model.name)


def one_head(model: keras.Model, head: str) -> keras.Model:
    """Return the network with a single output, logits of shape (n, classes).

    Raises:
        ValueError: the network has no such output.
    """
    if head not in [layer.name for layer in model.layers]:
        raise ValueError(f"the network has no output {head!r}; was it trained with --votes-head?")
    return keras.Model(model.inputs[0], model.get_layer(head).output, name=model.name)


def outputs_by_head(model: keras.Model, heads: Sequence[str]) -> keras.Model:
    """Return the network with those of these outputs that it has, as a dictionary of logits of shape (n, classes)."""
    names = {layer.name for layer in model.layers}
    outputs = {head: model.get_layer(head).output for head in heads if head in names}
    return keras.Model(model.inputs[0], outputs, name=model.name)


def with_outputs_upon(model: keras.Model, crops: keras.KerasTensor, features: keras.KerasTensor) -> keras.Model:
    """Return a network from these crops to twins of a model's outputs upon other features of the same length."""
    names = [layer.name for layer in model.layers if layer.name in (LABELS_HEAD, VOTES_HEAD)]
    return keras.Model(crops, {name: _twin(model.get_layer(name), features) for name in names}, name=model.name)


def _twin(head: keras.layers.Layer, features: keras.KerasTensor) -> keras.KerasTensor:
    """Apply an output's twin: a layer that is used twice has no single input any more, and calibration asks for it."""
    twin = head.__class__.from_config(head.get_config())
    answer = twin(features)
    twin.set_weights(head.get_weights())
    return answer
