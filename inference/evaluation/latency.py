"""How long a LiteRT network takes for one face on one core."""

import time

import numpy as np

from inference.classification import Classifier

WARM_UP_RUNS = 2
FEWEST_RUNS = 5
MOST_RUNS = 200
ENOUGH_S = 1.0


def ms_per_face(classifier: Classifier) -> float:
    """Return the median processor time of one run in milliseconds, on random input.

    Processor time does not count other work on the machine; on an idle core it is the time on the clock. The values
    do not matter: a network does the same sums for any of them.
    """
    interpreter = classifier.interpreter
    shape = interpreter.get_input_details()[0]["shape"]
    interpreter.set_tensor(classifier.input, np.random.default_rng(0).normal(size=shape).astype(np.float32))
    for _ in range(WARM_UP_RUNS):
        interpreter.invoke()
    taken: list[float] = []
    while len(taken) < FEWEST_RUNS or (len(taken) < MOST_RUNS and sum(taken) < ENOUGH_S):
        started = time.process_time()
        interpreter.invoke()
        taken.append(time.process_time() - started)
    return 1000 * float(np.median(taken))
