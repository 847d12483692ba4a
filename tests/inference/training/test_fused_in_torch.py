"""Under PyTorch our layers compute on their own; the weights that ship were trained so. Elsewhere they are Keras'."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.skipif(
    find_spec("torch") is None, reason="PyTorch, which is in no list of dependencies, is not installed"
)

# Largest differences to Keras' own layers, as JSON: of a process of its own, for a process has one backend.
COMPARE = """
import json, keras, numpy as np
from keras.layers import BatchNormalization as KerasNormalization, Conv2D
from inference.training.architectures.fused import BatchNormalization, Convolution

def difference(ours, own):
    return float(np.abs(keras.ops.convert_to_numpy(ours) - keras.ops.convert_to_numpy(own)).max())

def maps(side):
    return keras.ops.convert_to_tensor(np.random.default_rng(0).normal(2, 3, (4, side, side, 3)).astype(np.float32))

found = {"backend": keras.backend.backend()}
for side, kernel, stride in ((6, 3, 1), (6, 3, 2), (7, 3, 2), (6, 1, 2), (7, 1, 1), (6, 5, 3)):
    layer = Convolution(5, kernel, strides=stride)
    found[f"{kernel} over {side} by {stride}"] = difference(layer(maps(side)), Conv2D.call(layer, maps(side)))
ours, own = BatchNormalization(momentum=0.9), KerasNormalization(momentum=0.9)
found["in training"] = difference(ours(maps(6), training=True), own(maps(6), training=True))
found["running mean"] = difference(ours.moving_mean, own.moving_mean)
own.moving_variance.assign(ours.moving_variance)
found["in use"] = difference(ours(maps(6), training=False), own(maps(6), training=False))
print(json.dumps(found))
"""


def test_layers_give_what_keras_own_give():
    environment = {**os.environ, "KERAS_BACKEND": "torch"}
    done = subprocess.run([sys.executable, "-c", COMPARE], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])

    assert found.pop("backend") == "torch"
    assert max(found.values()) < 1e-4, found
