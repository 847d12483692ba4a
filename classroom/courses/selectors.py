"""What course pages read."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from classroom.accounts.models import User
from classroom.courses.models import Course, Enrollment
from classroom.listing import matching
from classroom.privacy.consent_texts import ConsentFacts
from classroom.privacy.defaults import USUAL_MINIMUM_GROUP
from classroom.privacy.models import AuditEntry, Consent, GivenBy, Scope
from classroom.privacy.selectors import consent_covers, facts_for


def matching_courses(courses: QuerySet[Course], words: str) -> QuerySet[Course]:
    """Courses whose title or owner contains the words, whatever their case."""
    return matching(courses, words, "title", "owner__username", "owner__first_name", "owner__last_name")


def roster_of(course: Course, words: str = "", show: str = "latest") -> QuerySet[Enrollment]:
    """Who is on the list: the "latest" first, by "name", or those "unnumbered", whom an import knows by name only."""
    enrollments = matching(course.enrollments.select_related("student"), words, "student__name", "student__number")
    if show == "unnumbered":
        enrollments = enrollments.filter(student__number="")
    by_name = ("student__name", "pk")
    return enrollments.order_by("-created_at", *by_name) if show == "latest" else enrollments.order_by(*by_name)


def active_courses_owned_by(person: User) -> QuerySet[Course]:
    return Course.objects.filter(owner=person, archived_at=None).order_by("title", "pk")


def lowering_of(course: Course) -> AuditEntry | None:
    """The audit entry of the change that made the course's minimum as low as it is; None at the usual minimum."""
    if course.minimum_group >= USUAL_MINIMUM_GROUP:
        return None
    return AuditEntry.objects.filter(action="course.minimum_group", target=course.audit_name).first()


def course_consent_facts(course: Course) -> ConsentFacts:
    """The facts of the text under which the course's next session will be held."""
    return facts_for(
        minimum_group=course.minimum_group,
        retention_days=course.retention_days,
        own_timeline_days=min(settings.OWN_TIMELINE_DAYS, course.retention_days),
        bucket_s=settings.BUCKET_S,
        requires_guardian=course.requires_guardian,
    )


def lacks_guardian(
    course: Course, enrollment: Enrollment | None, text_version: str, began_at: datetime | None = None
) -> bool:
    """Whether a camera has to wait for a guardian's yes to this text. A guest has no guardian we could ask.

    Args:
        began_at: of the lecture that is held under the text, where one is asked about.
    """
    if not course.requires_guardian:
        return False
    if enrollment is None or enrollment.guardian_consent is None:
        return True
    if consent_covers(enrollment.guardian_consent, Scope.CAMERA, text_version):
        return False
    return began_at is None or not _agreed_before_the_newest_yes(enrollment, text_version, began_at)


def _agreed_before_the_newest_yes(enrollment: Enrollment, text_version: str, began_at: datetime) -> bool:
    """Whether a lecture that ran already when the guardian agreed anew stands on an earlier yes."""
    newest = enrollment.guardian_consent
    if newest is None or began_at >= newest.given_at:
        return False
    given = Consent.objects.filter(subject=enrollment.subject, given_by=GivenBy.GUARDIAN)
    return given.filter(scopes__contains=[Scope.CAMERA], text__version=text_version).exists()
