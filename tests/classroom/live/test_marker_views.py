import pytest
import redis as redis_package
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import User
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry
from classroom.sessions.marking import add_marker, remove_marker
from classroom.sessions.models import ClassSession, Marker
from classroom.sessions.services import end_class_session
from tests.factories import ClassSessionFactory, CourseFactory

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def with_redis(redis: redis_package.Redis) -> None:
    """These views announce."""


@pytest.fixture
def marker(class_session: ClassSession) -> Marker:
    marker = add_marker(class_session=class_session, label="Heat pmup", kind="demo", hint="Page 21")
    marker.refresh_from_db()
    return marker


def address_of(marker: Marker, name: str) -> str:
    return reverse(name, args=[marker.class_session_id, marker.pk])


def test_a_marker_needs_words_and_an_open_session(adas: Client, class_session: ClassSession) -> None:
    address = reverse("session_marker", args=[class_session.pk])
    assert adas.post(address, {"label": " "}, **JSON).status_code == 400
    assert adas.post(address, {"label": "demo"}, **JSON).json()["label"] == "demo"
    adas.post(reverse("session_end", args=[class_session.pk]))
    assert adas.post(address, {"label": "late"}, **JSON).status_code == 400


def test_a_marker_has_a_kind_and_a_hint(adas: Client, class_session: ClassSession) -> None:
    hint = {"hint": "Try it in pairs", "hint_url": "https://example.org/pairs"}
    address = reverse("session_marker", args=[class_session.pk])
    answer = adas.post(address, {"kind": "exercise", "label": "", **hint}, **JSON).json()
    marker = Marker.objects.values("kind", "label", "hint", "hint_url").get()
    assert marker == {"kind": "exercise", "label": "", **hint}
    assert answer["kind"] == "exercise"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"hint_url": "javascript:alert(1)"}, "http://"),
        ({"hint_url": "ftp://example.org/"}, "http://"),
        ({"kind": "party"}, "no such kind"),
        ({"kind": "slide", "label": ""}, "short text"),
        ({"label": "x" * 81}, "80 characters"),
        ({"hint": "x" * 301}, "300 characters"),
    ],
)
def test_a_marker_that_cannot_be_is_refused_in_words(
    adas: Client, class_session: ClassSession, wrong: dict[str, str], words: str
) -> None:
    response = adas.post(reverse("session_marker", args=[class_session.pk]), {"label": "demo", **wrong}, **JSON)
    assert (response.status_code, words in response.json()["error"]) == (400, True)
    assert not Marker.objects.exists()


def test_a_marker_stands_in_the_log_without_its_words(adas: Client, ada: User, class_session: ClassSession) -> None:
    sent = {"label": "for Cleo", "kind": "demo", "hint": "Page 12"}
    adas.post(reverse("session_marker", args=[class_session.pk]), sent)
    entry = AuditEntry.objects.get(action="marker.add")
    assert (entry.actor, entry.target) == (pseudonym_of(ada.audit_name), f"session:{class_session.pk}")
    assert entry.detail == {"kind": "demo"}


def test_a_marker_is_corrected_with_a_line_in_the_log(adas: Client, ada: User, marker: Marker) -> None:
    words = {"label": "Heat pump", "hint": "Page 12", "hint_url": "https://example.org/12"}
    answer = adas.post(address_of(marker, "marker_change"), words, **JSON).json()
    assert Marker.objects.values("kind", "at", *words).get() == {"kind": "demo", "at": marker.at, **words}
    assert (answer["marker_id"], answer["label"]) == (marker.pk, "Heat pump")
    entry = AuditEntry.objects.get(action="marker.change")
    assert (entry.actor, entry.target) == (pseudonym_of(ada.audit_name), f"session:{marker.class_session_id}")
    assert entry.detail == {"kind": "demo", "at_s": 0}


def test_a_marker_is_taken_back_with_a_line_in_the_log(adas: Client, ada: User, marker: Marker) -> None:
    assert adas.post(address_of(marker, "marker_remove"), **JSON).status_code == 200
    assert not Marker.objects.exists()
    entry = AuditEntry.objects.get(action="marker.remove")
    assert (entry.actor, entry.target) == (pseudonym_of(ada.audit_name), f"session:{marker.class_session_id}")
    assert entry.detail == {"kind": "demo", "at_s": 0}


def test_a_marker_is_corrected_and_taken_back_after_the_lecture(adas: Client, marker: Marker) -> None:
    end_class_session(class_session=marker.class_session, actor="user:1")
    page = adas.get(address_of(marker, "marker_change")).content.decode()
    assert "0:00 · Heat pmup" in page
    report = reverse("report", args=[marker.class_session_id])
    response = adas.post(address_of(marker, "marker_change"), {"label": "Heat pump"})
    assert (response["Location"], Marker.objects.get().label) == (report, "Heat pump")
    assert adas.post(address_of(marker, "marker_remove"))["Location"] == report
    assert not Marker.objects.exists()


@pytest.mark.parametrize("wrong", [{"label": "x" * 81}, {"label": "demo", "hint_url": "javascript:alert(1)"}])
def test_a_correction_that_cannot_be_changes_nothing(adas: Client, marker: Marker, wrong: dict[str, str]) -> None:
    address = address_of(marker, "marker_change")
    assert adas.post(address, wrong, **JSON).status_code == 400
    assert "field-errors" in adas.post(address, wrong).content.decode()
    assert Marker.objects.get().label == "Heat pmup"
    assert not AuditEntry.objects.filter(action="marker.change").exists()


def test_words_that_say_something_cannot_be_emptied(adas: Client, class_session: ClassSession) -> None:
    marker = add_marker(class_session=class_session, label="Why leaves are green")
    for nothing in ({"label": " "}, {}):
        response = adas.post(address_of(marker, "marker_change"), nothing, **JSON)
        assert "short text" in response.json()["error"]


def test_a_marker_of_another_lecture_is_not_found(bens: Client, ben: User, marker: Marker) -> None:
    other = ClassSessionFactory(course=CourseFactory(owner=ben))
    for name in ("marker_change", "marker_remove"):
        assert bens.post(reverse(name, args=[other.pk, marker.pk])).status_code == 404
    assert Marker.objects.get().label == "Heat pmup"


def test_of_two_who_take_a_marker_back_one_stands_in_the_log(marker: Marker) -> None:
    again = Marker.objects.get()
    assert remove_marker(marker=marker, actor="user:1")
    assert not remove_marker(marker=again, actor="user:2")
    assert AuditEntry.objects.filter(action="marker.remove").count() == 1
