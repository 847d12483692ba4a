from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from classroom.accounts.models import User


@admin.register(User)
class AccountAdmin(UserAdmin):
    list_display = ["username", "email", "role", "is_active", "is_demo"]
    list_filter = ["role", "is_active"]
    fieldsets = (*(UserAdmin.fieldsets or ()), ("Role", {"fields": ["role", "is_demo"]}))
    readonly_fields = ["is_demo"]
    add_fieldsets = (*UserAdmin.add_fieldsets, (None, {"fields": ["email", "role"]}))
