"""What the live path holds about a person: a waiting frame, a place among those present, an open socket."""

from classroom.connections import redis_client
from classroom.live import announcements, frames, presence
from classroom.privacy.registry import PersonalData, Subject


def erase_elsewhere(subject: Subject) -> None:
    client = redis_client()
    frames.delete_frame(client, subject.id)
    presence.forget(client, subject.place, subject.id)
    announcements.close_seat_surely(subject.id)


PERSONAL_DATA = PersonalData("live", erase_elsewhere=erase_elsewhere)
