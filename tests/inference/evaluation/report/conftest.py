from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from inference.evaluation.answers import Answers
from inference.evaluation.evaluate import measure
from tests.inference.evaluation.brightness import BrightnessClassifier, brightness_network, shown_as

TRUTH = [0, 0, 1, 2, 3, 4, 5, 6, 6]
SHOWN = [0, 1, 1, 2, 3, 4, 5, 6, 0]


@pytest.fixture
def answers() -> Answers:
    return nine_answers()


@pytest.fixture
def report(answers) -> dict:
    """What `evaluate` gives for these crops."""
    head = {"model": "brightness", "sha256": "00", "temperature": 1.0, "minimum_confidence": 0.0}
    classes = list(brightness_network().classes)
    data = {"data": "crops.npz", "part": "PublicTest", "labels": "fer"}
    left_out = {"rows_without_label": 0, "rows_outside_the_model": 0}
    return head | measure(answers, brightness_network()) | {"classes": classes} | data | left_out


@pytest.fixture
def people_report(answers) -> dict:
    return report_on_people(answers)


@pytest.fixture
def person_report(answers) -> dict:
    return report_on_people(answers, subject=["F01"] * 9)


def nine_answers() -> Answers:
    """Nine crops of all classes; the second and the last are read wrongly."""
    probabilities = BrightnessClassifier(7).classify(shown_as(*SHOWN))
    return Answers(probabilities, probabilities, np.array(TRUTH, dtype=np.uint8), shown_as(*SHOWN), 0.25)


def report_on_people(answers: Answers, subject: Sequence[str] = ("F01",) * 5 + ("M02",) * 4) -> dict:
    """What `evaluate` gives for photos of these people, of whom the first is not found once."""
    is_found = np.arange(len(TRUTH)) != 2
    seen = replace(answers, is_found=is_found, subject=np.array(subject))
    classes = list(brightness_network().classes)
    photos = {"photos": 9, "faces_not_found": 1, "detector": "blazeface", "readings": 6, "accuracy_of_readings": 0.5}
    head = {"model": "brightness", "sha256": "00", "temperature": 1.0, "minimum_confidence": 0.4, "part": "photos"}
    measured = measure(seen, brightness_network(minimum_confidence=0.4))
    return measured | head | photos | {"classes": classes, "data": "photos.npz", "rows_outside_the_model": 0}
