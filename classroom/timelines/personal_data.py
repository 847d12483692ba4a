"""What this app holds about a person, for erasure and export."""

from typing import Any

from classroom.connections import redis_client
from classroom.privacy.registry import PersonalData, Subject
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.models import ParticipationBucket
from classroom.timelines.window import OpenWindow


def erase_rows(subject: Subject) -> int:
    deleted, _by_model = ParticipationBucket.objects.filter(participation=subject.id).delete()
    return deleted


def erase_elsewhere(subject: Subject) -> None:
    OpenWindow(redis_client(), subject.place).forget(subject.id)


def export(subject: Subject) -> list[dict[str, Any]] | None:
    kept = ParticipationBucket.objects.filter(participation=subject.id).order_by("sequence")
    return [
        {
            "sequence": bucket.sequence,
            "readings": bucket.readings,
            "shares": dict(zip(EMOTIONS, bucket.shares, strict=True)),
            "engagement": bucket.engagement,
            "was_shown": bucket.was_shown,
        }
        for bucket in kept
    ] or None


PERSONAL_DATA = PersonalData(
    "timeline",
    erase_rows=erase_rows,
    erase_elsewhere=erase_elsewhere,
    export=export,
    may_stay={"withdrawn:*": "refuses frames that were under way; goes after an hour"},
)
