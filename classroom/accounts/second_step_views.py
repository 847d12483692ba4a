"""Setting the second step up, turning it off, and passing it when signing in."""

import segno
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from classroom.accounts import second_step
from classroom.accounts.access import admin_required, person_with, signed_in
from classroom.accounts.forms import AppCodeForm, CodeForm, PasswordForm
from classroom.accounts.half_signed_in import forget_half_signed_in, half_signed_in
from classroom.accounts.models import User
from classroom.accounts.sign_in_tries import remember_browser
from classroom.attempts import as_refusal

QR_SCALE = 5


@login_required
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Set up by scanning and typing the first code; once it is on, what can be done about it."""
    person = signed_in(request)
    if second_step.has_second_step(person):
        return _page_when_on(request, person, PasswordForm(request, person))
    form = AppCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _codes_shown_once(request, second_step.set_up(person=person, code=form.cleaned_data["code"]))
        except ValidationError as error:
            form.add_error("code", error)
    app = second_step.app_to_confirm(person)
    context = {
        "form": form,
        "picture": segno.make(second_step.address_for_app(app), error="m").svg_data_uri(scale=QR_SCALE, light="#fff"),
        "secret": second_step.secret_to_type(app),
        "has_to": second_step.has_to_set_up(person),
    }
    return render(request, "accounts/second_step_set_up.html", context)


def _page_when_on(request: HttpRequest, person: User, form: PasswordForm) -> HttpResponse:
    context = {"form": form, "left": second_step.backup_codes_left(person)}
    response = render(request, "accounts/second_step_on.html", context, status=400 if form.errors else 200)
    return as_refusal(response, form.wait_s) if form.wait_s else response


def _codes_shown_once(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """They are stored, but shown by no other page."""
    return render(request, "accounts/second_step_codes.html", {"codes": codes})


@login_required
@require_POST
@never_cache
def change(request: HttpRequest) -> HttpResponse:
    """New backup codes (`do=codes`) or no second step any more (`do=off`); either with the password."""
    person = signed_in(request)
    if not second_step.has_second_step(person):
        return redirect("second_step")
    form = PasswordForm(request, person, request.POST)
    if not form.is_valid():
        return _page_when_on(request, person, form)
    if request.POST.get("do") == "codes":
        return _codes_shown_once(request, second_step.renew_backup_codes(person=person))
    if request.POST.get("do") == "off":
        second_step.turn_off(person=person)
        messages.success(request, _("The second step is off. You sign in by password alone."))
    return redirect("second_step")


@never_cache
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The page between the password and being signed in."""
    waiting = half_signed_in(request)
    if waiting is None:
        return redirect("sign_in")
    form = CodeForm(request, waiting.person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        forget_half_signed_in(request)
        login(request, waiting.person)
        response = redirect(waiting.next_page)
        remember_browser(response, waiting.person)
        return response
    page = render(request, "accounts/sign_in_code.html", {"form": form})
    return as_refusal(page, form.wait_s) if form.wait_s else page


@admin_required
@require_POST
def person_second_step(request: HttpRequest, pk: int) -> HttpResponse:
    second_step.reset(admin=signed_in(request), person=person_with(pk))
    messages.success(request, _("The second step is off. This person signs in by password and can set it up again."))
    return redirect("person", pk=pk)
