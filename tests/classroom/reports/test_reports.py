from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from classroom.accounts.models import User
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry
from classroom.reports import pages, services, tasks
from classroom.reports.management.commands import measure_report
from classroom.reports.management.commands.measure_report import large_lecture
from classroom.reports.models import SessionReport
from classroom.sessions.models import ClassSession, Marker
from classroom.sessions.recognition import current_recognition, error_table_of
from classroom.sessions.services import end_class_session
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.models import SessionCounts
from tests.classroom.reports.conftest import CHANGE_AT_S, HIDDEN
from tests.factories import ClassBucketFactory, ClassSessionFactory, CourseFactory
from tests.typography import tied


def test_the_sweep_makes_each_report_once(lecture: ClassSession) -> None:
    tasks.make_missing()
    tasks.make_missing()
    services.make_report(class_session=lecture)
    report = SessionReport.objects.get()
    assert report.engagement == pytest.approx(0.5)


def test_a_report_that_is_there_is_not_written_again(lecture: ClassSession) -> None:
    tasks.make_missing()
    SessionReport.objects.update(engagement=0.25)
    (made,) = SessionReport.objects.values()
    assert end_class_session(class_session=lecture, actor="system") is False
    tasks.make_missing()
    services.make_report(class_session=lecture)
    assert list(SessionReport.objects.values()) == [made]


def test_no_report_is_made_before_the_last_bucket_is_closed(lecture: ClassSession) -> None:
    ClassSession.objects.update(window_closed_at=None)
    tasks.make_missing()
    assert SessionReport.objects.count() == 0


def test_teacher_and_admin_read_the_report(adas: Client, doras: Client, reported: ClassSession) -> None:
    for person in (adas, doras):
        page = person.get(reverse("report", args=[reported.pk]))
        assert "AI estimate" in page.content.decode()
        assert page.context["headline"]["engagement"] == tied("50 % (35–65 %)")


def test_the_figure_has_a_gap_and_no_zero_where_too_few_shared(adas: Client, reported: ClassSession) -> None:
    context = adas.get(reverse("report", args=[reported.pk])).context
    traces = {trace["meta"]["series"]: trace for trace in context["figures"]["timeline"]["data"]}
    assert traces["happy"]["y"][:3] == [0.5, None, 0.5]
    assert traces["gap"]["y"][:4] == [None, 1, None, 1]
    cells = [row.split("<td>")[8].removesuffix("</td>") for row in context["tables"]["timeline"].rows]
    assert cells == [tied("40 %"), "–", tied("60 %")]


def test_it_says_that_cameras_were_asked_less_often(adas: Client, reported: ClassSession) -> None:
    address, said = reverse("report", args=[reported.pk]), "of the lecture cameras were asked less often"
    assert said not in adas.get(address).content.decode()
    reported.buckets.filter(sequence=1).update(is_slowed=True)
    assert said in adas.get(address).content.decode()


def test_another_teacher_cannot_read_it(bens: Client, reported: ClassSession) -> None:
    assert bens.get(reverse("report", args=[reported.pk])).status_code == 404


def test_a_stranger_is_sent_to_sign_in(client: Client, reported: ClassSession) -> None:
    assert client.get(reverse("report", args=[reported.pk]))["Location"].startswith(reverse("sign_in"))


def test_an_admin_has_no_report_of_a_running_session(doras: Client, class_session: ClassSession) -> None:
    assert doras.get(reverse("report", args=[class_session.pk])).status_code == 404


def test_until_the_report_is_made_the_page_says_so(adas: Client, lecture: ClassSession) -> None:
    response = adas.get(reverse("report", args=[lecture.pk]))
    assert "reports/report_pending.html" in [template.name for template in response.templates]


def test_reading_a_report_is_audited(doras: Client, dora: object, reported: ClassSession) -> None:
    doras.get(reverse("report", args=[reported.pk]))
    entry = AuditEntry.objects.get(action="report.view")
    assert (entry.actor, entry.target) == (pseudonym_of(dora.audit_name), f"session:{reported.pk}")


@pytest.mark.parametrize("words", ["әсел", "ӘСЕЛ", "botany"])
def test_reports_are_found_by_topic_or_course_in_any_case(doras: Client, reported: ClassSession, words: str) -> None:
    found = doras.get(reverse("report_list"), {"q": words}).context["page_obj"]
    assert [found_session.pk for found_session in found] == [reported.pk]


def test_reports_are_paged(doras: Client, course: object) -> None:
    ClassSessionFactory.create_batch(23, course=course, ended=True)
    assert len(doras.get(reverse("report_list")).context["page_obj"]) == 20
    assert len(doras.get(reverse("report_list"), {"page": 2}).context["page_obj"]) == 3


def test_the_list_asks_as_often_for_many_reports_as_for_one(doras: Client, course: object) -> None:
    ClassSessionFactory(course=course, ended=True)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            doras.get(reverse("report_list"))
        counts.append(len(queries))
        ClassSessionFactory.create_batch(10, course=CourseFactory(), ended=True)
    assert counts[0] == counts[1]


def test_the_report_shows_moments_levels_and_signals(adas: Client, changing: ClassSession) -> None:
    context = adas.get(reverse("report", args=[changing.pk])).context
    (moment,) = context["moments"]
    assert (moment["start_s"], moment["first"]) == (CHANGE_AT_S, tied("Engagement fell from about 70 % to 30 %."))
    assert moment["said"] == ["lost: 9"]
    assert (context["has_levels"], context["has_signals"]) == (True, True)


def test_the_headline_says_how_sure_it_is(adas: Client, changing: ClassSession) -> None:
    page = adas.get(reverse("report", args=[changing.pk])).content.decode()
    assert tied("Engagement looks middling on average (50 %, typically between 35 % and 65 %).") in page
    assert tied("100 % of the lecture was measured, with 6 of 12 students sharing on average.") in page


def test_of_one_person_there_is_no_likely_range(adas: Client, tutoring: ClassSession) -> None:
    lecture = ClassSessionFactory(course=tutoring.course, ended=True)
    alone = {"minimum_group": 1, "contributors": 1, "band_low": None, "band_high": None}
    ClassBucketFactory(class_session=lecture, engagement=0.5, **alone)
    services.make_report(class_session=lecture)
    page = adas.get(reverse("report", args=[lecture.pk])).content.decode()
    assert tied("Engagement looks middling on average (50 %); for a single person there is no likely range.") in page


def test_one_small_bucket_among_large_ones_leaves_the_headline_its_range(adas: Client, course: object) -> None:
    lecture = ClassSessionFactory(course=course, ended=True)
    ClassBucketFactory(class_session=lecture, contributors=24, engagement=0.7, band_low=0.68, band_high=0.72)
    ClassBucketFactory(class_session=lecture, contributors=6, engagement=0.7)
    report = services.make_report(class_session=lecture)
    assert report.engagement_band == pytest.approx((0.615, 0.785))


def test_a_report_that_is_not_there_yet_is_said_to_be_made(adas: Client, lecture: ClassSession) -> None:
    assert "being made" in adas.get(reverse("report_list")).content.decode()
    services.make_report(class_session=lecture)
    assert "being made" not in adas.get(reverse("report_list")).content.decode()


def test_a_lecture_in_which_nothing_was_measured_says_so(adas: Client, course: object) -> None:
    lecture = ClassSessionFactory(course=course, ended=True)
    ClassBucketFactory(class_session=lecture, **HIDDEN)
    services.make_report(class_session=lecture)
    page = adas.get(reverse("report", args=[lecture.pk])).content.decode()
    reason = "Figures need enough students who share and can be read at the same time (5 needed)."
    assert f"<p>Nothing can be said about this lecture.</p><p>{reason}</p>" in page
    assert f"<p>Nothing was measured. {reason}</p>" in page
    assert page.count("too little could be read to tell") == 2


def test_a_dark_room_in_which_all_shared_is_not_said_to_have_shared_too_little(adas: Client, course: object) -> None:
    lecture = ClassSessionFactory(course=course, ended=True)
    ClassBucketFactory(class_session=lecture, **HIDDEN | {"joined": 24, "sharing": 19, "readable": 0})
    services.make_report(class_session=lecture)
    page = adas.get(reverse("report", args=[lecture.pk])).content.decode()
    assert page.count("Enough students were sharing, but too few could be read at the same time (5 needed).") == 2
    assert "19 of 24 students were sharing on average" in page


def test_a_number_that_is_not_there_is_not_always_hidden(adas: Client, reported: ClassSession) -> None:
    SessionReport.objects.update(sharing_mean=None, joined_mean=None)
    page = adas.get(reverse("report", args=[reported.pk])).content.decode()
    assert "There is no number of those who shared: not everybody was counted, or it would single somebody out." in page
    assert "no number: not everybody was counted, or it would single somebody out" in page


def test_the_range_behind_the_shares_is_of_lectures_the_same_model_read(adas: Client, changing: ClassSession) -> None:
    for sha256 in ("0" * 64, "1" * 64):
        other = ClassSessionFactory(course=changing.course, ended=True, model_sha256=sha256)
        ClassBucketFactory(class_session=other)
        services.make_report(class_session=other)
    assert adas.get(reverse("report", args=[changing.pk])).context["others_count"] == 1


def test_how_reliable_it_is_comes_from_counts_and_the_models_own_table(adas: Client, changing: ClassSession) -> None:
    SessionCounts.objects.create(class_session=changing, readings=75, disagreements=3, unread={"too_dark": 25})
    ClassSession.objects.update(model_sha256=current_recognition().sha256)
    page = adas.get(reverse("report", args=[changing.pk]))
    trust = page.context["trust"]
    assert (trust["unread"], trust["disagreement"]) == (25, 4)
    assert trust["reasons"] == [("too dark", 100)]
    assert {str(word) for word, *_rest in trust["errors"]} == set(EMOTIONS)
    for word, agrees, instead, percent in trust["errors"]:
        assert 0 < percent <= 100 - agrees
        assert instead != word
    assert current_recognition().sha256 in page.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "1 percentage point on average"),
        ("ru", "на 1 процентный пункт."),
        ("uk", "на 1 відсотковий пункт."),
    ],
)
def test_a_model_that_is_off_by_one_point_is_not_off_by_points(
    adas: Client, changing: ClassSession, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    table = replace(error_table_of(current_recognition().sha256), calibration_error=0.01)
    monkeypatch.setattr(pages, "error_table_of", lambda _sha256: table)
    page = adas.get(reverse("report", args=[changing.pk]), headers={"Accept-Language": language})
    assert words in page.content.decode()


def test_a_marker_is_corrected_by_a_link_that_reads_as_one(adas: Client, changing: ClassSession) -> None:
    Marker.objects.create(class_session=changing, kind="demo", label="", at=changing.start + timedelta(seconds=65))
    page = adas.get(reverse("report", args=[changing.pk]), headers={"Accept-Language": "kk"}).content.decode()
    assert 'Түзету<span class="visually-hidden">: 1:05 кезіндегі белгі</span></a>' in page


def test_reports_are_filtered_by_course_and_archive(adas: Client, ada: object, reported: ClassSession) -> None:
    archived = ClassSessionFactory(course=CourseFactory(owner=ada), ended=True, archived_at=timezone.now())
    url = reverse("report_list")
    assert [row.pk for row in adas.get(url, {"course": reported.course.pk}).context["page_obj"]] == [reported.pk]
    assert [row.pk for row in adas.get(url, {"archived": 1}).context["page_obj"]] == [archived.pk]
    assert "No ended lecture matches" in adas.get(url, {"course": archived.course.pk}).content.decode()


def test_the_report_asks_as_often_for_a_long_lecture_as_for_a_short_one(
    adas: Client, ada: User, reported: ClassSession
) -> None:
    pseudonym_of(ada.audit_name)  # made with somebody's first line in the log
    counts = []
    for lecture in (reported, large_lecture(reported.course)):
        with CaptureQueriesContext(connection) as queries:
            adas.get(reverse("report", args=[lecture.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_measuring_a_report_leaves_nothing_behind(db: None, monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    monkeypatch.setattr(measure_report, "ROUNDS", 1)
    monkeypatch.setattr(measure_report, "WARM_UP", 0)
    settings.PUBLIC_URL = "http://testserver"
    output = StringIO()
    call_command("measure_report", stdout=output)
    assert "1 reports, 300 students, 90 minutes" in output.getvalue()
    assert 100_000 < measure_report.measure_report(300, 90).size_bytes < 300_000
    assert not ClassSession.objects.exists()
