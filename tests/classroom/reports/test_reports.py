import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from classroom.privacy.models import AuditEntry
from classroom.reports import services, tasks
from classroom.reports.models import SessionReport
from classroom.sessions.models import ClassSession
from tests.factories import ClassBucketFactory, ClassSessionFactory, CourseFactory


@pytest.fixture
def lecture(course: object) -> ClassSession:
    """An ended lecture of Ada's with three buckets, the second below the minimum."""
    lecture = ClassSessionFactory(course=course, ended=True, topic="Әсел reads", window_closed_at=timezone.now())
    ClassBucketFactory(class_session=lecture, sequence=0, engagement=0.4)
    hidden = {
        "shares": None,
        "engagement": None,
        "contributors": None,
        "joined": None,
        "sharing": None,
        "readable": None,
    }
    ClassBucketFactory(class_session=lecture, sequence=1, **hidden)
    ClassBucketFactory(class_session=lecture, sequence=2, engagement=0.6)
    return lecture


@pytest.fixture
def reported(lecture: ClassSession) -> ClassSession:
    services.make_report(class_session=lecture)
    return lecture


def test_the_sweep_makes_each_report_once(lecture: ClassSession) -> None:
    tasks.make_missing()
    tasks.make_missing()
    services.make_report(class_session=lecture)
    report = SessionReport.objects.get()
    assert report.engagement == pytest.approx(0.5)


def test_no_report_is_made_before_the_last_bucket_is_closed(lecture: ClassSession) -> None:
    ClassSession.objects.update(window_closed_at=None)
    tasks.make_missing()
    assert SessionReport.objects.count() == 0


def test_teacher_and_admin_read_the_report(adas: Client, doras: Client, reported: ClassSession) -> None:
    for person in (adas, doras):
        page = person.get(reverse("report", args=[reported.pk]))
        assert "AI estimate" in page.content.decode()
        assert page.context["headline"]["engagement"] == pytest.approx(0.5)


def test_the_figure_has_a_gap_and_no_zero_where_too_few_shared(adas: Client, reported: ClassSession) -> None:
    context = adas.get(reverse("report", args=[reported.pk])).context
    happy = next(trace for trace in context["emotion_figure"]["data"] if trace["meta"]["series"] == "happy")
    assert happy["y"] == [0.5, None, 0.5]
    assert [row["engagement"] for row in context["rows"]] == [40, None, 60]


def test_another_teacher_cannot_read_it(bens: Client, reported: ClassSession) -> None:
    assert bens.get(reverse("report", args=[reported.pk])).status_code == 404


def test_a_stranger_is_sent_to_sign_in(client: Client, reported: ClassSession) -> None:
    assert client.get(reverse("report", args=[reported.pk]))["Location"].startswith(reverse("sign_in"))


def test_an_admin_has_no_report_of_a_running_session(doras: Client, class_session: ClassSession) -> None:
    assert doras.get(reverse("report", args=[class_session.pk])).status_code == 404


def test_until_the_report_is_made_the_page_says_so(adas: Client, lecture: ClassSession) -> None:
    response = adas.get(reverse("report", args=[lecture.pk]))
    assert "reports/report_pending.html" in [template.name for template in response.templates]


def test_reading_a_report_is_audited(doras: Client, dora: object, reported: ClassSession) -> None:
    doras.get(reverse("report", args=[reported.pk]))
    entry = AuditEntry.objects.get(action="report.view")
    assert (entry.actor, entry.target) == (dora.audit_name, f"session:{reported.pk}")


@pytest.mark.parametrize("words", ["әсел", "ӘСЕЛ", "botany"])
def test_reports_are_found_by_topic_or_course_in_any_case(doras: Client, reported: ClassSession, words: str) -> None:
    found = doras.get(reverse("report_list"), {"q": words}).context["page_obj"]
    assert [found_session.pk for found_session in found] == [reported.pk]


def test_reports_are_paged(doras: Client, course: object) -> None:
    ClassSessionFactory.create_batch(23, course=course, ended=True)
    assert len(doras.get(reverse("report_list")).context["page_obj"]) == 20
    assert len(doras.get(reverse("report_list"), {"page": 2}).context["page_obj"]) == 3


def test_the_list_asks_as_often_for_many_reports_as_for_one(doras: Client, course: object) -> None:
    ClassSessionFactory(course=course, ended=True)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            doras.get(reverse("report_list"))
        counts.append(len(queries))
        ClassSessionFactory.create_batch(10, course=CourseFactory(), ended=True)
    assert counts[0] == counts[1]
