"""What the lists of courses and of lectures show, and to whom: admins learn of lectures when these have ended."""

from django.db.models import Count, DateTimeField, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.listing import matching
from classroom.sessions.models import ClassSession, Status

OPEN = (Status.LIVE, Status.PAUSED)
LECTURE_CONDITIONS = {
    "all": Q(archived_at=None),
    "running": Q(archived_at=None, status__in=OPEN),
    "planned": Q(archived_at=None, status=Status.DRAFT),
    "held": Q(archived_at=None, status=Status.ENDED),
    "archived": Q(archived_at__isnull=False),
}


def listed_courses(courses: QuerySet[Course], show: str) -> QuerySet[Course]:
    """Courses under one filter, with the number of held lectures and the time of the next; the latest used first."""
    sessions = ClassSession.objects.filter(course=OuterRef("pk"))
    conditions = {
        "all": Q(archived_at=None),
        "running": Q(Exists(sessions.filter(status__in=OPEN)), archived_at=None),
        "planned": Q(Exists(sessions.filter(status=Status.DRAFT)), archived_at=None),
        "archived": Q(archived_at__isnull=False),
    }
    annotated = courses.filter(conditions[show]).annotate(
        ended_count=Count("class_sessions", filter=Q(class_sessions__status=Status.ENDED)),
        next_at=Min("class_sessions__scheduled_at", filter=Q(class_sessions__status=Status.DRAFT)),
        used_at=Greatest("created_at", Max("class_sessions__started_at"), output_field=DateTimeField()),
    )
    return annotated.select_related("owner").order_by("-used_at", "-pk")


def lectures_of(course: Course, user: User) -> QuerySet[ClassSession]:
    """The lectures of a course that this person may know of, the latest first."""
    lectures = course.class_sessions.annotate(at=Coalesce(F("started_at"), F("scheduled_at"), F("created_at")))
    visible = lectures.filter(status=Status.ENDED) if user.is_admin else lectures
    return visible.order_by("-at", "-pk")


def matching_lectures(lectures: QuerySet[ClassSession], words: str, show: str) -> QuerySet[ClassSession]:
    """Lectures under one filter whose topics contain the words, whatever their case; of planned ones the next first."""
    found = matching(lectures, words, "topic").filter(LECTURE_CONDITIONS[show])
    return found.reverse() if show == "planned" else found
