import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry
from classroom.reports.models import NextTimeNote
from classroom.reports.selectors import lectures_with_notes
from classroom.sessions.models import ClassSession, Status
from tests.classroom.reports.conftest import CHANGE_AT_S, lecture_with_a_moment
from tests.factories import ClassSessionFactory, CourseFactory

TEXT = "Draw it first."


def note(client: Client, lecture: ClassSession, **fields: object) -> object:
    sent = {"at_s": CHANGE_AT_S, "earlier": "", "text": TEXT, "back_to": CHANGE_AT_S} | fields
    return client.post(reverse("next_time", args=[lecture.pk]), sent)


def test_a_teacher_notes_something_for_next_time(adas: Client, ada: User, changing: ClassSession) -> None:
    response = note(adas, changing)
    assert response["Location"] == f"{reverse('report', args=[changing.pk])}#note-{CHANGE_AT_S}"
    kept = NextTimeNote.objects.get()
    assert (kept.at_s, kept.text, kept.author) == (CHANGE_AT_S, TEXT, ada)


def test_a_moment_has_one_note_and_an_empty_one_takes_it_away(adas: Client, changing: ClassSession) -> None:
    note(adas, changing)
    note(adas, changing, earlier=TEXT, text="Slower.")
    assert NextTimeNote.objects.get().text == "Slower."
    note(adas, changing, earlier="Slower.", text="  ")
    assert not NextTimeNote.objects.exists()


def test_a_note_that_is_kept_changed_or_taken_away_stands_in_the_log_without_a_word(
    adas: Client, ada: User, changing: ClassSession
) -> None:
    for earlier, text in (("", TEXT), (TEXT, TEXT), (TEXT, "Slower."), ("Slower.", ""), ("", "")):
        note(adas, changing, earlier=earlier, text=text)
    entries = AuditEntry.objects.filter(action__startswith="note.").order_by("pk")
    assert [entry.action for entry in entries] == ["note.keep", "note.keep", "note.remove"]
    assert {(entry.actor, entry.target) for entry in entries} == {
        (pseudonym_of(ada.audit_name), f"session:{changing.pk}")
    }
    assert {str(entry.detail) for entry in entries} == {str({"at_s": CHANGE_AT_S})}


def test_all_notes_of_the_page_are_kept_at_once(adas: Client, changing: ClassSession) -> None:
    note(adas, changing, at_s=[30, CHANGE_AT_S], earlier=["", ""], text=["Slower.", TEXT])
    assert list(NextTimeNote.objects.values_list("at_s", "text")) == [(30, "Slower."), (CHANGE_AT_S, TEXT)]


def test_the_page_says_once_that_notes_were_kept(adas: Client, changing: ClassSession) -> None:
    report = reverse("report", args=[changing.pk])
    note(adas, changing)
    said = f'id="kept-{CHANGE_AT_S}" role="status">All notes are kept.<'
    assert said in adas.get(report).content.decode()
    assert said not in adas.get(report).content.decode()


def test_a_note_that_was_not_changed_stays_as_a_colleague_wrote_it(
    adas: Client, ada: User, ben: User, changing: ClassSession
) -> None:
    NextTimeNote.objects.create(class_session=changing, at_s=30, text="Ben's,\nnew", author=ben)
    for earlier in ("", "Ben's,\nnew"):
        sent = earlier.replace("\n", "\r\n")  # as browsers send the end of a line
        note(adas, changing, at_s=[30, CHANGE_AT_S], earlier=[earlier, ""], text=[sent, TEXT])
        untouched, own = NextTimeNote.objects.all()
        assert (untouched.text, untouched.author, own.author) == ("Ben's,\nnew", ben, ada)


def test_the_end_of_a_line_counts_as_one_character(adas: Client, changing: ClassSession) -> None:
    note(adas, changing, text="x\r\n" * 249 + "xx")
    assert len(NextTimeNote.objects.get().text) == 500


def test_notes_are_kept_all_or_none(adas: Client, changing: ClassSession) -> None:
    note(adas, changing, at_s=[CHANGE_AT_S, 601], earlier=["", ""], text=[TEXT, TEXT])
    assert not NextTimeNote.objects.exists()
    assert note(adas, changing, at_s=[CHANGE_AT_S, 30]).status_code == 400


@pytest.mark.parametrize("place", ["", "soon", "30", f"{CHANGE_AT_S}\n"])
def test_an_unknown_place_leads_back_to_the_moments(adas: Client, changing: ClassSession, place: str) -> None:
    assert note(adas, changing, back_to=place)["Location"].endswith("#moments")


@pytest.mark.parametrize("fields", [{"at_s": 601}, {"at_s": -1}, {"at_s": "soon"}, {"text": "x" * 501}])
def test_what_cannot_be_kept_is_said(adas: Client, changing: ClassSession, fields: dict[str, object]) -> None:
    response = note(adas, changing, **fields)
    (message,) = get_messages(response.wsgi_request)
    assert str(message).startswith("The note was not kept.")
    assert not NextTimeNote.objects.exists()


def test_an_admin_reads_the_note_and_cannot_write_one(adas: Client, doras: Client, changing: ClassSession) -> None:
    note(adas, changing)
    assert note(doras, changing, text="Mine").status_code == 403
    page = doras.get(reverse("report", args=[changing.pk])).content.decode()
    assert TEXT in page
    assert reverse("next_time", args=[changing.pk]) not in page


def test_an_admin_is_not_told_to_know_why_nor_to_teach_the_topic_again(
    adas: Client, doras: Client, changing: ClassSession
) -> None:
    address = reverse("report", args=[changing.pk])
    assert "Only you know why; a note comes back" in adas.get(address).content.decode()
    page = doras.get(address).content.decode()
    assert "Why they came, only the teacher knows." in page
    assert "Only you know why" not in page


def test_others_cannot_write_a_note(bens: Client, client: Client, changing: ClassSession) -> None:
    assert note(bens, changing).status_code == 404
    assert note(client, changing)["Location"].startswith(reverse("sign_in"))
    assert not NextTimeNote.objects.exists()


def test_there_is_no_note_on_a_running_lecture(adas: Client, class_session: ClassSession) -> None:
    assert note(adas, class_session).status_code == 404


def test_a_note_outlives_its_moment(adas: Client, changing: ClassSession) -> None:
    note(adas, changing, at_s=30)
    context = adas.get(reverse("report", args=[changing.pk])).context
    assert [(other["at"], other["note"].text) for other in context["other_notes"]] == [("0:30", TEXT)]


def test_a_note_that_outlived_its_moment_can_still_be_changed_by_teachers(
    adas: Client, doras: Client, changing: ClassSession
) -> None:
    note(adas, changing, at_s=30)
    field = '<textarea class="input note-text" id="note-30" form="notes"'
    assert field in adas.get(reverse("report", args=[changing.pk])).content.decode()
    assert field not in doras.get(reverse("report", args=[changing.pk])).content.decode()


def carried(client: Client, class_session: ClassSession) -> str:
    """What is shown of earlier notes to whoever starts or plans this session."""
    answer = client.get(reverse("topic_notes", args=[class_session.pk]))
    assert answer.status_code == (200 if answer.content else 204)
    return answer.content.decode()


def test_notes_come_back_with_the_next_session_of_the_topic(adas: Client, changing: ClassSession) -> None:
    note(adas, changing)
    assert TEXT in carried(adas, ClassSessionFactory(course=changing.course, topic="photosynthesis"))


def test_notes_are_there_while_the_next_session_is_planned(adas: Client, changing: ClassSession) -> None:
    note(adas, changing)
    planned = ClassSessionFactory(
        course=changing.course, topic=changing.topic, status=Status.DRAFT, started_at=None, ended_at=None
    )
    assert TEXT in carried(adas, planned)
    page = adas.get(reverse("plan_edit", args=[planned.pk])).content.decode()
    assert f'data-notes-url="{reverse("topic_notes", args=[planned.pk])}"' in page


def test_only_the_last_lecture_with_notes_of_a_course_is_carried_on(
    adas: Client, ada: User, changing: ClassSession
) -> None:
    earlier = lecture_with_a_moment(changing.course, days_ago=7)
    running = ClassSessionFactory(course=changing.course, topic=changing.topic)
    note(adas, earlier, text="Older.")
    assert lectures_with_notes(ada, running) == [earlier]
    note(adas, changing)
    assert lectures_with_notes(ada, running) == [changing]


def test_notes_come_back_in_another_course_of_the_same_teacher(adas: Client, ada: User, changing: ClassSession) -> None:
    note(adas, changing)
    second_group = ClassSessionFactory(
        course=CourseFactory(owner=ada, title="Botany, second group"), topic="PHOTOSYNTHESIS"
    )
    shown = carried(adas, second_group)
    assert TEXT in shown
    assert f"Noted on {date_format(changing.started_at, 'DATE_FORMAT')} in “Botany”" in shown


def test_each_group_keeps_its_last_notes_and_the_latest_come_first(
    adas: Client, ada: User, changing: ClassSession
) -> None:
    other_group = lecture_with_a_moment(CourseFactory(owner=ada), days_ago=2)
    note(adas, changing)
    note(adas, other_group, text="More time for questions.")
    running = ClassSessionFactory(course=changing.course, topic=changing.topic)
    assert lectures_with_notes(ada, running) == [changing, other_group]


def test_notes_never_reach_somebody_who_may_not_see_their_course(
    adas: Client, bens: Client, ada: User, ben: User, changing: ClassSession
) -> None:
    note(adas, changing)
    shared = CourseFactory(owner=ada)
    shared.co_teachers.add(ben)
    running = ClassSessionFactory(course=shared, topic=changing.topic)
    assert carried(bens, running) == ""
    assert carried(bens, ClassSessionFactory(course=CourseFactory(owner=ben), topic=changing.topic)) == ""
    changing.course.co_teachers.add(ben)
    assert TEXT in carried(bens, running)


def test_lectures_without_a_topic_share_notes_within_their_course_alone(
    adas: Client, ada: User, course: Course
) -> None:
    note(adas, lecture_with_a_moment(course, topic=""))
    assert TEXT in carried(adas, ClassSessionFactory(course=course, topic=""))
    assert carried(adas, ClassSessionFactory(course=CourseFactory(owner=ada), topic="")) == ""


def test_without_notes_the_answer_is_empty(adas: Client, changing: ClassSession) -> None:
    note(adas, changing)
    assert carried(adas, ClassSessionFactory(course=changing.course, topic="Respiration")) == ""


def test_others_do_not_read_the_notes(bens: Client, doras: Client, client: Client, class_session: ClassSession) -> None:
    url = reverse("topic_notes", args=[class_session.pk])
    assert bens.get(url).status_code == 404
    assert doras.get(url).status_code == 403
    assert client.get(url)["Location"].startswith(reverse("sign_in"))
