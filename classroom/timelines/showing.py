"""What a teacher may see of the timelines that students show, so that they tell of nobody who does not.

A class's average and the figures of some of it tell the average of the others. So what somebody shows of an interval is
shown only while, of all who contributed to it, those of whom nothing of it was ever shown are nobody or a group. What
was shown once counts for good: whoever saw it remembers it, also when the student has stopped showing or has withdrawn.

It is decided when a teacher looks, for all who show by then and together: who shows may change until then, and what
nobody has seen tells nothing.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F

from classroom.privacy.models import ErasureRequest
from classroom.sessions.models import ClassSession
from classroom.sessions.selectors import people_showing_their_timeline
from classroom.timelines.models import ClassBucket, ParticipationBucket
from classroom.timelines.publication import is_nobody_or_a_group

Stay = tuple[datetime, datetime | None]  # when somebody came, and when they left; None is not yet


@transaction.atomic
def show_timelines(*, class_session: ClassSession) -> int:
    """Let the teachers see what may be seen now of those who show their timeline, and remember that.

    The session's row is locked first, as for a closing: two who look at once do not count beside each other.

    Returns:
        How many intervals are held back, each of one student at least.
    """
    ClassSession.objects.select_for_update().get(pk=class_session.pk)
    people = list(people_showing_their_timeline(class_session).values_list("pk", flat=True))
    waiting = _not_shown_yet(people)
    held_back = _held_back(class_session, people, waiting)
    _remember(class_session, people, {at: count for at, count in waiting.items() if at not in held_back})
    return len(held_back)


def _not_shown_yet(people: Collection[UUID]) -> dict[int, int]:
    """Of how many of these people each interval has figures that no teacher was shown."""
    rows = ParticipationBucket.objects.filter(participation__in=people, was_shown=False).order_by()
    return dict(rows.values("sequence").annotate(people=Count("pk")).values_list("sequence", "people"))


def _held_back(class_session: ClassSession, people: Collection[UUID], waiting: Mapping[int, int]) -> set[int]:
    """The intervals in which so many more would tell of others."""
    others = _stays_of_others(class_session, people)
    return {
        bucket.sequence
        for bucket in class_session.buckets.filter(sequence__in=waiting.keys())
        if not _tells_of_no_others(bucket, waiting[bucket.sequence], others)
    }


def _stays_of_others(class_session: ClassSession, people: Collection[UUID]) -> list[Stay]:
    """Of everybody who does not show; whoever was erased may have been there all the time."""
    stays = list(class_session.participations.exclude(pk__in=people).values_list("joined_at", "left_at"))
    erased = ErasureRequest.objects.filter(place=str(class_session.pk)).count()
    return [*stays, *[(class_session.start, None)] * erased]


def _tells_of_no_others(bucket: ClassBucket, more: int, others: Collection[Stay]) -> bool:
    """Whether so many more may be shown beside what is told of the class, if anything is.

    When nobody is left of those who contributed, whoever else was there is known to have no camera: as with the
    coverage, these may be nobody or a group.
    """
    if bucket.contributors is None:
        return True
    left = bucket.contributors - bucket.shown - more
    known = left if left else _present(bucket, others)
    return is_nobody_or_a_group(known, bucket.minimum_group)


def _present(bucket: ClassBucket, stays: Collection[Stay]) -> int:
    """How many of these people were there in an interval."""
    start = bucket.class_session.bucket_start(bucket.sequence)
    end = bucket.class_session.bucket_start(bucket.sequence + 1)
    return sum(joined < end and (left is None or left > start) for joined, left in stays)


def _remember(class_session: ClassSession, people: Collection[UUID], seen: Mapping[int, int]) -> None:
    """Note that a teacher sees these intervals of these people, each of so many of them."""
    rows = ParticipationBucket.objects.filter(participation__in=people, was_shown=False)
    rows.filter(sequence__in=seen.keys()).update(was_shown=True)
    published = class_session.buckets.filter(contributors__isnull=False)
    for count in set(seen.values()):
        alike = [sequence for sequence, more in seen.items() if more == count]
        published.filter(sequence__in=alike).update(shown=F("shown") + count)
