from django.contrib import admin

from classroom.courses.models import Course, Student


@admin.register(Course)
class CourseAdmin(admin.ModelAdmin):
    list_display = ["title", "owner", "minimum_group", "retention_days"]
    search_fields = ["title"]
    readonly_fields = ["minimum_group", "minimum_reason"]  # changed on its own page, which asks for a reason


@admin.register(Student)
class StudentAdmin(admin.ModelAdmin):
    list_display = ["name"]
    search_fields = ["name"]
