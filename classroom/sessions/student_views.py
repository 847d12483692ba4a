"""A student's way: code or link, consent, the seat, leaving, withdrawing. Nobody here has an account."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classroom.accounts.secret_links import secret_hash
from classroom.client_address import client_network
from classroom.courses.access import enrollment_behind
from classroom.courses.models import Enrollment
from classroom.courses.selectors import course_consent_facts
from classroom.privacy.consent_texts import ConsentFacts, consent_document, text_version
from classroom.privacy.models import Consent
from classroom.privacy.unanswered import asked_until_erased
from classroom.sessions import access, seats, selectors
from classroom.sessions.code_tries import CodeRefusedError, session_behind_code
from classroom.sessions.forms import CodeForm, ConsentForm, JoinForm
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.services import SessionStateError

DAY_S = 24 * 3600


@never_cache
def join_by_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            class_session = session_behind_code(form.cleaned_data["code"], client_network(request))
            return redirect("join", token=class_session.join_token)
        except CodeRefusedError as refusal:
            form.add_error("code", str(refusal))
            status = refusal.status
    if form.errors and status == 200:
        status = 400
    return render(request, "class_sessions/join_code.html", {"form": form}, status=status)


@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    class_session = access.session_to_join(token)
    if class_session is None:
        return render(request, "class_sessions/link_over.html", status=404)
    return _consent_page(request, class_session, None)


@never_cache
def enrolment_join(request: HttpRequest, token: str) -> HttpResponse:
    """A personal link leads into whatever session of its course is open."""
    enrollment = enrollment_behind(token)
    class_session = selectors.open_session_of(enrollment.course)
    if class_session is None:
        return render(request, "class_sessions/no_session.html", _roster_context(enrollment, token))
    return _consent_page(request, class_session, enrollment, _roster_context(enrollment, token))


def _roster_context(enrollment: Enrollment, token: str) -> dict[str, Any]:
    """What a student of the roster may know and undo, whether a session is open or not."""
    version = text_version(course_consent_facts(enrollment.course))
    consent = enrollment.consent
    return {
        "course": enrollment.course,
        "enrollment": enrollment,
        "consent": consent,
        "text_has_changed": consent is not None and consent.text.version != version,
        "withdraw_url": reverse("enrolment_withdraw", args=[token]),
    }


@require_POST
@asked_until_erased(link="enrolment_join")
def enrolment_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    erasure = seats.withdraw_from_course(enrollment=enrollment_behind(token))
    return redirect("receipt", code=erasure.receipt)


def _consent_page(
    request: HttpRequest,
    class_session: ClassSession,
    enrollment: Enrollment | None,
    roster: dict[str, Any] | None = None,
) -> HttpResponse:
    if not class_session.is_open:
        return render(request, "class_sessions/ended.html", {"class_session": class_session})
    if _has_seat(request, class_session, enrollment):
        return redirect("participate", session_id=class_session.pk)
    if selectors.is_closed_to(class_session, enrollment):
        return render(request, "class_sessions/door_locked.html", {"class_session": class_session}, status=403)
    form = _join_form(request, class_session, enrollment)
    if request.method == "POST" and form.is_valid():
        try:
            return _seated(_join(request, class_session, form, enrollment))
        except (ValidationError, SessionStateError) as error:
            form.add_error(None, getattr(error, "messages", [str(error)])[0])
    context = {
        "class_session": class_session,
        "course": class_session.course,
        "form": form,
        "camera": selectors.camera_offer(class_session, enrollment),
        "earlier_consent": _earlier_consent(request, class_session, enrollment),
    }
    return render(request, "class_sessions/join.html", (roster or {}) | context | consent_context(class_session))


def _has_seat(request: HttpRequest, class_session: ClassSession, enrollment: Enrollment | None) -> bool:
    """Whether this browser sits in the session; a personal link means its own student, not whoever sat here before."""
    seat = access.open_participation_in(class_session.pk, request.COOKIES)
    return seat is not None and (enrollment is None or seat.enrollment_id == enrollment.pk)


def _join_form(request: HttpRequest, class_session: ClassSession, enrollment: Enrollment | None) -> JoinForm:
    known_name = enrollment.student.name[:60] if enrollment else ""
    return JoinForm(request.POST or None, naming=class_session.course.naming, known_name=known_name)


def _earlier_consent(
    request: HttpRequest, class_session: ClassSession, enrollment: Enrollment | None
) -> Consent | None:
    """The yes that need not be asked for again, unless the student wants to choose anew."""
    return None if "anew" in request.GET else selectors.earlier_consent(class_session, enrollment)


def _join(
    request: HttpRequest, class_session: ClassSession, form: JoinForm, enrollment: Enrollment | None
) -> seats.NewSeat:
    earlier_secret = request.COOKIES.get(access.course_data_cookie_name(enrollment)) if enrollment else None
    with override(form.shown_language):
        return seats.join_class_session(
            class_session=class_session,
            name=form.cleaned_data["name"],
            camera=form.camera,
            enrollment=enrollment,
            earlier_data_secret=earlier_secret,
        )


def _seated(seat: seats.NewSeat) -> HttpResponse:
    """Sent to the seat, with its secrets; the way to the own data of a course lasts as long as own data are kept."""
    participation = seat.participation
    response = redirect("participate", session_id=participation.class_session_id)
    token_name = access.cookie_name(participation.class_session_id)
    _set_secret(response, token_name, seat.token, settings.SESSION_LIMIT_S)
    lasts_s = settings.OWN_TIMELINE_DAYS * DAY_S if participation.enrollment else settings.SESSION_LIMIT_S
    _set_secret(response, access.data_cookie_name(participation), seat.data_secret, lasts_s)
    return response


def _set_secret(response: HttpResponse, name: str, secret: str, max_age_s: int) -> None:
    response.set_cookie(name, secret, max_age=max_age_s, httponly=True, samesite="Lax", secure=settings.SECURE_TLS)


def consent_context(class_session: ClassSession) -> dict[str, Any]:
    """What the consent text partials need, on the joining page and from inside."""
    return text_context(selectors.consent_facts(class_session))


def text_context(facts: ConsentFacts) -> dict[str, Any]:
    document = consent_document(facts)
    return {
        "consent_text": {"version": text_version(facts), "language": get_language(), **document},
        "kept": document["kept"],
        "minimum_group": facts.minimum_group,
    }


def own_data_links(request: HttpRequest, participation: Participation) -> dict[str, str]:
    """The links that read and erase what is kept behind this seat, if the browser has their secret."""
    secret = request.COOKIES.get(access.data_cookie_name(participation), "")
    if secret_hash(secret) != participation.data_hash:
        return {}
    return {"data_link": reverse("my_data", args=[secret]), "erase_link": reverse("my_data_erase", args=[secret])}


@never_cache
@require_safe
def participate(request: HttpRequest, session_id: UUID) -> HttpResponse:
    participation = access.participation_in(session_id, request.COOKIES)
    if participation is None:
        return redirect("join_by_code")
    class_session = participation.class_session
    context = {
        "class_session": class_session,
        "course": class_session.course,
        "participation": participation,
    } | own_data_links(request, participation)
    if not class_session.is_open:
        return render(request, "class_sessions/ended.html", context)
    context |= consent_context(class_session) | {
        "socket_path": f"/ws/participate/{session_id}/",
        "camera": selectors.camera_state(participation),
        "earlier_consent": selectors.earlier_consent(class_session, participation.enrollment),
    }
    return render(request, "class_sessions/participate.html", context)


def _seat_or_none(request: HttpRequest, session_id: UUID) -> Participation | None:
    participation = access.open_participation_in(session_id, request.COOKIES)
    if participation is None:
        messages.info(request, _("You are not in this lecture any more."))
    return participation


@require_POST
def allow_camera(request: HttpRequest, session_id: UUID) -> HttpResponse:
    participation = _seat_or_none(request, session_id)
    if participation is None:
        return redirect("join_by_code")
    response = redirect("participate", session_id=session_id)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.non_field_errors()[0]))
    elif form.camera is not None:
        try:
            with override(form.shown_language):
                seats.allow_camera(participation=participation, camera=form.camera)
        except ValidationError as error:
            messages.error(request, error.messages[0])
    return response


def _way_back(participation: Participation) -> dict[str, Any]:
    """What whoever leaves may know of coming back: a guest the link they came by, if it still leads in.

    A personal link is kept by its student alone; here there is only its hash.
    """
    class_session, is_guest = participation.class_session, participation.enrollment is None
    has_way_back = is_guest and not class_session.is_door_locked and selectors.came_by_the_present_link(participation)
    join_link = reverse("join", args=[class_session.join_token]) if has_way_back else ""
    return {"class_session": class_session, "is_guest": is_guest, "join_link": join_link}


@require_POST
def leave(request: HttpRequest, session_id: UUID) -> HttpResponse:
    participation = _seat_or_none(request, session_id)
    if participation is None:
        return redirect("join_by_code")
    seats.leave_class_session(participation=participation)
    context = _way_back(participation) | own_data_links(request, participation)
    return access.without_cookies(render(request, "class_sessions/left.html", context), request, [participation])


@require_POST
@asked_until_erased(link="participate")
def withdraw(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """For a page that has no link to the own data, by which a student can withdraw after the end too."""
    participation = access.participation_in(session_id, request.COOKIES)
    if participation is None:
        messages.info(
            request,
            _(
                "You are not in this lecture any more. If you withdrew, everything kept about you is erased; if you "
                "left, the private link to your data erases it."
            ),
        )
        return redirect("join_by_code")
    if not participation.class_session.is_open:
        messages.warning(
            request,
            _("Nothing was erased: this lecture has ended. The private link to your data still erases it."),
        )
        return redirect("join_by_code")
    erasure = seats.withdraw(participation=participation)
    return access.without_cookies(redirect("receipt", code=erasure.receipt), request, [participation])
