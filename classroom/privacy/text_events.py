"""Telling whoever lets cameras run that a consent text reads otherwise now. The live path listens, unknown here."""

from collections.abc import Callable
from functools import partial

from django.db import transaction

Listener = Callable[[int | None], None]

_listeners: list[Listener] = []


def when_a_text_changes(listener: Listener) -> None:
    """Register in `AppConfig.ready`. The listener gets the number of the course whose text it is; None for all."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_that_a_text_changed(course: int | None = None) -> None:
    """Tell it after the commit: who asks then reads the new text."""
    for listener in _listeners:
        transaction.on_commit(partial(listener, course))
