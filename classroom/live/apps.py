from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "classroom.live"
    label = "live"

    def ready(self) -> None:
        from classroom.live.personal_data import PERSONAL_DATA, leave_nothing_behind
        from classroom.privacy.registry import register_personal_data
        from classroom.sessions.seat_events import when_a_seat_ends

        register_personal_data(PERSONAL_DATA)
        when_a_seat_ends(leave_nothing_behind)
