"""Pages and sweeps ask few questions, and none of them reads a million buckets from end to end."""

from datetime import timedelta

import pytest
import redis as redis_package
from django.utils import timezone

from classroom.live import announcements
from classroom.sessions.models import ClassSession
from classroom.sessions.personal_data import delete_expired_participations, delete_expired_sessions
from classroom.timelines.models import ClassBucket
from tests.classroom.conftest import signed_in
from tests.classroom.live.conftest import flush_at
from tests.classroom.queries.conftest import BIG, University
from tests.classroom.queries.plans import watched

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]

MOST_FOR_A_PAGE = 20


@pytest.mark.parametrize("path", ["/sessions/{live}/live/", "/sessions/{live}/timeline/"])
def test_the_live_view_of_one_lecture(university: University, path: str) -> None:
    check_page(university, path.format(live=university.live.pk))


@pytest.mark.parametrize(
    "path",
    ["/reports/{ended}/", "/reports/{ended}/export.csv", "/reports/courses/{course}/", "/reports/compare/?a={ended}"],
)
def test_reports(university: University, path: str) -> None:
    check_page(university, path.format(ended=university.ended.pk, course=university.course.pk))


@pytest.mark.parametrize(
    "path", ["/courses/", "/courses/?q=7", "/courses/{course}/", "/courses/{course}/lectures/", "/reports/"]
)
def test_lists(university: University, path: str) -> None:
    check_page(university, path.format(course=university.course.pk))


def test_an_admins_list_of_all_reports(university: University) -> None:
    admins = signed_in(university.admin)
    with watched() as asked:
        assert admins.get("/reports/").status_code == 200
    assert not asked.read_whole & BIG
    assert asked.count <= MOST_FOR_A_PAGE


def check_page(university: University, path: str) -> None:
    teachers = signed_in(university.teacher)
    with watched() as asked:
        assert teachers.get(path).status_code == 200
    assert not asked.read_whole & BIG
    assert asked.count <= MOST_FOR_A_PAGE


def test_a_flush_reads_running_lectures_only(
    university: University, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcements, "to_group", lambda *_news: None)
    with watched() as asked:
        flush_at(redis, university.live.start + timedelta(seconds=16.5))
    assert ClassBucket.objects.filter(class_session=university.live).exists()
    assert not asked.read_whole & (BIG | {"class_sessions_classsession"})


def test_retention_finds_the_buckets_of_what_it_deletes(university: University) -> None:
    oldest = ClassSession.objects.filter(ended_at__isnull=False).order_by("ended_at")[:3]
    ClassSession.objects.filter(pk__in=[lecture.pk for lecture in oldest]).update(retention_days=1)
    ClassSession.objects.exclude(retention_days=1).update(retention_days=3650)
    with watched() as asked:
        assert [delete_expired_sessions(timezone.now(), 50) for _batch in range(4)] == [1, 1, 1, 0]
    assert not asked.read_whole & BIG


def test_participations_are_found_by_their_age(university: University) -> None:
    with watched() as asked:
        delete_expired_participations(timezone.now(), limit=50)
    assert not asked.read_whole & BIG
