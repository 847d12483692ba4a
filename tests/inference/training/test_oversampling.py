import dataclasses

import numpy as np
import pytest

from inference.training.augmentation import UNCHANGED
from inference.training.dataset import DatasetError, class_sizes, repeated_in, training_split
from inference.training.oversampling import enlarge_smallest_class
from tests.inference.training.noise import noisy, with_labels

UNEVEN = with_labels(*[0] * 9, *[1] * 2, *[3] * 5, *[5] * 7)


def test_smallest_class_gets_the_size_of_surprise():
    enlarged = class_sizes(enlarge_smallest_class(UNEVEN))

    assert (enlarged["angry"], enlarged["disgust"], enlarged["happy"], enlarged["surprise"]) == (9, 7, 5, 7)


def test_another_class_can_be_named():
    assert class_sizes(enlarge_smallest_class(UNEVEN, to_size_of="happy"))["disgust"] == 5


def test_copies_come_last_and_are_moved():
    enlarged = enlarge_smallest_class(UNEVEN)

    np.testing.assert_array_equal(enlarged.pixels[: len(UNEVEN)], UNEVEN.pixels)
    assert set(enlarged.emotion[len(UNEVEN) :]) == {1}
    assert not repeated_in(enlarged.pixels[len(UNEVEN) :], UNEVEN.pixels).any()


def test_crops_given_stay_as_they_are():
    before = UNEVEN.pixels.copy()
    enlarge_smallest_class(UNEVEN)

    np.testing.assert_array_equal(UNEVEN.pixels, before)


def test_sources_are_drawn_evenly():
    copies = enlarge_smallest_class(UNEVEN, to_size_of="angry", ranges=UNCHANGED).pixels[len(UNEVEN) :]
    times = [(copies == source).all(axis=(1, 2)).sum() for source in UNEVEN.pixels[UNEVEN.emotion == 1]]

    assert sorted(times) == [3, 4]


def test_copies_keep_the_votes_of_their_source():
    votes = np.repeat(np.arange(len(UNEVEN), dtype=np.uint8)[:, np.newaxis], 10, axis=1)
    enlarged = enlarge_smallest_class(dataclasses.replace(UNEVEN, votes=votes), ranges=UNCHANGED)

    for image, given in zip(enlarged.pixels, enlarged.votes, strict=True):
        np.testing.assert_array_equal(image, UNEVEN.pixels[given[0]])


def test_same_seed_gives_the_same_copies():
    one, same, other = (enlarge_smallest_class(UNEVEN, seed=seed).pixels for seed in (1, 1, 2))

    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_validation_crops_are_never_copied():
    """Without moving, a copy equals its source: none may be a crop the network is measured on."""
    crops = noisy(200)
    scarce = crops.take((crops.emotion != 1) | (np.arange(200) % 4 == 0))
    training, validation = training_split(scarce, fraction=0.3)
    enlarged = enlarge_smallest_class(training, ranges=UNCHANGED)

    assert len(enlarged) > len(training)
    assert repeated_in(enlarged.pixels, training.pixels).all()
    assert not repeated_in(validation.pixels, enlarged.pixels).any()


def test_colour_crops_are_enlarged_too():
    coloured = dataclasses.replace(UNEVEN, pixels=np.repeat(UNEVEN.pixels[..., np.newaxis], 3, axis=3))

    assert enlarge_smallest_class(coloured).pixels.shape == (28, 48, 48, 3)


def test_class_without_crops_cannot_be_the_measure():
    with pytest.raises(DatasetError, match="no crops of neutral"):
        enlarge_smallest_class(UNEVEN, to_size_of="neutral")
