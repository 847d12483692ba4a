import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import User
from classroom.accounts.secret_links import secret_hash
from classroom.courses.models import Course, Enrollment
from classroom.courses.services import add_student, set_minimum_group
from classroom.privacy.models import AuditEntry
from classroom.sessions.models import ClassSession
from classroom.sessions.services import start_class_session
from tests.factories import CourseFactory


def test_an_admin_lowers_the_minimum_with_a_logged_reason(course: Course, dora: User) -> None:
    set_minimum_group(course=course, admin=dora, minimum_group=1, reason="tutoring one child")
    course.refresh_from_db()
    assert course.minimum_group == 1
    entry = AuditEntry.objects.get(action="course.minimum_group")
    assert entry.detail == {"before": 5, "after": 1, "reason": "tutoring one child"}


def test_without_a_reason_the_minimum_stays(course: Course, dora: User) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        set_minimum_group(course=course, admin=dora, minimum_group=4, reason=" ")


def test_a_teacher_cannot_lower_the_minimum(course: Course, ada: User, adas: Client) -> None:
    with pytest.raises(PermissionDenied):
        set_minimum_group(course=course, admin=ada, minimum_group=1, reason="please")
    assert adas.get(reverse("course_minimum", args=[course.pk])).status_code == 403


def test_the_database_itself_wants_a_reason(ada: User) -> None:
    with pytest.raises(IntegrityError, match="course_lower_minimum_has_a_reason"):
        CourseFactory(owner=ada, minimum_group=2)


def test_a_running_session_keeps_the_minimum_it_started_with(course: Course, ada: User, dora: User) -> None:
    running = start_class_session(course=course, teacher=ada, topic="Leaves")
    set_minimum_group(course=course, admin=dora, minimum_group=1, reason="tutoring")
    running.refresh_from_db()
    assert running.minimum_group == 5


def test_a_personal_link_is_shown_once_and_kept_as_a_hash(adas: Client, course: Course) -> None:
    link = adas.post(reverse("student_add", args=[course.pk]), {"name": "Cleo"}).context["new_link"]
    secret = link.rstrip("/").rpartition("/")[2]
    assert Enrollment.objects.get().link_hash == secret_hash(secret)
    assert secret not in adas.get(reverse("course_detail", args=[course.pk])).content.decode()


def test_only_own_courses_are_listed(adas: Client, bens: Client, doras: Client, course: Course) -> None:
    assert list(adas.get(reverse("course_list")).context["courses"]) == [course]
    assert list(bens.get(reverse("course_list")).context["courses"]) == []
    assert list(doras.get(reverse("course_list")).context["courses"]) == [course]


@pytest.mark.parametrize("name", ["course_detail", "course_edit"])
def test_another_teacher_cannot_open_the_course(bens: Client, course: Course, name: str) -> None:
    assert bens.get(reverse(name, args=[course.pk])).status_code == 404


def test_a_course_is_created_and_changed(adas: Client, ada: User) -> None:
    adas.post(reverse("course_create"), {"title": "Zoology", "retention_days": 30})
    course = Course.objects.get(title="Zoology")
    assert (course.owner, course.minimum_group, course.retention_days) == (ada, 5, 30)
    adas.post(reverse("course_edit", args=[course.pk]), {"title": "Animals", "retention_days": 60})
    course.refresh_from_db()
    assert course.title == "Animals"


def test_starting_a_session_opens_the_live_view(adas: Client, course: Course) -> None:
    response = adas.post(reverse("class_session_start", args=[course.pk]), {"topic": "Roots", "planned_minutes": 45})
    class_session = ClassSession.objects.get()
    assert response["Location"] == reverse("live", args=[class_session.pk])
    assert class_session.is_live
    assert len(class_session.model_sha256) == 64
    assert len(class_session.join_token) >= 16


def test_a_course_has_one_session_at_a_time(adas: Client, course: Course) -> None:
    for _press in range(2):
        adas.post(reverse("class_session_start", args=[course.pk]), {"topic": "Roots", "planned_minutes": 45})
    assert ClassSession.objects.count() == 1


def test_an_admin_starts_no_session(doras: Client, course: Course) -> None:
    response = doras.post(reverse("class_session_start", args=[course.pk]), {"topic": "Roots", "planned_minutes": 45})
    assert response.status_code == 403
    assert ClassSession.objects.count() == 0


def test_a_session_without_a_topic_is_not_started(adas: Client, course: Course) -> None:
    response = adas.post(reverse("class_session_start", args=[course.pk]), {"topic": "", "planned_minutes": 45})
    assert response.status_code == 400
    assert ClassSession.objects.count() == 0


def test_every_student_has_a_link_of_their_own(course: Course) -> None:
    secrets = {add_student(course=course, name="Cleo")[1] for _student in range(3)}
    assert len(secrets) == 3
