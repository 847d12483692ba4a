"""A lecture, a backup, an erasure, a restore: the report is the same, and who was erased is erased."""

import json
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import redis as redis_package
from asgiref.sync import SyncToAsync
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.operations import backups
from classroom.privacy import audit_chain, erasure_ledger, tasks
from classroom.privacy.append_only_file import AppendOnlyFile
from classroom.privacy.audit import record_audit
from classroom.privacy.audit_heads import Head
from classroom.privacy.models import AuditEntry, AuditLink, ErasureRequest
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import withdraw
from classroom.timelines.models import ParticipationBucket
from tests.classroom.conftest import signed_in
from tests.classroom.operations.taking_back import applied_of_ours, migrate_to_the_present, take_all_back_to
from tests.classroom.reports.conftest import lecture_with_a_moment
from tests.conftest import let_the_log_be_emptied
from tests.factories import ClassSessionFactory, EnrollmentFactory, UserFactory, seat_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]


@pytest.fixture(autouse=True)
def database_to_replace(transactional_db: None) -> Iterator[None]:
    """Nobody uses the database before; afterwards tables and rules are new, also the one against emptying the log."""
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()  # a socket of an earlier test's
    yield
    migrate_to_the_present()
    let_the_log_be_emptied()


@pytest.fixture
def taught(course: Course) -> ClassSession:
    """An ended lecture with a report, and two students with a timeline of their own."""
    lecture = lecture_with_a_moment(course)
    live = {"status": "live", "ended_at": None}
    ClassSession.objects.filter(pk=lecture.pk).update(**live)
    for name in ("Cleo", "Dan"):
        open_lecture = ClassSession.objects.get(pk=lecture.pk)
        seat = seat_in(open_lecture, keep_timeline=True, name=name).participation
        ParticipationBucket.objects.create(participation=seat, sequence=2, readings=5, shares=[0.1] * 7, engagement=0.4)
    ClassSession.objects.filter(pk=lecture.pk).update(status="ended", ended_at=lecture.ended_at)
    return lecture


@pytest.fixture
def backup(tmp_path: Path) -> Callable[[], Path]:
    def make() -> Path:
        call_command("backup", tmp_path / "backup.zip", stdout=StringIO())
        return tmp_path / "backup.zip"

    return make


def restored(file: Path) -> str:
    output = StringIO()
    call_command("restore", file, "--yes", stdout=output)
    return output.getvalue()


def report_of(lecture: ClassSession) -> dict[str, object]:
    ada = User.objects.get(username="ada")
    figures = signed_in(ada).get(reverse("report_export", args=[lecture.pk, "json"])).json()
    return {name: value for name, value in figures.items() if name != "exported_at"}


def test_a_restore_brings_the_report_back_and_nobody_who_was_erased(
    taught: ClassSession, backup: Callable[[], Path], redis: redis_package.Redis
) -> None:
    before, file = report_of(taught), backup()
    request = withdraw(participation=Participation.objects.get(display_name="Cleo"))
    tasks.finish_erasures()
    ClassSession.objects.filter(pk=taught.pk).update(topic="changed since")
    assert "erased again: 1" in restored(file)
    assert report_of(taught) == before
    assert [seat.display_name for seat in Participation.objects.all()] == ["Dan"]
    assert ParticipationBucket.objects.count() == 1
    assert ErasureRequest.objects.get().receipt == request.receipt
    call_command("prove_erasure", request.receipt, stdout=StringIO())
    assert audit_chain.verify().broken is None
    assert audit_chain.rules_switched_off() == []
    assert AuditEntry.objects.get(action="backup.restore").detail["erasures"] == 1


def test_a_backup_stands_in_the_log(taught: ClassSession, backup: Callable[[], Path]) -> None:
    backup()
    assert AuditEntry.objects.get(action="backup.make").detail["rows"] > 0


@pytest.mark.parametrize("number", ["0001", "0002"])
def test_a_backup_of_an_older_release_is_brought_to_the_present_one(
    taught: ClassSession, backup: Callable[[], Path], redis: redis_package.Redis, number: str
) -> None:
    record_audit(actor=taught.course.owner.audit_name, action="course.change", target=taught.course.audit_name)
    take_all_back_to(number)
    file = backup()
    assert ["privacy", "0005_audit_chain"] not in json.loads(ZipFile(file).read(backups.MANIFEST))["migrations"]
    migrate_to_the_present()
    applied, before = applied_of_ours(), report_of(taught)
    withdraw(participation=Participation.objects.get(display_name="Cleo"))
    tasks.finish_erasures()
    ClassSession.objects.filter(pk=taught.pk).update(topic="changed since")
    assert "erased again: 1" in restored(file)
    assert applied_of_ours() == applied
    assert report_of(taught) == before
    assert [seat.display_name for seat in Participation.objects.all()] == ["Dan"]
    assert ParticipationBucket.objects.count() == 1
    assert AuditEntry.objects.get(action="course.change").actor.startswith("person:")
    assert audit_chain.verify().broken is None
    assert audit_chain.rules_switched_off() == []


def test_a_restored_database_goes_on_where_it_was_and_everybody_signs_in_anew(
    adas: Client, backup: Callable[[], Path], ledger: Path
) -> None:
    file = backup()
    (ledger / erasure_ledger.FILE).unlink()
    call_command("restore", file, "--yes", "--without-ledger", stdout=StringIO())
    assert adas.get(reverse("course_list")).status_code == 302
    assert UserFactory().pk > User.objects.get(username="ada").pk
    rows = AuditEntry.objects.count()
    record_audit(actor="system", action="x", target="y")
    assert audit_chain.verify() == (Head(rows + 1, AuditLink.objects.last().hash), None)


def test_a_failed_restore_changes_nothing(taught: ClassSession, backup: Callable[[], Path], tmp_path: Path) -> None:
    file = backup()
    with ZipFile(file) as whole, ZipFile(tmp_path / "bad.zip", "w") as bad:
        for member in whole.namelist():
            text = whole.read(member)
            bad.writestr(member, text[: len(text) // 2] if "classbucket" in member else text)
    with pytest.raises(CommandError, match="nothing was changed: "):
        restored(tmp_path / "bad.zip")
    assert ClassSession.objects.get() == taught
    assert audit_chain.verify().broken is None


def test_without_its_ledger_no_backup_is_restored(
    class_session: ClassSession, backup: Callable[[], Path], redis: redis_package.Redis, ledger: Path
) -> None:
    withdraw(participation=seat_in(class_session).participation)
    tasks.finish_erasures()
    file = backup()
    (ledger / erasure_ledger.FILE).write_text("")
    with pytest.raises(CommandError, match="has 0 erasures; the backup knew of 1"):
        restored(file)
    (ledger / erasure_ledger.FILE).unlink()
    with pytest.raises(CommandError, match="is not there"):
        restored(file)


def test_with_a_broken_ledger_nothing_is_restored(backup: Callable[[], Path], ledger: Path) -> None:
    file = backup()
    (ledger / erasure_ledger.FILE).write_text("{\n")
    with pytest.raises(CommandError, match="line 1 cannot be read"):
        restored(file)


def test_a_database_in_use_is_not_replaced(backup: Callable[[], Path]) -> None:
    file, is_open, may_go = backup(), threading.Event(), threading.Event()

    def use() -> None:
        connection.ensure_connection()
        is_open.set()
        may_go.wait()
        connection.close()

    other = threading.Thread(target=use)
    other.start()
    is_open.wait()
    try:
        with pytest.raises(CommandError, match="1 other connections use the database"):
            restored(file)
    finally:
        may_go.set()
        other.join()


def test_a_backup_of_a_newer_release_is_refused(backup: Callable[[], Path], tmp_path: Path, ada: User) -> None:
    file = backup()
    manifest = json.loads(ZipFile(file).read(backups.MANIFEST))
    manifest["migrations"].append(["privacy", "9999_later"])
    with ZipFile(tmp_path / "newer.zip", "w") as newer:
        newer.writestr(backups.MANIFEST, json.dumps(manifest))
    with pytest.raises(CommandError, match="9999_later is not known here"):
        restored(tmp_path / "newer.zip")
    assert User.objects.get() == ada


@pytest.mark.parametrize("content", [b"", b"PK not really", b'{"format": 1}'])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file.zip").write_bytes(content)
    with pytest.raises(CommandError, match="no backup of this product"):
        restored(tmp_path / "file.zip")


def test_a_backup_is_private_and_replaces_no_file(backup: Callable[[], Path], tmp_path: Path) -> None:
    assert backup().stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="there already"):
        backup()
    assert [file.name for file in tmp_path.iterdir()] == ["backup.zip"]


def test_a_backup_holds_no_login(adas: Client, backup: Callable[[], Path]) -> None:
    members = ZipFile(backup()).namelist()
    assert "tables/accounts_user.txt" in members
    assert "tables/django_session.txt" not in members


def test_erasures_are_repeated_in_a_database_that_was_restored_by_other_means(
    class_session: ClassSession, redis: redis_package.Redis
) -> None:
    seat = seat_in(class_session).participation
    withdraw(participation=seat)
    tasks.finish_erasures()
    ErasureRequest.objects.all().delete()
    Participation.objects.create(pk=seat.pk, class_session=class_session, token_hash="a", data_hash="b")
    output = StringIO()
    call_command("replay_erasures", stdout=output)
    assert output.getvalue() == "Erased again: 1.\n"
    assert not Participation.objects.exists()
    assert AuditEntry.objects.get(action="ledger.replay").detail == {"erasures": 1}


def test_who_came_back_after_an_old_erasure_stays(course: Course, backup: Callable[[], Path], ledger: Path) -> None:
    """The receipt has expired; the line of the ledger, and the place on the list, have not."""
    cleo = EnrollmentFactory(course=course)
    seat_in(ClassSessionFactory(course=course), enrollment=cleo)
    line = {"at": "2020-01-01T00:00:00+00:00", "subject": str(cleo.subject), "receipt": "old", "part_of": None}
    AppendOnlyFile(ledger / erasure_ledger.FILE).append([line | {"is_removal": False}])
    assert "erased again: 0" in restored(backup())
    call_command("replay_erasures", "--made-at", "2020-02-01T00:00+00:00", stdout=StringIO())
    cleo.refresh_from_db()
    assert cleo.consent is not None
    call_command("replay_erasures", stdout=StringIO())
    cleo.refresh_from_db()
    assert cleo.consent is None
