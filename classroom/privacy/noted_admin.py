"""Pages of Django's administration that stand in the audit log, with who read them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from classroom.privacy.noted_views import record_view


class NotedAdmin(admin.ModelAdmin):
    """Leaves a row for each list and each page of an object that somebody reads, once a day for each login."""

    def audit_name_of(self, object_id: str) -> str:
        """How the audit log calls an object; all of a kind have one name where that says enough."""
        return self._name_of_all

    @property
    def _name_of_all(self) -> str:
        return f"administration:{self.opts.label_lower}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return self._noted(request, super().changelist_view(request, extra_context))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        page = super().change_view(request, object_id, form_url, extra_context)
        return self._noted(request, page, object_id)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        page = super().history_view(request, object_id, extra_context)
        return self._noted(request, page, object_id)

    def _noted(self, request: HttpRequest, page: HttpResponse, object_id: str | None = None) -> HttpResponse:
        """Where nobody was found, a page leads elsewhere."""
        if page.status_code == 200:
            target = self._name_of_all if object_id is None else self.audit_name_of(unquote(object_id))
            actor = f"user:{request.user.pk}"
            record_view(login=request.session.session_key, actor=actor, action="administration.view", target=target)
        return page


class ReadOnlyAdmin(NotedAdmin):
    """Rows to look at. What changes them has rules and a page of its own."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
