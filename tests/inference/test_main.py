import json
import sys

import cv2
import numpy as np
import pytest

from inference.__main__ import main


@pytest.fixture
def crops_file(tmp_path):
    """Fourteen noisy crops, two of each class, all PublicTest."""
    generator = np.random.default_rng(0)
    np.savez(
        tmp_path / "crops.npz",
        pixels=generator.integers(0, 256, (14, 48, 48), dtype=np.uint8),
        emotion=np.arange(14, dtype=np.uint8) % 7,
        usage=np.ones(14, dtype=np.uint8),
    )
    return tmp_path / "crops.npz"


def test_predict_prints_one_json_line_a_photo(tmp_path, astronaut, capsys):
    cv2.imwrite(str(tmp_path / "face.png"), astronaut)
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((50, 50, 3), 90, dtype=np.uint8))
    status = main(["predict", str(tmp_path / "face.png"), str(tmp_path / "wall.png")])
    face, wall = (json.loads(line) for line in capsys.readouterr().out.splitlines())

    assert status == 0
    assert face["label"] == "happy"
    assert wall["reason"] == "no_face"


def test_predict_goes_on_after_a_file_it_cannot_read(tmp_path, astronaut, capsys):
    (tmp_path / "broken.jpg").write_bytes(b"nothing")
    cv2.imwrite(str(tmp_path / "face.png"), astronaut)
    status = main(["predict", *(str(tmp_path / name) for name in ("absent.jpg", "broken.jpg", "face.png"))])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert status == 1
    assert [line["reason"] for line in lines] == ["unreadable_image", "unreadable_image", None]
    assert set(lines[0]) == {*lines[2], "error"}
    assert (lines[0]["xyxy"], lines[0]["probabilities"]) == (None, None)


def test_predict_with_haar_has_no_gaze(tmp_path, astronaut, capsys):
    cv2.imwrite(str(tmp_path / "face.png"), astronaut)
    main(["predict", "--detector", "haar", str(tmp_path / "face.png")])

    assert json.loads(capsys.readouterr().out)["gaze"] == "unknown"


def test_predict_looks_at_the_eyes_when_asked(tmp_path, astronaut, capsys):
    cv2.imwrite(str(tmp_path / "face.png"), astronaut)
    main(["predict", str(tmp_path / "face.png")])
    main(["predict", "--eyes", str(tmp_path / "face.png")])
    unasked, asked = (json.loads(line) for line in capsys.readouterr().out.splitlines())

    assert (unasked["eyes"], asked["eyes"]) == ("unknown", "open")
    assert asked["engagement"] == unasked["engagement"]


def test_predict_places_a_laughing_face_on_russells_plane(tmp_path, astronaut, capsys):
    cv2.imwrite(str(tmp_path / "face.png"), astronaut)
    main(["predict", str(tmp_path / "face.png")])
    reading = json.loads(capsys.readouterr().out)

    assert reading["pleasure"] > 0.5
    assert reading["arousal"] > 0.3


def test_predict_smooths_over_the_frames_of_a_video(tmp_path, astronaut, capsys):
    writer = cv2.VideoWriter(str(tmp_path / "clip.avi"), cv2.VideoWriter_fourcc(*"MJPG"), 5, (320, 320))
    for image in (astronaut, np.zeros_like(astronaut), astronaut // 2 + 30):
        writer.write(np.ascontiguousarray(image))
    writer.release()
    main(["predict", "--every-s", "0.2", "--smooth", "10", str(tmp_path / "clip.avi")])
    face, nothing, darker = (json.loads(line) for line in capsys.readouterr().out.splitlines())

    assert face["smoothed"] == face["probabilities"]
    assert (nothing["probabilities"], nothing["smoothed"]) == (None, face["smoothed"])
    assert darker["smoothed"] == pytest.approx(
        np.mean([face["probabilities"], darker["probabilities"]], axis=0), abs=0.02
    )


def test_evaluate_writes_the_figures_it_prints(crops_file, tmp_path, capsys):
    status = main(["evaluate", "--data", str(crops_file), "--json", str(tmp_path / "figures.json")])
    printed = json.loads(capsys.readouterr().out)

    assert status == 0
    assert printed["count"] == 14
    assert 0 <= printed["expected_calibration_error"] <= 1
    assert json.loads((tmp_path / "figures.json").read_text()) == printed


def test_evaluate_refuses_a_part_that_is_empty(crops_file, capsys):
    assert main(["evaluate", "--data", str(crops_file), "--usage", "2"]) == 1
    assert "no rows of usage 2" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["evaluate", "evaluate-detector"])
def test_missing_data_end_with_a_sentence(command, capsys):
    assert main([command, "--data", "absent.npz"]) == 1
    assert "absent.npz" in capsys.readouterr().err


def test_evaluate_reads_whole_photos(tmp_path, astronaut, capsys):
    photos = [cv2.imencode(".jpg", image)[1].ravel() for image in (astronaut, np.zeros_like(astronaut))]
    np.savez(
        tmp_path / "photos.npz",
        encoded=np.concatenate(photos),
        length=np.array([len(photo) for photo in photos]),
        emotion=np.array([3, 3], dtype=np.uint8),
    )
    main(["evaluate", "--data", str(tmp_path / "photos.npz")])
    report = json.loads(capsys.readouterr().out)

    assert report["faces_not_found"] == 1
    assert report["accuracy"] == 0.5
    assert report["readings"] == 1
    assert report["reasons"] == {"no_face": 1}


def test_evaluate_detector_counts_hits_and_false_alarms(tmp_path, astronaut, capsys):
    cv2.imwrite(str(tmp_path / "face.png"), astronaut)
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((50, 50, 3), 90, dtype=np.uint8))
    photos = [
        {"image": "face.png", "set": "some", "xyxy": [[112, 48, 172, 112], [0, 200, 60, 260]]},
        {"image": "wall.png", "set": "some", "xyxy": []},
    ]
    (tmp_path / "boxes.json").write_text(json.dumps(photos))
    main(["evaluate-detector", "--data", str(tmp_path / "boxes.json")])
    figures = json.loads(capsys.readouterr().out)["some"]

    assert figures["recall"] == 0.5
    assert figures["photos_without_face"] == 1
    assert figures["false_alarms"] == 0
    assert figures["ms_per_image"] > 0


def test_what_serving_machines_lack_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "keras", None)
    for name in [name for name in sys.modules if name.startswith("inference.training.runs")]:
        monkeypatch.delitem(sys.modules, name)

    assert main(["train", "--data", "crops.npz", "--out", str(tmp_path)]) == 1
    assert "train: needs keras, which `make setup` installs" in capsys.readouterr().err
