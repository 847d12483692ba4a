"""What the report pages read."""

from typing import Any

from django.db.models import Q, QuerySet

from classroom.accounts.models import User
from classroom.courses.access import courses_of
from classroom.reports.headline import level_of, top_emotion
from classroom.reports.models import SessionReport
from classroom.sessions.models import ClassSession, Status
from classroom.timelines.buckets import TimelineBucket


def ended_sessions_of(user: User, words: str) -> QuerySet[ClassSession]:
    """Ended sessions of the person's courses, the most recent first; words match topic or course in any case."""
    ended = ClassSession.objects.filter(status=Status.ENDED, course__in=courses_of(user))
    if words:
        ended = ended.filter(Q(topic__icontains=words) | Q(course__title__icontains=words))
    return ended.select_related("course", "report").order_by("-ended_at")


def report_of(class_session: ClassSession) -> SessionReport | None:
    return SessionReport.objects.filter(class_session=class_session).first()


def headline_context(report: SessionReport, class_session: ClassSession) -> dict[str, Any]:
    band = None
    if report.engagement_low is not None and report.engagement_high is not None:
        band = (report.engagement_low, report.engagement_high)
    coverage = None
    if report.sharing_mean is not None and report.joined_mean is not None:
        coverage = {"sharing": round(report.sharing_mean), "joined": round(report.joined_mean)}
    return {
        "engagement": report.engagement,
        "engagement_band": band,
        "level": level_of(report.engagement, band),
        "minutes": class_session.minutes,
        "measured_share": report.measured_share,
        "coverage": coverage,
        "top_emotion": top_emotion(report.shares),
        "top_share": max(report.shares) if report.shares else None,
    }


def table_row(bucket: TimelineBucket) -> dict[str, Any]:
    """One line of the data table, in whole percent."""
    figures, coverage = bucket.figures, bucket.figures.coverage
    minutes, seconds = divmod(bucket.start_s, 60)
    return {
        "at": f"{minutes}:{seconds:02d}",
        "shares": figures.shares and [round(share * 100) for share in figures.shares],
        "engagement": None if figures.engagement is None else round(figures.engagement * 100),
        "band": figures.band and [round(edge * 100) for edge in figures.band],
        "sharing": coverage and coverage.sharing,
        "readable": coverage and coverage.readable,
        "joined": coverage and coverage.joined,
        "interrupted": bucket.interrupted,
    }
