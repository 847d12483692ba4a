"""The lists of courses and of a course's lectures, the page of a course, and taking either out of the lists."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from classroom.accounts.access import signed_in, staff_required
from classroom.courses.access import course_of, courses_of, managed_course, may_manage
from classroom.courses.models import Course
from classroom.courses.selectors import matching_courses
from classroom.listing import wish_of
from classroom.sessions import archiving, listings, selectors
from classroom.sessions.access import class_session_of
from classroom.sessions.first_steps import first_steps
from classroom.sessions.forms import StartForm
from classroom.sessions.models import Status
from classroom.sessions.services import SessionStateError

LATEST = 8  # held lectures on the page of a course
NEXT = 8  # planned ones; the list of lectures has the others
COURSE_FILTERS = {
    "all": gettext_lazy("Active"),
    "running": gettext_lazy("Running now"),
    "planned": gettext_lazy("With planned lectures"),
    "archived": gettext_lazy("Archived"),
}
LECTURE_FILTERS = {
    "all": gettext_lazy("All"),
    "running": gettext_lazy("Running now"),
    "planned": gettext_lazy("Planned"),
    "held": gettext_lazy("Held"),
    "archived": gettext_lazy("Put away"),
}
ADMIN_FILTERS = ("all", "archived")  # an admin learns of a lecture when it has ended


def _filters_for(is_admin: bool, filters: dict[str, Any]) -> dict[str, Any]:
    return {name: filters[name] for name in ADMIN_FILTERS} if is_admin else filters


@staff_required
@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    wish = wish_of(request, _filters_for(user.is_admin, COURSE_FILTERS))
    context = wish.context(listings.listed_courses(matching_courses(courses_of(user), wish.words), wish.show))
    courses = list(context["rows"])
    running = selectors.open_sessions_by_course(courses) if user.is_teacher else {}
    for course in courses:
        course.live_session = running.get(course.pk)
    context |= {"courses": courses, "has_courses": bool(courses) or courses_of(user).exists()}
    return render(request, "courses/course_list.html", context | {"first_steps": first_steps(user)})


@staff_required
@require_safe
def course_detail(request: HttpRequest, pk: int) -> HttpResponse:
    course = course_of(signed_in(request), pk)
    return render(request, "courses/course_detail.html", course_context(request, course, StartForm()))


def course_context(request: HttpRequest, course: Course, start_form: StartForm) -> dict[str, Any]:
    """What the page of a course shows to this person."""
    user = signed_in(request)
    listed = listings.lectures_of(course, user).filter(archived_at=None)
    planned = listed.filter(status=Status.DRAFT).order_by("scheduled_at")[: NEXT + 1]
    return {
        "course": course,
        "live_session": selectors.open_session_of(course) if user.is_teacher else None,
        "planned": planned[:NEXT],
        "more_planned": len(planned) > NEXT,
        "held": listed.filter(status=Status.ENDED)[:LATEST],
        "students": course.enrollments.count(),
        "team": ", ".join(person.shown_name for person in [course.owner, *course.co_teachers.order_by("username")]),
        "start_form": start_form,
        "can_start": user.is_teacher and not course.is_archived,
        "may_manage": may_manage(user, course),
    }


@staff_required
@require_safe
def lecture_list(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    course = course_of(user, pk)
    wish = wish_of(request, _filters_for(user.is_admin, LECTURE_FILTERS))
    lectures = listings.lectures_of(course, user)
    context = wish.context(listings.matching_lectures(lectures, wish.words, wish.show))
    context |= {"course": course, "has_archived": lectures.exclude(archived_at=None).exists()}
    return render(request, "courses/lecture_list.html", context)


@staff_required
@require_POST
def course_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Archive the course, or bring it back: `archived` says which."""
    user = signed_in(request)
    course = managed_course(user, pk)
    if request.POST.get("archived") == "0":
        archiving.unarchive_course(course=course, actor=user)
        messages.success(request, _("The course is active again."))
        return redirect("course_detail", pk=pk)
    try:
        archiving.archive_course(course=course, actor=user)
    except SessionStateError as error:
        messages.error(request, str(error))
        return redirect("course_detail", pk=pk)
    messages.success(request, _("The course is archived. Its reports stay; you find it under “Archived”."))
    return redirect("course_list")


@staff_required
@require_POST
def session_archive(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Put an ended lecture away, or back into the list: `archived` says which."""
    user = signed_in(request)
    class_session = class_session_of(user, session_id)
    archived = request.POST.get("archived") != "0"
    try:
        archiving.set_session_archived(class_session=class_session, actor=user, archived=archived)
    except SessionStateError as error:
        messages.error(request, str(error))
    else:
        put_away, back = _("The lecture is put away. Its report stays."), _("The lecture is back in the list.")
        messages.success(request, put_away if archived else back)
    return redirect("lecture_list", pk=class_session.course_id)
