"""What pages say of their estimates: engagement is experimental wherever it stands, and class figures are rounded."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from classroom.courses.models import Course
from classroom.sessions.models import ClassSession
from classroom.timelines.models import ParticipationBucket
from classroom.timelines.notation import whole_percent
from classroom.timelines.publication import FINE_FROM, step_for
from tests.classroom.reports.conftest import lecture_with_a_moment
from tests.factories import seat_in

MARKED = re.compile(r'<(h2|p)[^>]*>([^<]*)</\1>\s*<div class="row">((?!</div>).)*"engagement-explained"', re.DOTALL)


def marked_as_experimental(page: str) -> list[str]:
    """What has the mark beside it, on a page that also holds its explanation, once."""
    assert page.count('id="engagement-explained"') == 1
    return [words for _tag, words, _rest in MARKED.findall(page)]


def test_a_report_marks_every_section_with_engagement(adas: Client, course: Course) -> None:
    page = adas.get(reverse("report", args=[lecture_with_a_moment(course).pk])).content.decode()
    sections = ["In short", "The lecture in time", "Moments worth looking at", "Distribution of engagement"]
    assert marked_as_experimental(page) == sections


def test_a_course_over_the_weeks_marks_its_chart_and_its_table(adas: Client, course: Course) -> None:
    lecture_with_a_moment(course)
    page = adas.get(reverse("course_report", args=[course.pk])).content.decode()
    assert marked_as_experimental(page) == ["Expressions and engagement", "The lectures"]


def test_two_lectures_side_by_side_mark_the_difference_the_rows_and_the_chart(adas: Client, course: Course) -> None:
    first, second = (lecture_with_a_moment(course, days_ago=days) for days in (0, 7))
    page = adas.get(reverse("report_compare"), {"a": first.pk, "b": second.pk}).content.decode()
    lead, chart = marked_as_experimental(page)
    assert lead.startswith("Engagement was")
    assert chart == "Engagement since the start"
    assert page.count("<dt>Engagement (experimental)</dt>") == 2


def test_an_own_timeline_is_marked_for_the_student_and_the_teacher(
    client: Client, adas: Client, class_session: ClassSession
) -> None:
    seat = seat_in(class_session, keep_timeline=True, show_timeline=True, name="Cleo")
    ParticipationBucket.objects.create(
        participation=seat.participation, sequence=2, readings=5, shares=[0, 0, 0, 1, 0, 0, 0], engagement=0.4
    )
    own = client.get(reverse("my_data", args=[seat.data_secret])).content.decode()
    shown = adas.get(reverse("shown_timelines", args=[class_session.pk])).content.decode()
    assert marked_as_experimental(own) == ["Lectures and your timeline"]
    assert marked_as_experimental(shown) == ["Cleo"]
    for page in (own, shown):
        assert "What you see is of one student alone." in page
        assert "Figures of a class are rounded" not in page


def test_the_mark_of_what_is_experimental_is_printed() -> None:
    mark = render_to_string("components/_engagement_estimate.html")
    printed = re.sub(r"<(button|span) [^>]*no-print.*?</\1>", "", mark, flags=re.DOTALL)
    assert re.sub(r"<[^>]*>", "", printed).strip() == "Engagement is experimental"


@pytest.mark.parametrize(("readable", "words"), [(FINE_FROM - 1, "with fewer than {}"), (FINE_FROM, "from {} on")])
def test_teachers_are_told_how_class_figures_are_rounded(readable: int, words: str) -> None:
    page = render_to_string("components/_estimate_popover.html")
    step = whole_percent(step_for(readable))
    assert f"to {step}&nbsp;% {words.format(FINE_FROM)}" in page
    assert "shares may not add up to 100&nbsp;%" in page
