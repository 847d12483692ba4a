"""A teacher's courses with their roster and sessions, and starting one."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from classroom.accounts.access import signed_in, staff_required, teacher_required
from classroom.courses.access import course_of, courses_of
from classroom.courses.forms import StudentForm
from classroom.courses.models import Course
from classroom.courses.selectors import matching, roster_of
from classroom.courses.services import add_student
from classroom.sessions import selectors, services
from classroom.sessions.access import taught_session
from classroom.sessions.attendance import attendance_of
from classroom.sessions.forms import StartForm

PAGE = 20


@staff_required
def course_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    words = request.GET.get("q", "").strip()
    courses = selectors.courses_with_sessions(matching(courses_of(user), words)).order_by("title", "pk")
    page = Paginator(courses, PAGE).get_page(request.GET.get("page"))
    running = selectors.open_sessions_by_course(list(page)) if user.is_teacher else {}
    for course in page:
        course.live_session = running.get(course.pk)  # type: ignore[attr-defined]
    return render(request, "courses/course_list.html", {"courses": page, "page_obj": page, "q": words})


@staff_required
def course_detail(request: HttpRequest, pk: int) -> HttpResponse:
    course = course_of(signed_in(request), pk)
    return render(request, "courses/course_detail.html", _course_context(request, course, StartForm()))


def _course_context(request: HttpRequest, course: Course, start_form: StartForm) -> dict[str, Any]:
    sessions = course.class_sessions.exclude(status="draft").order_by("-started_at")
    is_teacher = signed_in(request).is_teacher
    return {
        "course": course,
        "live_session": selectors.open_session_of(course) if is_teacher else None,
        "sessions": sessions if is_teacher else sessions.filter(status="ended"),
        "enrollments": roster_of(course),
        "student_form": StudentForm(),
        "start_form": start_form,
        "can_start": is_teacher,
    }


@teacher_required
@require_POST
@never_cache
def student_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a student on the roster and show the personal link, this once: it is kept as a hash only."""
    course = course_of(signed_in(request), pk)
    form = StudentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Type the student's name."))
        return redirect("course_detail", pk=course.pk)
    _enrollment, secret = add_student(course=course, name=form.cleaned_data["name"])
    new_link = settings.PUBLIC_URL + reverse("enrolment_join", args=[secret])
    context = _course_context(request, course, StartForm()) | {"new_link": new_link}
    return render(request, "courses/course_detail.html", context)


@teacher_required
@require_POST
def class_session_start(request: HttpRequest, pk: int) -> HttpResponse:
    teacher = signed_in(request)
    course = course_of(teacher, pk)
    form = StartForm(request.POST)
    if not form.is_valid():
        return render(request, "courses/course_detail.html", _course_context(request, course, form), status=400)
    try:
        started = services.start_class_session(course=course, teacher=teacher, **form.cleaned_data)
    except services.SessionStateError as error:
        messages.info(request, str(error))
        return redirect("course_detail", pk=pk)
    return redirect("live", session_id=started.pk)


@teacher_required
@never_cache
def session_people(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Who is in the session, by name alone: nothing here tells who has a camera or how anybody looked."""
    class_session = taught_session(signed_in(request), session_id)
    words = request.GET.get("q", "").strip()
    attendance = attendance_of(class_session)
    context = {"class_session": class_session, "everybody": attendance, "found": attendance.matching(words), "q": words}
    return render(request, "class_sessions/people.html", context)
