"""An admin's list of people with an account, and inviting one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classroom.accounts import access, selectors, services
from classroom.accounts.access import admin_required, signed_in
from classroom.accounts.forms import InviteForm
from classroom.accounts.models import User
from classroom.listing import wish_of

FILTERS = {
    "active": gettext_lazy("All active"),
    "teachers": gettext_lazy("Teachers"),
    "admins": gettext_lazy("Admins"),
    "deactivated": gettext_lazy("Deactivated"),
}


@admin_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    access.note_view(request, action="accounts.view", target="installation")
    wish = wish_of(request, FILTERS)
    found = selectors.people_matching(wish.words, wish.show)
    return render(request, "accounts/people.html", wish.context(found))


@admin_required
@never_cache
def person_invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.save(commit=False)
        return show_link(request, person, services.invite(admin=signed_in(request), person=person))
    return render(request, "accounts/person_invite.html", {"form": form})


@admin_required
@require_POST
@never_cache
def person_link(request: HttpRequest, pk: int) -> HttpResponse:
    person = access.person_with(pk)
    try:
        link = services.make_password_link(admin=signed_in(request), person=person)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("person", pk=pk)
    return show_link(request, person, link)


@admin_required
@require_POST
@never_cache
def person_activate(request: HttpRequest, pk: int) -> HttpResponse:
    person = access.person_with(pk)
    link = services.activate(admin=signed_in(request), person=person)
    messages.success(request, _("The account is active again."))
    return show_link(request, person, link)


def show_link(request: HttpRequest, person: User, link: str) -> HttpResponse:
    """Show a one-time link. It is not kept, so this answer is the only place where it stands."""
    return render(request, "accounts/password_link.html", {"person": person, "link": link})
