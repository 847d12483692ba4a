"""A guardian's page, behind a link bound to one child's place in one course: read, agree, take back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from classroom.courses.access import enrollment_of_ward
from classroom.courses.models import Enrollment
from classroom.courses.selectors import course_consent_facts, lacks_guardian
from classroom.privacy.consent_texts import text_version
from classroom.privacy.region import camera_is_prohibited
from classroom.privacy.unanswered import asked_until_erased
from classroom.sessions.forms import GuardianForm
from classroom.sessions.seats import agree_as_guardian, take_back_as_guardian
from classroom.sessions.selectors import (
    lacks_guardian_in,
    open_sessions_under_another_text,
    runs_under_an_earlier_yes,
)
from classroom.sessions.student_views import text_context


@never_cache
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    enrollment = enrollment_of_ward(token)
    if request.method == "POST" and not camera_is_prohibited():
        return _choose(request, enrollment)
    facts = course_consent_facts(enrollment.course)
    context = {
        "course": enrollment.course,
        "enrollment": enrollment,
        "token": token,
        "is_needed": enrollment.course.requires_guardian,
        "has_agreed": enrollment.guardian_consent is not None,
        "is_open": lacks_guardian(enrollment.course, enrollment, text_version(facts)),
        "goes_on_under_earlier_yes": runs_under_an_earlier_yes(enrollment),
        "goes_on_without_camera": any(
            lacks_guardian_in(other, enrollment) for other in open_sessions_under_another_text(enrollment.course)
        ),
    }
    return render(request, "class_sessions/guardian.html", context | text_context(facts))


def _choose(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    form = GuardianForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Press one of the two buttons: I agree, or I do not agree."))
    elif form.cleaned_data["choice"] == "agree":
        _agree(request, enrollment, form)
    else:
        messages.info(request, _after_a_no(enrollment))
    return redirect(request.path)


def _after_a_no(enrollment: Enrollment) -> str:
    if not runs_under_an_earlier_yes(enrollment):
        return _("Nothing has changed. Your child takes part without a camera.")
    return _(
        "Nothing changes: no camera is used in lectures that start from now on. You can come back to this page at "
        "any time."
    )


def _agree(request: HttpRequest, enrollment: Enrollment, form: GuardianForm) -> None:
    try:
        with override(form.shown_language):
            agree_as_guardian(enrollment=enrollment, agreed_version=form.cleaned_data["text_version"])
        messages.success(request, _("Your yes is noted. You can take it back on this page at any time."))
    except ValidationError as error:
        messages.error(request, error.messages[0])


@require_POST
@asked_until_erased(link="guardian")
def guardian_take_back(request: HttpRequest, token: str) -> HttpResponse:
    erasure = take_back_as_guardian(enrollment=enrollment_of_ward(token))
    return redirect("receipt", code=erasure.receipt)
