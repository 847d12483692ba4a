"""A Keras network -> a LiteRT file. This is the one place that needs TensorFlow."""

import os
import tempfile
from functools import partial
from typing import Any


class BackendError(ValueError):
    """Keras runs on a backend that cannot do what is asked."""


def use_tensorflow() -> None:
    """Make Keras run on TensorFlow, which alone can write LiteRT files.

    Raises:
        BackendError: Keras already runs on another backend.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    import keras

    if keras.backend.backend() != "tensorflow":
        raise BackendError("LiteRT files are made with TensorFlow: set KERAS_BACKEND=tensorflow, or leave it unset")


def convert(model: Any) -> bytes:
    """Return a Keras network as a LiteRT file for single crops, with int8 weights and float computation around them.

    It goes through Keras' own archive: converted straight from a function, the weights stay unset variables.
    """
    import keras
    import tensorflow as tf

    signature = tf.TensorSpec((1, *model.input_shape[1:]), tf.float32, name="crops")
    with tempfile.TemporaryDirectory() as folder:
        archive = keras.export.ExportArchive()
        archive.track(model)
        archive.add_endpoint("serve", partial(model.__call__, training=False), input_signature=[signature])
        archive.write_out(folder, verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        return bytes(converter.convert())
