"""What was read most, why a report has no figures, how long it was measured less often: no more than buckets say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from classroom.reports.content import LectureReport
from classroom.reports.models import SessionReport
from classroom.reports.sentences import headline_sentences, pace_sentence, why_nothing
from classroom.reports.trust import Trust
from classroom.sessions.models import ClassSession
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.publication import Coverage
from tests.classroom.reports.lectures import bucket
from tests.typography import tied

DARK, EMPTY = Coverage(joined=24, sharing=19, readable=0), Coverage(joined=24, sharing=0, readable=0)
ONE_IN_THE_DARK, NOBODY = Coverage(joined=1, sharing=1, readable=0), Coverage(joined=1, sharing=0, readable=0)


def said_of(coverages: list[Coverage | None], minimum: int) -> str:
    """What a report says of a lecture with these published counts and no figures."""
    buckets = [bucket(number, None, coverage=coverage) for number, coverage in enumerate(coverages)]
    lecture = ClassSession(minimum_group=minimum)
    return why_nothing(LectureReport(lecture, SessionReport(), buckets, [], [], [], Trust()))


@pytest.mark.parametrize(
    ("coverages", "expected"),
    [
        ([DARK], "Enough students were sharing, but too few could be read"),
        ([None, DARK, EMPTY], "Enough students were sharing, but too few could be read"),
        ([EMPTY, EMPTY], "Too few students were sharing"),
        ([EMPTY, None], "Figures need enough students who share and can be read"),
        ([], "Figures need enough students who share and can be read"),
    ],
    ids=["a dark room", "dark for a while", "nobody shares", "some not counted", "no time at all"],
)
def test_a_report_says_why_there_are_no_figures(coverages: list[Coverage | None], expected: str) -> None:
    assert said_of(coverages, minimum=5) == f"{expected} at the same time (5 needed)."


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        (ONE_IN_THE_DARK, "Somebody was sharing, but no face could be read."),
        (NOBODY, "Nobody was sharing."),
        (None, "Figures need somebody who shares and can be read."),
    ],
)
def test_in_tutoring_it_says_so_of_one(coverage: Coverage | None, expected: str) -> None:
    assert said_of([coverage], minimum=1) == expected


def most_often_in(**shares: float) -> str:
    """What the headline says of the expressions of a lecture with these mean shares."""
    by_emotion = [shares.get(emotion, 0.0) for emotion in EMOTIONS]
    stored = SessionReport(measured_share=1, engagement=0.5, shares=by_emotion)
    return headline_sentences(LectureReport(ClassSession(minimum_group=5), stored, [], [], [], [], Trust()))[1]


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({"happy": 0.95}, "“happy” (95 %) most often, and as nothing else often."),
        ({"happy": 0.96, "sad": 0.04}, "“happy” (96 %) most often, and as nothing else often."),
        ({"happy": 0.6, "sad": 0.3, "fear": 0.1}, "“happy” (60 %) most often, then as “sad” (30 %)."),
        (
            {"happy": 0.6, "sad": 0.22, "fear": 0.18},
            "“happy” (60 %) most often, then as “sad” (22 %) and “fear” (18 %).",
        ),
        ({"happy": 0.9, "sad": 0.07, "fear": 0.03}, "“happy” (90 %) most often, then as “sad” (7 %)."),
        ({"sad": 0.48, "happy": 0.5}, "“happy” (50 %) and “sad” (48 %) about equally often."),
        (
            {"sad": 0.32, "happy": 0.35, "fear": 0.33},
            "“happy” (35 %), “fear” (33 %) and “sad” (32 %) about equally often.",
        ),
    ],
    ids=["one alone", "one and a trace", "two", "two after one", "a trace after two", "a tie", "a tie of three"],
)
def test_the_headline_names_what_is_frequent_and_tells_apart_no_more_than_it_can(
    shares: dict[str, float], expected: str
) -> None:
    assert most_often_in(**shares) == f"Faces were read as {tied(expected)}"


@pytest.mark.parametrize(
    ("slowed", "said"),
    [
        (0, ""),
        (1, tied("In 1 % of the lecture cameras were asked less often, because there was too much to do.")),
        (100, tied("In 25 % of the lecture cameras were asked less often, because there was too much to do.")),
    ],
)
def test_a_report_says_for_how_much_of_the_lecture_cameras_were_asked_less_often(slowed: int, said: str) -> None:
    start = timezone.now()
    lecture = ClassSession(started_at=start, ended_at=start + timedelta(seconds=400 * 15), bucket_s=15)
    buckets = [bucket(number, slowed=number < slowed) for number in range(200)]
    assert pace_sentence(LectureReport(lecture, SessionReport(), buckets, [], [], [], Trust())) == said
