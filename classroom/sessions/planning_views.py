"""Planning lectures: writing one down, copying, changing or deleting one, and starting it when its time has come."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from classroom.accounts.access import signed_in, teacher_required
from classroom.accounts.models import User
from classroom.courses.access import course_of
from classroom.courses.models import Course
from classroom.sessions import planning
from classroom.sessions.access import planned_session, prepared_session
from classroom.sessions.forms import PlanForm
from classroom.sessions.models import ClassSession
from classroom.sessions.services import SessionStateError


@teacher_required
def plan_create(request: HttpRequest, pk: int) -> HttpResponse:
    teacher = signed_in(request)
    return _plan(request, teacher, course_of(teacher, pk), PlanForm(request.POST or None))


@teacher_required
def plan_copy(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Plan a lecture like this one, planned or held. What happened in it, and who took part, stays with it."""
    teacher = signed_in(request)
    original = prepared_session(teacher, session_id)
    initial = _initial_of(original) | {"scheduled_at": planning.next_time_of(original)}
    form = PlanForm(request.POST or None, initial=initial)
    return _plan(request, teacher, original.course, form, original)


def _plan(
    request: HttpRequest, teacher: User, course: Course, form: PlanForm, original: ClassSession | None = None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            planning.plan_session(course=course, teacher=teacher, **form.cleaned_data)
        except SessionStateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The lecture is planned. Start it from here when its time has come."))
        return redirect("course_detail", pk=course.pk)
    return render(request, "class_sessions/plan.html", {"form": form, "course": course, "original": original})


@teacher_required
def plan_edit(request: HttpRequest, session_id: UUID) -> HttpResponse:
    teacher = signed_in(request)
    planned = planned_session(teacher, session_id)
    form = PlanForm(request.POST or None, initial=_initial_of(planned))
    if request.method == "POST" and form.is_valid():
        try:
            planning.change_plan(class_session=planned, teacher=teacher, **form.cleaned_data)
        except SessionStateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The plan is saved."))
        return redirect("course_detail", pk=planned.course_id)
    context = {"form": form, "course": planned.course, "class_session": planned}
    return render(request, "class_sessions/plan.html", context)


def _initial_of(class_session: ClassSession) -> dict[str, object]:
    return {
        "topic": class_session.topic,
        "scheduled_at": class_session.scheduled_at,
        "planned_minutes": planning.planned_minutes_of(class_session),
    }


@teacher_required
@require_POST
def plan_start(request: HttpRequest, session_id: UUID) -> HttpResponse:
    teacher = signed_in(request)
    planned = planned_session(teacher, session_id)
    try:
        planning.start_planned_session(class_session=planned, teacher=teacher)
    except SessionStateError as error:
        messages.info(request, str(error))
        return redirect("course_detail", pk=planned.course_id)
    return redirect("live", session_id=session_id)


@teacher_required
@require_POST
def plan_delete(request: HttpRequest, session_id: UUID) -> HttpResponse:
    teacher = signed_in(request)
    planned = planned_session(teacher, session_id)
    planning.delete_plan(class_session=planned, teacher=teacher)
    messages.success(request, _("The plan is deleted."))
    return redirect("course_detail", pk=planned.course_id)
