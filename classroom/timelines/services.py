"""Closing buckets: the moment at which per-person numbers become class figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import redis
from django.conf import settings
from django.db import transaction

from classroom.privacy.models import Scope
from classroom.sessions.models import ClassSession
from classroom.timelines.aggregation import ClassFigures, aggregate, contributors, mean_engagement, mean_shares
from classroom.timelines.buckets import TimelineBucket, placed
from classroom.timelines.models import ClassBucket, ParticipationBucket
from classroom.timelines.publication import PublishedFigures, publish
from classroom.timelines.window import OpenWindow, Sums, current_epoch

EVERY_SEQUENCE = 2**31


@dataclass(frozen=True)
class Agreement:
    """Whose numbers may be used, and who wants a timeline of their own."""

    sharing: frozenset[UUID]
    keeping: frozenset[UUID]


def agreement_in(class_session: ClassSession) -> Agreement:
    """Read from the database at every closing, so that no forgotten number outlives a consent."""
    rows = class_session.participations.filter(consent__scopes__contains=[Scope.CAMERA])
    scopes = dict(rows.values_list("pk", "consent__scopes"))
    keeping = frozenset(person for person, agreed in scopes.items() if Scope.KEEP_TIMELINE in agreed)
    return Agreement(frozenset(scopes), keeping)


def class_figures(
    class_session: ClassSession, people: Mapping[UUID, Sums], agreement: Agreement, sequence: int, joined: int | None
) -> ClassFigures:
    allowed = [people[person] for person in sorted(people) if person in agreement.sharing]
    seed = (class_session.pk.int + sequence) % 2**63
    return aggregate(allowed, joined=joined, least_readings=settings.READINGS_PER_CONTRIBUTOR, seed=seed)


def open_bucket(client: redis.Redis, class_session: ClassSession, now: datetime) -> TimelineBucket | None:
    """The provisional figures of the oldest bucket that may not be closed yet, under the same rules.

    Coverage waits for the close.
    """
    sequence = last_due_sequence(class_session, now) + 1
    people = OpenWindow(client, class_session.pk).read(sequence)
    if not people:
        return None
    figures = class_figures(class_session, people, agreement_in(class_session), sequence, None)
    return placed(class_session, sequence, publish(figures, class_session.minimum_group), False)


def close_due_buckets(
    client: redis.Redis, class_session: ClassSession, now: datetime, joined: int
) -> list[TimelineBucket]:
    """Close every bucket whose time and grace are over; all of them when the session has ended.

    A bucket that ended more than a bucket ago is closed without its presence: nobody counted it in time.
    """
    window = OpenWindow(client, class_session.pk)
    last_due = last_due_sequence(class_session, now)
    window.refuse_late_frames(EVERY_SEQUENCE if class_session.has_ended else last_due)
    due = {sequence for sequence in window.open_sequences() if sequence <= last_due}
    if class_session.is_live and last_due >= 0:
        due.add(last_due)
    epoch = current_epoch(client)
    closed = [
        close_bucket(
            window, class_session, sequence, epoch, joined if _is_recent(class_session, sequence, now) else None
        )
        for sequence in sorted(due)
    ]
    for sequence in due:
        window.drop(sequence)
    return [bucket for bucket in closed if bucket is not None]


def _is_recent(class_session: ClassSession, sequence: int, now: datetime) -> bool:
    late = now - class_session.bucket_start(sequence + 1)
    return late <= timedelta(seconds=class_session.bucket_s, milliseconds=settings.BUCKET_GRACE_MS)


@transaction.atomic
def close_bucket(
    window: OpenWindow, class_session: ClassSession, sequence: int, epoch: str, joined: int | None
) -> TimelineBucket | None:
    """Aggregate, publish and store one bucket, with the own timelines of those who want one; None if it is there.

    The session's row is locked first, as an erasure does too: whoever withdraws is either not counted any more, or
    withdraws from a bucket that was closed before.
    """
    ClassSession.objects.select_for_update().get(pk=class_session.pk)
    if class_session.buckets.filter(sequence=sequence).exists():
        return None
    before = class_session.buckets.filter(sequence__lt=sequence).order_by("-sequence").first()
    is_interrupted = before is not None and before.epoch != epoch
    people, agreement = window.read(sequence), agreement_in(class_session)
    figures = class_figures(class_session, people, agreement, sequence, None if is_interrupted else joined)
    published = publish(figures, class_session.minimum_group)
    _insert(class_session, sequence, epoch, is_interrupted, published)
    _keep_own_timelines(sequence, people, agreement)
    return placed(class_session, sequence, published, is_interrupted)


def last_due_sequence(class_session: ClassSession, now: datetime) -> int:
    """The newest bucket that may be closed; -1 before the first."""
    if class_session.ended_at is not None:
        return class_session.sequence_at(class_session.ended_at)
    return class_session.sequence_at(now - timedelta(milliseconds=settings.BUCKET_GRACE_MS)) - 1


def _insert(
    class_session: ClassSession, sequence: int, epoch: str, is_interrupted: bool, published: PublishedFigures
) -> None:
    coverage, band = published.coverage, published.band
    ClassBucket.objects.create(
        class_session=class_session,
        sequence=sequence,
        epoch=epoch,
        is_interrupted=is_interrupted,
        minimum_group=published.minimum_group,
        contributors=published.contributors,
        shares=list(published.shares) if published.shares is not None else None,
        engagement=published.engagement,
        band_low=band[0] if band else None,
        band_high=band[1] if band else None,
        joined=coverage.joined if coverage else None,
        sharing=coverage.sharing if coverage else None,
        readable=coverage.readable if coverage else None,
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
        for person, sums in kept.items()
        if contributors([sums], settings.READINGS_PER_CONTRIBUTOR)
    )
