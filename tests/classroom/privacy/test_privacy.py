import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import redis as redis_package
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from classroom.privacy import consent_texts, retention, tasks
from classroom.privacy.consent_texts import ConsentFacts, consent_sections, text_version
from classroom.privacy.kept_data import kept_rows
from classroom.privacy.models import AuditEntry, Consent, ErasureRequest
from classroom.privacy.registry import PersonalData, all_personal_data, all_retention, register_personal_data
from classroom.privacy.selectors import consent_covers
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import withdraw
from classroom.timelines.models import ClassBucket, ParticipationBucket
from classroom.timelines.window import OpenWindow, Outcome
from tests.factories import ClassBucketFactory, ClassSessionFactory, CourseFactory, seat_in

FACTS = ConsentFacts(
    organisation="School",
    contact="office@school.invalid",
    legal_basis="consent",
    minimum_group=5,
    bucket_s=15,
    interval_s=2.0,
    retention_days=365,
    own_timeline_days=30,
    receipt_days=90,
)
HAPPY = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)


def test_every_fact_changes_the_version() -> None:
    changed = [{"organisation": "Other"}, {"minimum_group": 1}, {"retention_days": 30}, {"interval_s": 1.0}]
    changed += [{"requires_guardian": True}, {"receipt_days": 30}]
    versions = {text_version(replace(FACTS, **change)) for change in [{}, *changed]}
    assert len(versions) == 7


def test_every_word_changes_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = text_version(FACTS)
    words = [{"name": "keep_timeline", "label": "Keep it", "help": "Other words."}]
    monkeypatch.setattr(consent_texts, "further_consents", lambda: words)
    assert text_version(FACTS) != before


def test_the_version_is_the_same_in_every_language() -> None:
    before = text_version(FACTS)
    with translation.override("ru"):
        assert text_version(FACTS) == before


def test_the_list_of_what_is_kept_names_taps_and_disagreements() -> None:
    what = " ".join(row["what"] for row in kept_rows(FACTS))
    for word in ("Snapshots", "raised hand", "called wrong", "guardian", "own timeline"):
        assert word in what


# What every app that holds something of a person holds, by words of the rows that say so to the person.
TOLD = {
    "participation": ("Your name or alias, when you joined and when you left", "Your consent"),
    "place_on_the_list": ("Your name and school number on the class list", "a guardian's where one is needed"),
    "timeline": ("Your own timeline", "Your seven numbers"),
    "live": ("Snapshots", "raised hand"),
    "audit_log": ("log of changes",),
    "account": (),  # of teachers and admins, who are asked for no consent
}


def test_the_list_of_what_is_kept_has_a_row_for_whatever_an_app_holds() -> None:
    what = " ".join(row["what"] for row in kept_rows(FACTS))
    assert set(TOLD) == {data.name for data in all_personal_data()}
    for name, words in TOLD.items():
        for word in words:
            assert word in what, name


def test_the_list_of_what_is_kept_says_of_everything_for_how_long() -> None:
    lasting = [row["how_long"] for row in kept_rows(replace(FACTS, own_timeline_days=31))]
    assert {"31 days", "90 days, so that you can look it up", "365 days"} <= set(lasting)
    assert all(lasting)


def test_the_list_of_what_is_kept_names_what_an_erasure_leaves() -> None:
    what = " ".join(row["what"] for row in kept_rows(FACTS))
    for word in ("receipt", "old backup", "log of changes"):
        assert word in what


def test_only_a_course_with_guardians_speaks_of_them() -> None:
    headings = [section["heading"] for section in consent_sections(replace(FACTS, requires_guardian=True))]
    assert "A guardian's yes" in headings
    assert "A guardian's yes" not in [section["heading"] for section in consent_sections(FACTS)]


def test_the_text_for_one_student_promises_no_crowd() -> None:
    alone = replace(FACTS, minimum_group=1)
    words = " ".join(paragraph for section in consent_sections(alone) for paragraph in section["paragraphs"])
    assert "never a person" not in words
    assert "cannot be traced to you" not in words


def test_the_words_that_were_shown_are_kept(class_session: ClassSession) -> None:
    consent = seat_in(class_session).participation.consent
    headings = [section["heading"] for section in consent.text.document["sections"]]
    assert consent.text.document["kept"][0]["what"] == "Snapshots"
    assert "What happens to a snapshot" in headings


def test_no_consent_covers_nothing() -> None:
    assert not consent_covers(None, "camera", text_version(FACTS))


def test_an_export_holds_everything_by_its_holder(class_session: ClassSession, client: Client) -> None:
    seat = seat_in(class_session, keep_timeline=True)
    ParticipationBucket.objects.create(
        participation=seat.participation, sequence=2, readings=5, shares=list(HAPPY), engagement=0.4
    )
    export = client.get(reverse("my_data_download", args=[seat.data_secret])).json()
    (lecture,) = export["lectures"]
    assert lecture["timeline"][0]["shares"]["happy"] == 1.0
    assert export["consents"][0]["scopes"] == ["camera", "keep_timeline"]
    assert export["consents"][0]["text"]["kept"][0]["what"] == "Snapshots"
    assert export["note"] == "AI estimate"


@pytest.mark.django_db(transaction=True)
def test_an_erasure_is_complete_and_leaves_a_receipt_without_a_name(
    class_session: ClassSession, redis: redis_package.Redis
) -> None:
    participation = seat_in(class_session, keep_timeline=True, name="Cleopatra").participation
    OpenWindow(redis, class_session.pk).add(participation.pk, 0, Outcome(HAPPY, 0.5))
    request = withdraw(participation=participation)
    tasks.finish_erasures()
    request.refresh_from_db()
    assert request.completed_at is not None
    assert OpenWindow(redis, class_session.pk).read(0) == {}
    assert (Participation.objects.count(), Consent.objects.count()) == (0, 0)
    assert "Cleopatra" not in str(ErasureRequest.objects.values_list().get())


@pytest.fixture
def unreachable() -> object:
    """A place that cannot be erased until it is repaired."""
    state = {"broken": True, "erased": []}

    def erase(subject: object) -> None:
        if state["broken"]:
            raise redis_package.ConnectionError("gone")
        state["erased"].append(subject)

    before = {data.name for data in all_personal_data()}
    register_personal_data(PersonalData("unreachable", erase_elsewhere=erase))
    yield state
    from classroom.privacy import registry

    for name in {data.name for data in all_personal_data()} - before:
        registry._personal_data.pop(name)


@pytest.mark.django_db(transaction=True)
def test_an_erasure_asked_for_during_an_outage_happens_afterwards(
    class_session: ClassSession, redis: redis_package.Redis, unreachable: dict[str, object]
) -> None:
    request = withdraw(participation=seat_in(class_session).participation)
    assert Participation.objects.count() == 0
    assert ErasureRequest.objects.get().completed_at is None
    unreachable["broken"] = False
    tasks.finish_erasures()
    assert ErasureRequest.objects.get().completed_at is not None
    assert len(unreachable["erased"]) == 1
    assert request.receipt


def test_own_data_expire_before_the_session_does(class_session: ClassSession) -> None:
    now = timezone.now()
    old, new = (seat_in(class_session).participation for _student in range(2))
    Participation.objects.filter(pk=old.pk).update(joined_at=now - timedelta(days=31))
    apply_retention(now)
    assert list(Participation.objects.all()) == [new]
    assert list(Consent.objects.values_list("subject", flat=True)) == [new.pk]


def test_a_session_goes_with_all_its_figures_when_its_courses_retention_is_over(ada: object) -> None:
    now = timezone.now()
    for days in (10, 100):
        course = CourseFactory(owner=ada, retention_days=days)
        ClassBucketFactory(class_session=ClassSessionFactory(course=course, ended=True))
    start, end = now - timedelta(days=12), now - timedelta(days=11)
    ClassSession.objects.update(started_at=start, ended_at=end)
    apply_retention(now)
    assert ClassSession.objects.get().course.retention_days == 100
    assert ClassBucket.objects.count() == 1
    assert AuditEntry.objects.get(action="retention").detail["deleted"] == {"sessions": 1}


def test_retention_goes_on_batch_by_batch_until_all_is_gone(class_session: ClassSession) -> None:
    seats = [Participation(class_session=class_session, token_hash=n, data_hash=n) for n in map(str, range(120))]
    Participation.objects.bulk_create(seats)
    long_ago = timezone.now() - timedelta(days=31)
    Participation.objects.update(joined_at=long_ago)
    assert retention.apply_retention(now=timezone.now(), slice_s=0)
    assert Participation.objects.count() == 120 - retention.BATCH // 10
    apply_retention(timezone.now())
    assert Participation.objects.count() == 0


def test_a_session_that_goes_with_its_seats_goes_in_small_transactions(class_session: ClassSession) -> None:
    """Each seat of a long lecture may have a thousand rows of its own; the same worker closes live buckets."""
    seats = [seat_in(class_session, keep_timeline=True).participation for _student in range(12)]
    ParticipationBucket.objects.bulk_create(
        ParticipationBucket(participation=seat, sequence=0, readings=2, shares=[0.1] * 7, engagement=0.4)
        for seat in seats
    )
    ended_at = timezone.now() - timedelta(days=2)
    expired = {"status": "ended", "started_at": ended_at, "ended_at": ended_at, "retention_days": 1}
    ClassSession.objects.filter(pk=class_session.pk).update(**expired)
    left = []
    while retention.apply_retention(now=timezone.now(), slice_s=0):
        left.append((ParticipationBucket.objects.count(), ClassSession.objects.count()))
    assert left[:4] == [(7, 1), (2, 1), (0, 1), (0, 0)]


@pytest.mark.django_db(transaction=True)
def test_what_retention_left_is_asked_for_again(
    class_session: ClassSession, monkeypatch: pytest.MonkeyPatch, redis: redis_package.Redis
) -> None:
    again = []
    monkeypatch.setattr(tasks.apply_retention, "apply_async", lambda **options: again.append(options))
    tasks.apply_retention()
    assert again == []
    monkeypatch.setattr(retention, "apply_retention", lambda **_arguments: True)
    tasks.apply_retention()
    assert again == [{"countdown": 1, "expires": 3600}]


@pytest.mark.django_db(transaction=True)
def test_retention_locks_no_row_of_a_live_session(class_session: ClassSession) -> None:
    gone, present = (seat_in(class_session).participation for _student in range(2))
    Participation.objects.filter(pk=gone.pk).update(joined_at=timezone.now() - timedelta(days=31))
    with transaction.atomic():
        assert all_retention()["participations"](timezone.now(), 50) == 1
        assert _locked_by_nobody_else(class_session, present)


def _locked_by_nobody_else(*rows: ClassSession | Participation) -> bool:
    """Whether another connection can lock the rows at once; it raises when it would have to wait."""
    locked = []

    def lock() -> None:
        with transaction.atomic():
            locked.extend(type(row).objects.select_for_update(nowait=True).get(pk=row.pk) for row in rows)
        connection.close()

    other = threading.Thread(target=lock)
    other.start()
    other.join()
    return locked == list(rows)


def test_receipts_are_kept_for_their_time_and_then_go(class_session: ClassSession, settings: object) -> None:
    _old, unfinished, new = (withdraw(participation=seat_in(class_session).participation) for _student in range(3))
    before = timezone.now() - timedelta(days=settings.RECEIPT_DAYS + 1)
    ErasureRequest.objects.exclude(pk=new.pk).update(requested_at=before)
    ErasureRequest.objects.exclude(pk=unfinished.pk).update(completed_at=before)
    apply_retention(timezone.now())
    assert set(ErasureRequest.objects.all()) == {unfinished, new}


def apply_retention(now: datetime) -> None:
    """As the task and its repetitions do."""
    while retention.apply_retention(now=now):
        pass


def test_the_notice_and_an_unknown_receipt(client: Client, db: None) -> None:
    assert "Snapshots" in client.get(reverse("privacy_notice")).content.decode()
    assert client.get(reverse("receipt", args=["none"])).status_code == 404
