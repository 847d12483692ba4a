"""Who is in a session, by name alone: the roster as joined or not, and guests. Nothing here knows of cameras."""

from dataclasses import dataclass
from datetime import datetime

from classroom.courses.selectors import roster_of
from classroom.sessions.models import ClassSession, Participation


@dataclass(frozen=True)
class Person:
    """Somebody of the roster or a guest; `joined_at` is None for whoever has not joined."""

    name: str
    joined_at: datetime | None = None
    has_left: bool = False

    @property
    def is_here(self) -> bool:
        return self.joined_at is not None and not self.has_left


@dataclass(frozen=True)
class Attendance:
    """People in the order of their names."""

    roster: list[Person]
    guests: list[Person]

    @property
    def here(self) -> list[Person]:
        return [person for person in self.roster if person.is_here]

    @property
    def missing(self) -> list[Person]:
        return [person for person in self.roster if not person.is_here]

    def sections(self) -> dict[str, list[Person]]:
        """The three lists in which people are shown, by the name of the filter that shows one of them alone."""
        return {"here": self.here, "missing": self.missing, "guests": self.guests}

    def matching(self, words: str) -> "Attendance":
        """Those whose name contains the words, whatever their case and alphabet."""

        def found(people: list[Person]) -> list[Person]:
            return [person for person in people if words.casefold() in person.name.casefold()]

        return Attendance(found(self.roster), found(self.guests))


def attendance_of(class_session: ClassSession) -> Attendance:
    seats = list(class_session.participations.order_by("joined_at"))
    by_place = {seat.enrollment_id: seat for seat in seats if seat.enrollment_id is not None}
    roster = [_person(place.student.name, by_place.get(place.pk)) for place in roster_of(class_session.course)]
    guests = [_person(seat.display_name, seat) for seat in seats if seat.enrollment_id is None and seat.left_at is None]
    return Attendance(_by_name(roster), _by_name(guests))


def _by_name(people: list[Person]) -> list[Person]:
    return sorted(people, key=lambda person: person.name.casefold())


def _person(name: str, seat: Participation | None) -> Person:
    """A place on the roster that was taken twice counts as its last seat: the earlier one was left."""
    if seat is None:
        return Person(name)
    return Person(name, seat.joined_at, has_left=seat.left_at is not None)
