"""Measure the quality gate: make good photos worse step by step, and count what it refuses rightly and wrongly.

A refusal is a gain where the network would have been wrong, and a loss where it would have been right. Heads cannot be
turned in a photo, so the threshold of `turned_away` is not measured here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from inference.boxes import Detections
from inference.evaluation.darkness import darker
from inference.evaluation.photos import Photos
from inference.frames import Image
from inference.pipeline import Analyser
from inference.preprocessing import crop_squares
from inference.results import Reason

Report = dict[str, Any]

FRAME_WIDTH, FRAME_HEIGHT = 320, 240
FARTHER = (1.0, 0.6, 0.45, 0.35, 0.3, 0.25, 0.2)  # size of the photo within the frame
DARKER = (1.0, 0.5, 0.3, 0.2, 0.15, 0.1, 0.05)  # brightness
BLURRED = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)  # deviation of the Gaussian in pixels of the photo
CUT = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)  # part of the crop's width beyond the left border
SECOND = (0.2, 0.4, 0.6, 0.8, 1.0)  # area of a second person's face


@dataclass(frozen=True)
class Outcome:
    """What became of one photo.

    Attributes:
        reason: of the gate; None where the face may be read, even if the network is not sure then.
        is_right: whether the network, asked without the gate, names the label; False without a face.
    """

    reason: Reason | None
    is_right: bool


def evaluate_gate(analyser: Analyser, photos: Photos) -> Report:
    """Return a table for each way of making photos worse, a row for each step.

    Raises:
        DatasetError: a photo cannot be decoded.
    """
    images = list(photos.decoded())
    labels = [int(emotion) for emotion in photos.emotion]
    ways: Mapping[Reason, tuple[Sequence[float], Callable[[Image, float], Image]]] = {
        Reason.TOO_SMALL: (FARTHER, farther),
        Reason.TOO_DARK: (DARKER, darker),
        Reason.TOO_BLURRED: (BLURRED, blurred),
        Reason.CUT_OFF: (CUT, lambda image, part: cut(image, part, analyser)),
    }
    report: Report = {"model": analyser.model.name, "photos": len(images)}
    for reason, (steps, worse) in ways.items():
        report[str(reason)] = [
            {"step": step, **tally(_outcomes(analyser, images, labels, step, worse), reason)} for step in steps
        ]
    report[str(Reason.SEVERAL_FACES)] = [_several(analyser, images, area) for area in SECOND]
    return report


def tally(outcomes: Iterable[Outcome], reason: Reason) -> dict[str, float | int | None]:
    """Count refusals for one reason, and how good the network is with and without the gate.

    `accuracy` is over all photos in which a face was found, `accuracy_kept` over those the gate lets through.
    """
    known = list(outcomes)
    found = [outcome for outcome in known if outcome.reason is not Reason.NO_FACE]
    refused = [outcome for outcome in found if outcome.reason is reason]
    kept = [outcome for outcome in found if outcome.reason is None]
    return {
        "no_face": len(known) - len(found),
        "refused": len(refused),
        "refused_right": sum(outcome.is_right for outcome in refused),
        "refused_wrong": sum(not outcome.is_right for outcome in refused),
        "refused_for_other_reasons": len(found) - len(kept) - len(refused),
        "accuracy": _share(found),
        "accuracy_kept": _share(kept),
    }


def _share(outcomes: Sequence[Outcome]) -> float | None:
    """Return which share is right; None of nothing."""
    return sum(outcome.is_right for outcome in outcomes) / len(outcomes) if outcomes else None


def _outcomes(
    analyser: Analyser,
    images: Sequence[Image],
    labels: Sequence[int],
    step: float,
    worse: Callable[[Image, float], Image],
) -> Iterable[Outcome]:
    """Yield what becomes of every photo at one step."""
    for image, label in zip(images, labels, strict=True):
        yield _outcome(analyser, worse(image, step), label)


def _outcome(analyser: Analyser, image: Image, label: int) -> Outcome:
    """Ask the gate, and the network whatever the gate says."""
    faces = analyser.detector.detect(image).largest_first()
    if len(faces) == 0:
        return Outcome(Reason.NO_FACE, is_right=False)
    is_right = int(analyser.classifier.classify(analyser.largest_crop(image, faces))[0].argmax()) == label
    reason = analyser.analyse_faces(image, faces).reason
    return Outcome(None if reason is Reason.NOT_SURE else reason, is_right)


def _several(analyser: Analyser, images: list[Image], area: float) -> dict[str, float | int]:
    """Put every photo beside the next one, made smaller, and count how often that is "several faces"."""
    pairs = [side_by_side(one, other, area) for one, other in zip(images, images[1:] + images[:1], strict=True)]
    reasons = [analyser.analyse_image(pair).reason for pair in pairs]
    return {"step": area, "refused": sum(reason is Reason.SEVERAL_FACES for reason in reasons)}


def farther(image: Image, scale: float) -> Image:
    """Make a BGR photo smaller in the middle of a webcam frame, whose rest repeats the photo's border.

    Args:
        scale: of the largest size that fits, 0..1.
    """
    fitting = scale * min(FRAME_WIDTH / image.shape[1], FRAME_HEIGHT / image.shape[0])
    small = np.asarray(cv2.resize(image, None, fx=fitting, fy=fitting, interpolation=cv2.INTER_AREA))
    top, left = (FRAME_HEIGHT - small.shape[0]) // 2, (FRAME_WIDTH - small.shape[1]) // 2
    bottom, right = FRAME_HEIGHT - small.shape[0] - top, FRAME_WIDTH - small.shape[1] - left
    return np.asarray(cv2.copyMakeBorder(small, top, bottom, left, right, cv2.BORDER_REPLICATE), dtype=np.uint8)


def blurred(image: Image, deviation_px: float) -> Image:
    """Blur a uint8 photo (height, width, 3) or crop (48, 48) by a Gaussian of this deviation; 0 leaves it as it is."""
    return image if deviation_px == 0 else np.asarray(cv2.GaussianBlur(image, (0, 0), deviation_px), dtype=np.uint8)


def cut(image: Image, part: float, analyser: Analyser) -> Image:
    """Cut the left of a BGR photo away, so that this part (0..1) of the face's crop lies outside; no face, no cut."""
    faces: Detections = analyser.detector.detect(image).largest_first()
    if len(faces) == 0:
        return image
    square = crop_squares(faces, analyser.detector.framing)[0]
    left = round(square.x - square.side / 2 + part * square.side)
    return np.ascontiguousarray(image[:, max(0, min(left, image.shape[1] - 1)) :]) if part else image


def side_by_side(one: Image, other: Image, area: float) -> Image:
    """Put beside a BGR photo another one, brought to its height and then to 0..1 of that area, on the lower border."""
    scale = one.shape[0] / other.shape[0] * area**0.5
    small = np.asarray(cv2.resize(other, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    raised = cv2.copyMakeBorder(small, max(0, one.shape[0] - small.shape[0]), 0, 0, 0, cv2.BORDER_REPLICATE)
    return np.asarray(np.hstack([one, raised[: one.shape[0]]]), dtype=np.uint8)
