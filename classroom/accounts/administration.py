"""The administration pages ask for no password of their own: one door, one count of who knocks there."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from classroom.accounts.models import User
from classroom.accounts.second_step import has_to_set_up


class Administration(AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        person = request.user
        return super().has_permission(request) and isinstance(person, User) and not has_to_set_up(person)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if self.has_permission(request):
            return redirect("admin:index")
        if isinstance(request.user, User) and super().has_permission(request):
            return redirect("second_step")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))

    def password_change(  # type: ignore[override]  # a redirect is no page of a template
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("password_change")
