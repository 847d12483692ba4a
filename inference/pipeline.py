"""Frame -> reading: the parts in order."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from inference.boxes import Detections, Floats
from inference.circumplex import place
from inference.classification import Classifier, WeightsError, read_entry
from inference.detection import Detector, load_detector
from inference.engagement import engagement, gaze, valence
from inference.eyes import EyeReader
from inference.frames import Image, UnreadableImageError, decode_frame
from inference.labels import EMOTIONS
from inference.preprocessing import CROP_SIDE, Crops, crop_faces
from inference.quality import Thresholds, check_crop, check_faces
from inference.results import Box, Eyes, FaceReading, FrameResult, ModelInfo, Reason

# Hears the name of each stage that is over, in order: "decode", "detect", "classify". The clock is the listener's.
Listener = Callable[[str], None]


def nobody_listens(_stage: str) -> None:
    """Let a stage pass unnoticed."""


class Analyser:
    """Reads frames, one at a time and from one thread. Load it in the process that uses it, after any fork."""

    def __init__(
        self,
        detector: Detector,
        classifier: Classifier,
        model: ModelInfo,
        thresholds: Thresholds,
        classes: tuple[str, ...] = EMOTIONS,
        eye_reader: EyeReader | None = None,
    ) -> None:
        """Put loaded parts together; the classes are those of the classifier's output, the seven emotions first."""
        self.eye_reader = eye_reader
        self.detector = detector
        self.classifier = classifier
        self.classes = classes
        self.model = model
        self.thresholds = thresholds
        self.minimum_confidence = model.thresholds["minimum_confidence"]

    @classmethod
    def load(cls, detector: str = "blazeface", model: str | None = None, with_eyes: bool = False) -> "Analyser":
        """Load a detector by name and a network of `weights.toml`, or its default; live sessions go without eyes.

        Raises:
            ValueError: the detector is unknown, or the network is missing or not the one described.
        """
        entry = read_entry(model)
        info = ModelInfo(entry.name, entry.sha256, entry.temperature, {"minimum_confidence": entry.minimum_confidence})
        reader = EyeReader() if with_eyes else None
        return cls.served(load_detector(detector), Classifier.load(entry), info, entry.classes, reader)

    @classmethod
    def served(
        cls,
        detector: Detector,
        classifier: Classifier,
        model: ModelInfo,
        classes: tuple[str, ...] = EMOTIONS,
        eye_reader: EyeReader | None = None,
    ) -> "Analyser":
        """Put loaded parts together as they are served: on one core, with the usual gate, all limits noted.

        Raises:
            WeightsError: the network takes other crops than are cut here.
        """
        if not classifier.takes_served_crops():
            raise WeightsError(
                f"{model.name} takes crops of {classifier.side}x{classifier.side} in {classifier.channels} channels; "
                f"faces in photos are cut in grey, {CROP_SIDE}x{CROP_SIDE}. Measure it on crops, by `evaluate`"
            )
        cv2.setNumThreads(1)  # one frame worker for each core, side by side
        thresholds = Thresholds()
        limits = {**detector.thresholds, **thresholds.as_dict(), **model.thresholds}
        return cls(detector, classifier, replace(model, thresholds=limits), thresholds, classes, eye_reader)

    def analyse(self, data: bytes, is_over: Listener = nobody_listens) -> FrameResult:
        """Read one webcam frame, a JPEG; bytes that are not one give the reason `unreadable_image`."""
        try:
            image = decode_frame(data)
        except UnreadableImageError:
            return FrameResult(reading=None, reason=Reason.UNREADABLE_IMAGE, width=0, height=0)
        finally:
            is_over("decode")
        return self.analyse_image(image, is_over)

    def analyse_image(self, image: Image, is_over: Listener = nobody_listens) -> FrameResult:
        """Read the one face of a BGR uint8 image of shape (height, width, 3)."""
        found = self.detector.detect(image)
        is_over("detect")
        result = self.analyse_faces(image, found)
        is_over("classify")
        return result

    def analyse_faces(self, image: Image, found: Detections) -> FrameResult:
        """Read the one face among those that this analyser's detector has found in an image, as of `analyse_image`."""
        faces = found.largest_first()
        outcome = self._read(image, faces)
        height, width = image.shape[:2]
        boxes = tuple(_fractions(xyxy, width, height) for xyxy in faces.xyxy)
        if isinstance(outcome, Reason):
            return FrameResult(reading=None, reason=outcome, width=width, height=height, faces=boxes)
        probabilities, keypoints = outcome
        eyes: Eyes = self.eye_reader.read(image, keypoints) if self.eye_reader else "unknown"
        reading = _reading(probabilities, keypoints, eyes, boxes[0], self.classes)
        return FrameResult(reading=reading, reason=None, width=width, height=height, faces=boxes)

    def largest_crop(self, image: Image, faces: Detections) -> Crops:
        """Cut the first of some faces, the largest first, as the network takes it; uint8, shape (1, side, side)."""
        return crop_faces(image, faces.take(np.arange(1)), self.detector.framing)

    def _read(self, image: Image, faces: Detections) -> tuple[Floats, Floats | None] | Reason:
        """Return the largest face's probabilities (classes,) and keypoints, or why there are none."""
        reason = check_faces(image, faces, self.detector.framing, self.thresholds)
        if reason is not None:
            return reason
        crops = self.largest_crop(image, faces)
        reason = check_crop(crops[0], self.thresholds)
        if reason is not None:
            return reason
        probabilities = self.classifier.classify(crops)[0]
        if float(probabilities.max()) < self.minimum_confidence:
            return Reason.NOT_SURE
        return probabilities, None if faces.keypoints is None else faces.keypoints[0]


def _reading(
    probabilities: Floats, keypoints: Floats | None, eyes: Eyes, box: Box, classes: tuple[str, ...]
) -> FaceReading:
    """Turn arrays into the reading of one face."""
    shares = tuple(float(probability) for probability in probabilities)
    direction, point = gaze(keypoints), place(shares)
    return FaceReading(
        xyxy=box,
        confidence=max(shares),
        probabilities=shares,
        label=classes[int(probabilities.argmax())],
        valence=valence(shares),
        pleasure=point.pleasure,
        arousal=point.arousal,
        engagement=engagement(shares, direction, eyes),
        gaze=direction,
        eyes=eyes,
    )


def _fractions(xyxy: Floats, width: int, height: int) -> Box:
    """Return a box in pixels as fractions of the image, clipped to it."""
    left, top, right, bottom = (float(value) for value in xyxy)
    return (
        min(max(left / width, 0.0), 1.0),
        min(max(top / height, 0.0), 1.0),
        min(max(right / width, 0.0), 1.0),
        min(max(bottom / height, 0.0), 1.0),
    )
