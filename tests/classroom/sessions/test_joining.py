"""What the join page asks for, by course: names, further consents, a locked door, the language."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from classroom.courses.models import Course, Naming
from classroom.courses.services import add_student
from classroom.privacy.consent_texts import text_version
from classroom.sessions.models import ClassSession
from classroom.sessions.selectors import consent_facts
from classroom.sessions.services import SessionStateError, renew_way_in
from tests.factories import seat_in


def join_page(client: Client, class_session: ClassSession) -> str:
    return client.get(reverse("join", args=[class_session.join_token])).content.decode()


def post(client: Client, class_session: ClassSession, **fields: str) -> object:
    form = {"name": "Cleo", "choice": "camera", "text_version": text_version(consent_facts(class_session))} | fields
    return client.post(reverse("join", args=[class_session.join_token]), form)


def lock(class_session: ClassSession) -> None:
    class_session.is_door_locked = True
    class_session.save()


def test_a_course_asks_for_names(client: Client, class_session: ClassSession) -> None:
    page = join_page(client, class_session)
    assert "Your name" in page
    assert "do not give your real name" not in page


def test_a_course_asks_for_aliases(client: Client, class_session: ClassSession) -> None:
    Course.objects.update(naming=Naming.ALIAS)
    assert "do not give your real name" in join_page(client, class_session)
    assert "Make up an alias" in post(client, class_session, name=" ").content.decode()


def test_showing_the_timeline_needs_keeping_it(client: Client, class_session: ClassSession) -> None:
    response = post(client, class_session, show_timeline="on")
    assert "tick both, or neither" in response.content.decode()
    assert class_session.participations.count() == 0


def test_showing_the_timeline_is_a_scope_of_its_own(client: Client, class_session: ClassSession) -> None:
    post(client, class_session, keep_timeline="on", show_timeline="on")
    assert class_session.participations.get().consent.scopes == ["camera", "keep_timeline", "show_timeline"]


def test_further_consents_are_not_ticked_beforehand(client: Client, class_session: ClassSession) -> None:
    page = join_page(client, class_session)
    boxes = [line for line in page.splitlines() if 'type="checkbox"' in line]
    assert len(boxes) == 2
    assert not any("checked" in box for box in boxes)


def test_a_locked_door_refuses_newcomers(client: Client, class_session: ClassSession) -> None:
    lock(class_session)
    response = client.get(reverse("join", args=[class_session.join_token]))
    assert response.status_code == 403
    assert "The door is locked" in response.content.decode()
    assert post(client, class_session).status_code == 403
    assert class_session.participations.count() == 0


@pytest.mark.parametrize(
    ("is_locked", "says"),
    [(False, "come back with the same link or code unless the teacher locks the door"), (True, "behind a locked door")],
)
def test_who_leaves_reads_whether_they_can_come_back(
    client: Client, class_session: ClassSession, is_locked: bool, says: str
) -> None:
    post(client, class_session)
    if is_locked:
        lock(class_session)
    left = client.post(reverse("leave", args=[class_session.pk])).content.decode()
    assert says in left
    assert ("come back with the same link" in left) is not is_locked


def test_a_guest_who_left_by_mistake_joins_again_with_one_tap(client: Client, class_session: ClassSession) -> None:
    post(client, class_session)
    left = client.post(reverse("leave", args=[class_session.pk])).content.decode()
    link = re.search(r'<a class="button button-primary" href="([^"]+)">Join again</a>', left)
    assert link is not None
    assert "data-join" in client.get(link[1]).content.decode()


def test_behind_a_locked_door_nobody_is_told_to_join_again(client: Client, class_session: ClassSession) -> None:
    post(client, class_session)
    lock(class_session)
    left = client.post(reverse("leave", args=[class_session.pk])).content.decode()
    assert class_session.join_token not in left
    assert "Join again" not in left


def test_whom_a_new_link_is_to_keep_out_does_not_get_it_by_leaving(client: Client, class_session: ClassSession) -> None:
    post(client, class_session)
    renew_way_in(class_session=class_session, actor="system")
    left = client.post(reverse("leave", args=[class_session.pk])).content.decode()
    assert class_session.join_token not in left
    assert "ask your teacher for those that count now" in left


def test_a_student_of_the_roster_comes_back_by_the_personal_link(client: Client, class_session: ClassSession) -> None:
    _enrollment, secret = add_student(course=class_session.course, actor=class_session.course.owner, name="Cleo")
    client.post(reverse("enrolment_join", args=[secret]), {"choice": "no_camera"})
    left = client.post(reverse("leave", args=[class_session.pk])).content.decode()
    assert "open your personal link again" in left
    assert class_session.join_token not in left
    assert "Join with a code" not in left  # a second name in the lecture


def test_withdrawing_promises_no_way_back_through_a_locked_door(client: Client, class_session: ClassSession) -> None:
    """The page may have been open since before the door was locked, so it says both at any time."""
    post(client, class_session)
    page = client.get(reverse("participate", args=[class_session.pk])).content.decode()
    assert "Unless the teacher has locked the door, you can join again later" in page


def test_a_door_locked_meanwhile_refuses_too(class_session: ClassSession) -> None:
    lock(class_session)
    with pytest.raises(SessionStateError, match="locked the door"):
        seat_in(class_session)


def test_who_is_inside_stays_and_reloads(client: Client, class_session: ClassSession) -> None:
    post(client, class_session)
    lock(class_session)
    assert client.get(reverse("participate", args=[class_session.pk])).status_code == 200
    response = client.get(reverse("join", args=[class_session.join_token]))
    assert response["Location"] == reverse("participate", args=[class_session.pk])


def test_a_student_of_the_roster_may_change_the_device_behind_a_locked_door(
    client: Client, class_session: ClassSession
) -> None:
    _enrollment, secret = add_student(course=class_session.course, actor=class_session.course.owner, name="Cleo")
    link = reverse("enrolment_join", args=[secret])
    client.post(link, {"choice": "no_camera"})
    lock(class_session)
    assert Client().post(link, {"choice": "no_camera"}).status_code == 302
    _other, other_secret = add_student(course=class_session.course, actor=class_session.course.owner, name="Dan")
    assert Client().get(reverse("enrolment_join", args=[other_secret])).status_code == 403


def test_a_personal_link_does_not_lead_into_somebody_elses_seat(client: Client, class_session: ClassSession) -> None:
    links = [
        reverse(
            "enrolment_join",
            args=[add_student(course=class_session.course, actor=class_session.course.owner, name=name)[1]],
        )
        for name in "AB"
    ]
    client.post(links[0], {"choice": "no_camera"})
    assert client.get(links[0]).status_code == 302
    assert client.get(links[1]).status_code == 200


def test_one_language_needs_no_choice(client: Client, class_session: ClassSession, settings: object) -> None:
    settings.LANGUAGES = [("en", "English")]
    assert 'name="language"' not in join_page(client, class_session)


def test_the_language_is_chosen_on_the_join_page(client: Client, class_session: ClassSession) -> None:
    assert "Українська" in join_page(client, class_session)
    link = reverse("join", args=[class_session.join_token])
    response = client.post(reverse("set_language"), {"language": "uk", "next": link})
    assert response["Location"] == link
    assert '<html lang="uk"' in client.get(link).content.decode()
    post(client, class_session)
    assert class_session.participations.get().consent.text.language == "uk"
