"""The log of who did what: only added to, in one chain, about people whom it does not name."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.courses.roster import remove_students
from classroom.privacy import audit, audit_chain, tasks
from classroom.privacy.audit import names_behind, pseudonym_of, record_audit
from classroom.privacy.audit_heads import note_head, noted_heads
from classroom.privacy.models import AuditEntry, AuditLink, AuditPseudonym
from classroom.sessions.seats import take_back_as_guardian
from tests.factories import EnrollmentFactory, UserFactory

TABLES = ("privacy_auditentry", "privacy_auditlink")


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def verified() -> str:
    """What the command says of the chain as it is now."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")
    output = StringIO()
    call_command("verify_audit", stdout=output)
    return output.getvalue()


@pytest.fixture
def log(db: None, ada: User, course: Course) -> list[AuditEntry]:
    """Three rows, and all rules switched on."""
    for table in TABLES:
        sql(f"ALTER TABLE {table} ENABLE TRIGGER audit_is_not_emptied")
    for number in range(3):
        record_audit(actor=ada.audit_name, action="course.change", target=course.audit_name, changed=[f"“{number}”"])
    return list(AuditEntry.objects.order_by("pk"))


@pytest.fixture
def tampering(log: list[AuditEntry]) -> Iterator[Callable[[str], None]]:
    """Change the log as somebody does who may do everything with the database."""
    assert "3 rows" in verified()

    def tamper(statement: str) -> None:
        sql("SET LOCAL session_replication_role = replica")  # no trigger and no foreign key counts
        sql(statement)
        sql("SET LOCAL session_replication_role = origin")

    return tamper


def test_an_untouched_log_is_sound(log: list[AuditEntry]) -> None:
    assert "sound: 3 rows" in verified()
    assert list(AuditLink.objects.order_by("number").values_list("number", "entry_id")) == [
        (number, entry.pk) for number, entry in enumerate(log, start=1)
    ]


def test_an_empty_log_is_sound(db: None) -> None:
    assert audit_chain.verify() == (audit_chain.Head(0, "0" * 64), None)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_the_database_refuses_to_change_the_log(log: list[AuditEntry], table: str, statement: str) -> None:
    verified()
    column = "action" if table == "privacy_auditentry" else "hash"
    with pytest.raises(IntegrityError, match="append-only"):
        sql(statement.format(table, column))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE privacy_auditentry SET action = 'course.view' WHERE id = {}", "was changed"),
        ("UPDATE privacy_auditentry SET at = at + interval '1 microsecond' WHERE id = {}", "was changed"),
        ("UPDATE privacy_auditentry SET detail = '{{}}' WHERE id = {}", "was changed"),
        ("DELETE FROM privacy_auditlink WHERE entry_id = {}", "is missing before it"),
        ("UPDATE privacy_auditlink SET previous_hash = repeat('f', 64) WHERE entry_id = {}", "the row before it"),
    ],
)
def test_a_changed_row_is_named(log: list[AuditEntry], tampering: Callable[[str], None], change: str, why: str) -> None:
    tampering(change.format(log[1].pk))
    with pytest.raises(CommandError, match=why) as refusal:
        verified()
    named = log[2] if "missing" in why else log[1]
    assert f"Row {named.pk} " in str(refusal.value)
    assert "after 1 sound rows" in str(refusal.value)


def test_a_deleted_row_is_named(log: list[AuditEntry], tampering: Callable[[str], None]) -> None:
    tampering(f"DELETE FROM privacy_auditentry WHERE id = {log[1].pk}")
    with pytest.raises(CommandError, match=f"Row {log[1].pk} was deleted"):
        verified()


def test_a_row_that_was_slipped_in_is_named(log: list[AuditEntry], tampering: Callable[[str], None]) -> None:
    tampering("INSERT INTO privacy_auditentry (actor, action, target, detail) VALUES ('system', 'x', 'y', '{}')")
    with pytest.raises(CommandError, match="was added without its place"):
        verified()


@pytest.mark.parametrize("switch", ["DISABLE", "ENABLE REPLICA"])
def test_a_rule_that_is_switched_off_is_named(log: list[AuditEntry], switch: str) -> None:
    verified()
    sql(f"ALTER TABLE privacy_auditentry {switch} TRIGGER audit_is_not_changed")
    with pytest.raises(CommandError, match="switched off: privacy_auditentry audit_is_not_changed"):
        verified()


def test_people_stand_in_the_log_as_pseudonyms(ada: User, ben: User, course: Course) -> None:
    entry = record_audit(actor=ada.audit_name, action="x", target=ben.audit_name, who=[{"before": ada.audit_name}])
    assert entry.actor == entry.detail["who"][0]["before"] == pseudonym_of(ada.audit_name)
    assert entry.actor.startswith("person:")
    assert entry.target != entry.actor
    assert f"user:{ada.pk}" not in str(entry.__dict__)


@pytest.mark.parametrize("values", ["'ada', 'x', 'y'", "'user:7', 'x', 'y'", "'system', 'x', 'enrollment:7'"])
def test_the_database_refuses_names(db: None, values: str) -> None:
    with pytest.raises(IntegrityError, match="audit_"):
        sql(f"INSERT INTO privacy_auditentry (actor, action, target, detail) VALUES ({values}, '{{}}')")


def test_an_erasure_makes_the_log_anonymous_and_leaves_it_sound(course: Course) -> None:
    enrollment = EnrollmentFactory(course=course)
    record_audit(actor="guardian", action="guardian.agree", target=f"enrollment:{enrollment.subject}")
    take_back_as_guardian(enrollment=enrollment)
    assert not AuditPseudonym.objects.exists()
    actions = AuditEntry.objects.order_by("pk").values_list("actor", "action")
    assert list(actions)[1:] == [("guardian", "guardian.take_back"), ("guardian", "person.erase")]
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    assert audit_chain.verify().broken is None


def test_who_is_taken_off_a_list_is_forgotten(course: Course, ada: User) -> None:
    enrollment = EnrollmentFactory(course=course)
    record_audit(actor="guardian", action="guardian.agree", target=f"enrollment:{enrollment.subject}")
    remove_students(course=course, actor=ada, enrollments=[enrollment])
    assert [known.person for known in AuditPseudonym.objects.all()] == [ada.audit_name]


def test_who_went_in_any_other_way_is_forgotten_soon(ada: User) -> None:
    gone = UserFactory()
    pseudonyms = [pseudonym_of(person.audit_name) for person in (ada, gone)]
    User.objects.filter(pk=gone.pk).delete()
    assert audit.forget_the_gone(timezone.now(), 50) == 1
    assert names_behind(pseudonyms) == {pseudonyms[0]: "ada"}


def test_admins_read_who_it_was_while_it_is_known(doras: Client, ada: User, course: Course) -> None:
    entry = record_audit(actor=ada.audit_name, action="course.archive", target=course.audit_name)
    pages = [reverse("admin:privacy_auditentry_changelist"), _page_of(entry)]
    for page in pages:
        assert ">ada<" in doras.get(page).content.decode()
    audit.forget_people([ada.audit_name])
    for page in pages:
        assert ">ada<" not in doras.get(page).content.decode()


def test_a_page_of_the_log_asks_for_all_names_at_once(doras: Client, ada: User) -> None:
    def queries_of_the_page(rows: int) -> int:
        for _row in range(rows):
            record_audit(actor=ada.audit_name, action="x", target=UserFactory().audit_name)
        with CaptureQueriesContext(connection) as queries:
            assert doras.get(reverse("admin:privacy_auditentry_changelist")).status_code == 200
        return len(queries)

    queries_of_the_page(1)  # fills the caches of a first visit
    assert queries_of_the_page(20) == queries_of_the_page(1)


def test_a_student_is_not_named_to_admins(doras: Client, course: Course) -> None:
    enrollment = EnrollmentFactory(course=course, student__name="Cleopatra")
    entry = record_audit(actor="guardian", action="guardian.agree", target=f"enrollment:{enrollment.subject}")
    page = doras.get(_page_of(entry)).content.decode()
    assert "A student of Botany" in page
    assert "Cleopatra" not in page


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain(ada: User) -> None:
    rows, writers = 15, 4

    def write(number: int) -> None:
        for _row in range(rows):
            with transaction.atomic():
                record_audit(actor=ada.audit_name, action="x", target=f"course:{number}")
        connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    head, broken = audit_chain.verify()
    assert (head.number, broken) == (rows * writers, None)


@pytest.mark.django_db(transaction=True)
def test_a_writer_whose_transaction_is_long_keeps_no_other_waiting(ada: User) -> None:
    outcome = []
    pseudonym_of(ada.audit_name)

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '5s'")
        record_audit(actor=ada.audit_name, action="second", target="y")
        outcome.append("written")
        connection.close()

    with transaction.atomic():
        record_audit(actor=ada.audit_name, action="first", target="x")
        other = threading.Thread(target=write)
        other.start()
        other.join()
        assert outcome == ["written"]
    order = AuditLink.objects.order_by("number").values_list("entry__action", flat=True)
    assert list(order) == ["second", "first"]
    assert audit_chain.verify().broken is None


def _page_of(entry: AuditEntry) -> str:
    return reverse("admin:privacy_auditentry_change", args=[entry.pk])


def test_a_log_that_lost_its_end_is_found_by_the_head_that_was_noted(
    log: list[AuditEntry], tampering: Callable[[str], None]
) -> None:
    tasks.note_audit_head()
    assert "3 rows" in verified()
    tampering(f"DELETE FROM privacy_auditlink WHERE entry_id = {log[2].pk}")
    tampering(f"DELETE FROM privacy_auditentry WHERE id = {log[2].pk}")
    with pytest.raises(CommandError, match="ends there; 3 rows were noted"):
        verified()


def test_a_log_that_was_written_anew_is_found_by_the_head_that_was_noted(log: list[AuditEntry]) -> None:
    verified()
    tasks.note_audit_head()
    zeros = "0" * 64
    forged = [audit_chain.Link(1, log[0].pk, zeros, hashlib.sha256(f"{zeros}\nx".encode()).hexdigest(), "x")]
    assert audit_chain.follow(forged, {}).broken is None
    assert "was noted" in str(audit_chain.follow(forged, {1: "another"}).broken)


def test_a_head_is_noted_once_and_begins_anew_after_a_restore(log: list[AuditEntry]) -> None:
    verified()
    for _hour in range(2):
        note_head()
    assert len(noted_heads()) == 1
    record_audit(actor="system", action="x", target="y")
    verified()
    note_head()
    assert [head.number for head in noted_heads()] == [3, 4]
    note_head(is_restored=True)
    assert [head.number for head in noted_heads()] == [4]


def test_a_file_of_heads_that_cannot_be_read_is_named(db: None, ledger: Path) -> None:
    (ledger / "audit-heads.jsonl").write_text("{}\n")
    with pytest.raises(CommandError, match="line 1 is no head"):
        call_command("verify_audit")
