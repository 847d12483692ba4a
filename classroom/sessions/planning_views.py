"""Planning lectures: writing one down, changing it, deleting it, and starting it when its time has come."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from classroom.accounts.access import signed_in, teacher_required
from classroom.courses.access import course_of
from classroom.sessions import planning
from classroom.sessions.access import planned_session
from classroom.sessions.forms import PlanForm
from classroom.sessions.models import ClassSession
from classroom.sessions.services import SessionStateError


@teacher_required
def plan_create(request: HttpRequest, pk: int) -> HttpResponse:
    teacher = signed_in(request)
    course = course_of(teacher, pk)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            planning.plan_session(course=course, teacher=teacher, **form.cleaned_data)
        except SessionStateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The lecture is planned. Start it from here when its time has come."))
        return redirect("course_detail", pk=pk)
    return render(request, "class_sessions/plan.html", {"form": form, "course": course})


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


def _initial_of(planned: ClassSession) -> dict[str, object]:
    return {
        "topic": planned.topic,
        "scheduled_at": planned.scheduled_at,
        "planned_minutes": planning.planned_minutes_of(planned),
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
