"""Lectures beside each other: over the weeks of a course, two of them, and all courses for admins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classroom.accounts.access import admin_required, signed_in, staff_required
from classroom.accounts.models import User
from classroom.courses.access import course_of
from classroom.courses.models import Course
from classroom.courses.selectors import matching_courses
from classroom.listing import wish_of
from classroom.privacy.services import record_audit
from classroom.reports import selectors
from classroom.reports.access import report_behind
from classroom.reports.comparison_pages import course_page, two_lectures_page
from classroom.reports.content import lecture_report
from classroom.reports.models import SessionReport
from classroom.reports.services import tell_agreements
from classroom.reports.views import note_export

OVERVIEW_FILTERS = {"all": gettext_lazy("Active"), "archived": gettext_lazy("Archived")}
COURSE_FILTERS = {
    "all": gettext_lazy("All"),
    "measured": gettext_lazy("With figures"),
    "archived": gettext_lazy("Put away"),
}
CHOICE_FILTERS = {
    "all": gettext_lazy("All lectures"),
    "topic": gettext_lazy("The same topic"),
    "course": gettext_lazy("The same course"),
}


@staff_required
@never_cache
@require_safe
def course_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The lectures of a course over the weeks."""
    user = signed_in(request)
    course = course_of(user, pk)
    record_audit(actor=user.audit_name, action="report.course", target=f"course:{pk}")
    wish = wish_of(request, COURSE_FILTERS)
    found = selectors.reports_of_course(course, wish.words, wish.show)
    by_time = list(found)[::-1]
    context = wish.context(found)
    context |= course_page(course, by_time, context["page_obj"])
    context["has_archived"] = selectors.reports_of_course(course, show="archived").exists()
    return render(request, "reports/course_report.html", context)


@staff_required
@require_POST
def course_report_exported(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the browser made a picture or a print of a course's lectures."""
    return note_export(request, f"course:{course_of(signed_in(request), pk).pk}")


@staff_required
@never_cache
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two lectures side by side: `a` and `b` are identifiers of sessions; without `b` there is a choice."""
    user = signed_in(request)
    first, second = request.GET.get("a", ""), request.GET.get("b", "")
    if not first:
        return redirect("report_list")
    left = report_behind(user, first)
    if not second or first == second:
        return render(request, "reports/compare_choice.html", _choice(request, left))
    right = report_behind(user, second)
    _note_both(user, left, right)
    contents = [lecture_report(stored, stored.class_session) for stored in (left, right)]
    return render(request, "reports/compare.html", two_lectures_page(*contents))


def _choice(request: HttpRequest, report: SessionReport) -> dict[str, Any]:
    """All lectures that can stand beside this one; without a topic there is none that has the same."""
    class_session = report.class_session
    filters = {name: label for name, label in CHOICE_FILTERS.items() if name != "topic" or class_session.topic}
    wish = wish_of(request, filters, keep=("a",))
    found = selectors.comparable_lectures(signed_in(request), class_session, wish.words, wish.show)
    return wish.context(found) | {"class_session": class_session}


def _note_both(user: User, *reports: SessionReport) -> None:
    for report in reports:
        target = f"session:{report.class_session_id}"
        record_audit(actor=user.audit_name, action="report.compare", target=target)


@admin_required
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Courses in the order of their titles: how much was held, measured and agreed to. Nobody is ranked."""
    wish = wish_of(request, OVERVIEW_FILTERS)
    courses = Course.objects.filter(archived_at__isnull=wish.show != "archived")
    context = wish.context(matching_courses(courses, wish.words))
    record_audit(actor=signed_in(request).audit_name, action="report.overview", target="courses")
    shown = list(context["page_obj"])
    context["rows"] = selectors.overview_rows(shown, tell_agreements(shown))
    return render(request, "reports/overview.html", context)
