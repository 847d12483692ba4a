"""What a place on a roster holds about a person, for erasure and export. The place itself is the course's list."""

from typing import Any

from classroom.courses.models import Enrollment
from classroom.privacy.models import Consent
from classroom.privacy.registry import PersonalData, Subject


def erase_rows(subject: Subject) -> int:
    """Delete the consents and close the link to the own data; the name stays on the teacher's list."""
    if not Enrollment.objects.filter(subject=subject.id).update(data_hash=None):
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


PERSONAL_DATA = PersonalData("place_on_the_list", erase_rows=erase_rows, export=export)
