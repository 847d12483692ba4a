"""What this app holds about a person, for erasure, export and retention."""

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Func

from classroom.connections import redis_client
from classroom.privacy.registry import PersonalData, Subject
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.models import ClassBucket, ParticipationBucket
from classroom.timelines.window import OpenWindow


def erase_rows(subject: Subject) -> int:
    deleted, _by_model = ParticipationBucket.objects.filter(participation=subject.id).delete()
    return deleted


def erase_elsewhere(subject: Subject) -> None:
    OpenWindow(redis_client(), subject.place).forget(subject.id)


def export(subject: Subject) -> list[dict[str, Any]]:
    return [
        {
            "sequence": bucket.sequence,
            "readings": bucket.readings,
            "shares": dict(zip(EMOTIONS, bucket.shares, strict=True)),
            "engagement": bucket.engagement,
        }
        for bucket in ParticipationBucket.objects.filter(participation=subject.id).order_by("sequence")
    ]


def delete_expired(now: datetime) -> int:
    """Delete class buckets older than their course allows."""
    kept = Func(
        F("class_session__course__retention_days"),
        template="make_interval(days => %(expressions)s)",
        output_field=DurationField(),
    )
    expires_at = ExpressionWrapper(F("closed_at") + kept, output_field=DateTimeField())
    expired = ClassBucket.objects.annotate(expires_at=expires_at).filter(expires_at__lt=now)
    deleted, _by_model = ClassBucket.objects.filter(pk__in=expired.values("pk")).delete()
    return deleted


PERSONAL_DATA = PersonalData("timeline", erase_rows=erase_rows, erase_elsewhere=erase_elsewhere, export=export)
