"""The three pages for machines: alive, ready, numbers."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import redis as redis_package
from django.db import connection
from django.test import Client
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

from classroom.celery import app
from classroom.live import announcements, health, heartbeats, tasks
from classroom.live.nudges import send_nudge
from classroom.privacy.models import ErasureRequest
from classroom.sessions.models import ClassSession
from classroom.sessions.services import pause_class_session
from tests.classroom.live.test_tasks import OTHER, waiting_frame
from tests.classroom.operations.conftest import wait_until

TOKEN = "a-long-secret-token"


def unwell(client: Client) -> list[str]:
    return [part for part, is_well in client.get(reverse("readyz")).json().items() if not is_well]


def numbers(client: Client) -> dict[tuple[str, str], float]:
    """Values by name and, where there is one, the label."""
    text = client.get(reverse("metrics")).content.decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


@pytest.fixture
def alive(db: None, redis: redis_package.Redis) -> None:
    """Every part was heard of just now."""
    for part in heartbeats.PARTS:
        heartbeats.beat(part)


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is kept for the next question, or for the next test."""
    monkeypatch.setattr(health, "KEPT_S", 0)
    monkeypatch.setattr(health, "recent_states", health.RecentStates())


def test_who_asks_again_and_again_gets_the_answer_of_just_now(
    client: Client, alive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(health, "KEPT_S", 1000)
    monkeypatch.setattr(health, "database_answers", lambda: bool(asked.append("database")) or True)
    answers = [client.get(reverse("readyz")).json() for _again in range(20)]
    assert answers == [answers[0]] * 20
    assert asked == ["database"]


def test_of_many_who_ask_at_once_one_asks_the_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(health, "KEPT_S", 1000)
    monkeypatch.setattr(health, "states", lambda: time.sleep(0.2) or asked.append("parts") or {"database": True})
    with ThreadPoolExecutor(20) as people:
        answers = [asking.result() for asking in [people.submit(health.recent_states) for _person in range(20)]]
    assert (answers, asked) == ([{"database": True}] * 20, ["parts"])


def test_the_product_is_ready_when_every_part_is(client: Client, alive: None) -> None:
    response = client.get(reverse("readyz"))
    assert response.status_code == 200
    assert set(response.json()) == {"database", "redis", "redis_forgets", "channel_layer", *heartbeats.PARTS}


@pytest.mark.parametrize("part", heartbeats.PARTS)
def test_readiness_names_the_part_that_is_missing(
    client: Client, alive: None, redis: redis_package.Redis, part: str
) -> None:
    redis.delete(f"alive:{part}")
    assert client.get(reverse("readyz")).status_code == 503
    assert unwell(client) == [part]


def test_a_redis_that_keeps_frames_on_disk_is_not_ready(
    client: Client, alive: None, redis: redis_package.Redis
) -> None:
    redis.config_set("save", "60 1")
    try:
        assert unwell(client) == ["redis_forgets"]
    finally:
        redis.config_set("save", "")
    assert unwell(client) == []


def test_messages_that_do_not_arrive_are_not_ready(
    client: Client, alive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_lost(_channel: str, _message: object) -> None: ...

    monkeypatch.setattr(announcements, "TIMEOUT_S", 0.1)
    monkeypatch.setattr(announcements.get_channel_layer(), "send", is_lost, raising=False)
    assert unwell(client) == ["channel_layer"]


def test_a_probe_of_the_channel_layer_leaves_no_channel_behind(redis: redis_package.Redis) -> None:
    assert announcements.come_back()
    assert announcements.come_back()
    wait_until(lambda: redis.pubsub_channels("classroomprobe*") == [])


def test_without_redis_everything_that_lives_by_it_is_unwell(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_away() -> None:
        raise redis_package.ConnectionError

    monkeypatch.setattr(heartbeats, "redis_client", is_away)
    assert unwell(client) == ["redis", "redis_forgets", "channel_layer", *heartbeats.PARTS]


def test_a_database_that_cannot_be_reached_is_unwell(
    client: Client, alive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    assert unwell(client) == ["database"]


def test_being_alive_asks_nobody(client: Client) -> None:
    assert client.get(reverse("healthz")).json() == {"serving": True}


def test_only_a_worker_whose_recogniser_is_loaded_says_so(
    redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tasks._this_worker, "name", "frames@here")
    monkeypatch.setattr(tasks, "_model_is_loaded", bytearray(1))
    tasks.tell_worker_is_alive()
    assert heartbeats.living_parts() == {"frame_worker": True, "model": False, "general_worker": False, "beat": False}
    tasks.load_recogniser_in_frame_workers()
    tasks.tell_worker_is_alive()
    assert heartbeats.living_parts()["model"]


def test_a_recogniser_that_cannot_be_loaded_is_not_said_to_be(
    redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_missing() -> None:
        raise ValueError("the weights file is missing")

    monkeypatch.setitem(tasks._this_worker, "name", "frames@here")
    monkeypatch.setattr(tasks, "_model_is_loaded", bytearray([1]))
    monkeypatch.setattr(tasks, "analyser", is_missing)
    with pytest.raises(ValueError, match="weights"):
        tasks.load_recogniser_in_frame_workers()
    tasks.tell_worker_is_alive()
    assert not heartbeats.living_parts()["model"]


def test_what_waits_and_since_when_is_a_number(client: Client, db: None, redis: redis_package.Redis) -> None:
    app.send_task("live.flush_sessions", expires=30)
    oldest = json.loads(redis.lindex("general", -1))
    oldest["headers"]["sent_at"] -= 12
    redis.lset("general", -1, json.dumps(oldest))
    app.send_task("live.flush_sessions", expires=30)
    values = numbers(client)
    assert values["classpulse_queue_length", "general"] == 2
    assert 12 <= values["classpulse_queue_age_seconds", "general"] < 60
    assert values["classpulse_queue_age_seconds", "frames"] == 0


def test_frames_that_wait_are_counted_themselves_and_not_their_nudges(
    client: Client, db: None, redis: redis_package.Redis
) -> None:
    waiting_frame(redis, b"jpeg", age_s=12)
    waiting_frame(redis, b"jpeg", person=OTHER)
    send_nudge()
    values = numbers(client)
    assert values["classpulse_queue_length", "frames"] == 2
    assert 12 <= values["classpulse_queue_age_seconds", "frames"] < 60


def test_sessions_and_erasures_are_counted(client: Client, class_session: ClassSession, redis: object) -> None:
    ErasureRequest.objects.create(receipt="a", subject=uuid4(), place="somewhere")
    values = numbers(client)
    assert values["classpulse_sessions_open", "live"] == 1
    assert values["classpulse_erasures_outstanding",] == 1
    pause_class_session(class_session=class_session)
    values = numbers(client)
    assert (values["classpulse_sessions_open", "live"], values["classpulse_sessions_open", "paused"]) == (0, 1)


def test_a_server_that_is_away_is_a_number_and_hides_no_other(
    client: Client, db: None, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    values = numbers(client)
    assert (values["classpulse_server_up", "database"], values["classpulse_server_up", "redis"]) == (0, 1)
    assert ("classpulse_queue_length", "frames") in values
    assert ("classpulse_sessions_open", "live") not in values


def test_strangers_do_not_get_the_numbers(client: Client) -> None:
    refused = client.get(reverse("metrics"), REMOTE_ADDR="192.0.2.7")
    assert refused.status_code == 403
    assert b"classpulse" not in refused.content


def test_a_proxy_on_this_machine_does_not_make_strangers_ours(client: Client) -> None:
    assert client.get(reverse("metrics"), headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403


def test_the_token_opens_the_numbers_from_anywhere(
    client: Client, db: None, redis: redis_package.Redis, settings: object
) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert client.get(reverse("metrics")).status_code == 403
    address = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get(reverse("metrics"), headers={"Authorization": f"Bearer {TOKEN}"}, **address).status_code == 200
