import keras
import pytest

from inference.training.optimization import optimizer_for
from inference.training.options import Options

OPTIONS = {"architecture": "tiny", "data": "none", "epochs": 10}


def rate(optimizer: keras.optimizers.Optimizer, step: int) -> float:
    return float(keras.ops.convert_to_numpy(optimizer._learning_rate(step)))


def test_cosine_warms_up_and_decays_to_zero():
    optimizer = optimizer_for(Options(**OPTIONS, learning_rate=0.1, warmup_epochs=2), steps_per_epoch=5)

    assert rate(optimizer, 0) < rate(optimizer, 5) < rate(optimizer, 10) == pytest.approx(0.1)
    assert rate(optimizer, 30) == pytest.approx(0.05)
    assert rate(optimizer, 50) == pytest.approx(0, abs=1e-6)


def test_constant_rate_stays():
    optimizer = optimizer_for(Options(**OPTIONS, optimizer="adam", learning_rate=5e-4, schedule="constant"), 5)

    assert optimizer.get_config()["learning_rate"] == pytest.approx(5e-4)
    assert isinstance(optimizer, keras.optimizers.Adam)


def test_momentum_makes_decay_as_strong_as_an_l2_gradient():
    optimizer = optimizer_for(Options(**OPTIONS, weight_decay=5e-4, momentum=0.9), 5)

    assert optimizer.weight_decay == pytest.approx(5e-3)


def test_biases_and_normalisations_do_not_decay():
    optimizer = optimizer_for(Options(**OPTIONS), 5)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="d"), keras.layers.BatchNormalization()])
    decaying = [variable.name for variable in model.trainable_variables if optimizer._use_weight_decay(variable)]

    assert decaying == ["kernel"]


@pytest.mark.parametrize("wrong", [{"optimizer": "adamw"}, {"schedule": "steps"}])
def test_unknown_names_are_told(wrong):
    with pytest.raises(ValueError, match=f"unknown {next(iter(wrong))} '{next(iter(wrong.values()))}'"):
        optimizer_for(Options(**OPTIONS, **wrong), 5)


def test_zero_switches_limits_off():
    optimizer = optimizer_for(Options(**OPTIONS, optimizer="adam", weight_decay=0, gradient_norm=0), 5)

    assert optimizer.weight_decay is None
    assert optimizer.global_clipnorm is None
