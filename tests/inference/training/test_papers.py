"""The networks of the five papers: the sizes that their descriptions come to, and what is kept of their claims."""

from dataclasses import fields

import numpy as np
import pytest

from inference.evaluation.costs import multiply_adds, parameters
from inference.evaluation.metrics import figures
from inference.labels import EMOTIONS
from inference.training.architectures import ARCHITECTURES, build
from inference.training.architectures.small_cnn import DROPOUT
from inference.training.augmentation import KINDS, ranges_of
from inference.training.options import Options, idle_options
from inference.training.runs import options_for
from inference.training.targets import LABEL_KINDS

PAPERS = sorted(name for name, network in ARCHITECTURES.items() if network.paper is not None)
# resnet152 takes seconds to build and has a file of tests of its own.
SMALL = [name for name in PAPERS if name != "resnet152"]


def convolution(kernel: int, before: int, after: int) -> int:
    return kernel * kernel * before * after + after


def dense(before: int, after: int) -> int:
    return before * after + after


def normalised(kernel: int, before: int, after: int) -> int:
    """A convolution without bias and the four numbers a channel of the normalisation after it."""
    return kernel * kernel * before * after + 4 * after


def residual_block(before: int, after: int) -> int:
    return normalised(3, before, after) + normalised(3, after, after) + normalised(1, before, after)


SMALL_CNN = convolution(5, 1, 32) + convolution(3, 32, 64) + dense(6 * 6 * 64, 500) + dense(500, 7)
PARAMETERS = {
    "yasawi_cnn4": convolution(3, 1, 32)
    + convolution(3, 32, 64)
    + convolution(3, 64, 128)
    + convolution(3, 128, 256)
    + dense(3 * 3 * 256, 256)
    + dense(256, 256)
    + dense(256, 7),
    "small_cnn": SMALL_CNN,
    "small_cnn_balanced": SMALL_CNN,
    "residual_cnn": normalised(3, 1, 32)
    + residual_block(32, 64)
    + residual_block(64, 128)
    + residual_block(128, 256)
    + dense(256, 128)
    + dense(128, 7),
    "net_a": convolution(5, 1, 32)
    + convolution(5, 32, 32)
    + convolution(5, 32, 64)
    + dense(6 * 6 * 64, 1024)
    + dense(1024, 1024)
    + dense(1024, 7),
    "net_b": convolution(11, 1, 96)
    + convolution(5, 96, 256)
    + convolution(3, 256, 256)
    + dense(2 * 2 * 256, 1024)
    + 2 * dense(1024, 1024)
    + dense(1024, 7),
    "net_c_original": convolution(5, 1, 64) + convolution(4, 64, 128) + dense(8 * 8 * 128, 3072) + dense(3072, 7),
    "net_c": convolution(5, 1, 64)
    + convolution(5, 64, 64)
    + convolution(4, 64, 128)
    + dense(5 * 5 * 128, 3072)
    + dense(3072, 7),
}


@pytest.mark.parametrize("name", SMALL)
def test_network_has_the_parameters_its_description_comes_to(name):
    assert parameters(build(name)) == PARAMETERS[name]


def test_multiply_adds_of_the_small_network_are_those_done_by_hand():
    by_hand = (24 * 24) * (25 * 32) + (12 * 12) * (9 * 32 * 64) + (6 * 6 * 64) * 500 + 500 * 7

    assert multiply_adds(build("small_cnn")) == by_hand


def test_balanced_network_drops_a_quarter_after_both_poolings_and_the_dense_layer():
    layers = build("small_cnn_balanced").layers
    before = [layers[place - 1].name for place, layer in enumerate(layers) if getattr(layer, "rate", 0) == DROPOUT]

    assert len(before) == 3
    assert sum("pooling" in name for name in before) == 2
    assert sum("dense" in name for name in before) == 1


def test_plain_network_drops_nothing():
    assert not any(getattr(layer, "rate", 0) for layer in build("small_cnn").layers)


def test_convolution_in_between_saves_more_than_half_of_the_parameters():
    assert parameters(build("net_c")) < parameters(build("net_c_original")) / 2


def test_all_of_the_papers_networks_are_there():
    assert set(PAPERS) == {*PARAMETERS, "resnet152"}


@pytest.mark.parametrize("name", PAPERS)
def test_paper_is_described(name):
    paper = ARCHITECTURES[name].paper

    assert paper.citation
    assert paper.test_set
    assert len(paper.decisions) >= 2
    assert all(0 < figure < 1 for figure in paper.reported.values())
    assert set(paper.reported) <= set(figures(np.eye(7), np.arange(7), EMOTIONS))


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_recipe_says_what_the_trainer_understands(name):
    network = ARCHITECTURES[name]

    assert set(network.recipe) <= {option.name for option in fields(Options)} - {"architecture", "data", "labels"}
    assert network.recipe.get("augmentation", "none") in KINDS
    assert network.labels in LABEL_KINDS


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_recipe_holds_nothing_that_does_nothing(name):
    idle = idle_options(options_for(name, {"data": "none"}))

    assert "teacher_share" in idle  # no recipe has teachers
    assert not set(ARCHITECTURES[name].recipe) & set(idle)


@pytest.mark.parametrize("name", SMALL)
def test_papers_are_not_given_what_they_did_not_have(name):
    recipe = ARCHITECTURES[name].recipe

    assert recipe["augmentation"] == "none"
    assert recipe["label_smoothing"] == recipe["average_decay"] == recipe["weight_decay"] == 0


def test_the_childs_photos_were_never_mirrored():
    """Its 18 changes are listed in the paper, and a mirror is not among them."""
    assert ranges_of(ARCHITECTURES["resnet152"].recipe["augmentation"]).mirror_probability == 0


def test_only_the_balanced_network_oversamples():
    assert [name for name in PAPERS if ARCHITECTURES[name].recipe.get("oversample")] == ["small_cnn_balanced"]
