from django.apps import AppConfig


class TimelinesConfig(AppConfig):
    name = "classroom.timelines"
    label = "timelines"

    def ready(self) -> None:
        from classroom.privacy.registry import register_personal_data
        from classroom.timelines.personal_data import PERSONAL_DATA

        register_personal_data(PERSONAL_DATA)
