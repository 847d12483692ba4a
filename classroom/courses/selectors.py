"""What course pages read."""

from django.conf import settings
from django.db.models import QuerySet

from classroom.courses.models import Course, Enrollment
from classroom.privacy.consent_texts import ConsentFacts
from classroom.privacy.models import Scope
from classroom.privacy.selectors import consent_covers, facts_for


def matching(courses: QuerySet[Course], words: str) -> QuerySet[Course]:
    """Courses whose title contains the words, whatever their case."""
    return courses.filter(title__icontains=words) if words else courses


def roster_of(course: Course) -> QuerySet[Enrollment]:
    return course.enrollments.select_related("student")


def course_consent_facts(course: Course) -> ConsentFacts:
    """The facts of the text under which the course's next session will be held."""
    return facts_for(
        minimum_group=course.minimum_group,
        retention_days=course.retention_days,
        own_timeline_days=min(settings.OWN_TIMELINE_DAYS, course.retention_days),
        bucket_s=settings.BUCKET_S,
        requires_guardian=course.requires_guardian,
    )


def lacks_guardian(course: Course, enrollment: Enrollment | None, text_version: str) -> bool:
    """Whether a camera has to wait for a guardian's yes to this text. A guest has no guardian we could ask."""
    if not course.requires_guardian:
        return False
    return enrollment is None or not consent_covers(enrollment.guardian_consent, Scope.CAMERA, text_version)
