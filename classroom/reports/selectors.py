"""What the report pages read."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum

from classroom.accounts.models import User
from classroom.courses.access import courses_of
from classroom.courses.models import Course
from classroom.listing import matching
from classroom.reports.agreements import consent_rate
from classroom.reports.models import SessionReport, ToldAgreement
from classroom.sessions.models import ClassSession, Status

MOST_SUGGESTED = 4  # lectures of one kind that a report names for a comparison
MOST_NOTED = 5  # courses whose notes on a topic are carried on
S_PER_HOUR = 3600


def ended_sessions_of(
    user: User, words: str = "", course: Course | None = None, archived: bool = False
) -> QuerySet[ClassSession]:
    """Ended sessions of the person's courses, the most recent first; each word matches topic or course in any case."""
    ended = ClassSession.objects.filter(
        status=Status.ENDED, course__in=courses_of(user), archived_at__isnull=not archived
    )
    if course is not None:
        ended = ended.filter(course=course)
    found = matching(ended, words, "topic", "course__title")
    return found.select_related("course", "report").order_by("-ended_at", "-pk")


def has_archived_sessions(user: User) -> bool:
    return ended_sessions_of(user, archived=True).exists()


def report_of(class_session: ClassSession) -> SessionReport | None:
    return SessionReport.objects.filter(class_session=class_session).first()


def reports_of_course(course: Course, words: str = "", show: str = "all") -> QuerySet[SessionReport]:
    """The reports of a course's lectures, the latest first.

    Args:
        words: each one stands in the topic.
        show: "all" of them, those that were "measured", or those that are put away ("archived").
    """
    conditions = {
        "all": Q(class_session__archived_at=None),
        "measured": Q(class_session__archived_at=None, engagement__isnull=False),
        "archived": Q(class_session__archived_at__isnull=False),
    }
    reports = matching(SessionReport.objects.filter(class_session__course=course), words, "class_session__topic")
    return (
        reports.filter(conditions[show])
        .select_related("class_session")
        .order_by("-class_session__started_at", "-class_session")
    )


def shares_of_other_lectures(class_session: ClassSession) -> list[list[float]]:
    """Mean shares of the course's other lectures that were read by the same model: others' errors are others."""
    others = SessionReport.objects.filter(
        class_session__course=class_session.course,
        class_session__model_sha256=class_session.model_sha256,
        class_session__model_name=class_session.model_name,
        shares__isnull=False,
    )
    rows = others.exclude(class_session=class_session).only("shares")
    return [report.shares for report in rows if report.shares is not None]


def lectures_with_notes(teacher: User, class_session: ClassSession) -> list[ClassSession]:
    """The last lecture of this topic with notes for next time in each course this person teaches, the latest first.

    Lectures without a topic have only their course in common, so there it stays within the course.
    """
    topic = class_session.topic.strip()
    courses = courses_of(teacher) if topic else Course.objects.filter(pk=class_session.course_id)
    noted = ClassSession.objects.filter(status=Status.ENDED, next_time_notes__isnull=False)
    same = noted.filter(course__in=courses, topic__iexact=topic).exclude(pk=class_session.pk)
    last = same.order_by("course_id", "-ended_at").distinct("course_id").values("pk")
    found = ClassSession.objects.filter(pk__in=last).select_related("course").prefetch_related("next_time_notes")
    return list(found.order_by("-ended_at")[:MOST_NOTED])


def comparable_lectures(
    user: User, class_session: ClassSession, words: str = "", show: str = "all"
) -> QuerySet[ClassSession]:
    """All lectures this person can hold this one against, the most recent first.

    Args:
        words: each one stands in topic or course.
        show: "all" of them, those of the same "topic", or those of the same "course".
    """
    conditions = {
        "all": Q(),
        "topic": Q(topic__iexact=class_session.topic),
        "course": Q(course=class_session.course_id),
    }
    found = ended_sessions_of(user, words).filter(conditions[show], report__isnull=False)
    return found.exclude(pk=class_session.pk)


def suggested_comparisons(user: User, class_session: ClassSession) -> dict[str, list[ClassSession]]:
    """A few lectures that are likely to be wanted beside this one."""
    others = comparable_lectures(user, class_session, show="topic").exclude(course=class_session.course_id)
    same_course = comparable_lectures(user, class_session, show="course")
    return {
        "same_topic": list(others[:MOST_SUGGESTED]) if class_session.topic else [],
        "same_course": list(same_course[:MOST_SUGGESTED]),
    }


def overview_rows(courses: Sequence[Course], agreements: Mapping[int, ToldAgreement]) -> list[dict[str, Any]]:
    """Sessions, hours, coverage and consent of courses, in their order.

    Args:
        agreements: what may be told of who agreed, by the number of the course.
    """
    lectures, reach = _lectures_by(courses), _reach_by(courses)
    return [
        {
            "course": course,
            **lectures.get(course.pk, {}),
            **reach.get(course.pk, {}),
            **consent_rate(agreements.get(course.pk), course.minimum_group),
        }
        for course in courses
    ]


def _lectures_by(courses: Sequence[Course]) -> dict[int, dict[str, Any]]:
    duration = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
    ended = ClassSession.objects.filter(course__in=courses, status=Status.ENDED).order_by()
    rows = ended.values("course").annotate(sessions=Count("pk"), held=Sum(duration))
    return {
        row["course"]: {"sessions": row["sessions"], "hours": row["held"].total_seconds() / S_PER_HOUR} for row in rows
    }


def _reach_by(courses: Sequence[Course]) -> dict[int, dict[str, Any]]:
    """Sharing of those present, over lectures in which both are shown."""
    shown = SessionReport.objects.filter(
        class_session__course__in=courses, joined_mean__gt=0, sharing_mean__isnull=False
    )
    rows = shown.values("class_session__course").annotate(sharing=Sum("sharing_mean"), joined=Sum("joined_mean"))
    return {row["class_session__course"]: {"coverage": row["sharing"] / row["joined"]} for row in rows}
