import re
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry
from classroom.reports.models import SessionReport
from classroom.reports.services import make_report
from classroom.sessions.models import ClassSession
from tests.classroom.reports.conftest import lecture_with_a_moment
from tests.factories import ClassSessionFactory, CourseFactory
from tests.typography import tied


def compare(client: Client, first: object, second: object = "") -> object:
    return client.get(reverse("report_compare"), {"a": getattr(first, "pk", first), "b": getattr(second, "pk", second)})


@pytest.fixture
def earlier(course: Course) -> ClassSession:
    return lecture_with_a_moment(course, topic="Respiration", days_ago=7)


@pytest.fixture
def other_group(ada: User) -> ClassSession:
    """The same topic in another of Ada's courses."""
    return lecture_with_a_moment(CourseFactory(owner=ada, title="Botany, second group"))


def test_the_lectures_of_a_course_stand_beside_each_other(
    adas: Client, course: Course, earlier: ClassSession, changing: ClassSession
) -> None:
    context = adas.get(reverse("course_report", args=[course.pk])).context
    happy = next(trace for trace in context["figure"]["data"] if trace["meta"]["series"] == "happy")
    assert happy["y"] == [0.5, 0.5]
    assert [row["class_session"].pk for row in context["rows"]] == [changing.pk, earlier.pk]
    assert AuditEntry.objects.filter(action="report.course", target=f"course:{course.pk}").count() == 1


def test_over_the_weeks_all_figures_of_a_lecture_stand_before_what_can_be_done_with_it(
    adas: Client, course: Course, changing: ClassSession
) -> None:
    page = adas.get(reverse("course_report", args=[course.pk])).content.decode()
    (row,) = re.findall("<tr>(.*?)</tr>", page[page.index("<tbody>") :], re.DOTALL)
    *figures, last = re.findall("<td.*?</td>", row, re.DOTALL)
    assert reverse("report_compare") in last
    assert not any("href" in figure for figure in figures)


def weeks(client: Client, course: Course, **wish: object) -> object:
    """What the page of a course over the weeks shows of this wish."""
    return client.get(reverse("course_report", args=[course.pk]), wish).context


def lectures_in(context: object) -> list[ClassSession]:
    return [row["class_session"] for row in context["rows"]]


def test_lectures_over_the_weeks_are_searched_and_the_chart_follows(
    adas: Client, course: Course, earlier: ClassSession, changing: ClassSession
) -> None:
    context = weeks(adas, course, q="RESPIR")
    assert lectures_in(context) == [earlier]
    assert {len(trace["y"]) for trace in context["figure"]["data"]} == {1}
    page = adas.get(reverse("course_report", args=[course.pk]), {"q": "respir"}).content.decode()
    assert 'data-picture-title="AI estimate · Botany · lectures on “respir”"' in page


def test_lectures_over_the_weeks_are_filtered(
    adas: Client, course: Course, earlier: ClassSession, changing: ClassSession
) -> None:
    empty = ClassSessionFactory(course=course, ended=True)
    SessionReport.objects.create(class_session=empty, measured_share=0)
    ClassSession.objects.filter(pk=earlier.pk).update(archived_at=timezone.now())
    assert lectures_in(weeks(adas, course)) == [empty, changing]
    assert lectures_in(weeks(adas, course, show="measured")) == [changing]
    assert lectures_in(weeks(adas, course, show="archived")) == [earlier]


def test_the_table_over_the_weeks_has_pages_and_the_chart_has_none(
    adas: Client, course: Course, changing: ClassSession, django_assert_max_num_queries: object
) -> None:
    for days in range(1, 23):
        day = timezone.now() - timedelta(days=days)
        lecture = ClassSessionFactory(course=course, ended=True, started_at=day, ended_at=day)
        SessionReport.objects.create(class_session=lecture, measured_share=0)
    with django_assert_max_num_queries(14):
        first = weeks(adas, course)
    assert (len(first["rows"]), len(weeks(adas, course, page=2)["rows"])) == (20, 3)
    assert {len(trace["y"]) for trace in first["figure"]["data"]} == {23}


def test_a_print_of_one_page_of_the_table_says_that_there_are_others(
    adas: Client, course: Course, changing: ClassSession
) -> None:
    for _lecture in range(20):
        SessionReport.objects.create(class_session=ClassSessionFactory(course=course, ended=True), measured_share=0)
    page = adas.get(reverse("course_report", args=[course.pk])).content.decode()
    printed = re.sub(r"<(a|div) [^>]*no-print.*?</\1>", "", page, flags=re.DOTALL)
    assert "Page 1 of 2" in printed
    assert ">Next<" not in printed


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"q": "geology"}, "No lecture here has “geology” in its topic"),
        ({"show": "measured"}, "No lecture here has figures"),
        ({"show": "archived"}, "Nothing is put away"),
    ],
)
def test_nothing_found_over_the_weeks_says_what_to_do(
    adas: Client, course: Course, wish: dict[str, str], words: str
) -> None:
    page = adas.get(reverse("course_report", args=[course.pk]), wish).content.decode()
    assert words in page
    assert f'class="button" href="{reverse("course_report", args=[course.pk])}"' in page


def test_a_course_whose_lectures_are_all_put_away_leads_to_them(
    adas: Client, course: Course, lecture: ClassSession
) -> None:
    address = reverse("course_report", args=[course.pk])
    assert "No lecture of this course has ended yet" in adas.get(address).content.decode()
    make_report(class_session=lecture)
    ClassSession.objects.update(archived_at=timezone.now())
    page = adas.get(address).content.decode()
    assert "All lectures that were held are put away" in page
    assert "has ended yet" not in page
    assert page.count('href="?show=archived"') == 2  # a chip and a button
    assert lectures_in(weeks(adas, course, show="archived")) == [lecture]


def test_the_course_leads_to_its_lectures_over_the_weeks(adas: Client, course: Course, changing: ClassSession) -> None:
    page = adas.get(reverse("course_detail", args=[course.pk])).content.decode()
    assert reverse("course_report", args=[course.pk]) in page


def test_a_course_without_lectures_says_what_to_do(adas: Client, course: Course) -> None:
    page = adas.get(reverse("course_report", args=[course.pk])).content.decode()
    assert "No lecture of this course has ended yet" in page


def test_a_change_of_the_model_is_said(adas: Client, course: Course, earlier: ClassSession, changing: object) -> None:
    ClassSession.objects.filter(pk=earlier.pk).update(model_sha256="1" * 64)
    page = adas.get(reverse("course_report", args=[course.pk])).content.decode()
    assert "not all read by the same model" in page


def test_others_do_not_see_the_course(bens: Client, doras: Client, client: Client, course: Course) -> None:
    url = reverse("course_report", args=[course.pk])
    assert bens.get(url).status_code == 404
    assert doras.get(url).status_code == 200
    assert client.get(url)["Location"].startswith(reverse("sign_in"))


def test_two_lectures_are_compared_and_both_are_audited(
    adas: Client, earlier: ClassSession, changing: ClassSession
) -> None:
    context = compare(adas, changing, earlier).context
    assert [side["class_session"].pk for side in context["sides"]] == [changing.pk, earlier.pk]
    assert "the usual ranges overlap: no clear difference" in context["summary"]
    side = tied("<td>70 %</td><td>55–85 %</td>")
    assert f"{side}{side}" in context["engagement_table"].rows[0]
    assert AuditEntry.objects.filter(action="report.compare").count() == 2


def test_ranges_that_touch_overlap_however_their_ends_were_added_up(
    adas: Client, earlier: ClassSession, changing: ClassSession
) -> None:
    SessionReport.objects.filter(class_session=earlier).update(engagement_low=0.5, engagement_high=0.6499999999999998)
    SessionReport.objects.filter(class_session=changing).update(engagement_low=0.6500000000000001, engagement_high=0.8)
    for pair in ((earlier, changing), (changing, earlier)):
        assert "the usual ranges overlap" in compare(adas, *pair).context["summary"]


def test_a_report_suggests_the_same_topic_of_another_group_and_the_last_lectures(
    adas: Client, changing: ClassSession, other_group: ClassSession, earlier: ClassSession
) -> None:
    context = adas.get(reverse("report", args=[changing.pk])).context
    assert context["same_topic"] == [other_group]
    assert context["same_course"] == [earlier]
    assert compare(adas, changing, other_group).status_code == 200


def choice(client: Client, first: ClassSession, **wish: object) -> object:
    return client.get(reverse("report_compare"), {"a": first.pk} | wish)


def offered(client: Client, first: ClassSession, **wish: object) -> list[ClassSession]:
    """The lectures that can be chosen beside this one."""
    return list(choice(client, first, **wish).context["rows"])


@pytest.mark.parametrize("words", ["respir", "RESPIR botany", "second", "second photo"])
def test_a_second_lecture_is_found_by_words_of_topic_and_course(
    adas: Client, changing: ClassSession, other_group: ClassSession, earlier: ClassSession, words: str
) -> None:
    wanted = earlier if "respir" in words.lower() else other_group
    assert offered(adas, changing, q=words) == [wanted]


def test_a_second_lecture_is_found_under_its_topic_or_course(
    adas: Client, changing: ClassSession, other_group: ClassSession, earlier: ClassSession
) -> None:
    assert offered(adas, changing) == [other_group, earlier]
    assert offered(adas, changing, show="topic") == [other_group]
    assert offered(adas, changing, show="course") == [earlier]


def test_the_oldest_lecture_can_be_reached(adas: Client, course: Course, changing: ClassSession) -> None:
    oldest = lecture_with_a_moment(course, topic="Seeds", days_ago=90)
    for days in range(1, 61):
        day = timezone.now() - timedelta(days=days)
        lecture = ClassSessionFactory(course=course, ended=True, started_at=day, ended_at=day)
        SessionReport.objects.create(class_session=lecture, measured_share=0)
    assert offered(adas, changing, q="seeds") == [oldest]
    assert offered(adas, changing, page=4) == [oldest]


def test_searching_keeps_what_is_chosen_already(adas: Client, changing: ClassSession, earlier: ClassSession) -> None:
    page = choice(adas, changing, q="respiration", show="course").content.decode()
    assert f'<input type="hidden" name="a" value="{changing.pk}">' in page
    assert '<input type="hidden" name="show" value="course">' in page
    assert f"?a={changing.pk}&amp;b={earlier.pk}" in page


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"q": "geology"}, "No lecture matches “geology”"),
        ({"show": "topic"}, "No other lecture has this topic"),
        ({"show": "course"}, "This course has no other report"),
        ({}, "There is no other lecture to compare with yet"),
    ],
)
def test_an_empty_choice_says_what_to_do(
    adas: Client, changing: ClassSession, wish: dict[str, str], words: str
) -> None:
    page = choice(adas, changing, **wish).content.decode()
    assert words in page
    leads_on = reverse("report_compare") + f"?a={changing.pk}" if wish else reverse("report", args=[changing.pk])
    assert f'class="button" href="{leads_on}"' in page


def test_a_lecture_without_a_topic_has_none_in_common(adas: Client, course: Course) -> None:
    nameless, other = (lecture_with_a_moment(course, topic="", days_ago=days) for days in (0, 1))
    assert [chip.value for chip in choice(adas, nameless).context["chips"]] == ["all", "course"]
    assert offered(adas, nameless, show="topic") == [other]


def test_a_lecture_is_not_compared_with_itself(adas: Client, changing: ClassSession) -> None:
    templates = [template.name for template in compare(adas, changing, changing).templates]
    assert "reports/compare_choice.html" in templates


def test_nobody_compares_with_a_lecture_of_others(
    bens: Client, adas: Client, ben: User, changing: ClassSession
) -> None:
    bens_own = lecture_with_a_moment(CourseFactory(owner=ben))
    assert compare(bens, bens_own, changing).status_code == 404
    assert compare(bens, changing).status_code == 404
    assert offered(bens, bens_own) == offered(bens, bens_own, q="photosynthesis") == []


def test_what_is_no_ended_lecture_is_not_found(
    adas: Client, changing: ClassSession, class_session: ClassSession
) -> None:
    assert compare(adas, changing, "nonsense").status_code == 404
    assert compare(adas, changing, class_session).status_code == 404
    assert compare(adas, "")["Location"] == reverse("report_list")


def test_a_stranger_compares_nothing(client: Client, changing: ClassSession) -> None:
    assert compare(client, changing)["Location"].startswith(reverse("sign_in"))


def test_an_admin_sees_how_much_every_course_held(doras: Client, changing: ClassSession) -> None:
    CourseFactory(title="Empty")
    first, second = doras.get(reverse("report_overview")).context["rows"]
    assert (first["course"], first["sessions"], first["coverage"]) == (changing.course, 1, 0.5)
    assert first["hours"] == pytest.approx(1 / 6, rel=0.01)
    assert (second["course"].title, second.get("sessions"), second["consent"]) == ("Empty", None, None)


def test_the_overview_says_what_a_dash_and_no_number_mean(doras: Client, changing: ClassSession) -> None:
    CourseFactory(title="Empty")
    SessionReport.objects.update(sharing_mean=None, joined_mean=None)
    page = doras.get(reverse("report_overview")).content.decode()
    uncounted, without_lectures = re.findall('data-label="Sharing:">(.*?)</td>', page)
    assert "no number" in uncounted
    assert without_lectures == "–"
    assert "“–” stands where there is nothing to count" in page
    assert "“No number” stands where nobody was counted in a lecture" in page


def test_archived_courses_stand_apart_from_the_others(doras: Client, course: Course) -> None:
    archived = CourseFactory(title="Botany of last year", archived_at=timezone.now())
    for show, shown in (("", course), ("archived", archived)):
        context = doras.get(reverse("report_overview"), {"q": "botany", "show": show}).context
        assert [row["course"] for row in context["rows"]] == [shown]
        assert [chip.value for chip in context["chips"] if chip.is_chosen] == [show or "all"]


def test_an_empty_overview_says_what_belongs_there(doras: Client, course: Course) -> None:
    page = doras.get(reverse("report_overview"), {"show": "archived"}).content.decode()
    assert "Nothing is archived" in page
    assert f'class="button" href="{reverse("report_overview")}"' in page


def test_the_overview_has_no_teacher_and_no_emotion(doras: Client, changing: ClassSession) -> None:
    page = doras.get(reverse("report_overview")).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Botany" in main
    assert not any(word in main for word in ("happy", "neutral", "ada"))


@pytest.mark.parametrize("column", ["happy", "neutral", "engagement"])
def test_nothing_in_an_address_ranks_lectures_or_courses(
    doras: Client, course: Course, earlier: ClassSession, other_group: ClassSession, changing: ClassSession, column: str
) -> None:
    reports = SessionReport.objects.exclude(class_session=changing)
    reports.update(shares=[0, 0, 0, 1, 0, 0, 0], engagement=0.9, sharing_mean=12)
    for page in (reverse("course_report", args=[course.pk]), reverse("report_overview")):
        usual = doras.get(page).context["rows"]
        assert len(usual) == 2
        for name, wish in product(("sort", "order", "o"), (column, f"-{column}")):
            assert doras.get(page, {name: wish}).context["rows"] == usual


def test_no_heading_of_a_column_can_be_pressed(
    doras: Client, course: Course, earlier: ClassSession, changing: ClassSession
) -> None:
    for address in (reverse("course_report", args=[course.pk]), reverse("report_overview")):
        page = doras.get(address).content.decode()
        (heads,) = re.findall("<thead>(.*?)</thead>", page, re.DOTALL)
        assert "<th" in heads
        assert not re.search("<(a|button|input|select)\\b|aria-sort|data-sort", heads)


def test_the_overview_is_for_admins_and_is_audited(adas: Client, doras: Client, client: Client) -> None:
    url = reverse("report_overview")
    assert adas.get(url).status_code == 403
    assert client.get(url)["Location"].startswith(reverse("sign_in"))
    doras.get(url)
    assert AuditEntry.objects.filter(action="report.overview").count() == 1


def test_the_overview_asks_as_often_for_many_courses_as_for_one(
    doras: Client, dora: User, changing: ClassSession
) -> None:
    pseudonym_of(dora.audit_name)  # made with somebody's first line in the log
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            doras.get(reverse("report_overview"))
        counts.append(len(queries))
        for _course in range(3):
            ClassSessionFactory(course=CourseFactory(), ended=True)
    assert counts[0] == counts[1]
