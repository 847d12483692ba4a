from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import redis as redis_package
from django.db import IntegrityError

from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import withdraw
from classroom.sessions.services import end_class_session, pause_class_session
from classroom.timelines.aggregation import Room
from classroom.timelines.models import ClassBucket, ParticipationBucket, SessionCounts
from classroom.timelines.publication import Coverage
from classroom.timelines.selectors import timeline_for
from classroom.timelines.services import close_due_buckets, open_bucket
from classroom.timelines.window import OpenWindow, Outcome
from tests.factories import ClassBucketFactory, seat_in

HAPPY = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
NEUTRAL = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)


def watch(
    redis: redis_package.Redis, class_session: ClassSession, person: UUID, sequence: int, *outcomes: Outcome
) -> None:
    for outcome in outcomes:
        OpenWindow(redis, class_session.pk).add(person, sequence, outcome)


def two(probabilities: tuple[float, ...], engagement: float) -> tuple[Outcome, Outcome]:
    return Outcome(probabilities, engagement), Outcome(probabilities, engagement)


def close(
    redis: redis_package.Redis, class_session: ClassSession, after_s: float, joined: int = 0, room: Room | None = None
) -> list[object]:
    now = class_session.start + timedelta(seconds=after_s)
    return close_due_buckets(redis, class_session, now, room or Room(joined))


@pytest.fixture
def five(class_session: ClassSession, redis: redis_package.Redis) -> list[UUID]:
    """Five students with two happy readings each in the first bucket."""
    people = [seat_in(class_session).participation.pk for _student in range(5)]
    for person in people:
        watch(redis, class_session, person, 0, *two(HAPPY, 0.4))
    return people


def test_a_bucket_closes_after_its_end_and_grace(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    assert close(redis, class_session, 15.5, joined=5) == []
    (bucket,) = close(redis, class_session, 16.5, joined=5)
    assert bucket.figures.shares == HAPPY
    assert bucket.figures.engagement == 0.4
    stored = ClassBucket.objects.get()
    assert (stored.sequence, stored.contributors, stored.joined, stored.sharing) == (0, 5, 5, 5)
    assert OpenWindow(redis, class_session.pk).open_sequences() == []


def test_a_repeated_flush_counts_once(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    close(redis, class_session, 16.5, joined=5)
    watch(redis, class_session, five[0], 0, *two(NEUTRAL, 0.9))
    assert close(redis, class_session, 16.9, joined=5) == []
    assert ClassBucket.objects.get().engagement == 0.4


def test_below_the_minimum_nothing_but_the_bucket_is_stored(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    OpenWindow(redis, class_session.pk).forget(five[0])
    close(redis, class_session, 16.5, joined=5)
    stored = ClassBucket.objects.get()
    assert (stored.shares, stored.engagement, stored.contributors, stored.sharing) == (None, None, None, None)


def test_someone_without_consent_is_left_out_even_if_redis_still_knows_them(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    watch(redis, class_session, uuid4(), 0, *two(NEUTRAL, 0.9))
    watch(redis, class_session, seat_in(class_session, camera=False).participation.pk, 0, *two(NEUTRAL, 0.9))
    (bucket,) = close(redis, class_session, 16.5, joined=7)
    assert bucket.figures.contributors == 5
    assert bucket.figures.shares == HAPPY


def test_a_seat_that_was_left_is_left_out_even_if_redis_still_knows_it(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    """Redis was away when a student of the roster changed the device: that one would count twice."""
    left = seat_in(class_session).participation
    watch(redis, class_session, left.pk, 0, *two(NEUTRAL, 0.9))
    Participation.objects.filter(pk=left.pk).update(left_at=class_session.start)
    (bucket,) = close(redis, class_session, 16.5, joined=6)
    assert (bucket.figures.contributors, bucket.figures.shares) == (5, HAPPY)


@pytest.mark.django_db(transaction=True)
def test_withdrawing_recomputes_the_open_bucket(tutoring: ClassSession, redis: redis_package.Redis) -> None:
    stays, goes = (seat_in(tutoring).participation for _student in range(2))
    watch(redis, tutoring, stays.pk, 0, *two(HAPPY, 0.4))
    watch(redis, tutoring, goes.pk, 0, *two(NEUTRAL, 0.8))
    now = tutoring.start + timedelta(seconds=10)
    assert open_bucket(redis, tutoring, now).figures.engagement == 0.6
    withdraw(participation=goes)
    assert open_bucket(redis, tutoring, now).figures.engagement == 0.4


@pytest.mark.django_db(transaction=True)
def test_closed_class_buckets_survive_a_withdrawal(tutoring: ClassSession, redis: redis_package.Redis) -> None:
    seat = seat_in(tutoring).participation
    watch(redis, tutoring, seat.pk, 0, *two(HAPPY, 0.4))
    close(redis, tutoring, 16.5, joined=1)
    withdraw(participation=seat)
    assert ClassBucket.objects.get().shares == list(HAPPY)


def test_own_timelines_are_kept_only_for_those_who_asked(tutoring: ClassSession, redis: redis_package.Redis) -> None:
    keeps, does_not = seat_in(tutoring, keep_timeline=True).participation, seat_in(tutoring).participation
    for person in (keeps.pk, does_not.pk):
        watch(redis, tutoring, person, 0, *two(HAPPY, 0.4))
    close(redis, tutoring, 16.5, joined=2)
    kept = ParticipationBucket.objects.get()
    assert (kept.participation, kept.readings, kept.shares) == (keeps, 2, list(HAPPY))


def test_silence_leaves_a_gap_and_never_a_zero(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    """The general worker was away for a minute: the window it finds is closed, the silence between stays missing."""
    close(redis, class_session, 16.5, joined=5)
    close(redis, class_session, 76.5, joined=5)
    timeline = timeline_for(class_session)
    assert [bucket.sequence for bucket in timeline] == [0, 4]
    assert timeline[1].figures.shares is None


def test_a_bucket_closed_late_is_kept_without_its_coverage(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    first = close(redis, class_session, 76.5, joined=5)[0]
    assert first.figures.shares == HAPPY
    assert first.figures.coverage is None


def test_a_restarted_redis_marks_the_next_bucket_as_interrupted(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    close(redis, class_session, 16.5, joined=5)
    redis.flushdb()
    (bucket,) = close(redis, class_session, 31.5, joined=5)
    assert bucket.interrupted


def test_a_paused_session_gets_no_empty_buckets(class_session: ClassSession, redis: redis_package.Redis) -> None:
    pause_class_session(class_session=class_session)
    assert close(redis, class_session, 31.5) == []


def test_the_last_bucket_closes_at_the_end(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    end_class_session(class_session=class_session, actor="system", now=class_session.start + timedelta(seconds=8))
    (bucket,) = close(redis, class_session, 8.2, joined=5)
    assert bucket.figures.engagement == 0.4
    assert OpenWindow(redis, class_session.pk).add(five[0], 0, Outcome(HAPPY, 0.5)) == "closed"


def test_the_database_itself_refuses_figures_of_a_small_group(class_session: ClassSession) -> None:
    with pytest.raises(IntegrityError, match="no_figures_below_the_minimum_group"):
        ClassBucketFactory(class_session=class_session, minimum_group=5, contributors=4)


def test_the_database_itself_refuses_figures_without_a_count(class_session: ClassSession) -> None:
    with pytest.raises(IntegrityError, match="no_figures_below_the_minimum_group"):
        ClassBucketFactory(class_session=class_session, contributors=None)


def test_the_database_itself_refuses_a_group_without_a_band(class_session: ClassSession) -> None:
    with pytest.raises(IntegrityError, match="a_group_has_a_band"):
        ClassBucketFactory(class_session=class_session, band_low=None, band_high=None)


def test_the_database_counts_a_bucket_once(class_session: ClassSession) -> None:
    ClassBucketFactory(class_session=class_session, sequence=1)
    with pytest.raises(IntegrityError, match="a_bucket_counts_once"):
        ClassBucketFactory(class_session=class_session, sequence=1)


def test_the_first_bucket_of_a_new_life_of_redis_has_no_coverage(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    close(redis, class_session, 16.5, joined=5)
    redis.flushdb()
    (bucket,) = close(redis, class_session, 31.5, joined=0)
    assert bucket.figures.coverage is None


def test_an_end_right_after_a_bucket_leaves_both_buckets_their_coverage(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    end_class_session(class_session=class_session, actor="system", now=class_session.start + timedelta(seconds=15.2))
    for person in five:
        watch(redis, class_session, person, 1, *two(HAPPY, 0.4))
    full, last = close(redis, class_session, 15.9, joined=5)
    assert (full.sequence, last.sequence) == (0, 1)
    assert full.figures.coverage == last.figures.coverage == Coverage(5, 5, 5)


def test_levels_signals_and_slowness_are_stored_as_published(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    (bucket,) = close(redis, class_session, 16.5, room=Room(5, (5, 0, 2, 0, 0, 1), is_slowed=True))
    stored = ClassBucket.objects.get()
    assert stored.signals == [5, 0, None, 0, 0, None]
    assert (tuple(stored.levels), stored.is_slowed) == (bucket.figures.levels, True)
    assert timeline_for(class_session) == [bucket]
    assert bucket.as_message()["signals"]["lost"] == 5


def test_a_bucket_closed_late_knows_no_signals(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    first = close(redis, class_session, 76.5, room=Room(5, (5, 0, 0, 0, 0, 0)))[0]
    assert (first.figures.signals, first.as_message()["signals"]) == (None, None)


def test_the_first_bucket_of_a_new_life_of_redis_knows_no_signals(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    close(redis, class_session, 16.5, joined=5)
    redis.flushdb()
    (bucket,) = close(redis, class_session, 31.5, room=Room(5, (0,) * 6))
    assert bucket.figures.signals is None


def test_snapshots_are_counted_with_the_bucket_and_never_twice(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    watch(redis, class_session, five[0], 0, Outcome(reason="no_face"), Outcome(reason="no_face"))
    for _flush in range(2):
        close(redis, class_session, 16.5, joined=5)
    counts = SessionCounts.objects.get()
    assert (counts.readings, counts.disagreements, counts.unread) == (10, 0, {"no_face": 2})
    for person in five:
        watch(redis, class_session, person, 1, Outcome(reason="no_face"))
    close(redis, class_session, 31.5, joined=5)
    counts.refresh_from_db()
    assert (counts.readings, counts.unread) == (10, {"no_face": 7})


def test_snapshots_of_a_few_are_not_counted(
    class_session: ClassSession, redis: redis_package.Redis, five: list[UUID]
) -> None:
    OpenWindow(redis, class_session.pk).forget(five[0])
    close(redis, class_session, 16.5, joined=5)
    assert not SessionCounts.objects.exists()


def test_a_reading_called_wrong_leaves_the_figures_and_is_counted_once(
    tutoring: ClassSession, redis: redis_package.Redis
) -> None:
    person, window = seat_in(tutoring).participation.pk, OpenWindow(redis, tutoring.pk)
    watch(redis, tutoring, person, 0, *two(HAPPY, 0.4))
    window.add(person, 0, Outcome(NEUTRAL, 1.0), frame=3)
    assert [window.take_back(person, 3) for _tap in range(2)] == ["taken", "unknown"]
    (bucket,) = close(redis, tutoring, 16.5, joined=1)
    assert (bucket.figures.shares, bucket.figures.engagement) == (HAPPY, 0.4)
    counts = SessionCounts.objects.get()
    assert (counts.readings, counts.disagreements) == (3, 1)


def test_a_reading_called_wrong_too_late_counts_with_the_next_bucket_and_changes_nothing(
    tutoring: ClassSession, redis: redis_package.Redis
) -> None:
    person, window = seat_in(tutoring).participation.pk, OpenWindow(redis, tutoring.pk)
    for sequence in (0, 1):
        window.add(person, sequence, Outcome(HAPPY, 0.4), frame=2 * sequence)
        window.add(person, sequence, Outcome(HAPPY, 0.4), frame=2 * sequence + 1)
        close(redis, tutoring, 15 * sequence + 16.5, joined=1)
        assert [window.take_back(person, 2 * sequence) for _tap in range(2)] == ["late", "unknown"]
    assert [bucket.figures.engagement for bucket in timeline_for(tutoring)] == [0.4, 0.4]
    assert SessionCounts.objects.get().disagreements == 1
