"""Video file -> frames at even distances in time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from inference import MAXIMUM_PIXELS
from inference.frames import Image, UnreadableImageError, check_sides

VIDEO_SUFFIXES = frozenset({".avi", ".m4v", ".mkv", ".mov", ".mp4", ".webm"})
MS_PER_S = 1000


@dataclass(frozen=True)
class VideoFrame:
    """One frame: BGR, uint8, shape (height, width, 3), and when it is shown, in seconds from the start."""

    time_s: float
    image: Image


def is_video(path: Path) -> bool:
    """Tell by its name whether a file is a video."""
    return path.suffix.lower() in VIDEO_SUFFIXES


def sampled_frames(path: Path, every_s: float) -> Iterator[VideoFrame]:
    """Yield the first frame, and then the next one whenever so much time has passed.

    Raises:
        FileNotFoundError: there is no such file.
        UnreadableImageError: it is no video that OpenCV reads, or its frames are too large.
        ValueError: the time is not positive.
    """
    if not every_s > 0:
        raise ValueError(f"frames must lie more than 0 seconds apart, not {every_s:g}")
    if not path.is_file():
        raise FileNotFoundError(f"the video {path} is missing")
    # Named, because OpenCV would else take a name with a number in it for a series of pictures.
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        _check(capture)
        yield from _due_frames(capture, every_s)
    finally:
        capture.release()


def _check(capture: cv2.VideoCapture) -> None:
    """Raise UnreadableImageError unless the video is open and its frames have a size that may be decoded."""
    if not capture.isOpened():
        raise UnreadableImageError("the video cannot be decoded")
    width, height = int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
    if width * height > MAXIMUM_PIXELS:
        raise UnreadableImageError(f"the video has {width}x{height} pixels; at most {MAXIMUM_PIXELS} are read")
    check_sides(width, height)


def _due_frames(capture: cv2.VideoCapture, every_s: float) -> Iterator[VideoFrame]:
    """Yield the frames whose time has come; the others are not even converted to colour."""
    sampled = 0
    while capture.grab():
        time_s = capture.get(cv2.CAP_PROP_POS_MSEC) / MS_PER_S
        if time_s < sampled * every_s and sampled:
            continue
        is_read, image = capture.retrieve()
        if is_read:
            yield VideoFrame(round(time_s, 3), np.asarray(image, dtype=np.uint8))
            sampled = int(time_s / every_s) + 1
    if sampled == 0:
        raise UnreadableImageError("the video has no frame that can be decoded")
