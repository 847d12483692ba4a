from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry
from classroom.reports.services import make_report
from classroom.sessions.models import ClassSession
from classroom.sessions.services import SessionStateError, start_class_session
from tests.factories import ClassSessionFactory, CourseFactory, UserFactory


def listed(client: Client, **query: str) -> list[Course]:
    return list(client.get(reverse("course_list"), query).context["courses"])


@pytest.fixture
def ended(course: Course) -> ClassSession:
    return ClassSessionFactory(course=course, ended=True)


def test_an_archived_course_leaves_the_list_and_starts_nothing(adas: Client, course: Course, ada: User) -> None:
    adas.post(reverse("course_archive", args=[course.pk]))
    assert (listed(adas), listed(adas, show="archived")) == ([], [course])
    with pytest.raises(SessionStateError, match="archived"):
        start_class_session(course=course, teacher=ada, topic="Roots")
    assert (
        reverse("class_session_start", args=[course.pk])
        not in adas.get(reverse("course_detail", args=[course.pk])).content.decode()
    )
    assert AuditEntry.objects.get(action="course.archive").actor == pseudonym_of(ada.audit_name)


def test_a_course_comes_back(adas: Client, course: Course) -> None:
    adas.post(reverse("course_archive", args=[course.pk]))
    adas.post(reverse("course_archive", args=[course.pk]), {"archived": "0"})
    assert listed(adas) == [course]


def test_a_course_with_a_running_lecture_is_not_archived(adas: Client, class_session: ClassSession) -> None:
    page = adas.post(reverse("course_archive", args=[class_session.course_id]), follow=True)
    assert "A lecture is running" in page.content.decode()
    class_session.course.refresh_from_db()
    assert not class_session.course.is_archived


def test_a_co_teacher_and_a_stranger_archive_nothing(bens: Client, client: Client, course: Course, ben: User) -> None:
    address = reverse("course_archive", args=[course.pk])
    assert bens.post(address).status_code == 404
    course.co_teachers.add(ben)
    assert bens.post(address).status_code == 403
    assert client.post(address).status_code == 302


def test_a_lecture_that_is_put_away_keeps_its_report(adas: Client, ended: ClassSession) -> None:
    make_report(class_session=ended)
    adas.post(reverse("session_archive", args=[ended.pk]))
    address = reverse("lecture_list", args=[ended.course_id])
    assert list(adas.get(address).context["rows"]) == []
    assert list(adas.get(address, {"show": "archived"}).context["rows"]) == [ended]
    assert adas.get(reverse("report", args=[ended.pk])).status_code == 200
    adas.post(reverse("session_archive", args=[ended.pk]), {"archived": "0"})
    assert list(adas.get(address).context["rows"]) == [ended]


def test_a_running_lecture_is_not_put_away(adas: Client, bens: Client, class_session: ClassSession) -> None:
    address = reverse("session_archive", args=[class_session.pk])
    page = adas.post(address, follow=True)
    assert "that has ended" in page.content.decode()
    assert bens.post(address).status_code == 404


def test_the_latest_used_course_comes_first(adas: Client, course: Course, ada: User) -> None:
    newer = CourseFactory(title="Zoology", owner=ada)
    assert listed(adas) == [newer, course]
    ClassSessionFactory(course=course, started_at=timezone.now() + timedelta(minutes=1))
    assert listed(adas) == [course, newer]


def test_courses_are_filtered_by_what_happens_in_them(adas: Client, course: Course, ada: User) -> None:
    running = ClassSessionFactory(course=CourseFactory(owner=ada)).course
    planned = ClassSessionFactory(course=CourseFactory(owner=ada), status="draft", started_at=None).course
    assert listed(adas, show="running") == [running]
    assert listed(adas, show="planned") == [planned]
    assert set(listed(adas, show="nonsense")) == {course, running, planned}


def test_co_teachers_do_not_multiply_held_lectures(adas: Client, ended: ClassSession) -> None:
    ended.course.co_teachers.add(UserFactory(), UserFactory(), UserFactory())
    assert [course.ended_count for course in listed(adas)] == [1]


def test_an_admin_finds_courses_by_their_owner_and_learns_of_ended_lectures_alone(
    doras: Client, course: Course, ended: ClassSession, ada: User
) -> None:
    ClassSessionFactory(course=course)
    assert (listed(doras, q="ada"), listed(doras, q="ben")) == ([course], [])
    page = doras.get(reverse("course_list"), {"show": "running"})
    assert [chip.value for chip in page.context["chips"]] == ["all", "archived"]
    assert list(doras.get(reverse("lecture_list", args=[course.pk])).context["rows"]) == [ended]


def test_lectures_are_searched_and_filtered(adas: Client, course: Course) -> None:
    roots = ClassSessionFactory(course=course, topic="Корни растений", ended=True)
    live = ClassSessionFactory(course=course, topic="Leaves")
    address = reverse("lecture_list", args=[course.pk])
    assert list(adas.get(address).context["rows"]) == [live, roots]
    assert list(adas.get(address, {"q": "корни"}).context["rows"]) == [roots]
    assert list(adas.get(address, {"show": "running"}).context["rows"]) == [live]
    assert "No lecture here" in adas.get(address, {"q": "zzz"}).content.decode()


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("all", "All lectures that were held are put away"),
        ("held", "All lectures that were held are put away"),
        ("running", "No lecture is running"),
    ],
)
def test_a_list_of_lectures_that_are_put_away_does_not_say_that_there_was_none(
    adas: Client, course: Course, show: str, words: str
) -> None:
    ClassSessionFactory(course=course, ended=True, archived_at=timezone.now())
    page = adas.get(reverse("lecture_list", args=[course.pk]), {"show": show}).content.decode()
    assert words in page
    assert "No lecture yet" not in page
    assert "No lecture has ended yet" not in page


def test_a_list_of_held_lectures_waits_for_the_first(adas: Client, course: Course) -> None:
    ClassSessionFactory(course=course)
    page = adas.get(reverse("lecture_list", args=[course.pk]), {"show": "held"}).content.decode()
    assert "No lecture has ended yet" in page


def test_lectures_have_pages_that_keep_what_was_looked_for(adas: Client, course: Course) -> None:
    ClassSessionFactory.create_batch(23, course=course, ended=True)
    address = reverse("lecture_list", args=[course.pk])
    first = adas.get(address, {"q": "photo", "show": "held"})
    assert len(first.context["rows"]) == 20
    assert 'href="?q=photo&amp;show=held&amp;page=2"' in first.content.decode()
    assert len(adas.get(address, {"q": "photo", "show": "held", "page": 2}).context["rows"]) == 3


def test_a_long_list_asks_the_database_no_more_than_a_short_one(
    adas: Client, ada: User, django_assert_max_num_queries: object
) -> None:
    for _number in range(25):
        ClassSessionFactory(course=CourseFactory(owner=ada), ended=True)
    with django_assert_max_num_queries(12):
        page = adas.get(reverse("course_list"))
    assert len(page.context["courses"]) == 20
    assert "page=2" in page.content.decode()


def test_another_teacher_sees_no_lectures(bens: Client, course: Course) -> None:
    assert bens.get(reverse("lecture_list", args=[course.pk])).status_code == 404
