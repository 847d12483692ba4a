"""Where the other apps say what they hold about a person and how old their data may become.

An app registers in its `AppConfig.ready`; privacy itself imports none of them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Subject:
    """What a person is called in one place: a participation in a class session, or an enrollment in a course.

    Attributes:
        id: random; no two subjects share one, whatever their place.
        place: identifier of the class session, or of the course as "course:<number>".
    """

    id: UUID
    place: str


@dataclass(frozen=True)
class PersonalData:
    """What one app holds about a subject.

    Attributes:
        erase_rows: deletes rows within the caller's transaction and says how many.
        erase_elsewhere: deletes what is not in the database; may be repeated; raises when the place is out of reach.
        export: the subject's data as plain JSON values.
        remove_rows: deletes the subject itself where others decide that it goes: a place on a list, an account. Asked
            only when a removal is repeated in a restored backup.
        subjects_under: other subjects of the same person, which go when this one is removed: the seats of a place on
            a list.
        may_stay: columns ("table.column") and Redis keys (with "*" for the subject) that name the subject after an
            erasure, each with the reason.
    """

    name: str
    erase_rows: Callable[[Subject], int] = lambda subject: 0
    erase_elsewhere: Callable[[Subject], None] = lambda subject: None
    export: Callable[[Subject], Any] = lambda subject: None
    remove_rows: Callable[[Subject], int] = lambda subject: 0
    subjects_under: Callable[[Subject], Iterable[Subject]] = lambda subject: ()
    may_stay: Mapping[str, str] = field(default_factory=dict)


# Deletes at most so many expired rows, in a short transaction of its own, and says how many went.
DeleteExpired = Callable[[datetime, int], int]
# The shown names of those of these people who exist, by their key.
NamesOf = Callable[[Collection[str]], Mapping[str, str]]

_personal_data: dict[str, PersonalData] = {}
_retention: dict[str, DeleteExpired] = {}
_people: dict[str, NamesOf] = {}


def register_personal_data(data: PersonalData) -> None:
    _personal_data[data.name] = data


def register_retention(name: str, delete_expired: DeleteExpired) -> None:
    """Name a function that deletes some of what is expired at a time."""
    _retention[name] = delete_expired


def register_people(kind: str, names_of: NamesOf) -> None:
    """Name a kind of people: "user" makes "user:7" somebody, whom the audit log calls by a pseudonym."""
    _people[kind] = names_of


def all_personal_data() -> list[PersonalData]:
    return list(_personal_data.values())


def all_retention() -> dict[str, DeleteExpired]:
    return dict(_retention)


def all_people() -> dict[str, NamesOf]:
    return dict(_people)
