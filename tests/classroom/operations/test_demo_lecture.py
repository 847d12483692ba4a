import pytest
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.operations.demo_lecture import NOTE, make_demo_lecture
from classroom.reports.models import NextTimeNote
from classroom.sessions.models import ClassSession
from classroom.timelines.models import ClassBucket


@pytest.fixture
def demo(course: Course, ada: User) -> ClassSession:
    return make_demo_lecture(course, ada)


def test_the_report_of_the_demo_lecture_says_that_nobody_was_there(adas: Client, demo: ClassSession) -> None:
    page = adas.get(reverse("report", args=[demo.pk])).content.decode()
    assert "Synthetic example" in page
    assert "Nobody attended this lecture." in page


def test_it_shows_everything_that_a_report_can_show(adas: Client, demo: ClassSession) -> None:
    context = adas.get(reverse("report", args=[demo.pk])).context
    assert len(context["moments"]) >= 3
    assert any("lost" in " ".join(moment["said"]) for moment in context["moments"])
    assert (context["has_levels"], context["has_signals"], context["trust"]["unread"] > 0) == (True, True, True)
    assert NextTimeNote.objects.get().text == NOTE


def test_its_break_is_a_gap(demo: ClassSession) -> None:
    minutes = {sequence * demo.bucket_s // 60 for sequence in demo.buckets.values_list("sequence", flat=True)}
    assert minutes == set(range(90)) - set(range(44, 50))


def test_the_same_seed_makes_the_same_lecture(course: Course, ada: User, demo: ClassSession) -> None:
    again = make_demo_lecture(course, ada)
    figures = [
        list(ClassBucket.objects.filter(class_session=lecture).values_list("sequence", "shares", "engagement"))
        for lecture in (demo, again)
    ]
    assert figures[0] == figures[1]


def test_nobody_is_on_its_roster(demo: ClassSession) -> None:
    assert demo.participations.count() == 0
