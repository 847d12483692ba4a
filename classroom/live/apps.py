from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "classroom.live"
    label = "live"

    def ready(self) -> None:
        from classroom.live.permissions import after_a_guardians_yes, after_a_new_text
        from classroom.live.personal_data import PERSONAL_DATA, leave_nothing_behind
        from classroom.privacy.registry import register_personal_data
        from classroom.privacy.text_events import when_a_text_changes
        from classroom.sessions.seat_events import when_a_seat_changes, when_a_seat_ends

        register_personal_data(PERSONAL_DATA)
        when_a_seat_ends(leave_nothing_behind)
        when_a_seat_changes(after_a_guardians_yes)
        when_a_text_changes(after_a_new_text)
