"""What simulated cameras see: JPEGs of a directory, a video, or a face made from a public-domain photograph."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from classroom.live.intake import RefusedError, parse_camera_message
from classroom.live.messages import SEQUENCE_BYTES
from classroom.operations.simulation.plan import PlanError

Picture = npt.NDArray[np.uint8]

JPEG_QUALITY = 80  # static/js/lib/camera.js
LONGER_SIDE_PX = 320
SIZE_PX = (320, 240)
COUNT = 60
MOST = 300
FACE_CENTRE_PX = (225, 128)  # in the photograph, which is 512 x 512
FACE_WIDTH = 0.22  # of the picture
FACE_PX = 93  # wide in the photograph
NO_PHOTOGRAPH = (
    "Without --frames the pictures are made from a photograph that comes with scikit-image, which is not installed "
    "here: run make setup, or name a directory of JPEGs or a video with --frames."
)


def frames_from(place: Path | None) -> list[bytes]:
    """The JPEGs to send, each small enough for the product.

    Args:
        place: a directory of JPEGs, which are sent as they are, or a video; None makes pictures of a face.

    Raises:
        PlanError: there are none, or the product would refuse one.
    """
    if place is None:
        frames = [_encoded(picture) for picture in posed_faces(SIZE_PX, COUNT)]
    elif place.is_dir():
        files = sorted(path for path in place.iterdir() if path.suffix.lower() in (".jpg", ".jpeg"))
        frames = [_checked(path) for path in files[:MOST]]
    else:
        frames = [_encoded(_fitted(picture)) for picture in pictures_of(place, MOST)]
    if not frames:
        raise PlanError(f"There is no picture in {place}.")
    return frames


def posed_faces(size_px: tuple[int, int], count: int) -> Iterator[Picture]:
    """The photograph of Eileen Collins, moved, scaled and relit; the end meets the beginning. Colours are BGR.

    Raises:
        PlanError: the photograph is not installed.
    """
    try:
        from skimage.data import astronaut
    except ImportError as error:
        raise PlanError(NO_PHOTOGRAPH) from error
    photograph = np.asarray(cv2.cvtColor(astronaut(), cv2.COLOR_RGB2BGR), np.uint8)  # type: ignore[no-untyped-call]
    for number in range(count):
        yield _posed(photograph, size_px, 2 * math.pi * number / count)


def _posed(photograph: Picture, size_px: tuple[int, int], phase: float) -> Picture:
    """One picture: where the face is, how near and how bright follow from the phase (radians)."""
    width, height = size_px
    scale = FACE_WIDTH * width / FACE_PX * (1 + 0.1 * math.sin(phase))
    x = width * (0.5 + 0.06 * math.sin(phase)) - scale * FACE_CENTRE_PX[0]
    y = height * (0.46 + 0.03 * math.cos(phase)) - scale * FACE_CENTRE_PX[1]
    move = np.array([[scale, 0, x], [0, scale, y]])
    moved = cv2.warpAffine(photograph, move, size_px, borderMode=cv2.BORDER_REFLECT)
    return np.asarray(cv2.convertScaleAbs(moved, alpha=0.95 + 0.15 * math.cos(phase)), np.uint8)


def _encoded(picture: Picture) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1])


def _checked(path: Path) -> bytes:
    jpeg = path.read_bytes()
    try:
        parse_camera_message(bytes(SEQUENCE_BYTES) + jpeg)
    except RefusedError as refusal:
        raise PlanError(f"The product would refuse {path}: {refusal.reason}.") from refusal
    return jpeg


def _fitted(picture: Picture) -> Picture:
    scale = min(1.0, LONGER_SIDE_PX / max(picture.shape[:2]))
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def pictures_of(video: Path, most: int) -> Iterable[Picture]:
    """The first pictures of a video file."""
    capture = cv2.VideoCapture(str(video))
    try:
        for _number in range(most):
            is_read, picture = capture.read()
            if not is_read:
                return
            yield np.asarray(picture, np.uint8)
    finally:
        capture.release()
