from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from classroom.accounts.access import signed_in
from classroom.accounts.models import User
from classroom.privacy.services import record_audit


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts by role. Django's own permissions are not offered: an admin cannot make a superuser."""

    list_display = ["username", "email", "role", "is_active", "is_demo"]
    list_filter = ["role", "is_active"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Role"), {"fields": ["role", "is_active", "is_demo"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "email", "role", "usable_password", "password1", "password2"]})]
    readonly_fields = ["is_demo"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Superusers are changed by superusers alone."""
        accounts = super().get_queryset(request)
        return accounts if signed_in(request).is_superuser else accounts.filter(is_superuser=False)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        action = "account.change" if change else "account.create"
        record_audit(actor=signed_in(request).audit_name, action=action, target=obj.audit_name, role=obj.role)
