"""What this app holds about a person, for erasure, export and retention."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Func

from classroom.privacy.models import Consent
from classroom.privacy.registry import PersonalData, Subject
from classroom.sessions.models import ClassSession, Participation


def erase_rows(subject: Subject) -> int:
    """Delete the seat and the consents. The session's row is locked first: see `close_bucket`."""
    ClassSession.objects.select_for_update().filter(pk=subject.place).first()
    deleted, _by_model = Participation.objects.filter(pk=subject.id).delete()
    consents, _by_model = Consent.objects.filter(subject=subject.id).delete()
    return deleted + consents


def export(subject: Subject) -> dict[str, Any]:
    participation = Participation.objects.select_related("class_session", "consent__text").get(pk=subject.id)
    consent = participation.consent
    return {
        "class_session": participation.class_session.topic,
        "name": participation.display_name,
        "joined_at": participation.joined_at.isoformat(),
        "left_at": participation.left_at.isoformat() if participation.left_at else None,
        "consent": consent
        and {"scopes": consent.scopes, "text_version": consent.text.version, "given_at": consent.given_at.isoformat()},
    }


def delete_expired_participations(now: datetime) -> int:
    """Delete participations, with their consents, once the time for own data is over."""
    before = now - timedelta(days=settings.OWN_TIMELINE_DAYS)
    expired = Participation.objects.filter(joined_at__lt=before)
    subjects = list(expired.values_list("pk", flat=True))
    expired.delete()
    Consent.objects.filter(subject__in=subjects).delete()
    return len(subjects)


def delete_expired_sessions(now: datetime) -> int:
    """Delete ended sessions, with all their figures and reports, once their course's retention is over."""
    kept = Func(F("retention_days"), template="make_interval(days => %(expressions)s)", output_field=DurationField())
    expires_at = ExpressionWrapper(F("ended_at") + kept, output_field=DateTimeField())
    expired = ClassSession.objects.annotate(expires_at=expires_at).filter(expires_at__lt=now)
    sessions = list(expired.values_list("pk", flat=True))
    people = list(Participation.objects.filter(class_session__in=sessions).values_list("pk", flat=True))
    ClassSession.objects.filter(pk__in=sessions).delete()
    Consent.objects.filter(subject__in=people).delete()
    return len(sessions)


PERSONAL_DATA = PersonalData("participation", erase_rows=erase_rows, export=export)
