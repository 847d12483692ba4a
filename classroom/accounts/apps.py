from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "classroom.accounts"
    label = "accounts"

    def ready(self) -> None:
        from classroom.accounts.personal_data import PERSONAL_DATA, names_of
        from classroom.privacy.registry import register_people, register_personal_data

        register_personal_data(PERSONAL_DATA)
        register_people("user", names_of)
