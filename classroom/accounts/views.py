"""The landing page, signing in, and the organisation an admin answers for."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from classroom.accounts import first_run
from classroom.accounts.access import admin_required, signed_in
from classroom.accounts.demo import DEMO_ACCOUNTS
from classroom.accounts.forms import SignInForm
from classroom.accounts.half_signed_in import wait_for_second_step
from classroom.accounts.second_step import has_second_step
from classroom.accounts.sign_in_tries import remember_browser
from classroom.attempts import as_refusal
from classroom.privacy.forms import OrganisationForm
from classroom.privacy.models import Organisation
from classroom.privacy.services import note_organisation_saved


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    if first_run.is_empty():
        return redirect("setup")
    return render(request, "accounts/landing.html")


class SignInView(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect("setup") if first_run.is_empty() else super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo_accounts = DEMO_ACCOUNTS if settings.EMBEDDED else []
        return super().get_context_data(demo_accounts=demo_accounts, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        person = form.get_user()
        if has_second_step(person):
            wait_for_second_step(self.request, person, self.get_success_url())
            return redirect("sign_in_code")
        response = super().form_valid(form)
        remember_browser(response, person)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        return as_refusal(response, form.wait_s) if form.wait_s else response


@admin_required
@transaction.atomic
def organisation_edit(request: HttpRequest) -> HttpResponse:
    stored = Organisation.objects.first()
    form = OrganisationForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        form.save()
        note_organisation_saved(actor=signed_in(request).audit_name)
        messages.success(request, _("Saved. Students are asked again under the new text."))
        return redirect("organisation")
    return render(request, "privacy/organisation_form.html", {"form": form})
