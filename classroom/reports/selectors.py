"""What the report pages read."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum

from classroom.accounts.models import User
from classroom.courses.access import courses_of
from classroom.courses.models import Course
from classroom.privacy.models import Scope
from classroom.reports.models import NextTimeNote, SessionReport
from classroom.sessions.models import ClassSession, Participation, Status
from classroom.timelines.publication import rounded, step_for

MOST_CHOICES = 50  # lectures offered for a comparison
S_PER_HOUR = 3600


def ended_sessions_of(
    user: User, words: str = "", course: Course | None = None, archived: bool = False
) -> QuerySet[ClassSession]:
    """Ended sessions of the person's courses, the most recent first; words match topic or course in any case."""
    ended = ClassSession.objects.filter(
        status=Status.ENDED, course__in=courses_of(user), archived_at__isnull=not archived
    )
    if words:
        ended = ended.filter(Q(topic__icontains=words) | Q(course__title__icontains=words))
    if course is not None:
        ended = ended.filter(course=course)
    return ended.select_related("course", "report").order_by("-ended_at")


def has_archived_sessions(user: User) -> bool:
    return ended_sessions_of(user, archived=True).exists()


def report_of(class_session: ClassSession) -> SessionReport | None:
    return SessionReport.objects.filter(class_session=class_session).first()


def reports_of_course(course: Course) -> list[SessionReport]:
    """The reports of a course's lectures, the oldest first."""
    reports = SessionReport.objects.filter(class_session__course=course, class_session__archived_at=None)
    return list(reports.select_related("class_session").order_by("class_session__started_at"))


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


def notes_for_topic(course: Course, topic: str) -> list[NextTimeNote]:
    """What was noted for next time in the last lecture of this topic that has notes."""
    same = ClassSession.objects.filter(course=course, topic__iexact=topic.strip(), status=Status.ENDED)
    last = same.filter(next_time_notes__isnull=False).order_by("-ended_at").first()
    return [] if last is None else list(last.next_time_notes.select_related("class_session"))


def same_topic_elsewhere(user: User, class_session: ClassSession) -> list[ClassSession]:
    """Lectures of the same topic in the person's other courses, the most recent first."""
    found = ended_sessions_of(user).filter(topic__iexact=class_session.topic, report__isnull=False)
    return list(found.exclude(course=class_session.course)[:MOST_CHOICES])


def others_of_course(class_session: ClassSession) -> list[ClassSession]:
    """The course's other lectures with a report, the most recent first."""
    found = ClassSession.objects.filter(course=class_session.course, report__isnull=False, archived_at=None)
    return list(found.exclude(pk=class_session.pk).order_by("-started_at")[:MOST_CHOICES])


def overview_rows(courses: Sequence[Course]) -> list[dict[str, Any]]:
    """Sessions, hours, coverage and consent of courses, in their order."""
    lectures, reach, consents = _lectures_by(courses), _reach_by(courses), _consents_by(courses)
    return [
        {"course": course, **lectures.get(course.pk, {}), **reach.get(course.pk, {}), **_consent(course, consents)}
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


def _consents_by(courses: Sequence[Course]) -> dict[int, tuple[int, int]]:
    """How many took part and how many of them agreed to the camera, as far as that is still kept."""
    agreed = Q(consent__scopes__contains=[Scope.CAMERA]) | Q(enrollment__consent__scopes__contains=[Scope.CAMERA])
    seats = Participation.objects.filter(class_session__course__in=courses, class_session__status=Status.ENDED)
    rows = seats.values("class_session__course").annotate(people=Count("pk"), agreed=Count("pk", filter=agreed))
    return {row["class_session__course"]: (row["people"], row["agreed"]) for row in rows}


def _consent(course: Course, consents: dict[int, tuple[int, int]]) -> dict[str, Any]:
    """The rate, unless those who agreed or those who did not are few enough to be known by name."""
    people, agreed = consents.get(course.pk, (0, 0))
    if not people:
        return {"consent": None, "is_consent_hidden": False}
    is_hidden = any(0 < group < course.minimum_group for group in (people, agreed, people - agreed))
    return {
        "consent": None if is_hidden else rounded(agreed / people, step_for(people)),
        "is_consent_hidden": is_hidden,
    }
