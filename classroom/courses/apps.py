from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "classroom.courses"
    verbose_name = _("Courses")
    label = "courses"

    def ready(self) -> None:
        from classroom.courses.personal_data import PERSONAL_DATA, names_of
        from classroom.privacy.registry import register_people, register_personal_data

        register_personal_data(PERSONAL_DATA)
        register_people("enrollment", names_of)
