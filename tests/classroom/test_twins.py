"""Numbers that stand more than once, because recognition, product and browser import nothing of each other."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from classroom.live.messages import COME_BACK, CloseCode
from classroom.operations import demo_lecture
from classroom.operations.simulation import sockets as simulated
from classroom.timelines import levels
from inference import engagement
from tests.chaos import sockets as in_the_chaos_suite

IN_THE_BROWSER = Path(__file__).parents[2] / "static" / "js" / "lib"


def test_engagement_is_called_high_and_middling_at_the_same_places() -> None:
    written = dict(re.findall(r"export const (\w+) = ([\d.]+);", (IN_THE_BROWSER / "engagement.js").read_text()))
    assert float(written["MIDDLING_FROM"]) == levels.MIDDLING_FROM
    assert float(written["HIGH_ABOVE"]) == levels.HIGH_ABOVE


def test_the_demo_lecture_weighs_expressions_as_recognition_does() -> None:
    gaze = engagement.GAZE_WEIGHTS
    assert demo_lecture.EXPRESSION_WEIGHTS == engagement.EMOTION_WEIGHTS
    assert (gaze["centred"], gaze["off_centre"]) == (demo_lecture.CENTRED, demo_lecture.TURNED)
    assert demo_lecture.LARGEST == engagement.INDEX_SCALE


@pytest.mark.parametrize("sockets", [simulated, in_the_chaos_suite])
def test_sockets_made_of_software_come_back_as_the_page_does(sockets: ModuleType) -> None:
    page = (IN_THE_BROWSER / "back_off.js").read_text()
    delays_ms = dict(re.findall(r"const (\w+)_DELAY_MS = (\d+);", page))
    assert delays_ms == {
        "FIRST": f"{1000 * sockets.FIRST_DELAY_S:.0f}",
        "LONGEST": f"{1000 * sockets.LONGEST_DELAY_S:.0f}",
    }
    assert set(sockets.FINAL_CODES) == set(CloseCode) - COME_BACK
