"""What lives how long in Redis, and what a full one gives up first: as operations.md says."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import redis as redis_package
from asgiref.sync import async_to_sync

from classroom.accounts import sign_in_tries
from classroom.attempts import Counter, count_try
from classroom.connections import async_redis_client, close_async_redis_client
from classroom.live import announcements, clock_steps, flushing, heartbeats, pace_keeping, presence, signals
from classroom.live.frames import put_frame
from classroom.privacy import noted_views
from classroom.sessions.models import ClassSession
from classroom.sessions.signals import Signal
from classroom.timelines.aggregation import Room
from classroom.timelines.services import close_due_buckets
from classroom.timelines.window import OpenWindow, Outcome, current_epoch
from tests.classroom.live.test_memory import NEUTRAL, frame_of
from tests.classroom.live.test_pace_keeping import at_pace, seated
from tests.factories import ClassSessionFactory, seat_in

DOCS = Path(__file__).resolve().parents[3] / "docs"
SECONDS = {"s": 1, "min": 60, "h": 3600}
FOR_EVER = -1  # as Redis says it
ROUNDING_S = 2  # Redis rounds lives, and says -2 of a key that has just gone
BALLAST_BYTES = 20_000


def names_in(cell: str) -> list[str]:
    """What the names of keys begin with."""
    return [name.partition(":")[0] for name in re.findall(r"`([a-z_:<>]+)`", cell)]


def rows_after(page: str, head: str) -> list[list[str]]:
    table = (DOCS / page).read_text().partition(head)[2].partition("\n\n")[0]
    return [row.strip("| ").split(" | ") for row in table.splitlines() if row.startswith("| `")]


def told_lives() -> dict[str, int]:
    """Seconds by the beginning of the key; -1 for those without an end."""
    lives = {}
    for keys, life, _cost in rows_after("operations.md", "| keys | life |"):
        number, _space, unit = life.partition(" ")
        lives |= dict.fromkeys(names_in(keys), int(number) * SECONDS[unit] if unit else FOR_EVER)
    return lives


def name_of(key: bytes) -> str:
    return key.decode().partition(":")[0]


def has_taken(redis: redis_package.Redis, ballast: bytes) -> bool:
    try:
        redis.rpush("ballast", ballast)
    except redis_package.exceptions.OutOfMemoryError:
        return False
    return True


async def what_sockets_leave(class_session: ClassSession, person: str) -> None:
    client, now, session = async_redis_client(), class_session.start, class_session.pk
    await put_frame(client, frame_of(person, str(session)))
    await signals.say(client, session, person, Signal.LOST, now)
    await presence.has_place(client, session, person, 9, now)
    await presence.has_place_to_watch(client, session, "channel", 9, now)
    await presence.next_socket_number(client, person)
    await presence.note_watched(client, session, now)
    async with client.pipeline() as pipeline:
        pace_keeping.note_lateness(pipeline, 5.0)
        await pipeline.execute()
    await close_async_redis_client()


def what_workers_leave(redis: redis_package.Redis, class_session: ClassSession, person: str) -> None:
    window = OpenWindow(redis, class_session.pk)
    window.add(person, 0, Outcome(NEUTRAL, 0.5), 1)
    window.add(person, 0, Outcome(NEUTRAL, 0.5), 2)
    window.refuse_late_frames(0)
    assert window.take_back(person, 1) == "late"
    window.forget(uuid4())
    window.note_pause(1, 0, is_paused=False)
    heartbeats.beat("beat")
    classes = [class_session, ClassSessionFactory(started_at=class_session.started_at)]  # one alone never rests
    at_pace(redis, 14_000)
    seated(redis, *classes)
    redis.expire(f"present:{classes[1].pk}", presence.KEPT_S)  # as sockets leave it
    for bucket in range(8):
        now = class_session.start + bucket * timedelta(seconds=class_session.bucket_s)
        pace_keeping.keep_pace(redis, classes, now)
    clock_steps.step_since_last_flush(redis)
    flushing.note_tick(redis, class_session, class_session.start)
    redis.lock(flushing.LOCK, timeout=flushing.LOCK_S).acquire()


@pytest.fixture
def began() -> float:
    """The second before the first key was left: however slow the machine is, no key has lived longer."""
    return time.monotonic()


@pytest.fixture
def lecture(
    began: float, class_session: ClassSession, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> ClassSession:
    """A lecture that has left a key of every kind, those with the shortest lives last."""
    monkeypatch.setattr(announcements, "pace_changed", lambda *_news: None)
    person = str(seat_in(class_session).participation.pk)
    current_epoch(redis)
    count_try(Counter(sign_in_tries.CODES, ("ada",)))
    noted_views.record_view(login="a login", actor="system", action="live.view", target="session:1")
    what_workers_leave(redis, class_session, person)
    async_to_sync(what_sockets_leave)(class_session, person)
    return class_session


@pytest.mark.django_db
def test_every_key_lives_as_long_as_is_told(redis: redis_package.Redis, began: float, lecture: ClassSession) -> None:
    told, lives = told_lives(), {name_of(key): redis.ttl(key) for key in redis.scan_iter()}
    assert {"frame", "window", "tries", "epoch", "rests", "viewed", "told"} <= lives.keys() <= told.keys()
    assert {name for name, life in lives.items() if life == FOR_EVER} == {"epoch", "waiting"}
    gone_s = time.monotonic() - began + ROUNDING_S
    assert {name: life for name, life in lives.items() if not told[name] - gone_s <= life <= told[name]} == {}


def test_both_pages_tell_of_the_same_keys() -> None:
    in_architecture = {name for row in rows_after("architecture.md", "| key | content |") for name in names_in(row[0])}
    assert in_architecture | {"frames", "general"} == told_lives().keys()  # the latter are Celery's queues


@pytest.fixture
def exact_redis(redis: redis_package.Redis) -> Iterator[redis_package.Redis]:
    """The real Redis, which looks at all its keys and not at ten when it gives one up."""
    before = {name: redis.config_get(name)[name] for name in ("maxmemory", "maxmemory-samples")}
    redis.config_set("maxmemory-samples", 64)
    yield redis
    for name, value in before.items():
        redis.config_set(name, value)


@pytest.mark.django_db
def test_a_full_redis_gives_up_in_that_order_and_then_refuses(
    exact_redis: redis_package.Redis, lecture: ClassSession
) -> None:
    exact_redis.config_set("maxmemory", exact_redis.info("memory")["used_memory"] + BALLAST_BYTES)
    told, kept, given_up = told_lives(), set(exact_redis.scan_iter()), []
    while has_taken(exact_redis, bytes(BALLAST_BYTES // 20)):
        gone = kept - set(exact_redis.scan_iter())
        given_up += sorted(told[name_of(key)] for key in gone)
        kept -= gone
    assert given_up == sorted(given_up)
    assert len(given_up) > 15
    assert {name_of(key) for key in kept & set(exact_redis.scan_iter())} == {"epoch", "waiting"}


@pytest.mark.django_db
def test_a_bucket_whose_sums_were_given_up_says_so_and_tells_nothing(
    redis: redis_package.Redis, class_session: ClassSession
) -> None:
    share_in_first_bucket(redis, class_session, people=6)
    redis.delete(f"window:{class_session.pk}:0")
    (bucket,) = close_due_buckets(redis, class_session, class_session.bucket_start(2), Room(joined=6))
    assert bucket.interrupted
    assert (bucket.figures.shares, bucket.figures.engagement, bucket.figures.coverage) == (None, None, None)


@pytest.mark.django_db
def test_a_bucket_that_everybody_was_erased_from_was_not_lost(
    redis: redis_package.Redis, class_session: ClassSession
) -> None:
    window = OpenWindow(redis, class_session.pk)
    for person in share_in_first_bucket(redis, class_session, people=6):
        assert not window.has_lost(0)
        window.forget(person)
    (bucket,) = close_due_buckets(redis, class_session, class_session.bucket_start(2), Room(joined=6))
    assert not bucket.interrupted
    assert bucket.figures.coverage.sharing == 0


def share_in_first_bucket(redis: redis_package.Redis, class_session: ClassSession, people: int) -> list[UUID]:
    seats = [seat_in(class_session).participation.pk for _student in range(people)]
    for seat in seats:
        for frame in range(2):
            OpenWindow(redis, class_session.pk).add(seat, 0, Outcome(NEUTRAL, 0.5), frame)
    return seats
