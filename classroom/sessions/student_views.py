"""A student's way: code or link, consent, the seat, leaving, withdrawing. Nobody here has an account."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError

from classroom.courses.access import enrollment_behind
from classroom.courses.models import Enrollment
from classroom.privacy.consent_texts import consent_sections, kept_rows, text_version
from classroom.sessions import access, selectors, services
from classroom.sessions.addresses import client_address
from classroom.sessions.code_attempts import may_try, note_failed_try
from classroom.sessions.forms import CodeForm, ConsentForm, JoinForm
from classroom.sessions.models import ClassSession, Participation


@never_cache
def join_by_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = client_address(request)
        try:
            class_session = _session_with_code(address, form)
        except RedisError:
            form.add_error("code", _("The server is catching its breath. Try again in a few seconds."))
        else:
            if class_session is not None:
                return redirect("join", token=class_session.join_token)
    return render(request, "class_sessions/join_code.html", {"form": form}, status=200 if not form.errors else 400)


def _session_with_code(address: str, form: CodeForm) -> ClassSession | None:
    if not may_try(address):
        form.add_error("code", _("Too many wrong codes from here. Wait a minute, then try again."))
        return None
    class_session = access.open_session_with_code(form.cleaned_data["code"])
    if class_session is None:
        note_failed_try(address)
        form.add_error("code", _("No session has this code now. Check it, or ask your teacher for the link."))
    return class_session


@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    return _consent_page(request, access.session_to_join(token), None)


@never_cache
def enrolment_join(request: HttpRequest, token: str) -> HttpResponse:
    """A personal link leads into whatever session of its course is open."""
    enrollment = enrollment_behind(token)
    class_session = selectors.open_session_of(enrollment.course)
    if class_session is None:
        return render(request, "class_sessions/no_session.html", {"course": enrollment.course})
    return _consent_page(request, class_session, enrollment)


def _consent_page(request: HttpRequest, class_session: ClassSession, enrollment: Enrollment | None) -> HttpResponse:
    if not class_session.is_open:
        return render(request, "class_sessions/ended.html", {"class_session": class_session})
    if access.open_participation_in(class_session.pk, request.COOKIES):
        return redirect("participate", session_id=class_session.pk)
    form = JoinForm(request.POST or None, known_name=enrollment.student.name[:60] if enrollment else "")
    if request.method == "POST" and form.is_valid():
        try:
            return _seated(request, _join(class_session, form, enrollment))
        except (ValidationError, services.SessionStateError) as error:
            form.add_error(None, getattr(error, "messages", [str(error)])[0])
    context = {"class_session": class_session, "course": class_session.course, "form": form}
    return render(request, "class_sessions/join.html", context | consent_context(class_session))


def _join(class_session: ClassSession, form: JoinForm, enrollment: Enrollment | None) -> services.NewSeat:
    return services.join_class_session(
        class_session=class_session,
        name=form.cleaned_data["name"],
        with_camera=form.with_camera,
        keep_timeline=form.cleaned_data["keep_timeline"],
        agreed_version=form.cleaned_data["text_version"],
        enrollment=enrollment,
    )


def _seated(request: HttpRequest, seat: services.NewSeat) -> HttpResponse:
    session_id = seat.participation.class_session_id
    response = redirect("participate", session_id=session_id)
    cookies = {access.cookie_name(session_id): seat.token, access.data_cookie_name(session_id): seat.data_secret}
    for name, secret in cookies.items():
        response.set_cookie(
            name, secret, max_age=settings.SESSION_LIMIT_S, httponly=True, samesite="Lax", secure=settings.SECURE_TLS
        )
    return response


def consent_context(class_session: ClassSession) -> dict[str, Any]:
    """What the consent text partial needs, on the joining page and from inside."""
    facts = selectors.consent_facts(class_session)
    return {
        "consent_text": {"version": text_version(facts), "sections": consent_sections(facts)},
        "kept": kept_rows(facts),
        "minimum_group": class_session.minimum_group,
    }


def own_data_link(request: HttpRequest, session_id: UUID) -> str | None:
    secret = request.COOKIES.get(access.data_cookie_name(session_id))
    return reverse("my_data", args=[secret]) if secret else None


@never_cache
def participate(request: HttpRequest, session_id: UUID) -> HttpResponse:
    participation = access.participation_in(session_id, request.COOKIES)
    if participation is None:
        return redirect("join_by_code")
    class_session = participation.class_session
    context = {
        "class_session": class_session,
        "participation": participation,
        "data_link": own_data_link(request, session_id),
        "socket_path": f"/ws/participate/{session_id}/",
        "camera": selectors.camera_state(participation),
    }
    if not class_session.is_open:
        return render(request, "class_sessions/ended.html", context)
    return render(request, "class_sessions/participate.html", context | consent_context(class_session))


def _seat_or_none(request: HttpRequest, session_id: UUID) -> Participation | None:
    participation = access.open_participation_in(session_id, request.COOKIES)
    if participation is None:
        messages.info(request, _("You are not in this session any more."))
    return participation


@require_POST
def allow_camera(request: HttpRequest, session_id: UUID) -> HttpResponse:
    participation = _seat_or_none(request, session_id)
    if participation is None:
        return redirect("join_by_code")
    form = ConsentForm(request.POST)
    if form.is_valid() and form.with_camera:
        try:
            services.allow_camera(
                participation=participation,
                keep_timeline=form.cleaned_data["keep_timeline"],
                agreed_version=form.cleaned_data["text_version"],
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
    return redirect("participate", session_id=session_id)


@require_POST
def leave(request: HttpRequest, session_id: UUID) -> HttpResponse:
    participation = _seat_or_none(request, session_id)
    if participation is None:
        return redirect("join_by_code")
    services.leave_class_session(participation=participation)
    context = {"class_session": participation.class_session, "data_link": own_data_link(request, session_id)}
    return _without_cookies(render(request, "class_sessions/left.html", context), session_id)


@require_POST
def withdraw(request: HttpRequest, session_id: UUID) -> HttpResponse:
    participation = _seat_or_none(request, session_id)
    if participation is None:
        return redirect("join_by_code")
    erasure = services.withdraw(participation=participation)
    return _without_cookies(redirect("receipt", code=erasure.receipt), session_id)


def _without_cookies(response: HttpResponse, session_id: UUID) -> HttpResponse:
    """The next person at this computer finds neither the seat nor the link to the data."""
    for name in (access.cookie_name(session_id), access.data_cookie_name(session_id)):
        response.delete_cookie(name)
    return response
