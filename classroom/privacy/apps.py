from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "classroom.privacy"
    verbose_name = _("Privacy")
    label = "privacy"

    def ready(self) -> None:
        from classroom.privacy import audit
        from classroom.privacy.registry import register_personal_data, register_retention
        from classroom.privacy.retention import delete_expired_receipts

        register_personal_data(audit.PERSONAL_DATA)
        register_retention("receipts", delete_expired_receipts)
        register_retention("people of the audit log who are gone", audit.forget_the_gone)
