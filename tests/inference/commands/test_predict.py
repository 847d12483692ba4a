import json

import cv2
import numpy as np
import pytest

from inference.__main__ import main
from inference.commands.predict import as_line
from inference.labels import EMOTIONS
from inference.results import FrameResult, Reason


@pytest.fixture
def photo(tmp_path, astronaut):
    cv2.imwrite(str(tmp_path / "face.png"), astronaut)
    return tmp_path / "face.png"


@pytest.fixture
def video(tmp_path, astronaut):
    """One second with a face, one without, at 5 frames a second."""
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 5, (320, 320))
    for image in [astronaut] * 5 + [np.full_like(astronaut, 90)] * 5:
        writer.write(image)
    writer.release()
    return path


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_line_has_box_confidence_and_probabilities_on_top(photo, capsys):
    assert main(["predict", str(photo)]) == 0
    (line,) = lines(capsys)

    assert line["reason"] is None
    assert line["label"] == EMOTIONS[int(np.argmax(line["probabilities"]))]
    assert line["confidence"] == max(line["probabilities"])
    assert sum(line["probabilities"]) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(line["xyxy"], [112, 48, 172, 112], atol=12)  # pixels
    assert line["faces"] == [line["xyxy"]]


def test_refused_picture_has_the_same_names_without_values():
    line = as_line(FrameResult(None, Reason.TOO_SMALL, 200, 100, ((0.1, 0.2, 0.3, 0.4),)))

    assert line["reason"] == "too_small"
    assert line["xyxy"] == [20, 20, 60, 40]
    assert line["confidence"] is None
    assert line["probabilities"] is None


def test_video_gives_a_line_for_each_sampled_frame(video, capsys):
    assert main(["predict", "--every-s", "0.5", str(video)]) == 0
    found = lines(capsys)

    assert [line["time_s"] for line in found] == [0, 0.6, 1, 1.6]
    assert [line["reason"] for line in found] == [None, None, "no_face", "no_face"]


def test_broken_video_does_not_stop_the_others(tmp_path, photo, capsys):
    (tmp_path / "broken.mp4").write_bytes(b"nothing")
    status = main(["predict", str(tmp_path / "broken.mp4"), str(tmp_path / "absent.mov"), str(photo)])
    found = lines(capsys)

    assert status == 1
    assert [line["reason"] for line in found] == ["unreadable_image", "unreadable_image", None]
    assert "absent.mov" in found[1]["error"]


def test_time_of_nothing_ends_with_a_sentence(video, capsys):
    assert main(["predict", "--every-s", "0", str(video)]) == 1
    assert "more than 0 seconds apart" in capsys.readouterr().err


@pytest.mark.parametrize("mode", ["webcam", "room"])
def test_smoothing_what_cannot_be_smoothed_ends_with_a_sentence(photo, video, mode, capsys):
    assert main(["predict", "--smooth", "5", "--mode", mode, str(photo if mode == "webcam" else video)]) == 1
    assert "--smooth is for videos of one person" in capsys.readouterr().err


def test_drawing_that_cannot_be_stored_is_told_apart_from_a_picture_that_cannot_be_read(tmp_path, photo, capsys):
    (tmp_path / "out" / "001_face.jpg").mkdir(parents=True)  # in the way
    status = main(["predict", "--annotate", str(tmp_path / "out"), str(photo), str(photo)])
    said = capsys.readouterr()

    assert status == 1
    assert [json.loads(line)["reason"] for line in said.out.splitlines()] == [None, None]
    assert "001_face.jpg was not drawn" in said.err
    assert (tmp_path / "out" / "002_face.jpg").is_file()


def test_longest_picture_that_is_read_is_drawn_and_a_longer_one_is_refused(tmp_path, capsys):
    for name, length in (("long.png", 32_766), ("longer.png", 40_000)):
        cv2.imwrite(str(tmp_path / name), np.zeros((20, length, 3), dtype=np.uint8))
    photos = [str(tmp_path / "longer.png"), str(tmp_path / "long.png")]

    assert main(["predict", "--mode", "room", "--annotate", str(tmp_path / "out"), *photos]) == 1
    longer, longest = lines(capsys)
    assert longer["reason"] == "unreadable_image"
    assert longest["reason"] == "no_face"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["002_long.jpg"]


def test_annotated_pictures_are_stored_for_photos_and_frames(photo, video, tmp_path):
    main(["predict", "--annotate", str(tmp_path / "out"), str(photo), str(video), str(photo)])
    names = sorted(path.name for path in (tmp_path / "out").iterdir())

    assert names == ["001_face.jpg", "002_clip_0000.000s.jpg", "002_clip_0001.000s.jpg", "003_face.jpg"]
    assert max(cv2.imread(str(tmp_path / "out" / names[0])).shape) == 640


def test_room_gives_a_line_for_each_face(tmp_path, astronaut, capsys):
    cv2.imwrite(str(tmp_path / "room.png"), np.hstack([astronaut, astronaut[:, ::-1]]))
    assert main(["predict", "--mode", "room", str(tmp_path / "room.png")]) == 0
    found = lines(capsys)

    assert [line["face"] for line in found] == [0, 1]
    assert [line["label"] for line in found] == ["happy", "happy"]
    assert abs(found[0]["xyxy"][0] - found[1]["xyxy"][0]) > 200


def test_several_people_give_no_reading_at_a_webcam(tmp_path, astronaut, capsys):
    cv2.imwrite(str(tmp_path / "two.png"), np.hstack([astronaut[:200, 60:220], astronaut[:200, 60:220][:, ::-1]]))
    main(["predict", str(tmp_path / "two.png")])
    (line,) = lines(capsys)

    assert line["reason"] == "several_faces"
    assert len(line["faces"]) == 2


def test_empty_room_says_so(tmp_path, capsys):
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((200, 200, 3), 90, dtype=np.uint8))
    main(["predict", "--mode", "room", str(tmp_path / "wall.png")])

    assert [line["reason"] for line in lines(capsys)] == ["no_face"]


def test_unknown_detector_ends_with_a_sentence(photo, capsys):
    assert main(["predict", "--detector", "yunet:absent.onnx", str(photo)]) == 1
    assert "absent.onnx is missing" in capsys.readouterr().err
