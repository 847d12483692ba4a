"""An admin's page of one account: its courses, its role, and ending it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from classroom.accounts.access import admin_required, note_view, person_with, signed_in
from classroom.accounts.forms import RoleForm
from classroom.accounts.models import Role, User
from classroom.accounts.second_step import has_second_step
from classroom.accounts.services import may_administer
from classroom.courses import selectors, staffing
from classroom.courses.forms import HandOverForm


@admin_required
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = person_with(pk)
    note_view(request, action="account.view", target=found.audit_name)
    return render(request, "courses/person.html", _context(request, found))


def _context(request: HttpRequest, found: User) -> dict[str, Any]:
    return {
        "person": found,
        "courses": selectors.active_courses_owned_by(found),
        "may_change": may_administer(signed_in(request), found),
        "has_second_step": has_second_step(found),
        "is_oneself": found == request.user,
        "hand_over_form": HandOverForm(owner=found),
    }


@admin_required
@require_POST
def person_role(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = person_with(pk), RoleForm(request.POST)
    if form.is_valid():
        try:
            staffing.change_role(admin=signed_in(request), person=found, role=Role(form.cleaned_data["role"]))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, _("The role is changed."))
    return redirect("person", pk=pk)


@admin_required
@require_POST
def person_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    found = person_with(pk)
    form = HandOverForm(request.POST, owner=found)
    if not form.is_valid():
        return render(request, "courses/person.html", _context(request, found) | {"hand_over_form": form}, status=400)
    staffing.hand_over_courses(admin=signed_in(request), person=found, **form.cleaned_data)
    new_owner = form.cleaned_data["new_owner"].shown_name
    messages.success(request, _("The courses now belong to {name}.").format(name=new_owner))
    return redirect("person", pk=pk)


@admin_required
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first: the page says what the person owns and what ends."""
    found = person_with(pk)
    if request.method == "POST":
        try:
            staffing.deactivate_account(admin=signed_in(request), person=found)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("person_deactivate", pk=pk)
        messages.success(request, _("The account is deactivated and signed out everywhere."))
        return redirect("people")
    note_view(request, action="account.view", target=found.audit_name)
    return render(request, "courses/person_deactivate.html", _context(request, found))
