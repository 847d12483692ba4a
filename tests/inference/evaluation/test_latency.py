from types import SimpleNamespace

import numpy as np
import pytest

from inference.evaluation import latency
from inference.evaluation.latency import FEWEST_RUNS, MOST_RUNS, WARM_UP_RUNS, ms_per_face


class Interpreter:
    """Counts its runs and lets a made-up clock go on."""

    def __init__(self, clock, seconds: float) -> None:
        self.clock, self.seconds, self.runs = clock, seconds, 0

    def get_input_details(self) -> list[dict]:
        return [{"shape": np.array([1, 4, 4, 3])}]

    def set_tensor(self, index: int, values: np.ndarray) -> None:
        assert (index, values.shape, values.dtype) == (7, (1, 4, 4, 3), np.float32)

    def invoke(self) -> None:
        self.runs += 1
        self.clock.now += self.seconds


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(latency.time, "process_time", lambda: clock.now)
    return clock


@pytest.mark.parametrize(("seconds", "runs"), [(0.0005, MOST_RUNS), (0.05, 20), (3.0, FEWEST_RUNS)])
def test_fast_networks_run_often_and_slow_ones_a_few_times(clock, seconds, runs):
    interpreter = Interpreter(clock, seconds)
    measured = ms_per_face(SimpleNamespace(interpreter=interpreter, input=7))

    assert measured == pytest.approx(1000 * seconds)
    assert interpreter.runs == pytest.approx(WARM_UP_RUNS + runs, abs=1)
