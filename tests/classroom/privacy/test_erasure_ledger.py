"""What must outlive the database: which erasures there were."""

import json
from pathlib import Path

import pytest
import redis as redis_package
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classroom.accounts.models import User
from classroom.courses.models import Course, Student
from classroom.courses.roster import remove_students
from classroom.privacy import erasure_ledger, services, tasks
from classroom.privacy.append_only_file import AppendOnlyFile, BrokenFileError
from classroom.privacy.erasure_ledger import LedgerLine
from classroom.privacy.models import ErasureRequest
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import withdraw
from classroom.timelines.window import OpenWindow, Outcome
from tests.factories import EnrollmentFactory, seat_in

in_transactions = pytest.mark.django_db(transaction=True)


def test_lines_are_kept_in_their_order(tmp_path: Path) -> None:
    for number in range(3):
        AppendOnlyFile(tmp_path / "new" / "file").append([{"number": number}])
    assert AppendOnlyFile(tmp_path / "new" / "file").records() == [{"number": number} for number in range(3)]


def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    AppendOnlyFile(tmp_path / "file").append([{}])
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_a_line_that_was_never_finished_does_not_count_and_spoils_no_other(tmp_path: Path) -> None:
    file = AppendOnlyFile(tmp_path / "file")
    file.append([{"number": 1}])
    with file.path.open("a") as torn:
        torn.write('{"numb')
    assert file.records() == [{"number": 1}]
    file.append([{"number": 2}])
    assert file.records() == [{"number": 1}, {"number": 2}]


@pytest.mark.parametrize("line", ["{", "[]", '{"at": "then"}'])
def test_a_broken_line_is_named(ledger: Path, line: str) -> None:
    (ledger / erasure_ledger.FILE).write_text(line + "\n")
    with pytest.raises(BrokenFileError, match="line 1 "):
        erasure_ledger.lines()


@in_transactions
def test_the_log_counts_waiting_erasures_and_names_no_receipt(
    class_session: ClassSession, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def is_full(_requests: object) -> None:
        raise OSError

    monkeypatch.setattr(erasure_ledger, "note", is_full)
    request = withdraw(participation=seat_in(class_session).participation)
    services.finish_outstanding_erasures(at_once=10)
    (line,) = [record.getMessage() for record in caplog.records if record.name == services.__name__]
    assert line == "1 erasures wait: OSError"
    assert request.receipt not in caplog.text


@in_transactions
def test_a_complete_erasure_stands_in_the_ledger_without_a_name(
    class_session: ClassSession, redis: redis_package.Redis, ledger: Path
) -> None:
    seat = seat_in(class_session, name="Cleopatra").participation
    request = withdraw(participation=seat)
    tasks.finish_erasures()
    (line,) = erasure_ledger.lines()
    assert (line.subject, line.receipt, line.part_of, line.is_removal) == (seat.pk, request.receipt, None, False)
    stored = json.loads((ledger / erasure_ledger.FILE).read_text())
    assert stored.keys() == {"at", "subject", "receipt", "part_of", "is_removal"}


@in_transactions
def test_whoever_takes_the_request_leaves_the_ledger_to_the_sweep(
    class_session: ClassSession, redis: redis_package.Redis, client: Client
) -> None:
    """Web servers on several machines have no file in common."""
    seat = seat_in(class_session).participation
    OpenWindow(redis, class_session.pk).add(seat.pk, 0, Outcome(reason="no_face"))
    page = reverse("receipt", args=[withdraw(participation=seat).receipt])
    assert erasure_ledger.lines() == []
    assert OpenWindow(redis, class_session.pk).read(0) == {}
    assert client.get(page).headers["Refresh"]
    tasks.finish_erasures()
    assert len(erasure_ledger.lines()) == 1
    assert "Refresh" not in client.get(page).headers


@in_transactions
def test_an_erasure_waits_until_the_ledger_can_be_written(
    class_session: ClassSession, redis: redis_package.Redis, ledger: Path, settings: object
) -> None:
    (ledger / "full").touch()
    settings.LEDGER_DIR = ledger / "full"
    withdraw(participation=seat_in(class_session).participation)
    tasks.finish_erasures()
    assert Participation.objects.count() == 0
    assert ErasureRequest.objects.get().completed_at is None
    settings.LEDGER_DIR = ledger
    tasks.finish_erasures()
    tasks.finish_erasures()
    assert ErasureRequest.objects.get().completed_at is not None
    assert len(erasure_ledger.lines()) == 1


@in_transactions
def test_who_is_taken_off_a_list_stands_in_the_ledger(course: Course, ada: User, redis: redis_package.Redis) -> None:
    students = [EnrollmentFactory(course=course, student__name=name) for name in ("Cleo", "Dan")]
    remove_students(course=course, actor=ada, enrollments=students)
    tasks.finish_erasures()
    assert {line.subject for line in erasure_ledger.lines() if line.is_removal} == {one.subject for one in students}


def test_an_erasure_is_repeated_once(class_session: ClassSession) -> None:
    gone, here = (seat_in(class_session).participation for _student in range(2))
    line = LedgerLine(timezone.now(), gone.pk, "receipt", None, False)
    assert services.repeat_erasure(line=line)
    assert not services.repeat_erasure(line=line)
    assert list(Participation.objects.all()) == [here]
    assert ErasureRequest.objects.get().finished_at == line.at


def test_a_removal_is_repeated_with_name_and_place(course: Course) -> None:
    cleo, dan = (EnrollmentFactory(course=course, student__name=name) for name in ("Cleo", "Dan"))
    services.repeat_erasure(line=LedgerLine(timezone.now(), cleo.subject, "receipt", None, True))
    assert list(course.enrollments.all()) == [dan]
    assert list(Student.objects.values_list("name", flat=True)) == ["Dan"]
