from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from classroom.accounts.models import User

admin.site.unregister([TOTPDevice, StaticDevice])  # their secrets are their owner's


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to look at. What changes them has rules and a page of its own."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
