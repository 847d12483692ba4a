import numpy as np
import pytest

from inference.training.averaging import RunningAverage


class ConstantModel:
    """A network whose only weight stays 1."""

    def get_weights(self):
        return [np.array(1.0)]


def averaged(steps: int, **options: object) -> RunningAverage:
    average = RunningAverage(**options)
    average.set_model(ConstantModel())
    for step in range(steps):
        average.on_train_batch_end(step)
    return average


def test_running_average_forgets_the_start():
    average = averaged(400, decay=0.9, weights=[np.array(0.0)])

    assert average.weights[0] == pytest.approx(1, abs=1e-3)


def test_average_starts_with_the_first_weights_it_sees():
    assert averaged(3, decay=0.9).weights is None
    assert averaged(4, decay=0.9).weights[0] == pytest.approx(1)
