"""Creating and changing a course, its smallest group, its copies and its owner."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from classroom.accounts.access import admin_required, signed_in, staff_required, teacher_required
from classroom.courses import access, selectors, services
from classroom.courses.forms import CourseForm, CourseSettingsForm, DuplicateForm, MinimumGroupForm, TransferForm


@teacher_required
@transaction.atomic
def course_create(request: HttpRequest) -> HttpResponse:
    teacher = signed_in(request)
    form = CourseForm(request.POST or None, owner=teacher)
    if request.method == "POST" and form.is_valid():
        course = form.save()
        services.note_course_saved(course=course, actor=teacher, action="course.create", changed=form.changed_data)
        return redirect("course_detail", pk=course.pk)
    return render(request, "courses/course_form.html", {"form": form})


@staff_required
@transaction.atomic
def course_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The rules of a course. They are saved over those of now, and not over those that were read at first."""
    user = signed_in(request)
    course = access.course_to_change(user, pk) if request.method == "POST" else access.course_of(user, pk)
    form = CourseSettingsForm(request.POST or None, instance=course, owner=course.owner)
    if request.method == "POST" and form.is_valid():
        form.save()
        services.note_course_saved(course=course, actor=user, action="course.change", changed=form.changed_data)
        messages.success(request, _("The course is saved."))
        return redirect("course_detail", pk=course.pk)
    context = {
        "form": form,
        "course": course,
        "lowering": selectors.lowering_of(course),
        "may_manage": access.may_manage(user, course),
    }
    return render(request, "courses/course_settings.html", context)


@admin_required
def course_minimum(request: HttpRequest, pk: int) -> HttpResponse:
    course = access.course_of(signed_in(request), pk)
    initial = {"minimum_group": course.minimum_group, "reason": course.minimum_reason}
    form = MinimumGroupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_minimum_group(course=course, admin=signed_in(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The smallest group is changed. It applies from the next lecture on."))
            return redirect("course_edit", pk=pk)
    context = {"form": form, "course": course, "lowering": selectors.lowering_of(course)}
    return render(request, "courses/course_minimum.html", context)


@teacher_required
def course_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    teacher = signed_in(request)
    course = access.course_of(teacher, pk)
    title = _("{title} (copy)").format(title=course.title)[:200]
    form = DuplicateForm(request.POST or None, initial={"title": title})
    if request.method == "POST" and form.is_valid():
        copy = services.duplicate_course(course=course, teacher=teacher, **form.cleaned_data)
        messages.success(request, _("The course is copied. This is the new one."))
        return redirect("course_detail", pk=copy.pk)
    students = selectors.roster_of(course).count()
    return render(request, "courses/course_duplicate.html", {"form": form, "course": course, "students": students})


@staff_required
def course_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    course = access.managed_course(user, pk)
    form = TransferForm(request.POST or None, owner=course.owner)
    if request.method == "POST" and form.is_valid():
        services.transfer_course(course=course, actor=user, **form.cleaned_data)
        new_owner = form.cleaned_data["new_owner"].shown_name
        messages.success(request, _("The course now belongs to {name}.").format(name=new_owner))
        return redirect("course_list")
    return render(request, "courses/course_transfer.html", {"form": form, "course": course})
