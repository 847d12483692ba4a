"""How many people of a course agreed to the camera: the one figure of reports that is counted from people's rows.

A student of the roster is one person, however many lectures and devices. Guests cannot be told apart between lectures,
so the share counts them anew in each; but whether a group is large enough to be told of is judged as if all lectures
had the same guests, because one guest who came five times is no group of five.

What was told stands still. Who comes and goes everybody sees, and whoever sees the rate before and after would see
whether they agreed; so when it is told anew depends on how many there are and not on what they answered, until nothing
is kept any more of what it was counted from.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q

from classroom.courses.models import Course
from classroom.privacy.models import Scope
from classroom.reports.models import ToldAgreement
from classroom.sessions.models import Participation, Status
from classroom.timelines.publication import rounded, step_for


@dataclass(frozen=True)
class Group:
    """Some who took part, and those of them who agreed."""

    people: int = 0
    agreed: int = 0

    @property
    def without(self) -> int:
        return self.people - self.agreed


@dataclass
class Agreement:
    """Who took part in a course and agreed, as far as it is still kept: of whoever withdrew it is not.

    Attributes:
        roster: students of the roster, each once. Agreed has who said yes in any of these lectures, or for the course.
        guests: of each lecture by itself.
        since, until: when the first and the last of these lectures ended; None where nobody is kept.
    """

    roster: Group = Group()
    guests: list[Group] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None

    @property
    def counted(self) -> Group:
        """Everybody, guests in each of their lectures."""
        groups = [self.roster, *self.guests]
        return Group(sum(group.people for group in groups), sum(group.agreed for group in groups))

    def at_least(self, what: str) -> int:
        """As many persons as `people`, `agreed` or `without` certainly are."""
        return int(getattr(self.roster, what)) + max((getattr(group, what) for group in self.guests), default=0)


def agreements_by(courses: Sequence[Course]) -> defaultdict[int, Agreement]:
    """The agreement of each course, over its ended lectures."""
    seats = Participation.objects.filter(class_session__course__in=courses, class_session__status=Status.ENDED)
    agreed = Q(consent__scopes__contains=[Scope.CAMERA]) | Q(enrollment__consent__scopes__contains=[Scope.CAMERA])
    students = seats.exclude(enrollment=None).values("class_session__course")
    guests = seats.filter(enrollment=None).values("class_session__course", "class_session")
    found: defaultdict[int, Agreement] = defaultdict(Agreement)
    for row in students.annotate(
        people=Count("enrollment", distinct=True), agreed=Count("enrollment", filter=agreed, distinct=True)
    ):
        found[row["class_session__course"]].roster = Group(row["people"], row["agreed"])
    for row in guests.annotate(people=Count("pk"), agreed=Count("pk", filter=agreed)):
        found[row["class_session__course"]].guests.append(Group(row["people"], row["agreed"]))
    for span in seats.values("class_session__course").annotate(
        since=Min("class_session__ended_at"), until=Max("class_session__ended_at")
    ):
        agreement = found[span["class_session__course"]]
        agreement.since, agreement.until = span["since"], span["until"]
    return found


def counts_of(agreement: Agreement) -> dict[str, Any]:
    """What is kept of the agreement of a course in which somebody took part."""
    counted, certain = agreement.counted, {what: agreement.at_least(what) for what in ("people", "agreed", "without")}
    rate = rounded(counted.agreed / counted.people, step_for(certain["people"]))
    return certain | {"rate": rate, "counted_until": agreement.until}


def stands(told: ToldAgreement, now: Agreement, minimum_group: int) -> bool:
    """Whether what was told goes on being told.

    It does until as many people as the smallest group have come or gone. Who agrees does not move it before all places
    that it was counted from are forgotten, and then by a whole smallest group only.
    """
    if _moved(told, now, "people") >= minimum_group:
        return False
    is_forgotten = now.since is not None and now.since > told.counted_until
    return not is_forgotten or max(_moved(told, now, "agreed"), _moved(told, now, "without")) < minimum_group


def _moved(told: ToldAgreement, now: Agreement, what: str) -> int:
    return abs(now.at_least(what) - int(getattr(told, what)))


def consent_rate(told: ToldAgreement | None, minimum_group: int) -> dict[str, Any]:
    """The share who agreed, unless they or those who did not may be few enough to be known by name."""
    if told is None:
        return {"consent": None, "is_consent_hidden": False}
    is_hidden = any(0 < count < minimum_group for count in (told.people, told.agreed, told.without))
    return {"consent": None if is_hidden else told.rate, "is_consent_hidden": is_hidden}
