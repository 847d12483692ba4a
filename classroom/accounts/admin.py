from django.contrib import admin
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from classroom.accounts.models import User
from classroom.privacy.noted_admin import ReadOnlyAdmin

admin.site.unregister([TOTPDevice, StaticDevice])  # their secrets are their owner's


@admin.register(User)
class AccountAdmin(ReadOnlyAdmin):
    """Accounts are made, changed and deactivated on the page "People"."""

    list_display = ["username", "email", "role", "is_active", "is_demo", "last_login"]
    list_filter = ["role", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    fields = [
        "username",
        "first_name",
        "last_name",
        "email",
        "role",
        "is_active",
        "is_demo",
        "date_joined",
        "last_login",
    ]

    def audit_name_of(self, object_id: str) -> str:
        return f"user:{int(object_id)}"
