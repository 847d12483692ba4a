"""A teacher keeps notes for next time while a student withdraws from the same lecture."""

import pytest

from classroom.accounts.models import User
from classroom.privacy.models import AuditEntry
from classroom.reports.models import NextTimeNote
from classroom.reports.services import keep_notes
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import withdraw
from tests.classroom.races import beside
from tests.factories import seat_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]


@pytest.mark.parametrize("texts", [{60: "Slower."}, {30: "", 60: "Slower."}])
def test_new_notes_and_a_withdrawal_wait_for_each_other_in_one_order(
    ada: User, class_session: ClassSession, texts: dict[int, str]
) -> None:
    NextTimeNote.objects.create(class_session=class_session, at_s=30, text="Bring a leaf.")
    seat = seat_in(class_session).participation
    beside(
        lambda: withdraw(participation=seat),
        lambda: keep_notes(class_session=class_session, author=ada, texts=texts),
    )
    assert not Participation.objects.exists()
    assert NextTimeNote.objects.get(at_s=60).text == "Slower."
    assert NextTimeNote.objects.filter(at_s=30).exists() == (30 not in texts)
    assert AuditEntry.objects.filter(action__startswith="note.").count() == len(texts)
