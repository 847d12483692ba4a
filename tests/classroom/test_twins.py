"""Numbers that stand more than once, because recognition, product and browser import nothing of each other."""

import re
from pathlib import Path

from classroom.operations import demo_lecture
from classroom.timelines import levels
from inference import engagement

IN_THE_BROWSER = Path(__file__).parents[2] / "static" / "js" / "lib" / "engagement.js"


def test_engagement_is_called_high_and_middling_at_the_same_places() -> None:
    written = dict(re.findall(r"export const (\w+) = ([\d.]+);", IN_THE_BROWSER.read_text()))
    assert float(written["MIDDLING_FROM"]) == levels.MIDDLING_FROM
    assert float(written["HIGH_ABOVE"]) == levels.HIGH_ABOVE


def test_the_demo_lecture_weighs_expressions_as_recognition_does() -> None:
    gaze = engagement.GAZE_WEIGHTS
    assert demo_lecture.EXPRESSION_WEIGHTS == engagement.EMOTION_WEIGHTS
    assert (gaze["centred"], gaze["off_centre"]) == (demo_lecture.CENTRED, demo_lecture.TURNED)
    assert demo_lecture.LARGEST == engagement.INDEX_SCALE
