"""Choosing a password: when signed in, by a mail, or by a one-time link."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordChangeView, PasswordResetConfirmView, PasswordResetView
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from classroom.accounts import services, tasks
from classroom.accounts.forms import NewPasswordForm, PasswordChangeForm
from classroom.accounts.models import User
from classroom.accounts.sign_in_tries import remember_browser
from classroom.attempts import Limit, as_refusal, cannot_count, count_try, when_to_try_again
from classroom.client_address import client_network

REQUESTS_FOR_MAIL = Limit("requests-for-password-mail", 20, 15 * 60)  # from one address


class PasswordChange(PasswordChangeView):
    form_class = PasswordChangeForm
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("course_list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response = super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Your password is changed. Other browsers are signed out."))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        return as_refusal(response, form.wait_s) if form.wait_s else response


class PasswordForgotten(PasswordResetView):
    """Offers a mail where the server can send one. The answer is the same for a known and an unknown address."""

    template_name = "accounts/password_forgotten.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sends_mail=settings.SENDS_MAIL, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.SENDS_MAIL:
            raise Http404
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        try:
            wait_s = count_try(REQUESTS_FOR_MAIL.of(client_network(self.request)))
        except RedisError:
            form.add_error(None, cannot_count())
            return self.form_invalid(form)
        if wait_s:
            sentence = _("Too many requests from here.")
            form.add_error(None, f"{sentence} {when_to_try_again(wait_s)}")
            return as_refusal(self.form_invalid(form), wait_s)
        arguments = (form.cleaned_data["email"], get_language() or settings.LANGUAGE_CODE)
        try:
            tasks.mail_password_link.apply_async(arguments, expires=tasks.MAIL_EXPIRES_S)
        except OperationalError:
            form.add_error(None, _("The server cannot send mail right now. Try again in a minute."))
            return self.form_invalid(form)
        return redirect("password_sent")


@require_safe
def password_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/password_sent.html", {"pause_minutes": services.MAIL_PAUSE_S // 60})


class PasswordSet(PasswordResetConfirmView):
    """Where a link leads: from an invitation, a mail or an admin."""

    form_class = NewPasswordForm
    template_name = "accounts/password_set.html"
    success_url = reverse_lazy("sign_in")

    def get_user(self, uidb64: str) -> User | None:
        person = super().get_user(uidb64)
        return person if isinstance(person, User) and person.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response = super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        remember_browser(response, form.user)
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return response
