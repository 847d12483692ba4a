"""Creating and changing a course and its smallest group."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from classroom.accounts.access import admin_required, signed_in, teacher_required
from classroom.courses import access, services
from classroom.courses.forms import CourseForm, MinimumGroupForm


@teacher_required
def course_create(request: HttpRequest) -> HttpResponse:
    form = CourseForm(request.POST or None, owner=signed_in(request))
    if request.method == "POST" and form.is_valid():
        return redirect("course_detail", pk=form.save().pk)
    return render(request, "courses/course_form.html", {"form": form})


@teacher_required
def course_edit(request: HttpRequest, pk: int) -> HttpResponse:
    course = access.course_of(signed_in(request), pk)
    form = CourseForm(request.POST or None, instance=course, owner=course.owner)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The course is saved."))
        return redirect("course_detail", pk=course.pk)
    return render(request, "courses/course_form.html", {"form": form, "course": course})


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
            messages.success(request, _("The smallest group is changed. It applies from the next session on."))
            return redirect("course_list")
    return render(request, "courses/course_minimum.html", {"form": form, "course": course})
