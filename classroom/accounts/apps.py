from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "classroom.accounts"
    verbose_name = _("Accounts")
    label = "accounts"

    def ready(self) -> None:
        from classroom.accounts.personal_data import PERSONAL_DATA, names_of
        from classroom.privacy.registry import register_people, register_personal_data

        register_personal_data(PERSONAL_DATA)
        register_people("user", names_of)
