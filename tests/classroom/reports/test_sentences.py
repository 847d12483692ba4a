"""Why a report has no figures, and for how long it was measured less often: no more than the buckets say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from classroom.reports.content import LectureReport
from classroom.reports.models import SessionReport
from classroom.reports.sentences import pace_sentence, why_nothing
from classroom.reports.trust import Trust
from classroom.sessions.models import ClassSession
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
