"""What was seen and done by any address stands in the audit log: looks by permissions.py, acts by the table below."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import reverse

import classroom
from classroom.accounts import second_step
from classroom.accounts.models import User
from classroom.privacy.models import AuditEntry
from classroom.reports.services import make_report
from classroom.sessions.services import end_class_session
from tests.classroom.accounts.test_second_step import set_up
from tests.classroom.cast import Cast, cast
from tests.classroom.permissions import (
    ADMIN,
    ANONYMOUS,
    CHANGES,
    MATRIX,
    NOTED,
    STUDENT,
    TEACHER,
    UNNOTED,
    Address,
)
from tests.classroom.test_permissions import PARAMETERS
from tests.factories import PASSWORD, ClassSessionFactory

SOON = "2100-01-01T10:00"

__all__ = ["cast"]
pytestmark = pytest.mark.usefixtures("redis")


def ask(cast: Cast, actor: str, name: str, address: Address, data: Mapping[str, str]) -> HttpResponse:
    session = cast.ended if address.ended else cast.live
    parameters = {"session_id": session.pk, "pk": cast.values["pk"], "file_format": "json"}
    arguments = [cast.values[argument] for argument in address.arguments]
    arguments = arguments or [parameters[parameter] for parameter in PARAMETERS[name]]
    return getattr(cast.clients[actor], address.method)(reverse(name, args=arguments), data)


def written_by(act: Callable[[], HttpResponse]) -> list[str]:
    """The actions that an act leaves in the log."""
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    assert act().status_code in (200, 204, 302, 503)  # /readyz finds no workers here
    return list(AuditEntry.objects.exclude(pk__in=before).order_by("pk").values_list("action", flat=True))


def test_every_page_is_noted_or_shows_nobody() -> None:
    pages = {name for name, address in MATRIX.items() if address.method == "get"}
    assert sorted((set(NOTED) | UNNOTED) ^ pages) == []
    assert sorted(set(NOTED) & UNNOTED) == []


@pytest.mark.parametrize(("name", "action"), NOTED.items())
def test_a_look_leaves_a_row(cast: Cast, name: str, action: str) -> None:
    look = {}
    if name == "report_compare":
        beside = ClassSessionFactory(course=cast.ended.course, ended=True)
        make_report(class_session=beside)
        look = {"a": str(cast.ended.pk), "b": str(beside.pk)}
    assert action in written_by(lambda: ask(cast, reader_of(name), name, MATRIX[name], look))


def reader_of(name: str) -> str:
    return next(actor for actor in (TEACHER, ADMIN, ANONYMOUS, STUDENT) if actor in MATRIX[name].who)


def test_a_look_at_nobody_leaves_none(cast: Cast) -> None:
    shown = [name for name in sorted(UNNOTED) if MATRIX[name].who]
    left = {name: written_by(lambda name=name: ask(cast, reader_of(name), name, MATRIX[name], {})) for name in shown}
    assert {name: actions for name, actions in left.items() if actions} == {}


# What is done by an address, by whom and with what, and the row that it leaves. Acts with a test of their own elsewhere
# that names the row are not repeated here.
ACTS = [
    ("course_create", TEACHER, {"title": "Zoology", "retention_days": "30", "naming": "alias"}, "course.create"),
    ("course_duplicate", TEACHER, {"title": "Botany II"}, "course.duplicate"),
    ("course_archive", TEACHER, {}, "course.archive"),
    ("course_archive", TEACHER, {"archived": "0"}, "course.unarchive"),
    ("session_archive", TEACHER, {}, "session.archive"),
    ("session_archive", TEACHER, {"archived": "0"}, "session.unarchive"),
    ("student_add", TEACHER, {"name": "Cleo"}, "roster.add"),
    ("student_remove", TEACHER, {}, "roster.remove"),
    ("plan_edit", TEACHER, {"topic": "Roots", "scheduled_at": SOON, "planned_minutes": "45"}, "session.plan_change"),
    ("session_door", TEACHER, {"locked": "1"}, "session.lock_door"),
    ("session_door", TEACHER, {"locked": "0"}, "session.unlock_door"),
    ("session_end", TEACHER, {}, "session.end"),
    ("person_link", ADMIN, {}, "account.password_link"),
    (
        "organisation",
        ADMIN,
        {"name": "School 7", "contact_email": "office@school.invalid", "legal_basis": "consent"},
        "organisation.change",
    ),
]


@pytest.mark.parametrize(("name", "actor", "data", "action"), ACTS, ids=[act[-1] for act in ACTS])
def test_an_act_leaves_a_row(cast: Cast, name: str, actor: str, data: Mapping[str, str], action: str) -> None:
    if action == "session.unlock_door":
        ask(cast, actor, name, MATRIX[name], {"locked": "1"})
    if name == "course_archive":
        end_class_session(class_session=cast.live, actor="system")
    address = CHANGES.get(name, MATRIX[name])
    assert action in written_by(lambda: ask(cast, actor, name, address, data))


def test_activating_an_account_leaves_a_row(cast: Cast, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert "account.activate" in written_by(lambda: ask(cast, ADMIN, "person_activate", MATRIX["person_activate"], {}))


def test_new_backup_codes_leave_a_row(cast: Cast, ada: User) -> None:
    set_up(ada)
    form = {"do": "codes", "password": PASSWORD}
    written = written_by(lambda: ask(cast, TEACHER, "second_step_change", MATRIX["second_step_change"], form))
    assert written == ["second_step.backup_codes"]
    assert second_step.has_second_step(ada)


def test_every_action_of_the_log_is_named_by_a_test() -> None:
    """So that nobody takes one out, or adds one, without noticing."""
    source = "\n".join(file.read_text() for file in Path(classroom.__file__).parent.rglob("*.py"))
    tests = "\n".join(file.read_text() for file in Path(__file__).parents[1].rglob("test_*.py")) + repr(NOTED)
    written = {
        action
        for call in re.findall(r"action=([^,)]+)", source)
        for action in re.findall(r'"([a-z_]+\.[a-z_]+)"', call)
    }
    chosen = set(re.findall(r'action = "([a-z_.]+)" if', source)) | set(
        re.findall(r'else "([a-z_]+\.[a-z_]+)"$', source, re.MULTILINE)
    )
    assert len(written | chosen) > 40
    assert (
        sorted(action for action in written | chosen if f'"{action}"' not in tests and repr(action) not in tests) == []
    )
