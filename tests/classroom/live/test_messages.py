import re
from enum import Enum
from pathlib import Path

import pytest
from django.conf import settings

from classroom.live import messages
from classroom.sessions.models import MarkerKind, PauseReason
from classroom.sessions.signals import Signal
from classroom.timelines.emotions import EMOTIONS
from inference import labels

TWIN = Path(__file__).parents[3] / "static" / "js" / "lib" / "messages.js"


def exported(name: str) -> set[str]:
    """The values of an object literal in the JavaScript twin."""
    body = re.search(rf"{name} = Object\.freeze\(\{{(.*?)\}}\)", TWIN.read_text(), re.DOTALL)
    assert body, f"{name} is missing in messages.js"
    return set(re.findall(r':\s*"?([\w]+)"?', body[1]))


@pytest.mark.parametrize(
    ("name", "enumeration"),
    [
        ("SERVER_TO_STUDENT", messages.ServerToStudent),
        ("SERVER_TO_DASHBOARD", messages.ServerToDashboard),
        ("STUDENT_TO_SERVER", messages.StudentToServer),
        ("SIGNALS", Signal),
        ("PAUSE_REASONS", PauseReason),
        ("MARKER_KINDS", MarkerKind),
        ("WRONG_OUTCOMES", messages.WrongOutcome),
        ("REFUSALS", messages.Refusal),
        ("CLOSE_CODES", messages.CloseCode),
    ],
)
def test_the_browser_knows_the_same_names(name: str, enumeration: type[Enum]) -> None:
    assert exported(name) == {str(member.value) for member in enumeration}


def test_the_browser_comes_back_after_the_same_codes() -> None:
    body = re.search(r"COME_BACK = Object\.freeze\(\[(.*?)\]\)", TWIN.read_text())
    assert set(re.findall(r"CLOSE_CODES\.(\w+)", body[1])) == {code.name for code in messages.COME_BACK}


def test_a_tap_fades_in_the_page_when_it_counts_no_more() -> None:
    fades = re.search(r"FADES_AFTER_MS = ([\d_]+);", (TWIN.parent / "own_signals.js").read_text())
    assert int(fades[1]) == 1000 * settings.SIGNAL_S


def test_the_dashboard_orders_emotions_as_the_network_does() -> None:
    assert labels.EMOTIONS == EMOTIONS
