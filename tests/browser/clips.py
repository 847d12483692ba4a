"""Clips for the fake camera of Chromium: JPEGs one after the other, made when the tests run."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from classroom.operations.simulation.pictures import pictures_of, posed_faces

Picture = npt.NDArray[np.uint8]

SIZE_PX = (640, 480)
FRAMES = 60
LONGEST_CLIP_FRAMES = 300


def write_astronaut_clip(path: Path) -> None:
    """The public-domain photograph of Eileen Collins, moved, scaled and relit; the end meets the beginning."""
    write_clip(path, posed_faces(SIZE_PX, FRAMES))


def write_video_as_clip(video: Path, path: Path) -> None:
    """The first seconds of a video file."""
    write_clip(path, (cv2.resize(picture, SIZE_PX) for picture in pictures_of(video, LONGEST_CLIP_FRAMES)))


def write_clip(path: Path, pictures: Iterable[Picture]) -> None:
    path.write_bytes(b"".join(cv2.imencode(".jpg", picture)[1].tobytes() for picture in pictures))
