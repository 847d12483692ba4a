"""Reports of ended sessions, for the course's teachers and for admins."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classroom.accounts.access import signed_in, staff_required, teacher_required
from classroom.courses.access import courses_of
from classroom.courses.models import Course
from classroom.privacy.services import record_audit
from classroom.reports import selectors, services
from classroom.reports.access import report_behind
from classroom.reports.content import lecture_report
from classroom.reports.exports import FORMATS, file_stem
from classroom.reports.forms import NextTimeForm, notes_sent
from classroom.reports.pages import report_page
from classroom.sessions.access import class_session_of, prepared_session, taught_session

PAGE = 20
KEPT_AT = "note_kept_at_s"
MADE_IN_THE_BROWSER = ("png", "pdf")


@staff_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    words = request.GET.get("q", "").strip()
    archived = "archived" in request.GET
    courses = list(courses_of(user))
    course = _chosen(courses, request.GET.get("course", ""))
    sessions = selectors.ended_sessions_of(user, words, course, archived)
    page = Paginator(sessions, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "reports": page,
        "q": words,
        "courses": courses,
        "course": course,
        "archived": archived,
        "has_archived": archived or selectors.has_archived_sessions(user),
        "is_filtered": bool(words or course or archived),
    }
    return render(request, "reports/report_list.html", context)


def _chosen(courses: list[Course], pk: str) -> Course | None:
    return next((course for course in courses if str(course.pk) == pk), None)


@staff_required
@never_cache
@require_safe
def report(request: HttpRequest, session_id: UUID) -> HttpResponse:
    user = signed_in(request)
    class_session = class_session_of(user, session_id)
    if not class_session.has_ended:
        return redirect("live", session_id=session_id)
    stored = selectors.report_of(class_session)
    if stored is None:
        return render(request, "reports/report_pending.html", {"class_session": class_session})
    record_audit(actor=user.audit_name, action="report.view", target=f"session:{session_id}")
    content = lecture_report(stored, class_session)
    context = report_page(content, selectors.shares_of_other_lectures(class_session))
    context |= selectors.suggested_comparisons(user, class_session)
    context["kept_at_s"] = request.session.pop(KEPT_AT, None)
    return render(request, "reports/report.html", context)


@teacher_required
@require_POST
def next_time(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Keep, change or take away notes: those that were changed of all on the page, so that no draft is lost.

    A note that the page did not change may have been changed by a colleague meanwhile, and stays theirs.
    """
    user = signed_in(request)
    class_session = taught_session(user, session_id)
    if not class_session.has_ended:
        raise Http404
    forms = notes_sent(request.POST, class_session.length.total_seconds())
    reasons = [reason for form in forms for found in form.errors.values() for reason in found]
    if reasons:
        messages.error(request, _("The note was not kept. {reason}").format(reason=reasons[0]))
        return redirect("report", session_id=session_id)
    texts = {form.cleaned_data["at_s"]: form.cleaned_data["text"] for form in forms if "text" in form.changed_data}
    services.keep_notes(class_session=class_session, author=user, texts=texts)
    return _back_to_note(request, session_id, forms)


def _back_to_note(request: HttpRequest, session_id: UUID, forms: Sequence[NextTimeForm]) -> HttpResponse:
    """To the note whose button was pressed, where the page then says that it was kept."""
    places = {str(form.cleaned_data["at_s"]): form.cleaned_data["at_s"] for form in forms}
    at_s = places.get(request.POST.get("back_to", ""))
    request.session[KEPT_AT] = at_s
    place = "moments" if at_s is None else f"note-{at_s}"
    return redirect(f"{reverse('report', args=[session_id])}#{place}")


@teacher_required
@never_cache
@require_safe
def topic_notes(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What was noted for a running or planned session's topic the last times; an empty answer where nothing was."""
    teacher = signed_in(request)
    lectures = selectors.lectures_with_notes(teacher, prepared_session(teacher, session_id))
    if not lectures:
        return HttpResponse(status=204)
    return render(request, "reports/_topic_notes.html", {"lectures": lectures})


@staff_required
@never_cache
@require_safe
def report_export(request: HttpRequest, session_id: UUID, file_format: str) -> HttpResponse:
    """A report as a file."""
    user = signed_in(request)
    chosen = FORMATS.get(file_format)
    if chosen is None:
        raise Http404
    stored = report_behind(user, str(session_id))
    content = lecture_report(stored, stored.class_session)
    record_audit(actor=user.audit_name, action="report.export", target=f"session:{session_id}", format=file_format)
    response = HttpResponse(chosen.write(content), content_type=chosen.content_type)
    filename = f"{file_stem(content)}.{file_format}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return response


@staff_required
@require_POST
def report_exported(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Note that the browser made a picture of a chart or a print of the report: the server does not see these.

    With `beside` it was of two lectures side by side.
    """
    user = signed_in(request)
    shown = [report_behind(user, identifier) for identifier in (str(session_id), *request.POST.getlist("beside"))]
    return note_export(request, *(f"session:{stored.class_session_id}" for stored in shown))


def note_export(request: HttpRequest, *targets: str) -> HttpResponse:
    """Write down that something of these was exported in the browser."""
    file_format = request.POST.get("file_format", "")
    if file_format not in MADE_IN_THE_BROWSER:
        return HttpResponseBadRequest()
    for target in targets:
        record_audit(actor=signed_in(request).audit_name, action="report.export", target=target, format=file_format)
    return JsonResponse({})
