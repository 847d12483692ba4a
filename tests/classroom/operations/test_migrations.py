"""Migrations can be taken back and applied again on a database in use.

Of each app the latest one, and no figure changes; of all apps several, and nothing is lost but what the manual says.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import F
from django.urls import reverse

from classroom.accounts.models import User
from classroom.accounts.secret_links import secret_hash
from classroom.courses.models import Course, Enrollment
from classroom.privacy import audit_chain
from classroom.privacy.audit import record_audit
from classroom.privacy.models import AuditEntry
from classroom.reports.models import NextTimeNote, SessionReport
from classroom.sessions.access import own_data_behind
from classroom.sessions.models import ClassSession, Marker, Participation
from classroom.timelines.models import ClassBucket, SessionCounts
from classroom.timelines.publication import usual_band
from tests.classroom.conftest import signed_in
from tests.classroom.operations.taking_back import (
    Step,
    applied_of_ours,
    migrate,
    migrate_to_the_present,
    our_apps,
    steps_with_number,
    take_all_back_to,
)
from tests.classroom.reports.conftest import CHANGE_AT_S, lecture_with_a_moment
from tests.conftest import let_the_log_be_emptied
from tests.factories import ClassSessionFactory, EnrollmentFactory, seat_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]


def _latest_steps() -> list[tuple[Step, Step]]:
    """The latest migration of each app of ours and the one before it; apps with one migration have no step back."""
    graph = MigrationLoader(None).graph
    latest = [leaf for leaf in graph.leaf_nodes() if leaf[0] in our_apps()]
    before = {
        leaf: [parent.key for parent in graph.node_map[leaf].parents if parent.key[0] == leaf[0]] for leaf in latest
    }
    return [(leaf, parents[0]) for leaf, parents in before.items() if parents]


def _steps_back() -> set[str]:
    """Every migration of ours that can be taken back while its app stays."""
    ours, known = our_apps(), MigrationLoader(None).disk_migrations
    return {f"{app}.{name}" for app, name in known if app in ours and not known[app, name].initial}


STEPS = _latest_steps()
OPERATIONS = Path(__file__).resolve().parents[3] / "docs" / "operations.md"


@pytest.fixture
def in_use(course: Course) -> ClassSession:
    """A lecture with a report, and a live one with a student of the roster, a guest and lines in the audit log."""
    lecture = lecture_with_a_moment(course)
    live = ClassSessionFactory(course=course)
    seat_in(live, keep_timeline=True, enrollment=EnrollmentFactory(course=course))
    seat_in(live)
    record_audit(actor=course.owner.audit_name, action="course.change", target=course.audit_name)
    return lecture


@pytest.fixture(autouse=True)
def newest_in_the_end(transactional_db: None) -> Iterator[None]:
    yield
    migrate_to_the_present()
    let_the_log_be_emptied()


def figures_of(lecture: ClassSession) -> dict[str, Any]:
    ada = User.objects.get(username="ada")
    return signed_in(ada).get(reverse("report_export", args=[lecture.pk, "json"])).json()


def test_there_is_something_to_take_back() -> None:
    assert {latest[0] for latest, _before in STEPS} >= {"privacy", "courses", "class_sessions", "timelines", "reports"}


@pytest.mark.parametrize(("latest", "before"), STEPS, ids=[".".join(latest) for latest, _before in STEPS])
def test_a_step_back_and_forth_keeps_the_figures(in_use: ClassSession, latest: Step, before: Step) -> None:
    figures = figures_of(in_use)
    migrate([before])
    assert latest not in MigrationLoader(connection).applied_migrations
    migrate_to_the_present()
    assert figures_of(in_use) == figures
    assert audit_chain.verify().broken is None


@pytest.fixture
def spoken_of(in_use: ClassSession) -> ClassSession:
    """The lecture with markers, a note for next time and counted snapshots, under rules that were changed."""
    at = in_use.start + timedelta(seconds=CHANGE_AT_S)
    Marker.objects.create(class_session=in_use, kind="demo", hint="Look closely.", at=at)
    Marker.objects.create(class_session=in_use, label="Stomata", at=at)
    NextTimeNote.objects.create(class_session=in_use, at_s=CHANGE_AT_S, text="Bring a leaf.")
    SessionCounts.objects.create(class_session=in_use, readings=900, disagreements=20)
    Course.objects.update(requires_guardian=True)
    return in_use


def without_what_the_second_migrations_brought(figures: dict[str, Any]) -> dict[str, Any]:
    """Levels of engagement, signals, counts of snapshots, notes for next time, kinds, hints and links of markers."""
    text = {"kind": "text", "hint": "", "hint_url": ""}
    return figures | {
        "trust": {"unread": None, "reasons": [], "disagreement": None},
        "buckets": [bucket | {"levels": None, "signals": None} for bucket in figures["buckets"]],
        "markers": [marker | text for marker in figures["markers"]],
        "moments": [
            moment | {"signals": {}, "next_time": None, "markers": [marker | text for marker in moment["markers"]]}
            for moment in figures["moments"]
        ],
    }


def test_all_apps_go_back_by_several_migrations_and_forth_and_every_figure_stays(spoken_of: ClassSession) -> None:
    figures, agreed = figures_of(spoken_of), Enrollment.objects.get().consent
    take_all_back_to("0002")
    assert applied_of_ours() == {*steps_with_number("0001"), *steps_with_number("0002")}
    migrate_to_the_present()
    assert figures_of(spoken_of) == figures
    assert Enrollment.objects.get().consent == agreed
    assert audit_chain.verify().broken is None


def test_all_apps_go_back_to_their_first_migration_and_lose_only_what_the_manual_says(spoken_of: ClassSession) -> None:
    figures = figures_of(spoken_of)
    take_all_back_to("0001")
    assert applied_of_ours() == set(steps_with_number("0001"))
    migrate_to_the_present()
    assert figures_of(spoken_of) == without_what_the_second_migrations_brought(figures) != figures
    assert Enrollment.objects.get().consent is None
    assert not Course.objects.get().requires_guardian
    assert audit_chain.verify().broken is None


def test_what_stands_in_the_way_of_a_step_leaves_the_figures(spoken_of: ClassSession) -> None:
    """A student of the roster was in two lectures under one consent, which an older release cannot tell."""
    figures, place = figures_of(spoken_of), Enrollment.objects.get()
    seat = seat_in(ClassSessionFactory(course=place.course), camera=False, enrollment=place).participation
    Participation.objects.filter(pk=seat.pk).update(consent=place.consent)
    with pytest.raises(IntegrityError):
        take_all_back_to("0002")
    assert ("class_sessions", "0003_consents_that_seats_share") in applied_of_ours()
    migrate_to_the_present()
    assert figures_of(spoken_of) == figures


def test_what_a_step_back_loses_is_told_of_every_migration() -> None:
    table = OPERATIONS.read_text().partition("| step back from | loses |")[2].partition("\n\n")[0]
    told = [name for row in table.splitlines() for name in re.findall(r"`([a-z_]+\.\d{4}_\w+)`", row.split(" | ")[0])]
    assert sorted(_steps_back() - set(told)) == [], "docs/operations.md does not say what is lost by taking these back"
    assert sorted(set(told) - _steps_back()) == [], "docs/operations.md tells of migrations that do not exist"
    assert len(told) == len(set(told))


def test_small_groups_get_their_likely_ranges_afterwards(in_use: ClassSession) -> None:
    migrate([("timelines", "0002_what_the_three_people_see")])
    ClassBucket.objects.update(band_low=None, band_high=None)
    SessionReport.objects.update(engagement_low=None, engagement_high=None)
    migrate_to_the_present()
    bucket, report = ClassBucket.objects.filter(engagement=0.7).first(), SessionReport.objects.get()
    assert (bucket.band_low, bucket.band_high) == usual_band(0.7, 5)
    assert report.engagement_band == pytest.approx((0.35, 0.65))


def test_where_a_teacher_looked_at_shown_timelines_everybody_counts_as_shown_afterwards(in_use: ClassSession) -> None:
    other = lecture_with_a_moment(in_use.course, days_ago=7)
    target = f"session:{in_use.pk}"
    record_audit(actor=in_use.course.owner.audit_name, action="timeline.shown", target=target, people=4)
    migrate([("timelines", "0003_a_group_has_a_band")])
    migrate_to_the_present()
    published = in_use.buckets.filter(contributors__isnull=False)
    assert published.exists()
    assert not published.exclude(shown=F("contributors")).exists()
    assert set(other.buckets.values_list("shown", flat=True)) == {0}


def test_the_log_names_people_again_while_its_step_is_taken_back(in_use: ClassSession, ada: User) -> None:
    entry = AuditEntry.objects.get(action="course.change")
    migrate([("privacy", "0004_erasures_in_parts")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor FROM privacy_auditentry WHERE id = %s", [entry.pk])
        assert cursor.fetchone() == (ada.audit_name,)
    migrate_to_the_present()
    entry.refresh_from_db()
    assert entry.actor.startswith("person:")


def test_an_older_release_finds_words_beside_every_marker(in_use: ClassSession) -> None:
    for kind, label in [("demo", ""), ("break", "Coffee")]:
        Marker.objects.create(class_session=in_use, kind=kind, label=label)
    migrate([("class_sessions", "0005_state_version")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, label FROM class_sessions_marker ORDER BY id")
        assert cursor.fetchall() == [("demo", "Demo"), ("break", "Coffee")]


def test_a_link_to_the_own_data_of_a_course_goes_on_opening_what_it_opened(in_use: ClassSession) -> None:
    migrate([("courses", "0004_words_of_the_administration"), ("class_sessions", "0006_markers_without_words")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT data_hash), count(*) FROM class_sessions_participation")
        assert len(set(cursor.fetchone())) == 1, "each seat has a link of its own again"
        cursor.execute("UPDATE courses_enrollment SET data_hash = %s", [secret_hash("of the course")])
    migrate_to_the_present()
    own = own_data_behind("of the course")
    assert [seat.enrollment for seat in own.seats] == [Enrollment.objects.get()]
