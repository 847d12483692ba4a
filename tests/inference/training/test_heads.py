import numpy as np
import pytest

from inference.training.heads import LABELS_HEAD, VOTES_HEAD, one_head, with_votes_head
from tests.inference.training.tiny import build_tiny

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

CROPS = np.random.default_rng(0).normal(size=(3, 48, 48, 1)).astype(np.float32)


def test_votes_head_stands_beside_the_labels():
    model = build_tiny(7)
    outputs = with_votes_head(model).predict(CROPS, verbose=0)

    assert outputs[VOTES_HEAD].shape == (3, 8)
    np.testing.assert_array_equal(outputs[LABELS_HEAD], model.predict(CROPS, verbose=0))


@pytest.mark.parametrize(("head", "classes"), [(LABELS_HEAD, 7), (VOTES_HEAD, 8)])
def test_one_head_gives_that_output_alone(head, classes):
    both = with_votes_head(build_tiny(7))
    alone = one_head(both, head).predict(CROPS, verbose=0)

    assert alone.shape == (3, classes)
    np.testing.assert_array_equal(alone, both.predict(CROPS, verbose=0)[head])


def test_missing_head_is_named():
    with pytest.raises(ValueError, match="no output 'vote_logits'"):
        one_head(build_tiny(7), VOTES_HEAD)
