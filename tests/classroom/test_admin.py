"""The administration pages: nothing in them puts a person beside an emotion, and nothing there goes around a rule."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import Role
from classroom.courses.models import Course, Student
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
