"""What a teacher may see of the timelines that students show, so that they tell of nobody who does not.

A class's average and the figures of some of it tell the average of the others. So what somebody shows of an interval is
shown only while, of all who contributed to it, those of whom nothing of it was ever shown are nobody or a group. What
was shown once counts for good: whoever saw it remembers it, also when the student has stopped showing or has withdrawn.

It is decided when a teacher looks, for all who show by then and together: who shows may change until then, and what
nobody has seen tells nothing. Before the lecture is over nothing is shown: nobody knows yet who will contribute.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F

from classroom.privacy.models import ErasureRequest
from classroom.sessions.models import ClassSession
from classroom.sessions.selectors import people_showing_their_timeline
from classroom.timelines.models import ParticipationBucket
from classroom.timelines.publication import is_nobody_or_a_group

Stay = tuple[datetime, datetime | None]  # when somebody came, and when they left; None is not yet


@transaction.atomic
def show_timelines(*, class_session: ClassSession) -> int:
    """Let the teachers see what may be seen now of those who show their timeline, and remember that.

    The session's row is locked first, as for a closing: two who look at once do not count beside each other.

    Returns:
        How many intervals are held back, each of one student at least.
    """
    locked = ClassSession.objects.select_for_update().get(pk=class_session.pk)
    people = list(people_showing_their_timeline(locked).values_list("pk", flat=True))
    waiting = _not_shown_yet(people)
    held_back = _held_back(locked, people, waiting) if is_over(locked) else waiting.keys()
    _remember(locked, people, {at: count for at, count in waiting.items() if at not in held_back})
    return len(held_back)


def is_over(class_session: ClassSession) -> bool:
    """Whether its last interval is closed."""
    return class_session.window_closed_at is not None


def _not_shown_yet(people: Collection[UUID]) -> dict[int, int]:
    """Of how many of these people each interval has figures that no teacher was shown."""
    rows = ParticipationBucket.objects.filter(participation__in=people, was_shown=False).order_by()
    return dict(rows.values("sequence").annotate(people=Count("pk")).values_list("sequence", "people"))


def _held_back(class_session: ClassSession, people: Collection[UUID], waiting: Mapping[int, int]) -> set[int]:
    """The intervals in which so many more would tell of others.

    Faces change slowly: what is seen where nobody is left, or nothing is told of the class, would do for the intervals
    in which a few are left. So as long as there are such intervals, those are held back too.
    """
    left = _left(class_session, waiting)
    few = {at for at, count in left.items() if not is_nobody_or_a_group(count, class_session.minimum_group)}
    by_themselves = {at for at in waiting if left.get(at, 0) == 0}
    return few | by_themselves if few else _beside_few(class_session, people, by_themselves & left.keys())


def _left(class_session: ClassSession, waiting: Mapping[int, int]) -> dict[int, int]:
    """Of how many contributors nothing would ever be shown then, in each interval of which something is published."""
    published = class_session.buckets.filter(contributors__isnull=False)
    counts = published.annotate(never_shown=F("contributors") - F("shown")).values_list("sequence", "never_shown")
    return {at: count - waiting.get(at, 0) for at, count in counts}


def _beside_few(class_session: ClassSession, people: Collection[UUID], sequences: Collection[int]) -> set[int]:
    """Those of intervals without other contributors in which few others were.

    That all contributors show tells that whoever else was there has no camera: as with the coverage, it may be told of
    nobody or of a group.
    """
    stays = _stays_of_others(class_session, people)
    present = {at: _present(class_session, at, stays) for at in sequences}
    return {at for at, count in present.items() if not is_nobody_or_a_group(count, class_session.minimum_group)}


def _stays_of_others(class_session: ClassSession, people: Collection[UUID]) -> list[Stay]:
    """Of everybody who does not show; whoever was erased may have been there all the time."""
    stays = list(class_session.participations.exclude(pk__in=people).values_list("joined_at", "left_at"))
    erased = ErasureRequest.objects.filter(place=str(class_session.pk)).count()
    return [*stays, *[(class_session.start, None)] * erased]


def _present(class_session: ClassSession, sequence: int, stays: Collection[Stay]) -> int:
    """How many of these people were there in an interval."""
    start, end = class_session.bucket_start(sequence), class_session.bucket_start(sequence + 1)
    return sum(joined < end and (left is None or left > start) for joined, left in stays)


def _remember(class_session: ClassSession, people: Collection[UUID], seen: Mapping[int, int]) -> None:
    """Note that a teacher sees these intervals of these people, each of so many of them."""
    rows = ParticipationBucket.objects.filter(participation__in=people, was_shown=False)
    rows.filter(sequence__in=seen.keys()).update(was_shown=True)
    published = class_session.buckets.filter(contributors__isnull=False)
    for count in set(seen.values()):
        alike = [sequence for sequence, more in seen.items() if more == count]
        published.filter(sequence__in=alike).update(shown=F("shown") + count)
