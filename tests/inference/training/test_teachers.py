"""What finished runs think of the crops."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from inference.probabilities import softmax
from inference.training.augmentation import KINDS, UNCHANGED
from inference.training.batches import Examples
from inference.training.crops import Crops
from inference.training.heads import LABELS_HEAD, VOTES_HEAD, outputs_by_head
from inference.training.teachers import VIEWS, opinions


class Brightness:
    """Stands in for a network: the logits of each output are the mean brightness and the same negated."""

    def __init__(self, sign: float = 1.0, heads: tuple[str, ...] = (LABELS_HEAD,)) -> None:
        self.sign = sign
        self.output = {head: SimpleNamespace(shape=(None, 2)) for head in heads}

    def predict(self, batches: keras.utils.PyDataset, verbose: int) -> dict[str, np.ndarray]:
        means = np.concatenate([batches[number][0].mean(axis=(1, 2, 3)) for number in range(len(batches))])
        return dict.fromkeys(self.output, self.sign * np.stack([means, -means], axis=1))


@pytest.fixture
def examples() -> Examples:
    """Twelve crops of twelve levels of grey."""
    pixels = np.repeat(80 + np.arange(12, dtype=np.uint8) * 14, 48 * 48).reshape(12, 48, 48)
    crops = Crops(pixels, np.zeros(12, dtype=np.uint8), np.zeros(12, dtype=np.uint8))
    return Examples(crops, {}, {})


def test_opinion_on_unchanged_crops_is_the_networks_answer(examples):
    means = ((80 + np.arange(12) * 14) / 255 - 0.5) / 0.25
    expected = softmax(np.stack([means, -means], axis=1))

    np.testing.assert_allclose(opinions([Brightness()], examples, UNCHANGED)[LABELS_HEAD], expected, rtol=1e-4)


def test_opinions_of_several_are_their_mean(examples):
    np.testing.assert_allclose(
        opinions([Brightness(), Brightness(-1)], examples, UNCHANGED)[LABELS_HEAD], 0.5, rtol=1e-5
    )


def test_opinion_does_not_depend_on_how_many_crops_are_looked_at_at_once(examples, monkeypatch):
    whole = opinions([Brightness()], examples, KINDS["faces"])[LABELS_HEAD]
    monkeypatch.setattr("inference.training.fitting.CROPS_AT_ONCE", 5)

    np.testing.assert_array_equal(opinions([Brightness()], examples, KINDS["faces"])[LABELS_HEAD], whole)


def test_every_view_is_another_change_and_the_same_each_time(examples):
    views = []

    class Watching(Brightness):
        def predict(self, batches: keras.utils.PyDataset, verbose: int) -> dict[str, np.ndarray]:
            views.append(batches[0][0])
            return super().predict(batches, verbose)

    first, again = (opinions([Watching()], examples, KINDS["faces"])[LABELS_HEAD] for _ in range(2))

    np.testing.assert_array_equal(first, again)
    assert len(views) == 2 * VIEWS
    assert (views[0] != views[1]).any()


def test_each_output_is_taught_by_those_that_have_it(examples):
    """The first teacher knows the votes as well, the second, of the other opinion, the labels alone."""
    first, second = Brightness(1, (LABELS_HEAD, VOTES_HEAD)), Brightness(-1)
    alone = opinions([Brightness()], examples, UNCHANGED)[LABELS_HEAD]

    both = opinions([first, second], examples, UNCHANGED)

    np.testing.assert_allclose(both[LABELS_HEAD], 0.5, rtol=1e-5)
    np.testing.assert_allclose(both[VOTES_HEAD], alone, rtol=1e-5)


def test_outputs_by_head_leaves_out_what_a_network_lacks():
    crops = keras.Input((48, 48, 1))
    features = keras.layers.GlobalAveragePooling2D()(crops)
    model = keras.Model(crops, keras.layers.Dense(7, name=LABELS_HEAD)(features))

    assert {
        head: output.shape for head, output in outputs_by_head(model, [LABELS_HEAD, VOTES_HEAD]).output.items()
    } == {LABELS_HEAD: (None, 7)}
