from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "classroom.live"
    label = "live"

    def ready(self) -> None:
        from classroom.live.personal_data import PERSONAL_DATA
        from classroom.privacy.registry import register_personal_data

        register_personal_data(PERSONAL_DATA)
