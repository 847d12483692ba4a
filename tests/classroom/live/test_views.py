from typing import Any

import pytest
import redis as redis_package
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.privacy import noted_views
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry
from classroom.sessions.models import ClassSession, Marker, PauseReason, Status
from classroom.sessions.services import pause_class_session
from tests.classroom.live.qr_pictures import decoded
from tests.factories import ClassBucketFactory, ClassSessionFactory

VIEWS = ["live", "live_timeline", "session_qr", "session_people"]
BUTTONS = [
    "session_pause",
    "session_resume",
    "session_end",
    "session_marker",
    "session_door",
    "session_new_link",
    "session_lower_hands",
]
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def with_redis(redis: redis_package.Redis) -> None:
    """These views announce."""


def test_the_live_view_shows_link_and_code(adas: Client, class_session: ClassSession) -> None:
    page = adas.get(reverse("live", args=[class_session.pk])).content.decode()
    assert class_session.join_token in page
    assert class_session.short_code in page


def test_beside_a_localhost_code_stands_why_a_phone_cannot_use_it(adas: Client, class_session: ClassSession) -> None:
    assert "make run-lan" in adas.get(reverse("live", args=[class_session.pk])).content.decode()


@pytest.mark.parametrize("name", VIEWS)
def test_outsiders_get_no_live_view(bens: Client, doras: Client, class_session: ClassSession, name: str) -> None:
    assert bens.get(reverse(name, args=[class_session.pk])).status_code == 404
    assert doras.get(reverse(name, args=[class_session.pk])).status_code == 403


@pytest.mark.parametrize("name", BUTTONS)
def test_outsiders_can_press_no_button(bens: Client, doras: Client, class_session: ClassSession, name: str) -> None:
    assert bens.post(reverse(name, args=[class_session.pk])).status_code == 404
    assert doras.post(reverse(name, args=[class_session.pk])).status_code == 403
    class_session.refresh_from_db()
    assert class_session.is_live


@pytest.mark.parametrize("name", [*VIEWS, *BUTTONS])
def test_strangers_are_sent_to_sign_in(client: Client, class_session: ClassSession, name: str) -> None:
    address = reverse(name, args=[class_session.pk])
    response = client.post(address) if name in BUTTONS else client.get(address)
    assert response["Location"].startswith(reverse("sign_in"))


def test_a_co_teacher_has_the_live_view(bens: Client, ben: object, class_session: ClassSession) -> None:
    class_session.course.co_teachers.add(ben)
    assert bens.get(reverse("live", args=[class_session.pk])).status_code == 200


def test_the_timeline_holds_buckets_markers_and_the_figure(adas: Client, class_session: ClassSession) -> None:
    ClassBucketFactory(class_session=class_session, sequence=0)
    marker = Marker.objects.create(class_session=class_session, label="demo")
    timeline = adas.get(reverse("live_timeline", args=[class_session.pk])).json()
    (bucket,) = timeline["buckets"]
    assert bucket["shares"][3] == 0.5
    assert bucket["coverage"] == {"joined": 12, "sharing": 6, "readable": 6}
    nothing_more = {"hint": "", "hint_url": ""}
    assert timeline["markers"] == [{"marker_id": marker.pk, "at_s": 0, "kind": "text", "label": "demo", **nothing_more}]
    happy = next(trace for trace in timeline["figure"]["data"] if trace["meta"]["series"] == "happy")
    assert (happy["x"], happy["y"]) == ([0.125], [0.5])


def test_pause_resume_and_end(adas: Client, class_session: ClassSession) -> None:
    for name, status in [("pause", Status.PAUSED), ("resume", Status.LIVE), ("end", Status.ENDED)]:
        response = adas.post(reverse(f"session_{name}", args=[class_session.pk]), **JSON)
        assert response.json()["status"] == status


def test_an_ended_session_cannot_be_resumed(adas: Client, class_session: ClassSession) -> None:
    adas.post(reverse("session_end", args=[class_session.pk]))
    assert adas.post(reverse("session_resume", args=[class_session.pk]), **JSON).json()["status"] == Status.ENDED


def test_buttons_work_without_javascript(adas: Client, class_session: ClassSession) -> None:
    response = adas.post(reverse("session_end", args=[class_session.pk]))
    assert response["Location"] == reverse("report", args=[class_session.pk])


def test_a_phone_reads_the_join_link_from_the_qr_code(adas: Client, class_session: ClassSession, settings: Any) -> None:
    settings.PUBLIC_URL = "https://school.example"
    response = adas.get(reverse("session_qr", args=[class_session.pk]))
    assert response["Content-Type"] == "image/svg+xml"
    assert decoded(response.content.decode()) == f"https://school.example/join/{class_session.join_token}/"


def test_a_lecture_that_paused_by_itself_says_why(adas: Client, class_session: ClassSession) -> None:
    address = reverse("live", args=[class_session.pk])
    assert "paused by itself" not in adas.get(address).content.decode()
    pause_class_session(class_session=class_session, reason=PauseReason.UNWATCHED)
    assert "paused by itself" in adas.get(address).content.decode()


@pytest.mark.parametrize(("minimum", "words"), [(1, "Group of one"), (3, "Small group")])
def test_the_banner_tells_the_rule_the_lecture_is_held_under(
    adas: Client, class_session: ClassSession, minimum: int, words: str
) -> None:
    """The course may have another minimum by now."""
    address = reverse("live", args=[class_session.pk])
    assert words not in adas.get(address).content.decode()
    ClassSession.objects.update(minimum_group=minimum)
    assert words in adas.get(address).content.decode()


def test_the_timeline_holds_thresholds_signals_and_the_door(
    adas: Client, class_session: ClassSession, redis: redis_package.Redis
) -> None:
    Course.objects.update(alert_change=0.2)
    for number in range(5):
        redis.zadd(f"said:{class_session.pk}:lost", {str(number): timezone.now().timestamp()})
    redis.zadd(f"said:{class_session.pk}:hands", {"0": timezone.now().timestamp()})
    timeline = adas.get(reverse("live_timeline", args=[class_session.pk])).json()
    assert timeline["alerts"] == {"change": 0.2, "lost_percent": 30, "coverage_percent": 60}
    some = {"lost": 5, "too_fast": 0, "too_slow": 0, "fine": 0, "break": 0, "hands": None}
    assert (timeline["signals"], timeline["is_door_locked"]) == (some, False)


def test_the_timeline_is_there_while_redis_is_away(
    adas: Client, class_session: ClassSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_args: object) -> None:
        raise redis_package.ConnectionError("gone")

    monkeypatch.setattr("classroom.live.signals.count_signals", unreachable)
    assert adas.get(reverse("live_timeline", args=[class_session.pk])).json()["signals"] is None


def test_a_long_timeline_asks_the_database_as_often_as_a_short_one(
    adas: Client, class_session: ClassSession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for sequence in range(20):
        ClassBucketFactory(class_session=class_session, sequence=sequence)
        Marker.objects.create(class_session=class_session, label="demo")
    adas.get(reverse("live_timeline", args=[class_session.pk]))  # the first read of a login is written down
    with django_assert_num_queries(5):  # login, account, session with course, buckets, markers
        adas.get(reverse("live_timeline", args=[class_session.pk]))


def test_who_opened_the_live_view_stands_in_the_log(adas: Client, ada: User, class_session: ClassSession) -> None:
    adas.get(reverse("live", args=[class_session.pk]))
    entry = AuditEntry.objects.get(action="live.view")
    assert (entry.actor, entry.target) == (pseudonym_of(ada.audit_name), f"session:{class_session.pk}")


def test_a_login_stands_once_in_the_log_however_often_it_reads(adas: Client, class_session: ClassSession) -> None:
    for name in ("live", "live_timeline", "live", "session_people", "session_people"):
        adas.get(reverse(name, args=[class_session.pk]))
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == ["live.view", "people.view"]


def test_the_figures_of_an_ended_lecture_are_not_read_without_a_line(
    adas: Client, bens: Client, course: Course
) -> None:
    course.co_teachers.add(bens.session["_auth_user_id"])
    ended = ClassSessionFactory(course=course, ended=True)
    for teacher in (adas, bens, bens):
        teacher.get(reverse("live_timeline", args=[ended.pk]))
    assert AuditEntry.objects.filter(action="timeline.view", target=f"session:{ended.pk}").count() == 2


def test_every_view_is_written_down_while_redis_is_away(
    adas: Client, class_session: ClassSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> None:
        raise redis_package.ConnectionError("gone")

    monkeypatch.setattr(noted_views, "redis_client", unreachable)
    for _time in range(2):
        assert adas.get(reverse("session_people", args=[class_session.pk])).status_code == 200
    assert AuditEntry.objects.filter(action="people.view").count() == 2


def test_who_paused_and_resumed_stands_in_the_log(adas: Client, ada: User, class_session: ClassSession) -> None:
    for name in ("session_pause", "session_pause", "session_resume"):
        adas.post(reverse(name, args=[class_session.pk]))
    actions = AuditEntry.objects.order_by("pk").values_list("actor", "action")
    ada_there = pseudonym_of(ada.audit_name)
    assert list(actions) == [(ada_there, "session.pause"), (ada_there, "session.resume")]


def test_the_door_is_locked_and_opened_with_a_line_in_the_log(
    adas: Client, ada: User, class_session: ClassSession
) -> None:
    address = reverse("session_door", args=[class_session.pk])
    answers = [adas.post(address, {"locked": locked}, **JSON).json() for locked in ("1", "0")]
    assert [answer["is_door_locked"] for answer in answers] == [True, False]
    versions = [answer["version"] for answer in answers]
    actions = AuditEntry.objects.order_by("pk").values_list("actor", "action", "target")
    target = f"session:{class_session.pk}"
    assert list(actions) == [
        (pseudonym_of(ada.audit_name), "session.lock_door", target),
        (pseudonym_of(ada.audit_name), "session.unlock_door", target),
    ]
    timeline = adas.get(reverse("live_timeline", args=[class_session.pk])).json()
    assert versions[0] < versions[1] == timeline["version"]


def test_a_door_is_locked_or_open_and_an_ended_session_has_none(adas: Client, class_session: ClassSession) -> None:
    address = reverse("session_door", args=[class_session.pk])
    assert adas.post(address, {"locked": "perhaps"}, **JSON).status_code == 400
    adas.post(reverse("session_end", args=[class_session.pk]))
    assert adas.post(address, {"locked": "1"}, **JSON).status_code == 400
    class_session.refresh_from_db()
    assert not class_session.is_door_locked


def test_all_hands_are_lowered_without_a_line_in_the_log(
    adas: Client, class_session: ClassSession, redis: redis_package.Redis
) -> None:
    for said in ("hands", "lost"):
        redis.zadd(f"said:{class_session.pk}:{said}", {"0": timezone.now().timestamp()})
    assert adas.post(reverse("session_lower_hands", args=[class_session.pk]), **JSON).status_code == 200
    assert [key.decode().rpartition(":")[2] for key in redis.keys("said:*")] == ["lost"]
    assert not AuditEntry.objects.exists()


def test_hands_that_could_not_be_lowered_are_said_to_be_up(
    adas: Client, class_session: ClassSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_args: object) -> None:
        raise redis_package.ConnectionError("gone")

    monkeypatch.setattr("classroom.live.signals.lower_hands", unreachable)
    response = adas.post(reverse("session_lower_hands", args=[class_session.pk]), **JSON)
    assert (response.status_code, "still up" in response.json()["error"]) == (400, True)
