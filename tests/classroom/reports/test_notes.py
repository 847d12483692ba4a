import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import User
from classroom.reports.models import NextTimeNote
from classroom.reports.selectors import notes_for_topic
from classroom.sessions.models import ClassSession
from tests.classroom.reports.conftest import CHANGE_AT_S, lecture_with_a_moment
from tests.factories import ClassSessionFactory, CourseFactory

TEXT = "Draw it first."


def note(client: Client, lecture: ClassSession, **fields: object) -> object:
    return client.post(reverse("next_time", args=[lecture.pk]), {"at_s": CHANGE_AT_S, "text": TEXT} | fields)


def test_a_teacher_notes_something_for_next_time(adas: Client, ada: User, changing: ClassSession) -> None:
    response = note(adas, changing)
    assert response["Location"] == f"{reverse('report', args=[changing.pk])}#moment-{CHANGE_AT_S}"
    kept = NextTimeNote.objects.get()
    assert (kept.at_s, kept.text, kept.author) == (CHANGE_AT_S, TEXT, ada)


def test_a_moment_has_one_note_and_an_empty_one_takes_it_away(adas: Client, changing: ClassSession) -> None:
    note(adas, changing)
    note(adas, changing, text="Slower.")
    assert NextTimeNote.objects.get().text == "Slower."
    note(adas, changing, text="  ")
    assert not NextTimeNote.objects.exists()


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


def test_notes_come_back_with_the_next_session_of_the_topic(adas: Client, changing: ClassSession) -> None:
    note(adas, changing)
    running = ClassSessionFactory(course=changing.course, topic="photosynthesis")
    answer = adas.get(reverse("topic_notes", args=[running.pk]))
    assert (answer.status_code, TEXT in answer.content.decode()) == (200, True)


def test_only_the_last_lecture_with_notes_is_carried_on(adas: Client, changing: ClassSession) -> None:
    earlier = lecture_with_a_moment(changing.course, days_ago=7)
    note(adas, earlier, text="Older.")
    assert [found.text for found in notes_for_topic(changing.course, changing.topic)] == ["Older."]
    note(adas, changing)
    assert [found.text for found in notes_for_topic(changing.course, changing.topic)] == [TEXT]


def test_without_notes_the_answer_is_empty(adas: Client, ada: User, changing: ClassSession) -> None:
    note(adas, changing)
    elsewhere = ClassSessionFactory(course=CourseFactory(owner=ada), topic=changing.topic)
    other_topic = ClassSessionFactory(course=changing.course, topic="Respiration")
    for running in (elsewhere, other_topic):
        assert adas.get(reverse("topic_notes", args=[running.pk])).status_code == 204


def test_others_do_not_read_the_notes(bens: Client, doras: Client, client: Client, class_session: ClassSession) -> None:
    url = reverse("topic_notes", args=[class_session.pk])
    assert bens.get(url).status_code == 404
    assert doras.get(url).status_code == 403
    assert client.get(url)["Location"].startswith(reverse("sign_in"))
