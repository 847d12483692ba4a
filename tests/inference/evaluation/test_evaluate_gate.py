import json

import cv2
import numpy as np
import pytest

from inference.__main__ import main
from inference.evaluation.evaluate_gate import (
    Outcome,
    blurred,
    cut,
    evaluate_gate,
    farther,
    side_by_side,
    tally,
)
from inference.evaluation.photos import Photos
from inference.results import Reason
from inference.training.dataset import DatasetError

HAPPY = 3


@pytest.fixture(scope="module")
def report(analyser, astronaut):
    portrait = cv2.imencode(".jpg", astronaut[10:170, 60:220])[1].tobytes()
    return evaluate_gate(analyser, Photos([portrait, portrait], np.array([HAPPY, HAPPY], dtype=np.uint8)))


def row(report, reason: str, step: float) -> dict:
    return next(row for row in report[reason] if row["step"] == step)


def test_good_photos_pass_every_gate(report):
    for reason, step in [("too_small", 1.0), ("too_dark", 1.0), ("too_blurred", 0.0), ("cut_off", 0.0)]:
        assert row(report, reason, step)["refused"] == 0
        assert row(report, reason, step)["accuracy_kept"] == 1


@pytest.mark.parametrize(("reason", "step"), [("too_dark", 0.05), ("cut_off", 0.5)])
def test_bad_photos_are_refused_or_not_found(report, reason, step):
    figures = row(report, reason, step)

    assert figures["refused"] + figures["refused_for_other_reasons"] + figures["no_face"] == 2
    assert figures["accuracy_kept"] is None


def test_second_person_counts_from_half_the_size_on(report):
    assert row(report, "several_faces", 0.2)["refused"] == 0
    assert row(report, "several_faces", 1.0)["refused"] == 2


def test_refusals_are_gains_or_losses():
    outcomes = [
        Outcome(Reason.TOO_DARK, is_right=True),
        Outcome(Reason.TOO_DARK, is_right=False),
        Outcome(Reason.CUT_OFF, is_right=False),
        Outcome(Reason.NO_FACE, is_right=False),
        Outcome(None, is_right=True),
    ]
    figures = tally(outcomes, Reason.TOO_DARK)

    assert (figures["refused_right"], figures["refused_wrong"]) == (1, 1)
    assert (figures["refused_for_other_reasons"], figures["no_face"]) == (1, 1)
    assert (figures["accuracy"], figures["accuracy_kept"]) == (0.5, 1)


def test_nothing_found_has_no_accuracy():
    figures = tally([Outcome(Reason.NO_FACE, is_right=False)], Reason.TOO_DARK)

    assert figures["accuracy"] is None


def test_farther_photo_lies_in_a_webcam_frame():
    frame = farther(np.full((200, 100, 3), 50, dtype=np.uint8), 0.5)

    assert frame.shape == (240, 320, 3)
    assert (frame == 50).all()


def test_blur_takes_detail_away_and_none_leaves_the_photo():
    noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)

    assert blurred(noise, 3).std() < noise.std() / 4
    assert blurred(noise, 0) is noise


def test_cutting_takes_the_left_of_the_face(analyser, astronaut):
    narrower = cut(astronaut, 0.5, analyser)

    assert astronaut.shape[1] - narrower.shape[1] == pytest.approx(142, abs=12)  # the middle of the face
    np.testing.assert_array_equal(narrower, astronaut[:, -narrower.shape[1] :])


def test_second_person_stands_smaller_on_the_right(astronaut):
    pair = side_by_side(astronaut, astronaut, 0.25)

    assert pair.shape == (320, 480, 3)
    np.testing.assert_array_equal(pair[:, :320], astronaut)


def test_command_takes_some_photos_evenly(tmp_path, astronaut, capsys):
    photo = cv2.imencode(".jpg", astronaut[10:170, 60:220])[1].ravel()
    np.savez(
        tmp_path / "photos.npz",
        encoded=np.tile(photo, 4),
        length=np.full(4, len(photo)),
        emotion=np.full(4, HAPPY, dtype=np.uint8),
    )
    status = main(["evaluate-gate", "--data", str(tmp_path / "photos.npz"), "--photos", "1"])

    assert status == 0
    assert json.loads(capsys.readouterr().out)["photos"] == 1
    assert main(["evaluate-gate", "--data", str(tmp_path / "photos.npz"), "--photos", "0"]) == 1


def test_photo_that_cannot_be_read_is_counted_out(analyser):
    with pytest.raises(DatasetError, match=r"photo 0 \(counted from 0\): the file is empty"):
        evaluate_gate(analyser, Photos([b""], np.array([HAPPY], dtype=np.uint8)))
