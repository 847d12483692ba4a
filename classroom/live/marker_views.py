"""Setting markers in the live view; correcting them and taking them back, there and from the report."""

from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from classroom.accounts.access import signed_in, teacher_required
from classroom.live import announcements, answers
from classroom.request_methods import wants_json
from classroom.sessions import access, marking
from classroom.sessions.forms import MarkerForm, MarkerWordsForm
from classroom.sessions.models import Marker
from classroom.sessions.services import SessionStateError
from classroom.timelines.notation import clock
from classroom.timelines.selectors import marker_facts, marker_in_words


@teacher_required
@require_POST
def session_marker(request: HttpRequest, session_id: UUID) -> HttpResponse:
    teacher = signed_in(request)
    class_session = access.taught_session(teacher, session_id)
    form = MarkerForm(request.POST)
    if not form.is_valid():
        return answers.refused(request, class_session, _first_error(form))
    try:
        marker = marking.add_marker(class_session=class_session, actor=teacher.audit_name, **form.cleaned_data)
    except SessionStateError as error:
        return answers.refused(request, class_session, str(error))
    marker.refresh_from_db(fields=["at"])
    announcements.marker_set(marker)
    return answers.done(request, class_session, **marker_facts(class_session, marker))


@teacher_required
@never_cache
def marker_change(request: HttpRequest, session_id: UUID, marker_id: int) -> HttpResponse:
    """Correct a marker: a page of its own for the report, a form of the live view for its script."""
    marker = access.taught_marker(signed_in(request), session_id, marker_id)
    words = {"label": marker.label, "hint": marker.hint, "hint_url": marker.hint_url}
    data = request.POST if request.method == "POST" else None
    form = MarkerWordsForm(data, kind=marker.kind, initial=words)
    if form.is_valid():
        return _changed(request, marker, form)
    if form.is_bound and wants_json(request):
        return answers.refused(request, marker.class_session, _first_error(form))
    return render(request, "live/marker.html", {"form": form, **_page_of(marker)})


def _page_of(marker: Marker) -> dict[str, object]:
    class_session = marker.class_session
    facts = marker_in_words(class_session, marker)
    back_url = reverse("report" if class_session.has_ended else "live", args=[class_session.pk])
    return {"class_session": class_session, "marker": facts, "at": clock(facts["at_s"]), "back_url": back_url}


def _changed(request: HttpRequest, marker: Marker, form: Form) -> HttpResponse:
    actor = signed_in(request).audit_name
    if not marking.change_marker(marker=marker, actor=actor, **form.cleaned_data):
        raise Http404
    announcements.marker_set(marker)
    return answers.done(request, marker.class_session, **marker_facts(marker.class_session, marker))


@teacher_required
@require_POST
def marker_remove(request: HttpRequest, session_id: UUID, marker_id: int) -> HttpResponse:
    teacher = signed_in(request)
    marker = access.taught_marker(teacher, session_id, marker_id)
    if marking.remove_marker(marker=marker, actor=teacher.audit_name):
        announcements.marker_removed(marker.class_session, marker_id)
    return answers.done(request, marker.class_session, **marker_facts(marker.class_session, marker))


def _first_error(form: Form) -> str:
    return str(next(iter(form.errors.values()))[0])
