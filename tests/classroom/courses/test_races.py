"""Somebody saves the settings of a course, or starts a lecture, while another one changes the course."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import Role, User
from classroom.courses.models import Course
from classroom.courses.services import set_archived, set_minimum_group, transfer_course
from classroom.courses.staffing import change_role, deactivate_account
from classroom.privacy.models import AuditEntry
from classroom.sessions.services import start_class_session
from tests.classroom.courses.test_courses import SETTINGS
from tests.classroom.races import beside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]


def afresh(course: Course) -> Course:
    """The course as another process has read it."""
    return Course.objects.get(pk=course.pk)


def save_settings(client: Client, course: Course, **settings: object) -> int:
    """Save settings; the status of the answer."""
    return client.post(reverse("course_edit", args=[course.pk]), SETTINGS | settings).status_code


def test_a_minimum_that_is_raised_beside_the_settings_stays_raised(adas: Client, course: Course, dora: User) -> None:
    raise_it = partial(set_minimum_group, course=afresh(course), admin=dora, minimum_group=12, reason="")
    assert beside(raise_it, partial(save_settings, adas, course, title="Plants")) == 302
    course.refresh_from_db()
    assert (course.minimum_group, course.title) == (12, "Plants")


def test_a_course_that_is_archived_beside_its_settings_stays_archived(adas: Client, course: Course, ada: User) -> None:
    archive = partial(set_archived, course=afresh(course), actor=ada, archived=True)
    assert beside(archive, partial(save_settings, adas, course, title="Plants")) == 302
    course.refresh_from_db()
    assert (course.is_archived, course.title) == (True, "Plants")


def test_a_course_that_is_handed_over_beside_its_settings_stays_handed_over(
    doras: Client, course: Course, ada: User, ben: User
) -> None:
    hand_over = partial(transfer_course, course=afresh(course), actor=ada, new_owner=ben)
    assert beside(hand_over, partial(save_settings, doras, course, title="Plants")) == 302
    course.refresh_from_db()
    assert (course.owner, course.title) == (ben, "Plants")


def test_who_hands_a_course_over_meanwhile_saves_no_settings(
    adas: Client, course: Course, ada: User, ben: User
) -> None:
    hand_over = partial(transfer_course, course=afresh(course), actor=ada, new_owner=ben)
    assert beside(hand_over, partial(save_settings, adas, course, title="Plants")) == 404
    course.refresh_from_db()
    assert (course.owner, course.title) == (ben, "Botany")


def test_a_rule_that_another_one_set_meanwhile_is_not_taken_back_in_silence(
    adas: Client, bens: Client, course: Course, ben: User
) -> None:
    course.co_teachers.add(ben)
    bens_settings = {name: value for name, value in SETTINGS.items() if name != "requires_guardian"}
    address = reverse("course_edit", args=[course.pk])
    team = {"co_teachers": [ben.pk]}
    beside(lambda: adas.post(address, SETTINGS | team), lambda: bens.post(address, bens_settings | team))
    course.refresh_from_db()
    newest, _first = AuditEntry.objects.filter(action="course.change").order_by("-pk")
    assert (course.requires_guardian, newest.detail["changed"]) == (False, ["requires_guardian"])


def test_who_is_owner_no_more_hands_nothing_over(course: Course, ada: User, ben: User, dora: User) -> None:
    first = partial(transfer_course, course=afresh(course), actor=dora, new_owner=ben)
    with pytest.raises(PermissionDenied):
        beside(first, partial(transfer_course, course=afresh(course), actor=ada, new_owner=ada))
    assert afresh(course).owner == ben


def test_the_log_names_the_minimum_that_was_changed(course: Course, dora: User) -> None:
    change = partial(set_minimum_group, admin=dora, reason="")
    beside(
        partial(change, course=afresh(course), minimum_group=12),
        partial(change, course=afresh(course), minimum_group=8),
    )
    newest, _first = AuditEntry.objects.filter(action="course.minimum_group").order_by("-pk")
    assert newest.detail == {"before": 12, "after": 8, "reason": ""}


def test_a_lecture_that_is_started_beside_it_has_the_raised_minimum(course: Course, ada: User, dora: User) -> None:
    raise_it = partial(set_minimum_group, course=afresh(course), admin=dora, minimum_group=12, reason="")
    started = beside(raise_it, partial(start_class_session, course=afresh(course), teacher=ada, topic="Leaves"))
    assert started.minimum_group == 12


def deactivate(person: User, admin: User) -> None:
    deactivate_account(admin=admin, person=User.objects.get(pk=person.pk))


def promote(person: User, admin: User) -> None:
    change_role(admin=admin, person=User.objects.get(pk=person.pk), role=Role.ADMIN)


@pytest.mark.parametrize("end", [deactivate, promote])
def test_nobody_gets_a_course_who_is_no_teacher_any_more(
    course: Course, ada: User, ben: User, dora: User, end: Callable[[User, User], None]
) -> None:
    with pytest.raises(ValidationError, match="Only an active teacher"):
        beside(partial(end, ben, dora), partial(transfer_course, course=afresh(course), actor=ada, new_owner=ben))
    assert afresh(course).owner == ada


@pytest.mark.parametrize("end", [deactivate, promote])
def test_nobody_who_gets_a_course_meanwhile_stops_being_a_teacher(
    course: Course, ada: User, ben: User, dora: User, end: Callable[[User, User], None]
) -> None:
    hand_over = partial(transfer_course, course=afresh(course), actor=ada, new_owner=ben)
    with pytest.raises(ValidationError, match="still owns courses"):
        beside(hand_over, partial(end, ben, dora))
    ben.refresh_from_db()
    assert (ben.is_active, ben.role) == (True, Role.TEACHER)
