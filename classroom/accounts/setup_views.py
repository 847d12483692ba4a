"""The first page of an empty installation."""

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from classroom.accounts import first_run, services
from classroom.accounts.forms import FirstAdminForm
from classroom.attempts import Limit, as_refusal, cannot_count, count_try, when_to_try_again
from classroom.client_address import client_network
from classroom.privacy.forms import OrganisationForm

WRONG_TOKENS = Limit("wrong-setup-links", 10, 60)  # from one address


@never_cache
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first admin and the organisation; only with the token of the server's log, only while there is none."""
    if not first_run.is_empty():
        return redirect("sign_in")
    token = request.GET.get("token", "")
    if not first_run.token_counts(token):
        return _closed(request, token)
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


def _closed(request: HttpRequest, token: str) -> HttpResponse:
    """Without the token: a new link goes to the log, unless somebody is trying out what the token might be."""
    try:
        wait_s = count_try(WRONG_TOKENS.of(client_network(request))) if token else 0
        if not wait_s:
            first_run.log_setup_link()
    except RedisError:
        return render(request, "accounts/setup_closed.html", {"why_not": cannot_count()}, status=503)
    if wait_s:
        closed = render(request, "accounts/setup_closed.html", {"why_not": when_to_try_again(wait_s)})
        return as_refusal(closed, wait_s)
    return render(request, "accounts/setup_closed.html", {"is_wrong": bool(token)}, status=403 if token else 200)
