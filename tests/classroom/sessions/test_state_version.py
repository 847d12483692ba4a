"""Each change of which sockets hear has a number of its own, so that nobody takes an older one for the newer."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from classroom.privacy.models import AuditEntry
from classroom.sessions.marking import add_marker
from classroom.sessions.models import ClassSession, Marker
from classroom.sessions.services import (
    SessionStateError,
    end_class_session,
    lock_door,
    move_with_clock,
    pause_class_session,
    renew_way_in,
    resume_class_session,
)

pytestmark = pytest.mark.django_db
CHANGES = (pause_class_session, resume_class_session, lock_door, renew_way_in, end_class_session)


def stored_version(class_session: ClassSession) -> int:
    return ClassSession.objects.get(pk=class_session.pk).state_version


def test_every_change_raises_the_version_by_one(class_session: ClassSession) -> None:
    for version, change in enumerate(CHANGES, start=1):
        change(class_session=class_session, actor="system")
        assert (class_session.state_version, stored_version(class_session)) == (version, version)


def test_a_marker_raises_it_too_because_it_may_bring_a_hint_or_end_one(class_session: ClassSession) -> None:
    assert add_marker(class_session=class_session, label="demo").class_session.state_version == 1
    assert stored_version(class_session) == 1


@pytest.mark.parametrize("change", [pause_class_session, resume_class_session, end_class_session])
def test_what_is_not_done_leaves_the_version(class_session: ClassSession, change: Callable[..., bool]) -> None:
    end_class_session(class_session=class_session, actor="system")
    assert not change(class_session=class_session, actor="system")
    assert stored_version(class_session) == 1


def test_a_lecture_that_has_ended_meanwhile_is_not_moved_with_the_clock(class_session: ClassSession) -> None:
    marker = add_marker(class_session=class_session, label="demo")
    before = Marker.objects.get().at
    end_class_session(class_session=ClassSession.objects.get(pk=class_session.pk), actor="system")
    move_with_clock(class_session=marker.class_session, step=timedelta(hours=1))
    assert (Marker.objects.get().at, class_session.has_ended) == (before, True)
    assert not AuditEntry.objects.filter(action="session.clock").exists()


def test_no_marker_is_set_in_a_lecture_that_somebody_else_has_ended(class_session: ClassSession) -> None:
    end_class_session(class_session=ClassSession.objects.get(pk=class_session.pk), actor="system")
    with pytest.raises(SessionStateError):
        add_marker(class_session=class_session, label="demo")
    assert not class_session.markers.exists()
