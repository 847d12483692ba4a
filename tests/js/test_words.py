"""Every sentence that a script may say stands, translated, in the page's template."""

import json
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from classroom.sessions.models import Marker, MarkerKind
from classroom.sessions.signals import HANDS, Signal
from classroom.timelines.emotions import EMOTIONS
from inference.results import Reason

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "static" / "js"
TEMPLATES = ROOT / "templates"
EMOTION_WORDS = {f"emotion_{emotion}" for emotion in EMOTIONS}


def words_in(*templates: str) -> set[str]:
    text = "".join((TEMPLATES / template).read_text() for template in templates)
    return set(re.findall(r'data-word="(\w+)"', text))


def found(pattern: str, *scripts: str) -> set[str]:
    return {word for script in scripts for word in re.findall(pattern, (SCRIPTS / script).read_text())}


@pytest.fixture
def student_words() -> set[str]:
    return words_in("class_sessions/_student_words.html", "components/_emotion_words.html")


@pytest.fixture
def live_words() -> set[str]:
    return words_in("live/_words.html", "components/_emotion_words.html")


def test_each_state_of_the_student_has_a_sentence(student_words: set[str]) -> None:
    said = found(r'say\("(\w+)"', "lib/student_state.js") | found(r'\]: "(\w+)"', "lib/student_state.js")
    assert said
    assert said <= student_words


def test_each_state_of_the_camera_has_a_sentence(student_words: set[str]) -> None:
    states = found(r'(?m)^  [A-Z]+: "(\w+)",$', "lib/camera.js")
    assert states
    assert {f"camera_{state}" for state in states - {"on"}} <= student_words


def test_each_reason_has_a_sentence(student_words: set[str]) -> None:
    assert {f"reason_{reason}" for reason in Reason} <= student_words


def test_each_emotion_has_a_word(student_words: set[str], live_words: set[str]) -> None:
    assert student_words & live_words >= EMOTION_WORDS


def test_each_sentence_of_the_live_view_stands_in_its_template(live_words: set[str]) -> None:
    libraries = ("live_sentences", "alert_sentences", "signals", "chart_notes", "chart_traces")
    parts = ("alert_line", "figures_table", "glance", "live_chart", "marker_bar", "marker_list")
    scripts = [*(f"lib/{name}.js" for name in libraries), *(f"parts/{name}.js" for name in parts), "pages/live.js"]
    said = found(r"(?<!/)words\.([a-z_]+)", *scripts)
    assert said
    assert said <= live_words


def test_each_level_and_trend_has_a_word(live_words: set[str]) -> None:
    assert {f"level_{level}" for level in ("low", "middling", "high", "cannot_tell", "none")} <= live_words
    assert {f"trend_{trend}" for trend in ("rising", "falling", "steady")} <= live_words


def test_each_signal_has_a_counter() -> None:
    page = (TEMPLATES / "live" / "_signals.html").read_text()
    assert re.findall(r'data-signal="(\w+)"', page) == [*Signal, HANDS]


def test_each_kind_of_marker_has_a_word(live_words: set[str]) -> None:
    assert {f"marker_{kind}" for kind in MarkerKind} <= live_words


NAMED = [("slide", "12"), ("slide", "12: leaves"), ("slide", "Slide 12"), ("demo", ""), ("demo", "12"), ("text", "12")]


@pytest.mark.browser
@pytest.mark.parametrize(("kind", "label"), NAMED)
@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_page_calls_a_marker_what_the_report_calls_it(evaluate, language: str, kind: str, label: str) -> None:
    with translation.override(language):
        words = {"slide": gettext("Slide {number}"), **{f"marker_{kind}": str(kind.label) for kind in MarkerKind}}
        expected = Marker(kind=kind, label=label).words
    called = f"return markerLabel({json.dumps({'kind': kind, 'label': label})}, {json.dumps(words)});"
    assert evaluate('const { markerLabel } = await load("markers");' + called) == expected
