"""What course pages read."""

from django.db.models import QuerySet

from classroom.courses.models import Course, Enrollment


def matching(courses: QuerySet[Course], words: str) -> QuerySet[Course]:
    """Courses whose title contains the words, whatever their case."""
    return courses.filter(title__icontains=words) if words else courses


def roster_of(course: Course) -> QuerySet[Enrollment]:
    return course.enrollments.select_related("student")
