import json
from dataclasses import replace

import numpy as np
import pytest

from inference.__main__ import main
from inference.classification import Classifier, read_entry
from inference.evaluation.evaluate_gate_on_crops import covered, evaluate_gate_on_crops, smaller
from inference.preprocessing import crop_faces
from inference.quality import Thresholds, sharpness
from inference.training.crops import Crops
from tests.inference.training.noise import noisy

HAPPY = 3


@pytest.fixture(scope="module")
def crops(analyser, astronaut) -> Crops:
    """A laughing face, twice."""
    faces = analyser.detector.detect(astronaut)
    pixels = np.repeat(crop_faces(astronaut, faces, analyser.detector.framing)[:1], 2, axis=0)
    return Crops(pixels, np.array([HAPPY, HAPPY], dtype=np.uint8), np.zeros(2, dtype=np.uint8))


@pytest.fixture(scope="module")
def report(crops):
    return evaluate_gate_on_crops(Classifier.load(read_entry()), crops, Thresholds())


def test_good_crops_pass(report):
    for reason in ("too_small", "too_dark", "too_blurred", "cut_off"):
        assert report[reason][0]["refused"] == 0
        assert report[reason][0]["accuracy_kept"] == 1


@pytest.mark.parametrize("reason", ["too_small", "too_dark", "cut_off"])
def test_the_worst_step_is_refused(report, reason):
    worst = report[reason][-1]

    assert worst["refused"] == worst["refused_right"] + worst["refused_wrong"] == 2
    assert worst["accuracy_kept"] is None


def test_blurred_crops_fall_below_the_sharpness_they_had(crops):
    strict = replace(Thresholds(), minimum_sharpness=sharpness(crops.pixels[0]) / 2)
    rows = evaluate_gate_on_crops(Classifier.load(read_entry()), crops, strict)["too_blurred"]

    assert (rows[0]["refused"], rows[-1]["refused"]) == (0, 2)


def test_smaller_faces_lose_detail_and_keep_what_is_coarse():
    fine = np.tile(np.array([[60, 200], [200, 60]], dtype=np.uint8), (24, 24))
    coarse = np.repeat(np.array([[60] * 24 + [200] * 24], dtype=np.uint8), 48, axis=0)

    assert smaller(fine, 20).std() < fine.std() / 4
    assert np.abs(smaller(coarse, 20)[:, [8, 40]].astype(int) - [60, 200]).max() < 8
    assert smaller(fine, 41).shape == smaller(fine, 20).shape == (48, 48)


def test_covering_blackens_the_left_part():
    crop = np.full((48, 48), 100, dtype=np.uint8)

    assert not covered(crop, 0.5)[:, :24].any()
    assert covered(crop, 0.5)[:, 24:].all()
    assert crop.all()


def test_command_takes_the_validation_split_of_crops(tmp_path, capsys):
    crops = noisy(60)
    np.savez(tmp_path / "crops.npz", pixels=crops.pixels, emotion=crops.emotion, usage=np.zeros(60, dtype=np.uint8))
    main(["evaluate-gate", "--data", str(tmp_path / "crops.npz"), "--photos", "4"])

    assert json.loads(capsys.readouterr().out)["crops"] == 4
