"""Telling whoever holds a seat's socket that the seat has ended or that its camera may be used now, or no longer.

The live path listens; this app does not know it.
"""

from collections.abc import Callable

from classroom.privacy.registry import Subject

Listener = Callable[[Subject], None]

_of_an_end: list[Listener] = []
_of_a_change: list[Listener] = []


def when_a_seat_ends(listener: Listener) -> None:
    """Register in `AppConfig.ready`."""
    if listener not in _of_an_end:
        _of_an_end.append(listener)


def when_a_seat_changes(listener: Listener) -> None:
    """Register in `AppConfig.ready`."""
    if listener not in _of_a_change:
        _of_a_change.append(listener)


def tell_that_a_seat_ended(subject: Subject) -> None:
    for listener in _of_an_end:
        listener(subject)


def tell_that_a_seat_changed(subject: Subject) -> None:
    for listener in _of_a_change:
        listener(subject)
