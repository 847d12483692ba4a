from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "classroom.live"
    label = "live"

    def ready(self) -> None:
        from classroom.live.announcements import close_seat
        from classroom.live.personal_data import PERSONAL_DATA
        from classroom.privacy.registry import register_personal_data
        from classroom.sessions.seat_events import when_a_seat_ends

        register_personal_data(PERSONAL_DATA)
        when_a_seat_ends(close_seat)
