from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from classroom.privacy.audit import names_behind
from classroom.privacy.forms import OrganisationForm
from classroom.privacy.models import AuditEntry, Organisation
from classroom.privacy.noted_admin import ReadOnlyAdmin
from classroom.privacy.services import note_organisation_saved


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    form = OrganisationForm
    list_display = ["name", "contact_email"]

    def save_model(self, request: HttpRequest, obj: Organisation, form: ModelForm, change: bool) -> None:
        """Keep it, with the row that the product's own page would leave in the audit log."""
        super().save_model(request, obj, form, change)
        note_organisation_saved(actor=f"user:{request.user.pk}")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NamingChangeList(ChangeList):
    """A page of the log whose people are looked up together."""

    result_list: Sequence[AuditEntry]

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        name_people(list(self.result_list))


def name_people(entries: Sequence[AuditEntry]) -> None:
    """Give entries the names of those whom they mean, as long as these are known."""
    names = names_behind(name for entry in entries for name in (entry.actor, entry.target))
    for entry in entries:
        entry.shown_actor = names.get(entry.actor, entry.actor)
        entry.shown_target = names.get(entry.target, entry.target)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "who", "action", "what"]
    list_filter = ["action"]
    search_fields = ["action", "target"]
    date_hierarchy = "at"
    fields = ["at", "who", "action", "what", "detail"]
    readonly_fields = ["who", "what"]

    def get_changelist(self, request: HttpRequest, **_kwargs: Any) -> type[ChangeList]:
        return NamingChangeList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> AuditEntry | None:
        entry: AuditEntry | None = super().get_object(request, object_id, from_field)
        if entry is not None:
            name_people([entry])
        return entry

    @admin.display(description=_("Who"))
    def who(self, entry: AuditEntry) -> str:
        return entry.shown_actor

    @admin.display(description=_("What"))
    def what(self, entry: AuditEntry) -> str:
        return entry.shown_target
