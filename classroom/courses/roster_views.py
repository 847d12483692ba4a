"""The list of a course's students: adding, importing, removing, and links to hand out."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from classroom.accounts.access import note_view, signed_in, staff_required, teacher_required
from classroom.courses import access, selectors
from classroom.courses import roster_import as imports
from classroom.courses.forms import RosterFileForm, StudentForm
from classroom.courses.link_files import links_as_csv
from classroom.courses.models import Course, Enrollment
from classroom.courses.roster import LinkKind, remove_students, renew_links
from classroom.courses.roster_files import RosterFile, RosterFileError, read_roster
from classroom.courses.services import add_student
from classroom.listing import wish_of

FILTERS = {
    "latest": gettext_lazy("Latest first"),
    "name": gettext_lazy("By name"),
    "unnumbered": gettext_lazy("Without a number"),
}
LINK_PAGES = {LinkKind.STUDENT: "enrolment_join", LinkKind.GUARDIAN: "guardian"}


@staff_required
@require_safe
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    course = access.course_of(user, pk)
    note_view(request, action="roster.view", target=course.audit_name)
    return render(request, "courses/roster.html", _context(request, course))


def _context(request: HttpRequest, course: Course) -> dict[str, Any]:
    wish = wish_of(request, FILTERS)
    found = selectors.roster_of(course, wish.words, wish.show)
    return wish.context(found) | {
        "course": course,
        "student_form": StudentForm(),
        "students": course.enrollments.count(),
    }


@teacher_required
@require_POST
@never_cache
def student_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a student on the roster and show the personal link, this once: it is kept as a hash only."""
    teacher = signed_in(request)
    course = access.course_of(teacher, pk)
    form = StudentForm(request.POST)
    if not form.is_valid():
        return render(request, "courses/roster.html", _context(request, course) | {"student_form": form}, status=400)
    enrollment, secret = add_student(course=course, actor=teacher, **form.cleaned_data)
    return _with_new_link(request, enrollment, LinkKind.STUDENT, secret)


@teacher_required
@require_POST
@never_cache
def student_link(request: HttpRequest, pk: int, enrollment_pk: int) -> HttpResponse:
    """Make one new link, for the student or the guardian, and show it this once."""
    teacher = signed_in(request)
    course = access.course_of(teacher, pk)
    enrollment = access.enrollment_of(course, enrollment_pk)
    kind = _kind_of(request)
    try:
        made = renew_links(course=course, actor=teacher, enrollments=[enrollment], kind=kind)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("roster", pk=pk)
    return _with_new_link(request, enrollment, kind, made[0][1])


def _with_new_link(request: HttpRequest, enrollment: Enrollment, kind: LinkKind, secret: str) -> HttpResponse:
    context = _context(request, enrollment.course) | {
        "new_link": _address(kind, secret),
        "link_of": enrollment,
        "link_is_guardians": kind == LinkKind.GUARDIAN,
    }
    return render(request, "courses/roster.html", context)


def _kind_of(request: HttpRequest) -> LinkKind:
    return LinkKind.GUARDIAN if request.POST.get("kind") == LinkKind.GUARDIAN else LinkKind.STUDENT


def _address(kind: LinkKind, secret: str) -> str:
    return settings.PUBLIC_URL + reverse(LINK_PAGES[kind], args=[secret])


@staff_required
def student_remove(request: HttpRequest, pk: int, enrollment_pk: int) -> HttpResponse:
    user = signed_in(request)
    course = access.course_of(user, pk)
    enrollment = access.enrollment_of(course, enrollment_pk)
    if request.method == "POST":
        remove_students(course=course, actor=user, enrollments=[enrollment])
        messages.success(request, _("{name} is off the list.").format(name=enrollment.student.name))
        return redirect("roster", pk=pk)
    note_view(request, action="roster.view", target=course.audit_name)
    return render(request, "courses/student_remove.html", {"course": course, "enrollment": enrollment})


@teacher_required
@require_POST
@never_cache
def roster_links(request: HttpRequest, pk: int) -> HttpResponse:
    """New links as a file, for everybody or for the named places on the roster. This answer is their only copy."""
    teacher = signed_in(request)
    course = access.course_of(teacher, pk)
    chosen = _chosen(course, request.POST.get("places", ""))
    kind = _kind_of(request)
    try:
        made = renew_links(course=course, actor=teacher, enrollments=chosen, kind=kind)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("roster", pk=pk)
    rows = [(one.student.name, one.student.number, _address(kind, secret)) for one, secret in made]
    response = HttpResponse(links_as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="links-{kind}-{course.pk}.csv"'
    return response


def _chosen(course: Course, places: str) -> Iterable[Enrollment]:
    everybody = selectors.roster_of(course, show="name")
    numbers = [int(place) for place in places.split(",") if place.isdecimal()]
    return everybody.filter(pk__in=numbers) if numbers else everybody


@staff_required
@never_cache
def roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file; then see what it would change. Nothing is written here."""
    course = access.course_of(signed_in(request), pk)
    form = RosterFileForm(request.POST, request.FILES) if request.method == "POST" else RosterFileForm()
    if form.is_valid():
        try:
            return _preview(request, course, read_roster(form.cleaned_data["file"]))
        except RosterFileError as error:
            form.add_error("file", str(error))
    return render(request, "courses/roster_import.html", {"course": course, "form": form})


def _preview(request: HttpRequest, course: Course, file: RosterFile) -> HttpResponse:
    context = {
        "course": course,
        "file": file,
        "plan": imports.plan_import(course, file.rows),
        "sealed": imports.seal(course, file.rows),
    }
    return render(request, "courses/roster_preview.html", context)


@staff_required
@require_POST
@never_cache
def roster_import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    course = access.course_of(user, pk)
    sealed = request.POST.get("sealed", "")
    try:
        new = imports.apply_import(
            course=course, actor=user, sealed=sealed, remove_missing="remove_missing" in request.POST
        )
    except BadSignature:
        messages.error(request, _("This preview is too old. Nothing was changed. Choose the file again."))
        return redirect("roster_import", pk=pk)
    except imports.RosterChangedError:
        messages.warning(request, _("The list has changed meanwhile, and nothing was written. Look again."))
        return _preview(request, course, RosterFile(rows=imports.unseal(course, sealed)))
    return _imported(request, course, new)


def _imported(request: HttpRequest, course: Course, new: Sequence[Enrollment]) -> HttpResponse:
    if not new:
        messages.success(request, _("The list is saved."))
        return redirect("roster", pk=course.pk)
    saved = ngettext(
        "The list is saved. {count} student is new.", "The list is saved. {count} students are new.", len(new)
    )
    messages.success(request, saved.format(count=len(new)))
    places = ",".join(str(enrollment.pk) for enrollment in new)
    return render(request, "courses/roster_imported.html", {"course": course, "places": places, "new": new})
