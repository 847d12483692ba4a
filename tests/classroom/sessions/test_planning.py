from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.courses.services import set_minimum_group
from classroom.privacy.models import AuditEntry
from classroom.sessions.access import session_for_dashboard
from classroom.sessions.models import ClassSession, Status
from classroom.sessions.planning import plan_session, planned_minutes_of, start_planned_session
from classroom.sessions.services import SessionStateError, start_class_session

TOMORROW = timezone.now().replace(second=0, microsecond=0) + timedelta(days=1)
FORM = {"topic": "Roots", "scheduled_at": TOMORROW.strftime("%Y-%m-%dT%H:%M"), "planned_minutes": 45}


@pytest.fixture
def planned(course: Course, ada: User) -> ClassSession:
    return plan_session(course=course, teacher=ada, topic="Roots", scheduled_at=TOMORROW, planned_minutes=45)


def test_a_planned_lecture_waits_on_the_page_of_the_course(adas: Client, course: Course) -> None:
    adas.post(reverse("plan_create", args=[course.pk]), FORM)
    planned = ClassSession.objects.get()
    assert (planned.status, planned.scheduled_at, planned.started_at) == (Status.DRAFT, TOMORROW, None)
    assert planned_minutes_of(planned) == 45
    assert list(adas.get(reverse("course_detail", args=[course.pk])).context["planned"]) == [planned]


def test_a_time_that_has_passed_is_refused(adas: Client, course: Course) -> None:
    page = adas.post(reverse("plan_create", args=[course.pk]), FORM | {"scheduled_at": "2020-01-01T10:00"})
    assert "has passed" in str(page.context["form"].errors["scheduled_at"])
    assert not ClassSession.objects.exists()


def test_the_topic_of_an_overdue_plan_can_be_changed(adas: Client, planned: ClassSession) -> None:
    past = TOMORROW - timedelta(days=3)
    ClassSession.objects.filter(pk=planned.pk).update(scheduled_at=past, planned_end_at=past + timedelta(minutes=45))
    form = FORM | {"topic": "Leaves", "scheduled_at": past.strftime("%Y-%m-%dT%H:%M")}
    adas.post(reverse("plan_edit", args=[planned.pk]), form)
    planned.refresh_from_db()
    assert (planned.topic, planned.scheduled_at) == ("Leaves", past)


def test_starting_opens_it_under_the_rules_of_now(
    adas: Client, planned: ClassSession, course: Course, dora: User
) -> None:
    set_minimum_group(course=course, admin=dora, minimum_group=7, reason="")
    response = adas.post(reverse("plan_start", args=[planned.pk]))
    planned.refresh_from_db()
    assert response["Location"] == reverse("live", args=[planned.pk])
    assert (planned.status, planned.minimum_group) == (Status.LIVE, 7)
    assert planned.planned_end_at - planned.start == timedelta(minutes=45)
    assert AuditEntry.objects.filter(action="session.start").count() == 1


def test_a_plan_is_started_once(adas: Client, planned: ClassSession, ada: User) -> None:
    start_planned_session(class_session=planned, teacher=ada)
    assert adas.post(reverse("plan_start", args=[planned.pk])).status_code == 404
    with pytest.raises(SessionStateError, match="running"):
        start_planned_session(class_session=planned, teacher=ada)


def test_no_plan_is_started_beside_a_running_lecture(adas: Client, planned: ClassSession, ada: User) -> None:
    start_class_session(course=planned.course, teacher=ada, topic="Leaves")
    page = adas.post(reverse("plan_start", args=[planned.pk]), follow=True)
    assert "already has a session running" in page.content.decode()
    planned.refresh_from_db()
    assert planned.status == Status.DRAFT


def test_a_plan_is_deleted_but_a_running_lecture_is_not(adas: Client, planned: ClassSession, ada: User) -> None:
    start_planned_session(class_session=planned, teacher=ada)
    assert adas.post(reverse("plan_delete", args=[planned.pk])).status_code == 404
    ClassSession.objects.filter(pk=planned.pk).update(status=Status.DRAFT)
    adas.post(reverse("plan_delete", args=[planned.pk]))
    assert not ClassSession.objects.exists()
    assert AuditEntry.objects.filter(action="session.plan_delete").exists()


@pytest.mark.parametrize("name", ["plan_edit", "plan_start", "plan_delete"])
def test_a_plan_is_for_the_teachers_of_the_course(
    bens: Client, doras: Client, client: Client, planned: ClassSession, name: str
) -> None:
    address = reverse(name, args=[planned.pk])
    assert bens.post(address).status_code == 404
    assert doras.post(address).status_code == 403
    assert client.post(address).status_code == 302
    assert ClassSession.objects.filter(status=Status.DRAFT).exists()


def test_a_plan_has_no_live_view_no_report_and_no_socket(adas: Client, planned: ClassSession, ada: User) -> None:
    for name in ("live", "live_timeline", "report", "session_people"):
        assert adas.get(reverse(name, args=[planned.pk])).status_code == 404
    assert session_for_dashboard(ada, planned.pk) is None
