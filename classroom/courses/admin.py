from django.contrib import admin

from classroom.courses.models import Course, Student
from classroom.privacy.noted_admin import ReadOnlyAdmin


@admin.register(Course)
class CourseAdmin(ReadOnlyAdmin):
    """Courses are changed on their own pages, which know the rules and write the audit log."""

    list_display = ["title", "owner", "minimum_group", "retention_days", "archived_at"]
    search_fields = ["title"]

    def audit_name_of(self, object_id: str) -> str:
        return f"course:{int(object_id)}"


@admin.register(Student)
class StudentAdmin(ReadOnlyAdmin):
    """Names and numbers alone. Students are changed on the list of their course."""

    list_display = ["name", "number"]
    search_fields = ["name", "number"]

    def audit_name_of(self, object_id: str) -> str:
        """The course: a name of the student's own would be made anew after an erasure, and lead to them."""
        course = Course.objects.filter(enrollments__student=int(object_id)).first()
        return super().audit_name_of(object_id) if course is None else course.audit_name
