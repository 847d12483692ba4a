"""In a course of one the open bucket is shown: it is one person's, who may withdraw in the moment of showing it."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
import redis as redis_package

from classroom.live import announcements, messages
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import withdraw
from classroom.timelines.window import OpenWindow, Outcome
from tests.classroom.live.conftest import flush_at
from tests.classroom.races import in_own_connection, wait_until_it_waits
from tests.factories import seat_in

pytestmark = pytest.mark.django_db(transaction=True)
HAPPY = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)


def test_no_figure_is_told_of_somebody_who_has_withdrawn(
    tutoring: ClassSession, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = seat_in(tutoring).participation
    for _frame in range(2):
        OpenWindow(redis, tutoring.pk).add(person.pk, 0, Outcome(HAPPY, 0.4))
    withdrawing: list[Future[object]] = []
    told: list[tuple[object, bool]] = []

    with ThreadPoolExecutor(1) as other:

        def tell(_group: str, tick: messages.Message) -> None:
            withdrawing.append(other.submit(in_own_connection, lambda: withdraw(participation=person)))
            wait_until_it_waits(withdrawing[0])
            told.append((tick["open"]["shares"], Participation.objects.exists()))

        monkeypatch.setattr(announcements, "to_group", tell)
        flush_at(redis, tutoring.start + timedelta(seconds=6))
        withdrawing[0].result(30)

    assert told == [(HAPPY, True)]
    assert not Participation.objects.exists()
