from django.contrib import admin

from classroom.accounts.admin import ReadOnlyAdmin
from classroom.courses.models import Course, Student


@admin.register(Course)
class CourseAdmin(ReadOnlyAdmin):
    """Courses are changed on their own pages, which know the rules and write the audit log."""

    list_display = ["title", "owner", "minimum_group", "retention_days", "archived_at"]
    search_fields = ["title"]


@admin.register(Student)
class StudentAdmin(ReadOnlyAdmin):
    """Names and numbers alone. Students are changed on the list of their course."""

    list_display = ["name", "number"]
    search_fields = ["name", "number"]
