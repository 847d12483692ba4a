"""The administration pages: nothing in them puts a person beside an emotion, and nothing there goes around a rule."""

import pytest
import redis as redis_package
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import Role, User
from classroom.courses.models import Course, Student
from classroom.privacy.admin import name_people
from classroom.privacy.models import AuditEntry, Organisation
from classroom.privacy.noted_admin import NotedAdmin
from classroom.reports.models import SessionReport
from classroom.sessions.models import Participation
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.models import ClassBucket, ParticipationBucket
from tests.classroom.conftest import signed_in
from tests.factories import ClassBucketFactory, ClassSessionFactory, EnrollmentFactory, UserFactory, seat_in

REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)
MEASURED = {ClassBucket, ParticipationBucket, SessionReport}
NAMES = [model._meta.label_lower for model in REGISTERED]


def _reachable(model: type[Model]) -> set[type[Model]]:
    """The models whose rows a page of this model could show: its own, its inlines', and those it points to."""
    shown = {model, *(inline.model for inline in admin.site._registry[model].inlines)}
    return shown | {field.related_model for one in shown for field in one._meta.get_fields() if field.many_to_one}


@pytest.fixture
def boss(course: Course) -> Client:
    """A superuser, who is shown everything there is, in a school where people were measured."""
    EnrollmentFactory(course=course)
    class_session = ClassSessionFactory(course=course)
    seat_in(class_session, camera=False)
    ClassBucketFactory(class_session=class_session)
    return signed_in(UserFactory(is_superuser=True, role=Role.ADMIN))


def test_no_registered_model_holds_or_shows_measurements() -> None:
    assert REGISTERED
    for model in REGISTERED:
        assert not _reachable(model) & MEASURED, f"{model._meta.label} shows measurements"
        assert Participation not in _reachable(model)


@pytest.mark.parametrize("name", NAMES)
def test_no_page_of_the_administration_names_an_emotion(boss: Client, name: str) -> None:
    model = apps.get_model(name)
    app, kind = name.split(".")
    pages = [boss.get(reverse(f"admin:{app}_{kind}_changelist"))]
    pages += [boss.get(reverse(f"admin:{app}_{kind}_change", args=[row.pk])) for row in model.objects.all()[:3]]
    for page in pages:
        text = page.content.decode().lower()
        assert page.status_code == 200
        assert not [word for word in (*EMOTIONS, "engagement", "contributors") if f">{word}" in text]


def test_the_administration_names_things_in_the_readers_language(boss: Client) -> None:
    boss.cookies["django_language"] = "ru"
    page = boss.get(reverse("admin:index")).content.decode()
    assert [word for word in ("Журнал аудита", "Учащиеся", "Курсы", "Организация") if f">{word}<" not in page] == []
    boss.cookies["django_language"] = "en"
    english = boss.get(reverse("admin:privacy_auditentry_changelist")).content.decode()
    assert 'name="q"' in english


@pytest.mark.parametrize("model", [Student, Course])
def test_what_has_rules_of_its_own_is_only_read_there(boss: Client, model: type[Model]) -> None:
    row, prefix = model.objects.first(), f"admin:courses_{model._meta.model_name}"
    assert boss.get(reverse(f"{prefix}_add")).status_code == 403
    assert boss.post(reverse(f"{prefix}_change", args=[row.pk]), {"name": "x", "title": "x"}).status_code == 403
    assert boss.post(reverse(f"{prefix}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def log_of_readers() -> list[tuple[str, str]]:
    """Who read what in the administration, as admins are told."""
    entries = list(AuditEntry.objects.filter(action="administration.view").order_by("pk"))
    name_people(entries)
    return [(entry.shown_actor, entry.shown_target) for entry in entries]


def test_who_reads_lists_of_people_there_stands_in_the_log_once(boss: Client, redis: redis_package.Redis) -> None:
    for name in ("accounts_user", "courses_student", "privacy_auditentry") * 2:
        assert boss.get(reverse(f"admin:{name}_changelist")).status_code == 200
    reader = User.objects.get(is_superuser=True).shown_name
    lists = ("accounts.user", "courses.student", "privacy.auditentry")
    assert log_of_readers() == [(reader, f"administration:{name}") for name in lists]


@pytest.mark.parametrize("page", ["change", "history"])
def test_who_reads_one_person_there_stands_in_the_log(boss: Client, redis: redis_package.Redis, page: str) -> None:
    reader, student = User.objects.get(is_superuser=True), Student.objects.get()
    for prefix, person in (("accounts_user", reader), ("courses_student", student)):
        assert boss.get(reverse(f"admin:{prefix}_{page}", args=[person.pk])).status_code == 200
    course = student.enrollments.get().course
    assert log_of_readers() == [(reader.shown_name, reader.shown_name), (reader.shown_name, course.audit_name)]


@pytest.mark.parametrize("address", ["0", "abc"])
def test_who_finds_nobody_there_leaves_no_row(boss: Client, redis: redis_package.Redis, address: str) -> None:
    for prefix in ("accounts_user", "courses_student", "courses_course"):
        assert boss.get(reverse(f"admin:{prefix}_change", args=[address])).status_code == 302
    assert log_of_readers() == []


def test_all_that_is_only_read_there_is_noted() -> None:
    changed = {Organisation}
    noted = {model for model, page in admin.site._registry.items() if isinstance(page, NotedAdmin)}
    ours = {model for model in REGISTERED if model.__module__.startswith("classroom.")}
    assert ours - changed <= noted
