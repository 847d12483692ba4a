from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "classroom.sessions"
    label = "class_sessions"

    def ready(self) -> None:
        from classroom.privacy.registry import register_personal_data, register_retention
        from classroom.sessions.personal_data import (
            PERSONAL_DATA,
            delete_consents_nobody_refers_to,
            delete_expired_participations,
            delete_expired_sessions,
            delete_participations_of_expired_sessions,
        )

        register_personal_data(PERSONAL_DATA)
        register_retention("participations", delete_expired_participations)
        register_retention("participations of expired sessions", delete_participations_of_expired_sessions)
        register_retention("sessions", delete_expired_sessions)
        register_retention("consents", delete_consents_nobody_refers_to)
