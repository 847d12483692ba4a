"""From the rows of a file to a changed roster: first a plan, which is shown; then, once it is confirmed, the change."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from django.core import signing
from django.db import transaction

from classroom.accounts.models import User
from classroom.courses.models import Course, Enrollment, Student
from classroom.courses.roster import remove_students
from classroom.courses.roster_files import RosterRow, normal
from classroom.courses.services import enroll
from classroom.privacy.services import record_audit

LIFE = timedelta(hours=1)
SALT = "classroom.roster-import"


class RosterChangedError(Exception):
    """The roster is not what the plan was made for."""


@dataclass(frozen=True)
class Match:
    """A student on the roster, and the row that stands for the same person."""

    enrollment: Enrollment
    row: RosterRow


@dataclass
class RosterPlan:
    """What a file would change.

    Attributes:
        renamed: found by number, with another name.
        numbered: found by name; the file adds the number.
        unchanged: found by number or name, nothing to change.
        missing: on the roster, not in the file. They stay unless somebody says otherwise.
    """

    new: list[RosterRow] = field(default_factory=list)
    renamed: list[Match] = field(default_factory=list)
    numbered: list[Match] = field(default_factory=list)
    unchanged: list[Match] = field(default_factory=list)
    missing: list[Enrollment] = field(default_factory=list)

    @property
    def changes_something(self) -> bool:
        return bool(self.new or self.renamed or self.numbered)


def plan_import(course: Course, rows: Sequence[RosterRow]) -> RosterPlan:
    """Compare rows with the roster: by number first, then by name among those whom no number claimed."""
    plan = RosterPlan()
    free = {one.pk: one for one in course.enrollments.select_related("student").order_by("pk")}
    unclaimed = list(_claim_by_number(plan, free, rows))
    namesakes: dict[str, list[Enrollment]] = {}
    for enrollment in free.values():
        namesakes.setdefault(normal(enrollment.student.name), []).append(enrollment)
    for row in unclaimed:
        found = next((one for one in namesakes.get(normal(row.name), []) if _may_be(one, row)), None)
        if found is None:
            plan.new.append(row)
            continue
        namesakes[normal(row.name)].remove(found)
        del free[found.pk]
        (plan.numbered if row.number else plan.unchanged).append(Match(found, row))
    plan.missing = sorted(free.values(), key=lambda enrollment: enrollment.student.name)
    return plan


def _claim_by_number(plan: RosterPlan, free: dict[int, Enrollment], rows: Iterable[RosterRow]) -> Iterator[RosterRow]:
    """Match what numbers match, and yield the other rows."""
    by_number = {one.student.number: one for one in free.values() if one.student.number}
    for row in rows:
        enrollment = by_number.pop(row.number, None) if row.number else None
        if enrollment is None:
            yield row
            continue
        del free[enrollment.pk]
        is_renamed = enrollment.student.name != row.name
        (plan.renamed if is_renamed else plan.unchanged).append(Match(enrollment, row))


def _may_be(enrollment: Enrollment, row: RosterRow) -> bool:
    """Whether a row can mean this student of the same name: with another number it is a namesake."""
    return not (row.number and enrollment.student.number)


def seal(course: Course, rows: Sequence[RosterRow]) -> str:
    """The rows as text that a browser can bring back and nobody can change: until then the server keeps no name."""
    content = {"course": course.pk, "roster": _fingerprint(course), "rows": [[*vars(row).values()] for row in rows]}
    return signing.dumps(content, salt=SALT, compress=True)


def unseal(course: Course, sealed: str) -> list[RosterRow]:
    """The rows of `seal`.

    Raises:
        BadSignature: made elsewhere, for another course, or more than an hour ago.
    """
    content = signing.loads(sealed, salt=SALT, max_age=LIFE)
    if content["course"] != course.pk:
        raise signing.BadSignature
    return [RosterRow(*row) for row in content["rows"]]


def is_still_meant(course: Course, sealed: str) -> bool:
    """Whether the roster is as it was when the rows were sealed."""
    return bool(signing.loads(sealed, salt=SALT, max_age=LIFE)["roster"] == _fingerprint(course))


def _fingerprint(course: Course) -> str:
    roster = course.enrollments.order_by("pk").values_list("pk", "student__name", "student__number")
    return sha256(repr(list(roster)).encode()).hexdigest()


@transaction.atomic
def apply_import(*, course: Course, actor: User, sealed: str, remove_missing: bool) -> list[Enrollment]:
    """Change the roster as it was shown; the new places on it.

    Raises:
        BadSignature: see `unseal`.
        RosterChangedError: somebody changed the roster meanwhile; nothing was written.
    """
    Course.objects.select_for_update().get(pk=course.pk)
    rows = unseal(course, sealed)
    if not is_still_meant(course, sealed):
        raise RosterChangedError
    plan = plan_import(course, rows)
    new = enroll(course, [Student(name=row.name, number=row.number) for row in plan.new])
    for match in [*plan.renamed, *plan.numbered]:
        Student.objects.filter(pk=match.enrollment.student_id).update(name=match.row.name, number=match.row.number)
    removed = remove_students(course=course, actor=actor, enrollments=plan.missing) if remove_missing else 0
    record_audit(
        actor=actor.audit_name,
        action="roster.import",
        target=course.audit_name,
        new=len(new),
        renamed=len(plan.renamed),
        numbered=len(plan.numbered),
        removed=removed,
    )
    return new
