"""The papers' way of a frame, measured in a process of its own: Haar, then `keras.Model.predict` for each face.

    python -m inference.evaluation.papers_way FOLDER SECONDS

prints one JSON object. The network is `yasawi_cnn4`, one of the smaller ones; its weights are random, which costs the
same time.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import cv2

from inference.detection import load_detector
from inference.evaluation.benchmark import measure, read_frames
from inference.frames import decode_frame
from inference.labels import EMOTIONS
from inference.preprocessing import crop_faces, to_input

NETWORK = "yasawi_cnn4"


def papers_way() -> Callable[[bytes], bool]:
    """Return the way of one frame; it tells whether there was a face."""
    from inference.training.architectures import build

    detector, network = load_detector("haar"), build(NETWORK, len(EMOTIONS))

    def classify(data: bytes) -> bool:
        image = decode_frame(data)
        crops = crop_faces(image, detector.detect(image), detector.framing)
        for values in to_input(crops):
            network.predict(values[None], verbose=0)
        return len(crops) > 0

    return classify


def main(folder: Path, seconds: float) -> None:
    """Measure and print."""
    cv2.setNumThreads(1)
    speed = measure(papers_way(), read_frames(folder), seconds)
    print(json.dumps({"detector": "haar", "network": NETWORK, **asdict(speed)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
