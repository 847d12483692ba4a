from django.contrib import admin

from classroom.courses.models import Course, Enrollment, Student
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
        place = Enrollment.objects.filter(student=int(object_id)).first()
        return super().audit_name_of(object_id) if place is None else f"enrollment:{place.subject}"
