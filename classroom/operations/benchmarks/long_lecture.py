"""A long lecture replayed: what closing a bucket and opening the live view cost as it grows.

It is held in the past, bucket after bucket, by the code that flushes a running one; its transaction is rolled back.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from random import Random
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classroom.accounts.models import Role, User
from classroom.accounts.secret_links import new_secret
from classroom.connections import async_redis_client, close_async_redis_client, redis_client
from classroom.courses.models import Course
from classroom.live import presence
from classroom.live.flushing import flush
from classroom.operations.benchmarks.trial import TrialError
from classroom.privacy.consent_texts import text_version
from classroom.reports.management.commands.measure_report import browser_of
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import CameraConsent, join_class_session
from classroom.sessions.selectors import consent_facts
from classroom.sessions.services import start_class_session
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.window import OpenWindow, Outcome

READINGS = 3  # of each student in a bucket
RECENT = 20  # closings that speak for how long one takes by now
LOOKS = 5  # at the live view's timeline
KB = 1024


@dataclass
class Replay:
    """A lecture on its way.

    Attributes:
        browser: the teacher's.
        closing_ms: how long each bucket took to close, in order.
    """

    browser: Client
    class_session: ClassSession
    people: Sequence[UUID]
    lot: Random
    closing_ms: list[float] = field(default_factory=list)

    def hold(self, sequence: int) -> None:
        """One bucket: everybody is there, is read and is counted."""
        client, ends = redis_client(), self.class_session.bucket_start(sequence + 1)
        asyncio.run(_everybody_is_here(self.class_session.pk, self.people, ends))
        window = OpenWindow(client, self.class_session.pk)
        for frame in range(READINGS):
            for person in self.people:
                window.add(person, sequence, self._reading(), frame)
        began = time.perf_counter()
        flush(client, self.class_session, ends + timedelta(milliseconds=settings.BUCKET_GRACE_MS))
        self.closing_ms.append((time.perf_counter() - began) * 1000)

    def _reading(self) -> Outcome:
        weights = [self.lot.random() for _emotion in EMOTIONS]
        return Outcome(tuple(weight / sum(weights) for weight in weights), self.lot.random())

    def look(self) -> dict[str, Any]:
        """What the lecture costs by now.

        Raises:
            TrialError: its timeline is not shown, or buckets are missing from it.
        """
        opening_ms = []
        for _look in range(LOOKS):
            began = time.perf_counter()
            answer = self.browser.get(reverse("live_timeline", args=[self.class_session.pk]), secure=True)
            opening_ms.append((time.perf_counter() - began) * 1000)
        if answer.status_code != HTTPStatus.OK or len(answer.json()["buckets"]) != len(self.closing_ms):
            raise TrialError(f"The replayed lecture is not shown whole: status {answer.status_code}.")
        return {
            "students": len(self.people),
            "minutes": round(len(self.closing_ms) * self.class_session.bucket_s / 60),
            "closing_a_bucket_ms": round(statistics.median(self.closing_ms[-RECENT:]), 1),
            "timeline_ms": round(statistics.median(opening_ms), 1),
            "timeline_kb": round(len(answer.content) / KB, 1),
            "redis_kb": round(_held_bytes(redis_client(), self.class_session.pk) / KB, 1),
        }


def replay_lecture(students: int, minutes: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Hold a lecture that had begun as long ago as it is long, and look at it after so many minutes each.

    Args:
        students: all of them with a camera.
        minutes: in rising order; the last one is the length of the lecture.
    """
    with _begun(students, minutes[-1]) as replay:
        per_minute = 60 // replay.class_session.bucket_s
        for sequence in range(minutes[-1] * per_minute):
            replay.hold(sequence)
            if sequence + 1 in {minute * per_minute for minute in minutes}:
                yield replay.look()


@contextmanager
def _begun(students: int, minutes: int) -> Iterator[Replay]:
    """A lecture with everybody in it, which is gone afterwards, from Redis too."""
    with transaction.atomic():
        teacher = User.objects.create(username=f"replay-{new_secret()}", role=Role.TEACHER)
        course = Course.objects.create(title="Replayed", owner=teacher)
        class_session = start_class_session(course=course, teacher=teacher, topic="A long lecture")
        started_at = timezone.now() - timedelta(minutes=minutes, seconds=class_session.bucket_s)
        class_session.started_at = started_at
        class_session.planned_end_at = started_at + timedelta(minutes=minutes + 1)
        class_session.save(update_fields=["started_at", "planned_end_at"])
        yes = CameraConsent(text_version(consent_facts(class_session)))
        seats = (
            join_class_session(class_session=class_session, name=f"Student {number}", camera=yes)
            for number in range(students)
        )
        people = [seat.participation.pk for seat in seats]
        try:
            yield Replay(browser_of(teacher), class_session, people, Random(students))  # noqa: S311  # the same figures each time
        finally:
            _forget(redis_client(), class_session.pk, people)
            transaction.set_rollback(True)


async def _everybody_is_here(session_id: UUID, people: Sequence[UUID], now: datetime) -> None:
    client = async_redis_client()
    try:
        await presence.note_watched(client, session_id, now)
        async with client.pipeline(transaction=False) as pipeline:
            for person in people:
                presence.note_present(pipeline, session_id, person, now)
            await pipeline.execute()
    finally:
        await close_async_redis_client()


def _held_bytes(client: redis.Redis, session_id: UUID) -> int:
    """What Redis holds of a session."""
    return sum(client.memory_usage(key) or 0 for key in client.scan_iter(f"*{session_id}*", count=1000))


def _forget(client: redis.Redis, session_id: UUID, people: Sequence[UUID]) -> None:
    keys = [*client.scan_iter(f"*{session_id}*", count=1000), *(f"answered:{person}" for person in people)]
    client.delete(*keys)
