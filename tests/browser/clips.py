"""Clips for the fake camera of Chromium: JPEGs one after the other, made when the tests run."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from skimage.data import astronaut

Picture = npt.NDArray[np.uint8]

SIZE_PX = (640, 480)
FRAMES = 60
FACE_CENTRE_PX = (225, 128)  # in the photograph, which is 512 x 512
FACE_SCALE = 1.5  # the face is then 140 px wide
LONGEST_CLIP_FRAMES = 300


def write_astronaut_clip(path: Path) -> None:
    """The public-domain photograph of Eileen Collins, moved, scaled and relit; the end meets the beginning."""
    photograph = cv2.cvtColor(astronaut(), cv2.COLOR_RGB2BGR)
    write_clip(path, (_posed(photograph, 2 * math.pi * number / FRAMES) for number in range(FRAMES)))


def write_video_as_clip(video: Path, path: Path) -> None:
    """The first seconds of a video file."""
    write_clip(path, _pictures_of(video))


def write_clip(path: Path, pictures: Iterable[Picture]) -> None:
    path.write_bytes(b"".join(cv2.imencode(".jpg", picture)[1].tobytes() for picture in pictures))


def _posed(photograph: Picture, phase: float) -> Picture:
    """One frame: where the face is, how near and how bright follow from the phase (radians)."""
    scale = FACE_SCALE * (1 + 0.1 * math.sin(phase))
    x = SIZE_PX[0] / 2 + 40 * math.sin(phase) - scale * FACE_CENTRE_PX[0]
    y = SIZE_PX[1] / 2 - 20 + 15 * math.cos(phase) - scale * FACE_CENTRE_PX[1]
    move = np.array([[scale, 0, x], [0, scale, y]])
    moved = cv2.warpAffine(photograph, move, SIZE_PX, borderMode=cv2.BORDER_REFLECT)
    return cv2.convertScaleAbs(moved, alpha=0.95 + 0.15 * math.cos(phase))


def _pictures_of(video: Path) -> Iterator[Picture]:
    capture = cv2.VideoCapture(str(video))
    try:
        for _number in range(LONGEST_CLIP_FRAMES):
            is_read, picture = capture.read()
            if not is_read:
                return
            yield cv2.resize(picture, SIZE_PX)
    finally:
        capture.release()
