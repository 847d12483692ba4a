"""BlazeFace short-range with a second opinion: it misses little at a low threshold, but finds faces in curtains.

What it is not sure of, full-range looks at more closely. The thresholds were chosen on 101 photos with and 138 without
faces; `python -m inference evaluate-detector --threshold NAME=VALUE` shows what moving one does, and the model card has
the table.
"""

from dataclasses import asdict, dataclass, replace

import cv2
import numpy as np

from inference.blazeface import BLAZEFACE_FRAMING, FULL_RANGE, SHORT_RANGE, BlazeFace
from inference.boxes import Detections, Floats, centres, distinct, intersection_over_union, joined
from inference.frames import Image
from inference.placement import Placement, shrink

REGION_SIDE = 3.0  # of the closer look, in sides of the candidate's box: full-range wants its faces small
MAXIMUM_REGION_PX = 2000  # side of the closer look: a face that fills a large photo is seen as well in less
MINIMUM_OVERLAP = 0.3
MAXIMUM_CANDIDATES = 3  # bounds the time of one frame
# Mean grey that darker images are brightened to: in the dark this finds more faces and fewer that are none.
LEAST_IMAGE_BRIGHTNESS = 60.0


@dataclass(frozen=True)
class ConfirmationThresholds:
    """What a find needs to count as a face: confidences, 0..1, but for the side.

    Attributes:
        candidate: of short-range, to be looked at again.
        cut_candidate: the same for a large find that the border cuts, which scores low: "cut off" helps a person, "no
            face" does not.
        cut_candidate_side: large is from this part of the image's short side on; who is cut by the border sits close.
        sure: of short-range, to be believed without a second look.
        second: of full-range in its closer look.
        undecided: of full-range, from which short-range, brought closer, decides.
        third: of short-range then.
        instead: of another face that full-range finds where short-range saw two as one.
    """

    candidate: float = 0.35
    cut_candidate: float = 0.12
    cut_candidate_side: float = 0.3
    sure: float = 0.75
    second: float = 0.5
    undecided: float = 0.3
    third: float = 0.7
    instead: float = 0.6


CHOSEN = ConfirmationThresholds()


class ConfirmedBlazeFace:
    """Short-range finds, full-range confirms."""

    framing = BLAZEFACE_FRAMING

    def __init__(self, chosen: ConfirmationThresholds = CHOSEN) -> None:
        """Load both networks."""
        self.chosen = chosen
        self.thresholds = {f"detection_{name}": value for name, value in asdict(chosen).items()}
        self.finder = BlazeFace(SHORT_RANGE, min(chosen.candidate, chosen.cut_candidate), MAXIMUM_CANDIDATES)
        self.second = BlazeFace(FULL_RANGE, min(chosen.second, chosen.undecided))

    def detect(self, image: Image) -> Detections:
        """Find faces in a BGR uint8 image of shape (height, width, 3)."""
        image = brightened_image(image)
        found = self.finder.detect(image)
        candidates = found.take(is_candidate(found, image, self.chosen))
        if len(candidates) == 0 or (len(candidates) == 1 and candidates.confidence[0] >= self.chosen.sure):
            return candidates
        faces = [self._faces_at(image, candidates.take(np.array([row]))) for row in range(len(candidates))]
        return distinct(joined(faces), MINIMUM_OVERLAP)

    def _faces_at(self, image: Image, candidate: Detections) -> Detections:
        """Return one candidate if it is a face, what full-range finds in its place, or nothing."""
        if candidate.confidence[0] >= self.chosen.sure:
            return candidate
        region, placement = cut_region(image, candidate.xyxy[0], REGION_SIDE)
        again = placement.undo(self.second.detect(region))
        support = support_for(candidate, again)
        if support >= self.chosen.second:
            return candidate
        if support >= self.chosen.undecided:
            closer = placement.undo(self.finder.detect(region))
            return candidate.take(np.array([support_for(candidate, closer) >= self.chosen.third]))
        return again.take(is_instead_of(candidate, again, self.chosen))


def brightened_image(image: Image) -> Image:
    """Return a dark BGR uint8 image multiplied so that its mean is `LEAST_IMAGE_BRIGHTNESS`, any other as it is."""
    mean = cv2.mean(image.reshape(len(image), -1))[0]  # as one channel: a sixth of the time
    if mean >= LEAST_IMAGE_BRIGHTNESS:
        return image
    return np.asarray(cv2.convertScaleAbs(image, alpha=LEAST_IMAGE_BRIGHTNESS / max(mean, 1)), dtype=np.uint8)


def is_candidate(
    found: Detections, image: Image, chosen: ConfirmationThresholds = CHOSEN
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which finds are worth a closer look, shape (n,); less is asked of large ones that reach beyond the image."""
    height, width = image.shape[:2]
    large = chosen.cut_candidate_side * min(height, width)
    least = []
    for left, top, right, bottom in found.xyxy.tolist():
        is_beyond = left < 0 or top < 0 or right > width or bottom > height
        is_cut = is_beyond and max(right - left, bottom - top) >= large
        least.append(chosen.cut_candidate if is_cut else chosen.candidate)
    return np.asarray(found.confidence >= np.array(least))


def support_for(candidate: Detections, finds: Detections) -> float:
    """Return the confidence of the strongest find that overlaps the one candidate; 0 without one."""
    overlap = intersection_over_union(finds.xyxy, candidate.xyxy)[:, 0]
    return float(finds.confidence[overlap > MINIMUM_OVERLAP].max(initial=0))


def is_instead_of(
    candidate: Detections, finds: Detections, chosen: ConfirmationThresholds = CHOSEN
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which finds are faces with their middle in the candidate's box, shape (n,).

    Never for candidates that only the border made ones: there this gave false alarms.
    """
    left, top, right, bottom = candidate.xyxy[0]
    x, y = centres(finds.xyxy).T
    is_inside = (left < x) & (x < right) & (top < y) & (y < bottom)
    is_worth_it = candidate.confidence[0] >= chosen.candidate
    return np.asarray(is_inside & (finds.confidence >= chosen.instead) & is_worth_it)


def cut_region(image: Image, box: Floats, sides: float) -> tuple[Image, Placement]:
    """Cut a square around a box; outside the image it is black. One that would be larger than needed is cut smaller.

    Args:
        image: BGR, uint8, shape (height, width, 3).
        box: left, top, right and bottom in pixels, shape (4,).
        sides: the square's side in longer sides of the box.

    Returns:
        The region, shape (side, side, 3), and where the image lies on it.
    """
    side = max(1, round(float(max(box[2:] - box[:2])) * sides))
    if side > MAXIMUM_REGION_PX:
        scale = MAXIMUM_REGION_PX / side
        height, width = (max(1, round(length * scale)) for length in image.shape[:2])
        region, placement = cut_region(shrink(image, height, width), box * np.float32(scale), sides)
        return region, replace(placement, scale=scale)
    corner = np.round((box[:2] + box[2:]) / 2 - side / 2).astype(np.float32)
    left, top = int(corner[0]), int(corner[1])
    rows, columns = overlap_of(top, side, image.shape[0]), overlap_of(left, side, image.shape[1])
    region = np.zeros((side, side, 3), dtype=np.uint8)
    region[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = image[rows, columns]
    return region, Placement(1.0, -left, -top)


def overlap_of(start: int, side: int, length: int) -> slice:
    """Return which part of 0..length lies between start and start + side; where none does, it is empty."""
    return slice(min(max(start, 0), length), min(max(start + side, 0), length))
