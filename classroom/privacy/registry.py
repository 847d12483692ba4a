"""Where the other apps say what they hold about a person and how old their data may become.

An app registers in its `AppConfig.ready`; privacy itself imports none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
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
    """

    name: str
    erase_rows: Callable[[Subject], int] = lambda subject: 0
    erase_elsewhere: Callable[[Subject], None] = lambda subject: None
    export: Callable[[Subject], Any] = lambda subject: None


_personal_data: dict[str, PersonalData] = {}
_retention: dict[str, Callable[[datetime], int]] = {}


def register_personal_data(data: PersonalData) -> None:
    _personal_data[data.name] = data


def register_retention(name: str, delete_expired: Callable[[datetime], int]) -> None:
    """Name a function that deletes what is expired at a time and returns how many rows went."""
    _retention[name] = delete_expired


def all_personal_data() -> list[PersonalData]:
    return list(_personal_data.values())


def all_retention() -> dict[str, Callable[[datetime], int]]:
    return dict(_retention)
