"""What a network answers for labelled crops and whole photos: the raw material of every figure."""

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inference.classification import Classifier
from inference.evaluation.networks import Network
from inference.evaluation.photos import Photos
from inference.frames import Image
from inference.pipeline import Analyser
from inference.preprocessing import CROP_SIDE
from inference.probabilities import Probabilities
from inference.results import FrameResult
from inference.training.fitting import fitted, fitted_blocks

Pixels = npt.NDArray[np.uint8]

NO_CROP: Pixels = np.zeros((CROP_SIDE, CROP_SIDE), dtype=np.uint8)


@dataclass(frozen=True)
class Answers:
    """A network's answers for n labelled faces, one row each.

    Attributes:
        probabilities: calibrated, shape (n, classes); zeros where no face was found.
        mirrored: likewise, for the crops mirrored left to right.
        truth: class indices, shape (n,).
        pixels: the crops, uint8, shape (n, side, side) grey or (n, side, side, 3) BGR; black where no face was found.
            For a network of larger crops than are served they are as they were given, because that is less.
        ms_per_crop: processor time of the network for one crop; on an idle core, time on the clock.
        is_found: for whole photos, whether a face was found, shape (n,); None for crops.
        subject: for photos of known people, who is shown, shape (n,).
    """

    probabilities: Probabilities
    mirrored: Probabilities
    truth: npt.NDArray[np.uint8]
    pixels: Pixels
    ms_per_crop: float
    is_found: npt.NDArray[np.bool_] | None = None
    subject: npt.NDArray[np.str_] | None = None

    def averaged(self) -> Probabilities:
        """Return the mean of both views' probabilities, shape (n, classes)."""
        return (self.probabilities + self.mirrored) * np.float32(0.5)

    def chosen(self, flip: bool) -> Probabilities:
        """Return the averaged probabilities, or those of the crops as they are."""
        return self.averaged() if flip else self.probabilities

    def found(self) -> npt.NDArray[np.bool_]:
        """Return where there is a face to judge, shape (n,)."""
        return np.ones(len(self.truth), dtype=np.bool_) if self.is_found is None else self.is_found


def answer_crops(network: Network, pixels: Pixels, truth: npt.NDArray[np.uint8]) -> Answers:
    """Classify crops and their mirror images, brought to the network's size some at a time."""
    kept = fitted(pixels, CROP_SIDE, 1) if network.classifier.takes_served_crops() else pixels
    answered = [_answered(network.classifier, block) for block in fitted_blocks(kept, network.side, network.channels)]
    probabilities, mirrored = (np.concatenate([views[way] for views, _ in answered]) for way in (0, 1))
    ms_per_crop = 1000 * sum(seconds for _, seconds in answered) / max(len(kept), 1)
    return Answers(probabilities, mirrored, truth, kept, ms_per_crop)


def answer_photos(network: Network, analyser: Analyser, photos: Photos) -> tuple[Answers, list[FrameResult]]:
    """Detect, align and classify the largest face of each photo; return also what serving would make of each photo."""
    rows = [_read_photo(image, analyser) for image in photos.decoded()]
    is_found = np.array([crop is not None for crop, _ in rows])
    pixels = _stacked([crop for crop, _ in rows])
    found = answer_crops(network, pixels[is_found], photos.emotion[is_found])
    answers = Answers(
        probabilities=_spread(found.probabilities, is_found, len(network.classes)),
        mirrored=_spread(found.mirrored, is_found, len(network.classes)),
        truth=photos.emotion,
        pixels=pixels,
        ms_per_crop=found.ms_per_crop,
        is_found=is_found,
        subject=photos.subject,
    )
    return answers, [result for _, result in rows]


def _read_photo(image: Image, analyser: Analyser) -> tuple[Pixels | None, FrameResult]:
    """Return the aligned crop of the largest face in a photo, or None, and the reading with its gate."""
    faces = analyser.detector.detect(image).largest_first()
    result = analyser.analyse_faces(image, faces)
    if len(faces) == 0:
        return None, result
    return analyser.largest_crop(image, faces)[0], result


def _answered(classifier: Classifier, crops: Pixels) -> tuple[tuple[Probabilities, Probabilities], float]:
    """Return the probabilities of crops and of their mirror images, and the processor seconds that the former took.

    Processor time, because other work on the machine would count on the clock; the network runs on one thread.
    """
    started = time.process_time()
    probabilities = classifier.classify(crops)
    seconds = time.process_time() - started
    return (probabilities, classifier.classify(crops[:, :, ::-1])), seconds


def _stacked(crops: list[Pixels | None]) -> Pixels:
    """Stack crops, with a black one in place of each that is missing."""
    black = np.zeros_like(next((crop for crop in crops if crop is not None), NO_CROP))
    return np.stack([black if crop is None else crop for crop in crops])


def _spread(rows: Probabilities, is_found: npt.NDArray[np.bool_], classes: int) -> Probabilities:
    """Put the rows of found faces back among those of all photos, zeros elsewhere."""
    spread: Probabilities = np.zeros((len(is_found), classes), dtype=np.float32)
    if len(rows):
        spread[is_found] = rows
    return spread
