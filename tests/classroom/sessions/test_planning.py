from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import redis as redis_package
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.courses.services import set_minimum_group
from classroom.privacy.models import AuditEntry
from classroom.sessions.access import session_for_dashboard
from classroom.sessions.forms import PlanForm
from classroom.sessions.models import ClassSession, Marker, Participation, Status
from classroom.sessions.planning import next_time_of, plan_session, planned_minutes_of, start_planned_session
from classroom.sessions.services import SessionStateError, start_class_session
from tests.factories import ClassSessionFactory, seat_in

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


def test_a_course_shows_its_next_plans_and_leads_to_the_others(adas: Client, course: Course) -> None:
    lectures = reverse("lecture_list", args=[course.pk])
    page = reverse("course_detail", args=[course.pk])
    for week in range(9):
        assert f"{lectures}?show=planned" not in adas.get(page).content.decode()
        at = timezone.now() + timedelta(weeks=week + 1)
        ClassSessionFactory(course=course, topic=f"Week {week}", status=Status.DRAFT, started_at=None, scheduled_at=at)
    shown = adas.get(page).content.decode()
    assert [week for week in range(9) if f"Week {week}" in shown] == list(range(8))
    assert f"{lectures}?show=planned" in shown
    listed = adas.get(lectures, {"show": "planned"}).context["rows"]
    assert [lecture.topic for lecture in listed] == [f"Week {week}" for week in range(9)]


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
    assert "A lecture is already running in this course" in page.content.decode()
    planned.refresh_from_db()
    assert planned.status == Status.DRAFT


def test_a_plan_is_deleted_but_a_running_lecture_is_not(adas: Client, planned: ClassSession, ada: User) -> None:
    start_planned_session(class_session=planned, teacher=ada)
    assert adas.post(reverse("plan_delete", args=[planned.pk])).status_code == 404
    ClassSession.objects.filter(pk=planned.pk).update(status=Status.DRAFT)
    adas.post(reverse("plan_delete", args=[planned.pk]))
    assert not ClassSession.objects.exists()
    assert AuditEntry.objects.filter(action="session.plan_delete").exists()


@pytest.mark.parametrize("name", ["plan_edit", "plan_start", "plan_delete", "plan_copy"])
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


def copy(client: Client, original: ClassSession) -> ClassSession:
    """The lecture that is planned when the page that offers the copy is sent back as it is."""
    address = reverse("plan_copy", args=[original.pk])
    form = client.get(address).context["form"]
    client.post(address, {field.html_name: field.value() for field in form} | {"scheduled_at": shown_time(form)})
    return ClassSession.objects.exclude(pk=original.pk).get()


def shown_time(form: PlanForm) -> str:
    field = form["scheduled_at"]
    return field.field.widget.format_value(field.value())


def test_a_planned_lecture_is_copied_a_week_later(adas: Client, planned: ClassSession) -> None:
    made = copy(adas, planned)
    assert (made.topic, made.status, planned_minutes_of(made)) == ("Roots", Status.DRAFT, 45)
    assert made.scheduled_at == TOMORROW + timedelta(weeks=1)
    assert AuditEntry.objects.filter(action="session.plan", target=f"session:{made.pk}").exists()


def test_of_a_held_lecture_nothing_is_copied_but_topic_and_length(
    adas: Client, course: Course, redis: redis_package.Redis
) -> None:
    held = ClassSessionFactory(course=course)
    seat_in(held)
    Marker.objects.create(class_session=held, label="Cleo asked", hint="Look at Cleo's roots")
    planned_end = held.start + timedelta(minutes=30)
    ended = {"status": Status.ENDED, "ended_at": timezone.now(), "planned_end_at": planned_end}
    ClassSession.objects.update(is_door_locked=True, **ended)
    made = copy(adas, held)
    assert (made.topic, planned_minutes_of(made), made.is_door_locked) == ("Photosynthesis", 30, False)
    assert (made.started_at, made.ended_at) == (None, None)
    assert {made.join_token, made.short_code}.isdisjoint({held.join_token, held.short_code})
    assert not Participation.objects.filter(class_session=made).exists()
    assert not Marker.objects.filter(class_session=made).exists()


def test_a_copy_is_offered_for_the_same_time_by_the_clocks_of_the_installation() -> None:
    zone, summer = ZoneInfo("Europe/Kyiv"), datetime(2031, 10, 23, 9, 5, 40, tzinfo=ZoneInfo("Europe/Kyiv"))
    with timezone.override(zone):
        later = next_time_of(ClassSession(scheduled_at=summer))
    assert later.astimezone(zone).replace(tzinfo=None) == datetime(2031, 10, 30, 9, 5)  # noqa: DTZ001 - what a clock shows
    assert later - summer.replace(second=0) == timedelta(weeks=1, hours=1)


def test_a_copy_of_a_lecture_of_long_ago_is_offered_for_a_time_to_come() -> None:
    long_ago = timezone.now() - timedelta(days=200, hours=1)
    later = next_time_of(ClassSession(started_at=long_ago))
    assert timedelta() < later - timezone.now() <= timedelta(weeks=1)
    assert later.weekday() == long_ago.weekday()


def test_every_lecture_in_the_list_can_be_copied_by_those_who_teach(
    adas: Client, doras: Client, course: Course, planned: ClassSession
) -> None:
    held = ClassSessionFactory(course=course, ended=True)
    address = reverse("lecture_list", args=[course.pk])
    of_a_teacher, of_an_admin = (person.get(address).content.decode() for person in (adas, doras))
    links = [reverse("plan_copy", args=[lecture.pk]) for lecture in (planned, held)]
    assert all(link in of_a_teacher for link in links)
    assert not any(link in of_an_admin for link in links)


def test_nothing_is_copied_in_an_archived_course(adas: Client, course: Course) -> None:
    held = ClassSessionFactory(course=course, ended=True)
    Course.objects.update(archived_at=timezone.now())
    address = reverse("plan_copy", args=[held.pk])
    assert address not in adas.get(reverse("lecture_list", args=[course.pk])).content.decode()
    assert "This course is archived" in adas.post(address, FORM, follow=True).content.decode()
    assert ClassSession.objects.count() == 1
