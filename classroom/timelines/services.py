"""Closing buckets: the moment at which per-person numbers become class figures."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import redis
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from classroom import clock
from classroom.privacy.models import Scope
from classroom.sessions.models import ClassSession
from classroom.timelines.aggregation import (
    ClassFigures,
    Room,
    aggregate,
    contributors,
    mean_engagement,
    mean_shares,
)
from classroom.timelines.buckets import TimelineBucket, placed, stored_figures
from classroom.timelines.models import ClassBucket, ParticipationBucket, SessionCounts
from classroom.timelines.publication import ONE_PERSON, Coverage, PublishedFigures, publish
from classroom.timelines.window import OpenWindow, Sums, current_epoch

EVERY_SEQUENCE = 2**31
AHEAD = 1  # buckets: the clocks of machines differ a little


@dataclass(frozen=True)
class Agreement:
    """Whose numbers may be used, and who wants a timeline of their own."""

    sharing: frozenset[UUID]
    keeping: frozenset[UUID]


def agreement_in(class_session: ClassSession) -> Agreement:
    """Read from the database at every closing, so that no forgotten number outlives a consent or a seat."""
    rows = class_session.participations.filter(left_at=None, consent__scopes__contains=[Scope.CAMERA])
    scopes = dict(rows.values_list("pk", "consent__scopes"))
    keeping = frozenset(person for person, agreed in scopes.items() if Scope.KEEP_TIMELINE in agreed)
    return Agreement(frozenset(scopes), keeping)


def class_figures(
    class_session: ClassSession, people: Mapping[UUID, Sums], sequence: int, room: Room | None
) -> ClassFigures:
    return aggregate(
        people,
        room=room,
        least_readings=settings.READINGS_PER_CONTRIBUTOR,
        secret=salted_hmac("timelines.levels", str(class_session.pk), _oldest_key(), algorithm="sha256").digest(),
        seed=(class_session.pk.int + sequence) % 2**63,
    )


def _oldest_key() -> str:
    """The key under which a running session began: its lots must stay the same when a newer key comes."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS][-1]


def allowed(people: Mapping[UUID, Sums], agreement: Agreement) -> dict[UUID, Sums]:
    """The sums of those whose consent stands, in an order that does not depend on Redis."""
    return {person: people[person] for person in sorted(people) if person in agreement.sharing}


def open_bucket(client: redis.Redis, class_session: ClassSession, now: datetime) -> TimelineBucket | None:
    """The oldest bucket that may not be closed yet; with provisional figures only where single people are shown.

    Coverage, levels and signals wait for the close.
    """
    sequence = last_due_sequence(class_session, now) + 1
    if class_session.minimum_group != ONE_PERSON:
        return placed(class_session, sequence, PublishedFigures(class_session.minimum_group))
    people = OpenWindow(client, class_session.pk).read(sequence)
    if not people:
        return None
    figures = class_figures(class_session, allowed(people, agreement_in(class_session)), sequence, None)
    return placed(class_session, sequence, publish(figures, class_session.minimum_group))


def close_due_buckets(
    client: redis.Redis, class_session: ClassSession, now: datetime, room: Room
) -> list[TimelineBucket]:
    """Close every bucket whose time and grace are over; all of them when the session has ended.

    The latest is closed also when nobody added anything, unless a pause has reached it: nobody was asked then. One that
    ended more than a bucket ago is closed without presence and signals: nobody counted them in time.
    """
    window = OpenWindow(client, class_session.pk)
    last_due = last_due_sequence(class_session, now)
    window.refuse_late_frames(EVERY_SEQUENCE if class_session.has_ended else last_due)
    _drop_strays(window, class_session, now)
    due = {sequence for sequence in window.open_sequences() if sequence <= last_due}
    if class_session.is_live and last_due > window.paused_until():
        due.add(last_due)
    epoch = current_epoch(client)
    closed = [
        close_bucket(window, class_session, sequence, epoch, _room_of(class_session, sequence, now, room))
        for sequence in sorted(due)
    ]
    for sequence in due:
        window.drop(sequence)
    return [bucket for bucket in closed if bucket is not None]


def _drop_strays(window: OpenWindow, class_session: ClassSession, now: datetime) -> None:
    """Forget what a frame worker with a wrong clock put before the lecture, into its future or behind its end.

    The clock is read after the buckets: however long a flush was held up, none of a right clock is younger.
    """
    opened = window.open_sequences()
    newest = class_session.sequence_at(max(now, clock.now())) + AHEAD
    if class_session.ended_at is not None:
        newest = class_session.sequence_at(class_session.ended_at)
    for sequence in opened:
        if not 0 <= sequence <= newest:
            window.drop(sequence)


def _room_of(class_session: ClassSession, sequence: int, now: datetime, room: Room) -> Room:
    late = now - class_session.bucket_start(sequence + 1)
    if sequence in room.rested_in:
        room = Room(signals=room.signals, is_slowed=True)  # nobody was asked to share, so nobody is counted
    is_recent = late <= timedelta(seconds=class_session.bucket_s, milliseconds=settings.BUCKET_GRACE_MS)
    return room if is_recent else Room(is_slowed=room.is_slowed)


@transaction.atomic
def close_bucket(
    window: OpenWindow, class_session: ClassSession, sequence: int, epoch: str, room: Room
) -> TimelineBucket | None:
    """Aggregate, publish and store one bucket, with the own timelines of those who want one; None if it is there.

    The session's row is locked first, as an erasure does too: whoever withdraws is either not counted any more, or
    withdraws from a bucket that was closed before.
    """
    ClassSession.objects.select_for_update().get(pk=class_session.pk)
    if class_session.buckets.filter(sequence__gte=sequence).exists():
        return None  # it counts once; and nothing is added to the past when the clock was set back
    before = class_session.buckets.filter(sequence__lt=sequence).order_by("-sequence").first()
    is_interrupted = (before is not None and before.epoch != epoch) or window.has_lost(sequence)
    known = Room(is_slowed=room.is_slowed) if is_interrupted else room
    agreement = agreement_in(class_session)
    people = allowed(window.read(sequence), agreement)
    figures = class_figures(class_session, people, sequence, known)
    published = publish(figures, class_session.minimum_group, last_coverage(class_session, sequence))
    bucket = placed(class_session, sequence, published, interrupted=is_interrupted, slowed=room.is_slowed)
    store_bucket(class_session, epoch, bucket)
    _keep_own_timelines(sequence, people, agreement)
    _count_snapshots(window, class_session, people)
    return bucket


def last_coverage(class_session: ClassSession, sequence: int) -> Coverage | None:
    """What was published last before a bucket of how many people share, or None."""
    told = class_session.buckets.filter(sequence__lt=sequence, joined__isnull=False).order_by("-sequence").first()
    return None if told is None else stored_figures(told).coverage


def last_due_sequence(class_session: ClassSession, now: datetime) -> int:
    """The newest bucket that may be closed; -1 before the first."""
    if class_session.ended_at is not None:
        return class_session.sequence_at(class_session.ended_at)
    return class_session.sequence_at(now - timedelta(milliseconds=settings.BUCKET_GRACE_MS)) - 1


def store_bucket(class_session: ClassSession, epoch: str, bucket: TimelineBucket) -> None:
    """Store what was published of a bucket, and nothing else."""
    published = bucket.figures
    coverage, band = published.coverage, published.band
    ClassBucket.objects.create(
        class_session=class_session,
        sequence=bucket.sequence,
        epoch=epoch,
        is_interrupted=bucket.interrupted,
        is_slowed=bucket.slowed,
        minimum_group=published.minimum_group,
        contributors=published.contributors,
        shares=list(published.shares) if published.shares is not None else None,
        engagement=published.engagement,
        band_low=band[0] if band else None,
        band_high=band[1] if band else None,
        levels=list(published.levels) if published.levels is not None else None,
        joined=coverage.joined if coverage else None,
        sharing=coverage.sharing if coverage else None,
        readable=coverage.readable if coverage else None,
        signals=list(published.signals) if published.signals is not None else None,
    )


def _keep_own_timelines(sequence: int, people: Mapping[UUID, Sums], agreement: Agreement) -> None:
    kept = {person: sums for person, sums in people.items() if person in agreement.keeping}
    ParticipationBucket.objects.bulk_create(
        ParticipationBucket(
            participation_id=person,
            sequence=sequence,
            readings=sums.readings,
            shares=list(mean_shares(sums)),
            engagement=mean_engagement(sums),
        )
        for person, sums in contributors(kept, settings.READINGS_PER_CONTRIBUTOR).items()
    )


def _count_snapshots(window: OpenWindow, class_session: ClassSession, people: Mapping[UUID, Sums]) -> None:
    """Add a bucket to the session's counts, if those sharing are enough not to be counted out.

    A reading called wrong after its bucket was closed is added with the next one; were that to fail, it is not
    counted rather than counted twice.
    """
    if len(people) < class_session.minimum_group:
        return
    counts, _created = SessionCounts.objects.get_or_create(class_session=class_session)
    taken_back = sum(sums.taken_back for sums in people.values())
    counts.readings += sum(sums.readings for sums in people.values()) + taken_back
    counts.disagreements += taken_back + window.pop_late_disagreements()
    counts.unread = sum((Counter(sums.reasons) for sums in people.values()), Counter(counts.unread))
    counts.save()
