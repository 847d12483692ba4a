import builtins
from pathlib import Path

import cv2
import pytest

from classroom.operations.simulation import pictures
from classroom.operations.simulation.pictures import frames_from
from classroom.operations.simulation.plan import PlanError
from inference.jpeg import jpeg_size


def test_made_faces_are_frames_as_a_browser_sends_them() -> None:
    frames = frames_from(None)
    assert len(set(frames)) == 60
    assert all(jpeg_size(frame).longer_side == 320 and len(frame) < 32_000 for frame in frames)


def test_the_jpegs_of_a_directory_are_sent_as_they_are(tmp_path: Path) -> None:
    made = frames_from(None)[:2]
    for number, frame in enumerate(made):
        (tmp_path / f"{number}.jpg").write_bytes(frame)
    (tmp_path / "notes.txt").write_text("no picture")
    assert frames_from(tmp_path) == made


def test_a_picture_that_the_product_would_refuse_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"GIF89a")
    with pytest.raises(PlanError, match=r"broken\.jpg: not_jpeg"):
        frames_from(tmp_path)


def test_a_directory_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="no picture"):
        frames_from(tmp_path)


def test_a_video_is_made_small(tmp_path: Path) -> None:
    video = tmp_path / "face.avi"
    writer = cv2.VideoWriter(str(video), cv2.VideoWriter.fourcc(*"MJPG"), 5, (640, 480))
    for picture in pictures.posed_faces((640, 480), 3):
        writer.write(picture)
    writer.release()
    assert [jpeg_size(frame).longer_side for frame in frames_from(video)] == [320, 320, 320]


def test_without_the_photograph_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    really_import = builtins.__import__

    def without_skimage(name: str, *arguments: object, **options: object) -> object:
        if name.startswith("skimage"):
            raise ImportError(name)
        return really_import(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without_skimage)
    with pytest.raises(PlanError, match="make setup"):
        frames_from(None)
