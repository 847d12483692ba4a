from dataclasses import replace

import cv2
import numpy as np
import pytest

from inference.classification import Classifier
from inference.preprocessing import to_input
from inference.training import architectures
from inference.training.conversion import convert
from inference.training.heads import one_head, with_votes_head
from inference.training.mirroring import with_mirror
from inference.training.options import Options
from inference.training.pairing import side_by_side
from inference.training.runs import load_run
from inference.training.starts import load_trained, save_start
from inference.training.train import Run
from inference.training.zooming import margin, zoomed
from tests.inference.training.tiny import TINY, bright_crops, build_tiny, write_crops

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def crops() -> np.ndarray:
    return np.random.default_rng(0).integers(90, 256, (5, 48, 48), dtype=np.uint8)


def answers(model, pixels: np.ndarray) -> np.ndarray:
    return model.predict(to_input(pixels), verbose=0)["logits"]


def test_the_network_sees_the_middle_enlarged():
    model = with_votes_head(build_tiny(7))
    seen = to_input(crops())[:, 4:44, 4:44, 0]
    enlarged = np.stack([cv2.resize(middle, (48, 48), interpolation=cv2.INTER_LINEAR) for middle in seen])

    wanted = model.predict(enlarged[..., np.newaxis], verbose=0)
    got = zoomed(model, 1.2).predict(to_input(crops()), verbose=0)
    for name in ("logits", "vote_logits"):
        np.testing.assert_allclose(got[name], wanted[name], atol=1e-4)


def test_what_lies_outside_the_middle_is_not_seen():
    model = zoomed(with_votes_head(build_tiny(7)), 1.2)
    framed = crops()
    framed[:, :4] = 255 - framed[:, :4]

    # As network input: `to_input` would brighten a crop by what its frame is like.
    inputs = [pixels[..., np.newaxis].astype(np.float32) / 255 for pixels in (crops(), framed)]
    before, after = (model.predict(pixels, verbose=0)["logits"] for pixels in inputs)
    np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize(("zoom", "pixels"), [(1.0, 0), (1.1, 2), (1.2, 4), (2.0, 12)])
def test_margin_is_whole_pixels(zoom, pixels):
    assert margin(48, zoom) == pixels


def test_a_zoomed_network_stands_beside_one_that_sees_all():
    whole, near = with_votes_head(build_tiny(7)), zoomed(with_votes_head(build_tiny(7)), 1.2)
    apart = [answers(whole, crops()), answers(near, crops()[:, :, ::-1])]

    np.testing.assert_allclose(answers(side_by_side([whole, near]), crops()), np.mean(apart, axis=0), atol=1e-4)


def test_a_zoomed_pair_converts():
    pair = side_by_side([with_votes_head(build_tiny(7)), zoomed(with_votes_head(build_tiny(7)), 1.2)])
    converted = Classifier(convert(one_head(pair, "logits"))).logits(crops())

    wanted = answers(pair, crops())
    np.testing.assert_allclose(converted, wanted, atol=0.05 * float(np.abs(wanted).max()))


def test_a_zoomed_network_can_look_at_the_mirror_image_too():
    model = with_mirror(zoomed(with_votes_head(build_tiny(7)), 1.2))

    np.testing.assert_allclose(answers(model, crops()), answers(model, crops()[:, :, ::-1]), atol=1e-4)


def test_a_start_remembers_its_zoom(tmp_path, monkeypatch):
    monkeypatch.setitem(architectures.ARCHITECTURES, "tiny", TINY)
    options = Options("tiny", str(write_crops(tmp_path / "crops.npz", bright_crops())), epochs=1, zoom=1.2)
    Run(options, tmp_path / "run").train()
    save_start(tmp_path / "run", tmp_path / "start.npz")

    of_file = load_trained(tmp_path / "start.npz", replace(options, zoom=1.0))
    np.testing.assert_allclose(answers(of_file, crops()), answers(load_run(tmp_path / "run"), crops()), atol=0.05)


def test_training_zoomed_goes_on_from_a_network_that_saw_all(tmp_path, monkeypatch):
    monkeypatch.setitem(architectures.ARCHITECTURES, "tiny", TINY)
    options = Options("tiny", str(write_crops(tmp_path / "crops.npz", bright_crops())), epochs=1, votes_head=0.5)
    Run(options, tmp_path / "run").train()

    near = Run(replace(options, initial_weights=str(tmp_path / "run"), zoom=1.2), tmp_path / "near")
    for got, wanted in zip(near.model.get_weights(), load_run(tmp_path / "run").get_weights(), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-4)
