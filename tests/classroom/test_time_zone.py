"""The installation's time zone: every page and file with times of day says once which it is."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.courses.services import set_minimum_group
from classroom.reports.services import make_report
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import withdraw
from tests.factories import ClassSessionFactory, seat_in

ZONE = "Asia/Almaty"  # five hours ahead of UTC
LISTS = ("course_list", "report_list")
OF_A_COURSE = ("course_detail", "lecture_list", "plan_create")
OF_A_LECTURE = ("report", "session_people", "plan_copy")
START = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_almaty(settings: object) -> None:
    settings.TIME_ZONE = ZONE


@pytest.fixture
def lecture(course: Course) -> ClassSession:
    """Half past one in the morning of the next day, by the clocks of Almaty."""
    end = START + timedelta(minutes=5)
    lecture = ClassSessionFactory(course=course, ended=True, started_at=START, ended_at=end)
    make_report(class_session=lecture)
    return lecture


@pytest.fixture
def addresses(lecture: ClassSession) -> dict[str, str]:
    """The pages with times that teachers read, by name."""
    other = ClassSessionFactory(course=lecture.course, ended=True, started_at=START, ended_at=lecture.ended_at)
    make_report(class_session=other)
    choice = f"{reverse('report_compare')}?a={lecture.pk}"
    return {
        **{name: reverse(name) for name in LISTS},
        **{name: reverse(name, args=[lecture.course_id]) for name in OF_A_COURSE},
        **{name: reverse(name, args=[lecture.pk]) for name in OF_A_LECTURE},
        "choice": choice,
        "compare": f"{choice}&b={other.pk}",
    }


@pytest.mark.parametrize("name", [*LISTS, *OF_A_COURSE, *OF_A_LECTURE, "choice", "compare"])
def test_a_page_with_times_names_their_zone_once(adas: Client, addresses: dict[str, str], name: str) -> None:
    assert adas.get(addresses[name]).content.decode().count(ZONE) == 1


@pytest.mark.parametrize("name", ["lecture_list", "report_list", "report", "choice", "compare"])
def test_times_are_shown_in_that_zone(adas: Client, addresses: dict[str, str], name: str) -> None:
    page = adas.get(addresses[name]).content.decode()
    assert "3 Mar 2026, 01:30" in page
    assert "20:30" not in page


def test_a_student_reads_in_which_zone_the_own_times_are(
    client: Client, class_session: ClassSession, redis: object
) -> None:
    page = client.get(reverse("my_data", args=[seat_in(class_session).data_secret])).content.decode()
    assert page.count(ZONE) == 1


def test_a_receipt_names_the_zone_of_its_times(client: Client, class_session: ClassSession, redis: object) -> None:
    receipt = withdraw(participation=seat_in(class_session).participation).receipt
    assert client.get(reverse("receipt", args=[receipt])).content.decode().count(ZONE) == 1


def test_pages_that_say_since_when_a_rule_counts_name_the_zone(
    adas: Client, doras: Client, dora: User, course: Course
) -> None:
    set_minimum_group(course=course, admin=dora, minimum_group=2, reason="tutoring")
    pages = [adas.get(reverse("course_edit", args=[course.pk])), doras.get(reverse("course_minimum", args=[course.pk]))]
    assert [page.content.decode().count(ZONE) for page in pages] == [1, 1]


def test_admins_read_in_which_zone_somebody_signed_in(adas: Client, ada: User, doras: Client) -> None:
    pages = [doras.get(reverse("people")), doras.get(reverse("person", args=[ada.pk]))]
    assert [page.content.decode().count(ZONE) for page in pages] == [1, 1]


def test_a_file_names_the_zone_of_its_times_and_the_day_there(adas: Client, lecture: ClassSession) -> None:
    response = adas.get(reverse("report_export", args=[lecture.pk, "csv"]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert ["Started", "2026-03-03 01:30"] in rows
    assert ["Time zone", ZONE] in rows
    assert "2026-03-03.csv" in response["Content-Disposition"]


def test_json_says_how_far_its_time_is_from_utc(adas: Client, lecture: ClassSession) -> None:
    content = adas.get(reverse("report_export", args=[lecture.pk, "json"])).json()
    assert datetime.fromisoformat(content["started_at"]) == START
