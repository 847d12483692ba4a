"""The only way a view gets a course or an enrollment: what this person may have, or 404."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from classroom.accounts.models import User
from classroom.accounts.secret_links import secret_hash
from classroom.courses.models import Course, Enrollment

CONSENTS = ("consent__text", "guardian_consent__text")


def courses_of(user: User) -> QuerySet[Course]:
    """An admin's are all; a teacher's are those owned or shared."""
    if user.is_admin:
        return Course.objects.all()
    return Course.objects.filter(Q(owner=user) | Q(pk__in=user.shared_courses.values("pk")))


def course_of(user: User, pk: int) -> Course:
    course = courses_of(user).select_related("owner").filter(pk=pk).first()
    if course is None:
        raise Http404
    return course


def course_to_change(user: User, pk: int) -> Course:
    """A course as it is now, which nobody else changes before the transaction ends."""
    course = courses_of(user).select_for_update().filter(pk=pk).first()
    if course is None:
        raise Http404
    return course


def managed_course(user: User, pk: int) -> Course:
    """A course the person may hand over or archive.

    Raises:
        PermissionDenied: the person teaches it together with the owner, and is neither the owner nor an admin.
    """
    course = course_of(user, pk)
    if not may_manage(user, course):
        raise PermissionDenied
    return course


def may_manage(user: User, course: Course) -> bool:
    return user.is_admin or course.owner_id == user.pk


def enrollment_of(course: Course, pk: int) -> Enrollment:
    enrollment = course.enrollments.select_related("student", "course").filter(pk=pk).first()
    if enrollment is None:
        raise Http404
    return enrollment


def enrollment_behind(link: str) -> Enrollment:
    """The enrollment a personal link belongs to."""
    return _enrollment_with(link_hash=secret_hash(link))


def enrollment_of_ward(link: str) -> Enrollment:
    """The enrollment a guardian's link is bound to."""
    return _enrollment_with(guardian_hash=secret_hash(link))


def _enrollment_with(**secret: str) -> Enrollment:
    enrollment = Enrollment.objects.select_related("course", "student", *CONSENTS).filter(**secret).first()
    if enrollment is None:
        raise Http404
    return enrollment
