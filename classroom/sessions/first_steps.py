"""The way from an empty installation to the first lecture: a short list that ticks itself and goes when it is done."""

from dataclasses import dataclass

from classroom.accounts.models import User
from classroom.accounts.selectors import active_teachers
from classroom.courses.access import courses_of
from classroom.courses.models import Course
from classroom.privacy.selectors import organisation
from classroom.sessions.models import ClassSession, Status


@dataclass(frozen=True)
class FirstStep:
    """One step; its words and its address stand in the template."""

    name: str
    is_done: bool


def first_steps(user: User) -> list[FirstStep]:
    """The steps of this person's role, or nothing when all are done."""
    steps = _steps_of_admin() if user.is_admin else _steps_of_teacher(user)
    return [] if all(step.is_done for step in steps) else steps


def _steps_of_admin() -> list[FirstStep]:
    return [
        FirstStep("organisation", bool(organisation().name)),
        FirstStep("teacher", active_teachers().exists()),
        FirstStep("course", Course.objects.exists()),
        FirstStep("lecture", ClassSession.objects.filter(status=Status.ENDED).exists()),
    ]


def _steps_of_teacher(user: User) -> list[FirstStep]:
    courses = courses_of(user)
    held = ClassSession.objects.filter(course__in=courses)
    return [
        FirstStep("course", courses.exists()),
        FirstStep("lecture", held.exclude(status=Status.DRAFT).exists()),
        FirstStep("report", held.filter(status=Status.ENDED).exists()),
    ]
