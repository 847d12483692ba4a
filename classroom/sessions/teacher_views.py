"""Starting a lecture, and who is in it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classroom.accounts.access import note_view, signed_in, teacher_required
from classroom.courses.access import course_of
from classroom.listing import wish_of
from classroom.sessions import services
from classroom.sessions.access import taught_session
from classroom.sessions.attendance import Attendance, attendance_of
from classroom.sessions.course_views import course_context
from classroom.sessions.forms import StartForm

PEOPLE_FILTERS = {
    "all": gettext_lazy("All"),
    "here": gettext_lazy("Have joined"),
    "missing": gettext_lazy("Have not joined"),
    "guests": gettext_lazy("Guests"),
}


@teacher_required
@require_POST
def class_session_start(request: HttpRequest, pk: int) -> HttpResponse:
    teacher = signed_in(request)
    course = course_of(teacher, pk)
    form = StartForm(request.POST)
    if not form.is_valid():
        return render(request, "courses/course_detail.html", course_context(request, course, form), status=400)
    try:
        started = services.start_class_session(course=course, teacher=teacher, **form.cleaned_data)
    except services.SessionStateError as error:
        messages.info(request, str(error))
        return redirect("course_detail", pk=pk)
    return redirect("live", session_id=started.pk)


@teacher_required
@never_cache
@require_safe
def session_people(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Who is in the session, by name alone: nothing here tells who has a camera or how anybody looked."""
    teacher = signed_in(request)
    class_session = taught_session(teacher, session_id)
    note_view(request, action="people.view", target=f"session:{session_id}")
    wish, everybody = wish_of(request, PEOPLE_FILTERS), attendance_of(class_session)
    found = everybody.matching(wish.words).sections()
    shown = {name: wish.section(name, found[name]) for name in _sections_shown(wish.show, everybody)}
    context = {
        "class_session": class_session,
        "everybody": everybody,
        "sections": shown,
        "nobody_is_found": not any(section.count for section in shown.values()),
    }
    return render(request, "class_sessions/people.html", context | wish.tools())


def _sections_shown(show: str, everybody: Attendance) -> list[str]:
    """The chosen one; or all, without those of a list or of guests that the lecture does not have."""
    if show != "all":
        return [show]
    return ["here", "missing"] * bool(everybody.roster) + ["guests"] * bool(everybody.guests)
