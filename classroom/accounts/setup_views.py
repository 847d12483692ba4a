"""The first page of an empty installation."""

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from classroom.accounts import first_run, services
from classroom.accounts.forms import FirstAdminForm
from classroom.privacy.forms import OrganisationForm


@never_cache
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first admin and the organisation; only with the token of the server's log, only while there is none."""
    if not first_run.is_empty():
        return redirect("sign_in")
    token = request.GET.get("token", "")
    if not first_run.token_counts(token):
        first_run.log_setup_link()
        return render(request, "accounts/setup_closed.html", {"is_wrong": bool(token)}, status=403 if token else 200)
    organisation, admin = OrganisationForm(request.POST or None), FirstAdminForm(request.POST or None)
    if request.method == "POST" and organisation.is_valid() and admin.is_valid():
        try:
            person = services.set_up_installation(
                organisation=organisation.save(commit=False), admin=admin.save(commit=False)
            )
        except ValidationError as error:
            admin.add_error(None, error)
        else:
            login(request, person)
            return redirect("course_list")
    return render(request, "accounts/setup.html", {"organisation_form": organisation, "admin_form": admin})
