"""Who the signed-in person is, and the refusals: sign in first, this is not yours, set up a second step first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from classroom.accounts.models import User
from classroom.accounts.second_step import has_to_set_up
from classroom.privacy.noted_views import record_view

View = Callable[..., HttpResponse]


def signed_in(request: HttpRequest) -> User:
    """The account behind a request that passed one of the decorators below."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def note_view(request: HttpRequest, *, action: str, target: str) -> None:
    """Write to the audit log that the person behind a request read something, once a day for each login."""
    login, actor = request.session.session_key, signed_in(request).audit_name
    record_view(login=login, actor=actor, action=action, target=target)


def _role_required(is_allowed: Callable[[User], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            person = signed_in(request)
            if not is_allowed(person):
                raise PermissionDenied
            if has_to_set_up(person):
                return redirect("second_step")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


teacher_required = _role_required(lambda user: user.is_teacher)
admin_required = _role_required(lambda user: user.is_admin)
staff_required = _role_required(lambda user: user.is_teacher or user.is_admin)


def person_with(pk: int) -> User:
    """An account, for the pages of admins."""
    person = User.objects.filter(pk=pk).first()
    if person is None:
        raise Http404
    return person
