"""A student's own data behind a link of their own, and the timelines that students chose to show their teacher."""

import math
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classroom.accounts.access import signed_in, teacher_required
from classroom.privacy.noted_views import record_view
from classroom.privacy.services import STUDENT, record_audit
from classroom.privacy.unanswered import asked_until_erased
from classroom.sessions.access import OwnData, own_data_behind, taught_session, without_cookies
from classroom.sessions.seats import withdraw, withdraw_from_course
from classroom.sessions.selectors import keeps_timeline, people_showing_their_timeline
from classroom.timelines import own_data
from classroom.timelines.emotions import STACKED_FROM_TOP
from classroom.timelines.showing import is_over, show_timelines

PEOPLE_ON_A_PAGE = 10
LECTURES_ON_A_PAGE = 10


@never_cache
@require_safe
def my_data(request: HttpRequest, token: str) -> HttpResponse:
    own = own_data_behind(token)
    record_view(login=token, actor=STUDENT, action="own_data.view", target=_audit_name_of(own))
    page = Paginator(own.seats, LECTURES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "enrollment": own.enrollment,
        "course": own.enrollment.course if own.enrollment else own.seats[0].class_session.course,
        "consents": own_data.consents_in(own),
        "lectures": [own_data.lecture_of(seat) for seat in page],
        "page_obj": page,
        "keep_timeline": any(keeps_timeline(seat) for seat in own.seats),
        "is_course_wide": own.enrollment is not None,
        "emotions": STACKED_FROM_TOP,
        "download_url": reverse("my_data_download", args=[token]),
        "table_url": reverse("my_data_table", args=[token]),
        "erase_url": reverse("my_data_erase", args=[token]),
    }
    return render(request, "privacy/my_data.html", context)


def _audit_name_of(own: OwnData) -> str:
    """Where somebody read their own data; who it was, the log need not know."""
    return own.enrollment.course.audit_name if own.enrollment else f"session:{own.seats[0].class_session_id}"


def _note_export(own: OwnData, kind: str) -> None:
    record_audit(actor=STUDENT, action="own_data.export", target=_audit_name_of(own), kind=kind)


@never_cache
@require_safe
def my_data_download(request: HttpRequest, token: str) -> HttpResponse:
    own = own_data_behind(token)
    _note_export(own, "json")
    response = JsonResponse(own_data.as_json(own), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@never_cache
@require_safe
def my_data_table(request: HttpRequest, token: str) -> HttpResponse:
    own = own_data_behind(token)
    _note_export(own, "csv")
    response = HttpResponse(own_data.as_csv(own), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.csv"'
    return response


@require_POST
@asked_until_erased(link="my_data")
def my_data_erase(request: HttpRequest, token: str) -> HttpResponse:
    own = own_data_behind(token)
    if own.enrollment is not None:
        erasure = withdraw_from_course(enrollment=own.enrollment)
    else:
        erasure = withdraw(participation=own.seats[0])
    return without_cookies(redirect("receipt", code=erasure.receipt), request, own.seats)


@teacher_required
@never_cache
@require_safe
def shown_timelines(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The one page where a person stands beside estimates: for whoever agreed to it, by name, until they withdraw."""
    teacher = signed_in(request)
    class_session = taught_session(teacher, session_id)
    held_back = show_timelines(class_session=class_session)
    page = Paginator(people_showing_their_timeline(class_session), PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    lectures = [own_data.shown_lecture_of(seat) for seat in page]
    record_audit(
        actor=teacher.audit_name, action="timeline.shown", target=f"session:{class_session.pk}", people=len(lectures)
    )
    context = {
        "class_session": class_session,
        "lectures": lectures,
        "page_obj": page,
        "is_over": is_over(class_session),
        "held_back_min": math.ceil(held_back * class_session.bucket_s / 60),
        "emotions": STACKED_FROM_TOP,
    }
    return render(request, "class_sessions/shown_timelines.html", context)
