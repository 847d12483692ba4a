"""What becomes of running cameras when somebody else decides anew whether they may run: their sockets ask at once.

A word that is lost is made good when the socket is authorised again, within a minute.
"""

from classroom.live import announcements
from classroom.privacy.registry import Subject
from classroom.sessions.selectors import open_sessions


def after_a_new_text(course: int | None) -> None:
    """The text of a course, or of all, is not the one any more that was agreed to."""
    for class_session in open_sessions(course):
        announcements.seats_outdated(class_session)


def after_a_guardians_yes(subject: Subject) -> None:
    announcements.seat_outdated(subject.id)
