"""What this app holds about a person, for erasure, export and retention."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, DurationField, Exists, ExpressionWrapper, F, Func, OuterRef, QuerySet

from classroom.courses.models import Enrollment
from classroom.privacy.models import Consent, GivenBy
from classroom.privacy.registry import PersonalData, Subject
from classroom.privacy.selectors import exported_consent
from classroom.sessions.models import ClassSession, Participation, Status
from classroom.sessions.seats import seats_under


def erase_rows(subject: Subject) -> int:
    """Delete the seat and its own consents. The session's row is locked first: see `close_bucket`."""
    ClassSession.objects.select_for_update(of=("self",)).filter(participations=subject.id).first()
    deleted, _by_model = Participation.objects.filter(pk=subject.id).delete()
    consents, _by_model = Consent.objects.filter(subject=subject.id).delete()
    return deleted + consents


def export(subject: Subject) -> dict[str, Any] | None:
    seats = Participation.objects.select_related("class_session__course", "consent__text")
    participation = seats.filter(pk=subject.id).first()
    if participation is None:
        return None
    return {
        "course": participation.class_session.course.title,
        "class_session": participation.class_session.topic,
        "name": participation.display_name,
        "joined_at": participation.joined_at.isoformat(),
        "left_at": participation.left_at.isoformat() if participation.left_at else None,
        "consent": participation.consent and exported_consent(participation.consent),
    }


def delete_expired_participations(now: datetime, limit: int) -> int:
    """Delete participations, with their own timelines, once the time for own data is over."""
    before = now - timedelta(days=settings.OWN_TIMELINE_DAYS)
    return _delete_some(Participation.objects.filter(joined_at__lt=before), limit)


def delete_participations_of_expired_sessions(now: datetime, limit: int) -> int:
    """Delete the participations of a session whose course keeps it for a shorter time, before the session itself."""
    seats = Participation.objects.filter(class_session=OuterRef("pk"))
    session = _expired_sessions(now).filter(Exists(seats)).first()
    return 0 if session is None else _delete_some(session.participations.all(), limit)


def _delete_some(seats: QuerySet[Participation], limit: int) -> int:
    """A tenth of the limit at once: each takes an own timeline along, which may have a thousand rows."""
    expired = list(seats.values_list("pk", flat=True)[: max(1, limit // 10)])
    Participation.objects.filter(pk__in=expired).delete()
    return len(expired)


def delete_expired_sessions(now: datetime, _limit: int) -> int:
    """Delete an ended session, with all its figures and reports, once its course's retention is over.

    One at once: a long lecture has a thousand buckets. Its participations have gone before.
    """
    session = _expired_sessions(now).first()
    if session is None:
        return 0
    session.delete()
    return 1


def _expired_sessions(now: datetime) -> QuerySet[ClassSession]:
    kept = Func(F("retention_days"), template="make_interval(days => %(expressions)s)", output_field=DurationField())
    expires_at = ExpressionWrapper(F("ended_at") + kept, output_field=DateTimeField())
    return ClassSession.objects.annotate(expires_at=expires_at).filter(expires_at__lt=now).order_by("ended_at")


def delete_consents_nobody_refers_to(_now: datetime, limit: int) -> int:
    """A consent lives as long as a seat or a place on a roster stands on it; a guardian's also while a lecture does."""
    places = Enrollment.objects.all()
    own = places.filter(consent__isnull=False).values("consent")
    guardians = places.filter(guardian_consent__isnull=False).values("guardian_consent")
    unused = Consent.objects.filter(participations=None).exclude(pk__in=own).exclude(pk__in=guardians)
    in_use = _places_in_a_lecture_older_than_the_newest_yes().values("subject")
    unused = unused.exclude(given_by=GivenBy.GUARDIAN, subject__in=in_use)
    consents = list(unused.values_list("pk", flat=True)[:limit])
    Consent.objects.filter(pk__in=consents).delete()
    return len(consents)


def _places_in_a_lecture_older_than_the_newest_yes() -> QuerySet[Enrollment]:
    """Places whose guardian agreed anew while a lecture of the course ran that runs still."""
    running = ClassSession.objects.filter(
        course=OuterRef("course"),
        status__in=[Status.LIVE, Status.PAUSED],
        started_at__lt=OuterRef("guardian_consent__given_at"),
    )
    return Enrollment.objects.filter(Exists(running))


PERSONAL_DATA = PersonalData("participation", erase_rows=erase_rows, export=export, subjects_under=seats_under)
