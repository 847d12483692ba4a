from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "classroom.courses"
    label = "courses"
