import cv2
import numpy as np
import pytest

from inference.frames import UnreadableImageError
from inference.videos import is_video, sampled_frames


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """Three seconds at 10 frames a second, each brighter than the one before."""
    path = tmp_path_factory.mktemp("videos") / "clip 1%d.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 10, (64, 48))
    for number in range(30):
        writer.write(np.full((48, 64, 3), number * 8, dtype=np.uint8))
    writer.release()
    return path


def test_frames_come_at_the_times_asked_for(video):
    times = [frame.time_s for frame in sampled_frames(video, 1.0)]

    assert times == [0, 1, 2]


def test_frames_are_those_of_their_times(video):
    brightness = [frame.image.mean() for frame in sampled_frames(video, 0.5)]

    np.testing.assert_allclose(brightness, [0, 40, 80, 120, 160, 200], atol=3)


def test_every_frame_is_given_when_asked_more_often_than_there_are(video):
    assert len(list(sampled_frames(video, 0.001))) == 30


def test_frames_are_colour_pictures(video):
    image = next(sampled_frames(video, 1.0)).image

    assert image.shape == (48, 64, 3)
    assert image.dtype == np.uint8


@pytest.mark.parametrize("every_s", [0, -1, float("nan")])
def test_time_between_frames_must_be_positive(video, every_s):
    with pytest.raises(ValueError, match="more than 0 seconds apart"):
        next(sampled_frames(video, every_s))


def test_missing_video_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.mp4"):
        next(sampled_frames(tmp_path / "absent.mp4", 1.0))


def test_garbage_is_no_video(tmp_path):
    (tmp_path / "garbage.mp4").write_bytes(bytes(range(256)) * 8)

    with pytest.raises(UnreadableImageError, match="cannot be decoded"):
        next(sampled_frames(tmp_path / "garbage.mp4", 1.0))


def test_video_with_giant_frames_is_refused(video, monkeypatch):
    monkeypatch.setattr("inference.videos.MAXIMUM_PIXELS", 64 * 48 - 1)

    with pytest.raises(UnreadableImageError, match="64x48"):
        next(sampled_frames(video, 1.0))


def test_video_with_frames_too_long_to_cut_out_of_is_refused(video, monkeypatch):
    monkeypatch.setattr("inference.frames.MAXIMUM_SIDE", 63)

    with pytest.raises(UnreadableImageError, match="64x48 pixels; at most 63 a side"):
        next(sampled_frames(video, 1.0))


def test_videos_are_told_by_their_names(tmp_path):
    assert is_video(tmp_path / "a.MP4")
    assert is_video(tmp_path / "a.webm")
    assert not is_video(tmp_path / "a.jpg")
