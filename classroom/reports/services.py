"""Making reports, once per session, found by a sweep. Keeping notes for next time, and what was told of who agreed."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.privacy.services import record_audit
from classroom.reports.agreements import Agreement, agreements_by, counts_of, stands
from classroom.reports.headline import headline_of
from classroom.reports.models import NextTimeNote, SessionReport, ToldAgreement
from classroom.sessions.models import ClassSession, Status
from classroom.timelines.selectors import timeline_for


def sessions_without_report() -> list[ClassSession]:
    closed = ClassSession.objects.filter(status=Status.ENDED, window_closed_at__isnull=False, report=None)
    return list(closed.order_by("ended_at"))


@transaction.atomic
def make_report(*, class_session: ClassSession) -> SessionReport:
    """Store the headline. A second call at the same time waits for the first and finds its row."""
    ClassSession.objects.select_for_update().get(pk=class_session.pk)
    headline = headline_of(timeline_for(class_session), class_session.length.total_seconds(), class_session.bucket_s)
    band = headline.engagement_band
    report, _created = SessionReport.objects.get_or_create(
        class_session=class_session,
        defaults={
            "measured_share": headline.measured_share,
            "engagement": headline.engagement,
            "engagement_low": band[0] if band else None,
            "engagement_high": band[1] if band else None,
            "shares": headline.shares,
            "sharing_mean": headline.sharing,
            "joined_mean": headline.joined,
            "readable_max": headline.readable_max,
        },
    )
    return report


@transaction.atomic
def tell_agreements(courses: Sequence[Course]) -> dict[int, ToldAgreement]:
    """What may be told of who agreed in each course of which somebody's place is kept; it is kept, so that it stands.

    Two who ask at once wait for each other, so that they are told the same.
    """
    kept = ToldAgreement.objects.select_for_update().filter(course__in=courses).order_by("course")
    told = {row.course_id: row for row in kept}
    found = agreements_by(courses)
    return {
        course.pk: _told_of(course, found[course.pk], told.get(course.pk))
        for course in courses
        if found[course.pk].counted.people
    }


def _told_of(course: Course, now: Agreement, told: ToldAgreement | None) -> ToldAgreement:
    if told is None:
        told, _is_first = ToldAgreement.objects.get_or_create(course=course, defaults=counts_of(now))
    elif not stands(told, now, course.minimum_group):
        told = ToldAgreement(pk=told.pk, course=course, **counts_of(now))
        told.save(force_update=True)
    return told


@transaction.atomic
def keep_notes(*, class_session: ClassSession, author: User, texts: Mapping[int, str]) -> None:
    """Keep the notes for several moments, by seconds since the start, or none of them. The log has no word of them.

    The log is written when all is changed: its lock is taken at the commit, where a new note asks for the session's
    row. An erasure, which holds that row, waits for the log's lock too, so everybody asks for the row first.
    """
    done = {at_s: _keep_note(class_session, author, at_s, text) for at_s, text in texts.items()}
    for at_s, action in done.items():
        if action is not None:
            record_audit(actor=author.audit_name, action=action, target=f"session:{class_session.pk}", at_s=at_s)


def _keep_note(class_session: ClassSession, author: User, at_s: int, text: str) -> str | None:
    """Keep one note in place of an earlier one; an empty one takes it away. Returns what the log calls that."""
    notes = NextTimeNote.objects.filter(class_session=class_session, at_s=at_s)
    if not text:
        taken_away, _by_model = notes.delete()
        return "note.remove" if taken_away else None
    NextTimeNote.objects.update_or_create(
        class_session=class_session, at_s=at_s, defaults={"text": text, "author": author}
    )
    return "note.keep"
