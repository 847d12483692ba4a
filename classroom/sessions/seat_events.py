"""Telling whoever holds a seat's socket that the seat has ended. The live path listens; this app does not know it."""

from collections.abc import Callable

from classroom.privacy.registry import Subject

Listener = Callable[[Subject], None]

_listeners: list[Listener] = []


def when_a_seat_ends(listener: Listener) -> None:
    """Register in `AppConfig.ready`."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_that_a_seat_ended(subject: Subject) -> None:
    for listener in _listeners:
        listener(subject)
