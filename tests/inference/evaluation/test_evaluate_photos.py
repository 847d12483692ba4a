from pathlib import Path

import numpy as np
import pytest

from inference.evaluation.answers import answer_photos
from inference.evaluation.evaluate_photos import evaluate_photos
from inference.evaluation.networks import load_network
from inference.evaluation.photos import Photos
from inference.training.crops import DatasetError
from tests.inference.conftest import encode
from tests.inference.evaluation.brightness import brightness_network


def write_photos(path: Path, photos: list[bytes], emotion: list[int], **more: np.ndarray) -> Path:
    encoded = np.frombuffer(b"".join(photos), dtype=np.uint8)
    np.savez(path, encoded=encoded, length=np.array([len(photo) for photo in photos]), emotion=emotion, **more)
    return path


@pytest.fixture
def wall() -> bytes:
    return encode(np.full((320, 320, 3), 90, dtype=np.uint8))


def test_face_not_found_is_an_error_everywhere_and_counted(tmp_path, astronaut_jpeg, wall):
    data = write_photos(tmp_path / "photos.npz", [astronaut_jpeg, wall], [3, 3])
    report, answers = evaluate_photos(load_network(), "blazeface", data)

    assert (report["photos"], report["count"], report["faces_not_found"]) == (2, 2, 1)
    assert report["accuracy"] == report["per_class"]["happy"]["recall"] == 0.5
    assert report["accuracy_where_found"] == 1
    assert report["confusion"][3] == [0, 0, 0, 1, 0, 0, 0, 1]
    assert answers.probabilities[1].tolist() == [0] * 7
    assert report["detector"] == "blazeface"


def test_gate_tells_readings_from_refusals(tmp_path, astronaut_jpeg, wall):
    data = write_photos(tmp_path / "photos.npz", [astronaut_jpeg, wall], [3, 3])
    report, _ = evaluate_photos(load_network(), "blazeface", data)

    assert (report["readings"], report["accuracy_of_readings"]) == (1, 1)
    assert report["reasons"] == {"no_face": 1}


def test_no_face_in_any_photo_is_all_errors(tmp_path, wall):
    data = write_photos(tmp_path / "photos.npz", [wall], [0])
    report, _ = evaluate_photos(load_network(), "blazeface", data)

    assert report["accuracy"] == report["accuracy_where_found"] == 0
    assert report["expected_calibration_error"] is None


def test_broken_photo_is_named_by_its_number(tmp_path, wall):
    data = write_photos(tmp_path / "photos.npz", [wall, b"nothing"], [3, 3])

    with pytest.raises(DatasetError, match=r"photo 1 \(counted from 0\): the file is no picture of a format"):
        evaluate_photos(load_network(), "blazeface", data)


def test_people_of_photos_are_kept(tmp_path, astronaut_jpeg, wall):
    data = write_photos(tmp_path / "photos.npz", [astronaut_jpeg, wall], [3, 3], subject=np.array(["F01", "F02"]))
    report, _ = evaluate_photos(load_network(), "blazeface", data)

    assert report["by_person"] == {"F01": {"accuracy": 1, "count": 1}, "F02": {"accuracy": 0, "count": 1}}


def test_photos_of_contempt_are_left_out_for_a_network_of_seven(tmp_path, astronaut_jpeg):
    data = write_photos(tmp_path / "photos.npz", [astronaut_jpeg, astronaut_jpeg], [3, 7])
    report, _ = evaluate_photos(load_network(), "blazeface", data)

    assert (report["photos"], report["rows_outside_the_model"]) == (1, 1)


def test_network_of_eight_reads_photos_too(tmp_path, astronaut_jpeg):
    bright = brightness_network(classes=8)
    data = write_photos(tmp_path / "photos.npz", [astronaut_jpeg], [3])
    (label,) = np.flatnonzero(np.sum(evaluate_photos(bright, "blazeface", data)[0]["confusion"], axis=0))
    data = write_photos(tmp_path / "photos.npz", [astronaut_jpeg], [int(label)])
    report, _ = evaluate_photos(bright, "blazeface", data)

    assert len(report["confusion"]) == 8
    assert (report["readings"], report["accuracy_of_readings"]) == (1, 1)


def test_rows_stay_in_the_order_of_the_photos(analyser, astronaut_jpeg, wall):
    photos = Photos([wall, astronaut_jpeg, wall], np.array([0, 3, 1], dtype=np.uint8))
    answers, results = answer_photos(load_network(), analyser, photos)

    assert answers.is_found.tolist() == [False, True, False]
    assert [result.reading is not None for result in results] == [False, True, False]
    assert answers.probabilities.sum(axis=1) == pytest.approx([0, 1, 0])
    assert answers.pixels[0].max() == 0 < answers.pixels[1].max()


@pytest.mark.shared_data
def test_other_peoples_faces_are_read_from_whole_photos(shared_data):
    report, _ = evaluate_photos(load_network(), "blazeface", shared_data / "kdef_half.npz")

    assert report["accuracy"] >= 0.77
    assert report["faces_not_found"] == 0
