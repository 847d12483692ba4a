"""A student's own data by link, and the page on which a teacher sees who chose to show theirs."""

import csv
import io
import re

import pytest
import redis as redis_package
from django.test import Client
from django.urls import reverse

from classroom.courses.services import add_student
from classroom.privacy.models import AuditEntry, Consent
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import withdraw
from classroom.sessions.services import end_class_session, start_class_session
from classroom.timelines.models import ParticipationBucket
from classroom.timelines.own_picture import own_picture
from tests.factories import EnrollmentFactory, seat_in

HAPPY = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)


def bucket(seat: Participation, sequence: int = 2, engagement: float = 0.4) -> ParticipationBucket:
    return ParticipationBucket.objects.create(
        participation=seat, sequence=sequence, readings=5, shares=list(HAPPY), engagement=engagement
    )


def table(client: Client, secret: str) -> list[dict[str, str]]:
    response = client.get(reverse("my_data_table", args=[secret]))
    assert response["Content-Disposition"].endswith('filename="my-data.csv"')
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ","))


def test_the_page_shows_what_was_agreed_and_the_timeline(client: Client, class_session: ClassSession) -> None:
    seat = seat_in(class_session, keep_timeline=True)
    bucket(seat.participation)
    page = client.get(reverse("my_data", args=[seat.data_secret])).content.decode()
    assert "My own timeline is kept for me" in page
    assert "100&nbsp;%" in page
    assert "<svg" in page


def test_the_page_rounds_as_every_page_does(client: Client, class_session: ClassSession) -> None:
    seat = seat_in(class_session, keep_timeline=True)
    bucket(seat.participation, engagement=0.125)
    assert "13&nbsp;%" in client.get(reverse("my_data", args=[seat.data_secret])).content.decode()


def test_an_own_timeline_has_its_columns_in_the_order_of_its_drawing(
    client: Client, adas: Client, class_session: ClassSession
) -> None:
    seat = seat_in(class_session, keep_timeline=True, show_timeline=True)
    bucket(seat.participation)
    page = client.get(reverse("my_data", args=[seat.data_secret])).content.decode()
    heads = re.findall(r'<th scope="col" class="number">(\w+)</th>', page)
    cells = re.findall(r'data-label="(\w+)">(\d+)&nbsp;%', page)
    drawn = ["happy", "surprise", "neutral", "sad", "fear", "disgust", "angry"]
    assert heads == [label for label, _percent in cells] == [*drawn, "Engagement"]
    assert [percent for _label, percent in cells] == ["100", *["0"] * 6, "40"]
    shown = adas.get(reverse("shown_timelines", args=[class_session.pk]))
    assert list(shown.context["emotions"]) == drawn


def test_the_table_names_everything_that_is_kept(client: Client, class_session: ClassSession) -> None:
    seat = seat_in(class_session, keep_timeline=True)
    bucket(seat.participation)
    rows = table(client, seat.data_secret)
    assert [row["kind"] for row in rows] == ["consent", "seat", "timeline"]
    assert (rows[2]["note"], rows[2]["happy"], rows[2]["engagement"]) == ("AI estimate", "1.0", "0.4")


def test_the_table_speaks_the_readers_language(client: Client, class_session: ClassSession) -> None:
    seat = seat_in(class_session, keep_timeline=True)
    bucket(seat.participation)
    client.cookies["django_language"] = "ru"
    [consent, _seat, interval] = table(client, seat.data_secret)
    assert (interval["радость"], interval["вовлечённость"]) == ("1,0", "0,4")
    assert consent["сведения"].startswith("Учащийся: ")


def test_a_name_in_the_table_is_no_formula(client: Client, class_session: ClassSession) -> None:
    seat = seat_in(class_session, name="=1+1")
    assert table(client, seat.data_secret)[1]["detail"] == "'=1+1"


def test_a_student_of_the_roster_sees_the_lectures_of_one_browser_together(
    client: Client, class_session: ClassSession
) -> None:
    enrollment, _secret = add_student(course=class_session.course, actor=class_session.course.owner, name="Cleo")
    first = seat_in(class_session, keep_timeline=True, enrollment=enrollment)
    end_class_session(class_session=class_session, actor="system")
    following = start_class_session(course=class_session.course, teacher=class_session.course.owner, topic="Roots")
    seat_in(following, camera=False, enrollment=enrollment, earlier_data_secret=first.data_secret)
    export = client.get(reverse("my_data_download", args=[first.data_secret])).json()
    assert [lecture["participation"]["class_session"] for lecture in export["lectures"]] == ["Roots", "Photosynthesis"]
    assert export["place_on_the_list"]["name"] == "Cleo"
    assert "Roots" in client.get(reverse("my_data", args=[first.data_secret])).content.decode()


def test_the_link_of_one_browser_opens_no_lecture_of_another(client: Client, class_session: ClassSession) -> None:
    enrollment, _secret = add_student(course=class_session.course, actor=class_session.course.owner, name="Cleo")
    seat = seat_in(class_session, enrollment=enrollment)
    end_class_session(class_session=class_session, actor="system")
    following = start_class_session(course=class_session.course, teacher=class_session.course.owner, topic="Roots")
    seat_in(following, camera=False, enrollment=enrollment)
    export = client.get(reverse("my_data_download", args=[seat.data_secret])).json()
    assert [lecture["participation"]["class_session"] for lecture in export["lectures"]] == ["Photosynthesis"]


def test_erasing_by_the_courses_link_takes_everything(client: Client, class_session: ClassSession) -> None:
    enrollment, _secret = add_student(course=class_session.course, actor=class_session.course.owner, name="Cleo")
    seat = seat_in(class_session, enrollment=enrollment)
    response = client.post(reverse("my_data_erase", args=[seat.data_secret]))
    assert response["Location"].startswith("/receipt/")
    assert (Participation.objects.count(), Consent.objects.count()) == (0, 0)
    assert client.get(reverse("my_data", args=[seat.data_secret])).status_code == 404


@pytest.mark.parametrize("name", ["my_data", "my_data_download", "my_data_table"])
def test_an_unknown_link_opens_nothing(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(name, args=["no-such-link"])).status_code == 404


def test_a_teacher_sees_the_timelines_that_were_shown_and_no_other(adas: Client, class_session: ClassSession) -> None:
    for name, is_shown in (("Cleo", True), ("Dan", False)):
        bucket(seat_in(class_session, keep_timeline=True, show_timeline=is_shown, name=name).participation)
    page = adas.get(reverse("shown_timelines", args=[class_session.pk])).content.decode()
    assert "Cleo" in page
    assert "Dan" not in page
    assert "chose to show you" in page


def test_shown_timelines_lead_back_to_the_report_and_the_course(adas: Client, class_session: ClassSession) -> None:
    page = adas.get(reverse("shown_timelines", args=[class_session.pk])).content.decode()
    (breadcrumb,) = re.findall(r'<p class="breadcrumb">(.*?)</p>', page)
    ways_back = [reverse("course_report", args=[class_session.course.pk]), reverse("report", args=[class_session.pk])]
    assert re.findall('href="(.*?)"', breadcrumb) == ways_back


def test_looking_at_shown_timelines_is_audited(adas: Client, class_session: ClassSession) -> None:
    seat_in(class_session, keep_timeline=True, show_timeline=True)
    adas.get(reverse("shown_timelines", args=[class_session.pk]))
    entry = AuditEntry.objects.get(action="timeline.shown")
    assert (entry.target, entry.detail) == (f"session:{class_session.pk}", {"people": 1})


def test_reading_ones_own_data_stands_in_the_log_once_and_every_file(
    client: Client, class_session: ClassSession, redis: redis_package.Redis
) -> None:
    seat = seat_in(class_session)
    for name in ("my_data", "my_data", "my_data_download", "my_data_table"):
        client.get(reverse(name, args=[seat.data_secret]))
    entries = AuditEntry.objects.filter(action__startswith="own_data").order_by("pk")
    assert {(entry.actor, entry.target) for entry in entries} == {("student", f"session:{class_session.pk}")}
    assert [(entry.action, entry.detail) for entry in entries] == [
        ("own_data.view", {}),
        ("own_data.export", {"kind": "json"}),
        ("own_data.export", {"kind": "csv"}),
    ]


def test_the_link_of_a_course_is_read_in_the_course(
    client: Client, class_session: ClassSession, redis: redis_package.Redis
) -> None:
    seat = seat_in(class_session, enrollment=EnrollmentFactory(course=class_session.course))
    client.get(reverse("my_data", args=[seat.data_secret]))
    assert AuditEntry.objects.get(action="own_data.view").target == class_session.course.audit_name


def test_a_withdrawn_timeline_is_gone(adas: Client, class_session: ClassSession) -> None:
    seat = seat_in(class_session, keep_timeline=True, show_timeline=True)
    withdraw(participation=seat.participation)
    page = adas.get(reverse("shown_timelines", args=[class_session.pk])).content.decode()
    assert "Nobody shows their timeline" in page


def test_agreeing_anew_without_showing_ends_it_for_earlier_lectures_too(
    adas: Client, class_session: ClassSession
) -> None:
    enrollment, _secret = add_student(course=class_session.course, actor=class_session.course.owner, name="Cleo")
    seat_in(class_session, keep_timeline=True, show_timeline=True, enrollment=enrollment)
    end_class_session(class_session=class_session, actor="system")
    following = start_class_session(course=class_session.course, teacher=class_session.course.owner, topic="Roots")
    seat_in(following, keep_timeline=True, enrollment=enrollment)
    assert "Cleo" not in adas.get(reverse("shown_timelines", args=[class_session.pk])).content.decode()


def test_nobody_else_opens_shown_timelines(
    client: Client, bens: Client, doras: Client, class_session: ClassSession
) -> None:
    link = reverse("shown_timelines", args=[class_session.pk])
    assert client.get(link).status_code == 302
    assert bens.get(link).status_code == 404
    assert doras.get(link).status_code == 403
    assert AuditEntry.objects.count() == 0


def test_the_drawing_leaves_a_gap_where_nothing_was_read(class_session: ClassSession) -> None:
    seat = seat_in(class_session, keep_timeline=True).participation
    picture = own_picture([bucket(seat, 0), bucket(seat, 1, 1.0), bucket(seat, 3, 0.0)])
    assert picture.columns == 4
    assert picture.engagement == "M0 136.0h1 V112.0h1 M3 152.0h1"
    assert picture.emotions[0].path == "M0 0.0h1V100.0h-1z M1 0.0h1V100.0h-1z M3 0.0h1V100.0h-1z"


def test_nothing_kept_draws_nothing() -> None:
    assert own_picture([]).columns == 0
