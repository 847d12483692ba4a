"""What a place on a roster holds about a person, for erasure and export. The place itself is the course's list."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext

from classroom.courses.models import Enrollment, Student
from classroom.privacy.models import Consent
from classroom.privacy.registry import PersonalData, Subject


def erase_rows(subject: Subject) -> int:
    """Delete the consents; the name stays on the teacher's list."""
    if not Enrollment.objects.filter(subject=subject.id).exists():
        return 0
    deleted, _by_model = Consent.objects.filter(subject=subject.id).delete()
    return deleted


def export(subject: Subject) -> dict[str, Any] | None:
    enrollment = Enrollment.objects.select_related("course", "student").filter(subject=subject.id).first()
    if enrollment is None:
        return None
    return {
        "course": enrollment.course.title,
        "name": enrollment.student.name,
        "number_at_school": enrollment.student.number,
        "on_the_list_since": enrollment.created_at.isoformat(),
    }


def remove_rows(subject: Subject) -> int:
    """Take the place off the list, and the student whose last place it was."""
    enrollment = Enrollment.objects.filter(subject=subject.id).first()
    if enrollment is None:
        return 0
    enrollment.delete()
    students, _by_model = Student.objects.filter(pk=enrollment.student_id, enrollments=None).delete()
    return 1 + students


def names_of(subjects: Collection[str]) -> dict[str, str]:
    """How the audit log calls a place on a list while it is known: whose it is, only the course's teachers see."""
    places = Enrollment.objects.filter(subject__in=subjects).select_related("course")
    return {str(place.subject): gettext("A student of {course}").format(course=place.course) for place in places}


PERSONAL_DATA = PersonalData(
    "place_on_the_list",
    erase_rows=erase_rows,
    export=export,
    remove_rows=remove_rows,
    may_stay={"courses_enrollment.subject": "the place on the list, which is the course's"},
)
