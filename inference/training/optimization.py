"""The optimizer and its learning rate."""

import keras

from inference.training.options import Options


def optimizer_for(options: Options, steps_per_epoch: int) -> keras.optimizers.Optimizer:
    """Return the optimizer that a run asks for; biases and normalisations keep their weights undecayed.

    Raises:
        ValueError: the optimizer or the schedule is unknown.
    """
    if options.optimizer not in _OPTIMIZERS:
        raise ValueError(f"unknown optimizer {options.optimizer!r}; known: {', '.join(_OPTIMIZERS)}")
    optimizer = _OPTIMIZERS[options.optimizer](options, _learning_rate(options, steps_per_epoch))
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return optimizer


def _sgd(options: Options, learning_rate: object) -> keras.optimizers.Optimizer:
    """SGD with Nesterov momentum.

    Keras decays weights outside the momentum; dividing by (1 - momentum) gives the strength of an L2 gradient.
    """
    return keras.optimizers.SGD(
        learning_rate,
        momentum=options.momentum,
        nesterov=True,
        weight_decay=options.weight_decay / (1 - options.momentum) or None,
        global_clipnorm=options.gradient_norm or None,
    )


def _adam(options: Options, learning_rate: object) -> keras.optimizers.Optimizer:
    """Adam with decoupled weight decay (Loshchilov and Hutter 2017, arXiv 1711.05101)."""
    return keras.optimizers.Adam(
        learning_rate, weight_decay=options.weight_decay or None, global_clipnorm=options.gradient_norm or None
    )


_OPTIMIZERS = {"sgd": _sgd, "adam": _adam}


def _learning_rate(options: Options, steps_per_epoch: int) -> object:
    """Return a constant, or warm-up and cosine decay to zero over all epochs."""
    if options.schedule == "constant":
        return options.learning_rate
    if options.schedule != "cosine":
        raise ValueError(f"unknown schedule {options.schedule!r}; known: cosine, constant")
    warmup_steps = round(options.warmup_epochs * steps_per_epoch)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=options.learning_rate / max(1, warmup_steps),
        decay_steps=max(1, options.epochs * steps_per_epoch - warmup_steps),
        warmup_target=options.learning_rate,
        warmup_steps=warmup_steps,
    )
