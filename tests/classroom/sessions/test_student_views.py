import re

import pytest
import redis as redis_package
from django.test import Client
from django.urls import reverse

from classroom.accounts.secret_links import secret_hash
from classroom.courses.services import add_student
from classroom.privacy.consent_texts import text_version
from classroom.privacy.models import Consent, Organisation
from classroom.sessions.access import cookie_name, data_cookie_name
from classroom.sessions.models import ClassSession, Participation, Status
from classroom.sessions.selectors import CameraState, camera_state, consent_facts
from classroom.sessions.services import end_class_session
from tests.factories import ClassSessionFactory, seat_in


def join(client: Client, class_session: ClassSession, **fields: str) -> object:
    form = {"name": "Cleo", "choice": "camera", "text_version": text_version(consent_facts(class_session))} | fields
    return client.post(reverse("join", args=[class_session.join_token]), form)


@pytest.fixture
def seat(client: Client, class_session: ClassSession) -> Participation:
    join(client, class_session)
    return class_session.participations.get()


def test_the_join_page_says_what_happens_before_anything_is_asked(client: Client, class_session: ClassSession) -> None:
    page = client.get(reverse("join", args=[class_session.join_token])).content.decode()
    assert "No picture is ever" in page
    assert "at least 5 students" in page
    assert Participation.objects.count() == 0


def test_a_course_of_one_says_that_the_average_is_you(client: Client, tutoring: ClassSession) -> None:
    page = client.get(reverse("join", args=[tutoring.join_token])).content.decode()
    assert "the only one sharing" in page


def test_agreeing_gives_a_seat_with_a_camera(client: Client, class_session: ClassSession) -> None:
    response = join(client, class_session)
    assert response["Location"] == reverse("participate", args=[class_session.pk])
    participation = class_session.participations.get()
    assert camera_state(participation) == CameraState.ALLOWED
    assert participation.consent.scopes == ["camera"]
    assert participation.consent.text.language == "en"


def test_pressing_enter_chooses_nothing(client: Client, class_session: ClassSession) -> None:
    """Enter presses the first button of a form; ours carries no choice, and no choice is no consent."""
    page = client.get(reverse("join", args=[class_session.join_token])).content.decode()
    form = page[page.index("data-join") :]
    assert "value=" not in form[form.index("<button") : form.index("</button>")]
    response = join(client, class_session, choice="")
    assert "Press one of the two buttons" in response.content.decode()
    assert Participation.objects.count() == 0


def test_declining_still_lets_the_student_in(client: Client, class_session: ClassSession) -> None:
    join(client, class_session, choice="no_camera")
    participation = class_session.participations.get()
    assert camera_state(participation) == CameraState.NOT_AGREED
    assert client.get(reverse("participate", args=[class_session.pk])).status_code == 200


def test_the_own_timeline_is_a_consent_of_its_own(client: Client, class_session: ClassSession) -> None:
    join(client, class_session, keep_timeline="on")
    assert class_session.participations.get().consent.scopes == ["camera", "keep_timeline"]


def test_a_consent_to_another_text_is_not_taken(client: Client, class_session: ClassSession) -> None:
    response = join(client, class_session, text_version="2020-01-abc")
    assert "The text has changed" in response.content.decode()
    assert Participation.objects.count() == 0


def test_a_new_text_asks_again(seat: Participation) -> None:
    Organisation.objects.create(name="Another school", contact_email="a@school.invalid", legal_basis="law")
    assert camera_state(seat) == CameraState.NOT_AGREED


def test_a_name_is_needed_and_the_page_says_so(client: Client, class_session: ClassSession) -> None:
    response = join(client, class_session, name=" ")
    assert "Type your name" in response.content.decode()


def test_secrets_are_kept_as_hashes_only(client: Client, class_session: ClassSession, seat: Participation) -> None:
    token = client.cookies[cookie_name(class_session.pk)].value
    assert seat.token_hash == secret_hash(token) != token
    assert client.cookies[cookie_name(class_session.pk)]["httponly"]


def test_the_seat_cookie_is_not_the_login_cookie(adas: Client, class_session: ClassSession) -> None:
    join(adas, class_session)
    assert adas.get(reverse("participate", args=[class_session.pk])).status_code == 200
    assert adas.get(reverse("live", args=[class_session.pk])).status_code == 200


def test_coming_back_does_not_ask_twice(client: Client, class_session: ClassSession, seat: Participation) -> None:
    response = client.get(reverse("join", args=[class_session.join_token]))
    assert response["Location"] == reverse("participate", args=[class_session.pk])


def test_an_ended_session_lets_nobody_in(client: Client, class_session: ClassSession) -> None:
    end_class_session(class_session=class_session, actor="system")
    assert "class_sessions/ended.html" in [t.name for t in join(client, class_session).templates]
    assert Participation.objects.count() == 0


@pytest.mark.parametrize("name", ["withdraw", "leave", "allow_camera"])
def test_the_seat_of_an_ended_session_is_good_for_nothing(
    client: Client, class_session: ClassSession, seat: Participation, name: str
) -> None:
    end_class_session(class_session=class_session, actor="system")
    response = client.post(reverse(name, args=[class_session.pk]), {"choice": "camera"})
    assert response["Location"] == reverse("join_by_code")
    seat.refresh_from_db()
    assert seat.left_at is None
    assert Consent.objects.count() == 1


def address_of_the_dialog(client: Client, class_session: ClassSession) -> str:
    """Where the page that is open sends 'Withdraw and erase'."""
    page = client.get(reverse("participate", args=[class_session.pk])).content.decode()
    dialog = re.search(r'<dialog class="dialog" id="withdraw".*?action="([^"]+)"', page, re.DOTALL)
    assert dialog is not None
    return dialog[1]


def test_who_withdraws_on_a_page_that_outlived_its_lecture_is_erased(
    client: Client, class_session: ClassSession, redis: redis_package.Redis
) -> None:
    join(client, class_session, keep_timeline="on")
    address = address_of_the_dialog(client, class_session)
    end_class_session(class_session=class_session, actor="system")
    response = client.post(address)
    assert "The erasure is under way" in client.get(response["Location"]).content.decode()
    assert (Participation.objects.count(), Consent.objects.count()) == (0, 0)
    assert {cookie.value for cookie in response.cookies.values()} == {""}


def test_a_student_of_the_roster_who_withdraws_then_is_erased_from_the_whole_course(
    client: Client, class_session: ClassSession, redis: redis_package.Redis
) -> None:
    enrollment, secret = add_student(course=class_session.course, name="Cleo")
    earlier = ClassSessionFactory(course=class_session.course)
    seat_in(earlier, enrollment=enrollment)
    end_class_session(class_session=earlier, actor="system")
    client.post(reverse("enrolment_join", args=[secret]), {"choice": "no_camera"})
    address = address_of_the_dialog(client, class_session)
    end_class_session(class_session=class_session, actor="system")
    assert client.post(address)["Location"].startswith("/receipt/")
    assert (Participation.objects.count(), Consent.objects.count()) == (0, 0)


def test_a_page_without_the_own_data_link_says_that_it_erased_nothing_after_the_end(
    client: Client, class_session: ClassSession, seat: Participation
) -> None:
    del client.cookies[data_cookie_name(seat)]
    address = address_of_the_dialog(client, class_session)
    assert address == reverse("withdraw", args=[class_session.pk])
    end_class_session(class_session=class_session, actor="system")
    assert "Nothing was erased: this lecture has ended." in client.post(address, follow=True).content.decode()


def test_a_secret_that_does_not_open_the_seat_is_not_offered(
    client: Client, class_session: ClassSession, seat: Participation
) -> None:
    client.cookies[data_cookie_name(seat)] = "of another seat"
    page = client.get(reverse("participate", args=[class_session.pk])).content.decode()
    assert reverse("my_data", args=["of another seat"]) not in page


def test_a_student_of_the_roster_sits_in_one_place(client: Client, class_session: ClassSession) -> None:
    _enrollment, secret = add_student(course=class_session.course, name="Cleo")
    for device in (client, Client()):
        device.post(reverse("enrolment_join", args=[secret]), {"name": "Cleo", "choice": "no_camera"})
    assert class_session.participations.count() == 2
    assert class_session.participations.filter(left_at=None).count() == 1


def test_an_unknown_link_is_not_found(client: Client, db: None) -> None:
    assert client.get(reverse("join", args=["no-such-link"])).status_code == 404


def test_a_stranger_cannot_open_a_seat(client: Client, class_session: ClassSession) -> None:
    response = client.get(reverse("participate", args=[class_session.pk]))
    assert response["Location"] == reverse("join_by_code")


def test_a_code_leads_to_the_session(client: Client, class_session: ClassSession, redis: redis_package.Redis) -> None:
    response = client.post(reverse("join_by_code"), {"code": class_session.short_code.lower()})
    assert response["Location"] == reverse("join", args=[class_session.join_token])


def test_the_code_of_an_ended_session_is_unknown(
    client: Client, class_session: ClassSession, redis: redis_package.Redis
) -> None:
    end_class_session(class_session=class_session, actor="system")
    response = client.post(reverse("join_by_code"), {"code": class_session.short_code})
    assert "No lecture has this code now" in response.content.decode()


def test_a_personal_link_brings_the_name_from_the_roster(client: Client, class_session: ClassSession) -> None:
    enrollment, secret = add_student(course=class_session.course, name="Cleo Enrolled")
    version = text_version(consent_facts(class_session))
    form = {"name": "Somebody else", "choice": "camera", "text_version": version}
    client.post(reverse("enrolment_join", args=[secret]), form)
    participation = class_session.participations.get()
    assert (participation.display_name, participation.enrollment) == ("Cleo Enrolled", enrollment)


def test_a_personal_link_waits_while_nothing_is_live(client: Client, class_session: ClassSession) -> None:
    _enrollment, secret = add_student(course=class_session.course, name="Cleo")
    end_class_session(class_session=class_session, actor="system")
    response = client.get(reverse("enrolment_join", args=[secret]))
    assert "class_sessions/no_session.html" in [template.name for template in response.templates]


def test_leaving_ends_the_seat_and_keeps_the_consent(
    client: Client, class_session: ClassSession, seat: Participation
) -> None:
    assert client.post(reverse("leave", args=[class_session.pk])).status_code == 200
    seat.refresh_from_db()
    assert seat.left_at is not None
    assert client.get(reverse("participate", args=[class_session.pk])).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_withdrawing_deletes_every_row_and_gives_a_receipt(
    client: Client, class_session: ClassSession, redis: redis_package.Redis
) -> None:
    join(client, class_session, keep_timeline="on")
    response = client.post(reverse("withdraw", args=[class_session.pk]))
    assert (Participation.objects.count(), Consent.objects.count()) == (0, 0)
    assert client.get(response["Location"]).status_code == 200


def test_the_camera_can_be_allowed_later(client: Client, class_session: ClassSession) -> None:
    join(client, class_session, choice="no_camera")
    form = {"choice": "camera", "text_version": text_version(consent_facts(class_session))}
    client.post(reverse("allow_camera", args=[class_session.pk]), form)
    assert camera_state(class_session.participations.get()) == CameraState.ALLOWED


def test_a_yes_counts_in_the_language_that_was_read(client: Client, class_session: ClassSession) -> None:
    """Another tab may have changed the language of this browser in between."""
    client.cookies["django_language"] = "ru"
    page = client.get(reverse("join", args=[class_session.join_token])).content.decode()
    assert '<input type="hidden" name="text_language" value="ru">' in page
    client.cookies["django_language"] = "en"
    join(client, class_session, text_language="ru")
    text = Consent.objects.get().text
    assert text.language == "ru"
    assert text.document["kept"][0]["what"] == "Снимки"


def test_nobody_agrees_in_a_language_that_is_not_offered(client: Client, class_session: ClassSession) -> None:
    join(client, class_session, text_language="tlh")
    assert Consent.objects.count() == 0


@pytest.mark.parametrize("country", ["DE", "IE", "NO", "RE", "AX"])
def test_where_the_law_forbids_it_there_is_no_camera(
    client: Client, class_session: ClassSession, settings: object, country: str
) -> None:
    settings.DEPLOYMENT_REGION = country
    response = join(client, class_session)
    assert "the camera must stay off" in response.content.decode()
    join(client, class_session, choice="no_camera")
    assert camera_state(class_session.participations.get()) == CameraState.PROHIBITED


def test_outside_the_eu_the_camera_is_a_matter_of_consent(class_session: ClassSession, settings: object) -> None:
    settings.DEPLOYMENT_REGION = "KZ"
    client = Client()
    join(client, class_session)
    assert camera_state(class_session.participations.get()) == CameraState.ALLOWED


def test_the_own_data_link_reads_downloads_and_erases(
    client: Client, class_session: ClassSession, seat: Participation
) -> None:
    secret = client.cookies[data_cookie_name(seat)].value
    stranger = Client()
    assert stranger.get(reverse("my_data", args=[secret])).status_code == 200
    (lecture,) = stranger.get(reverse("my_data_download", args=[secret])).json()["lectures"]
    assert lecture["participation"]["name"] == "Cleo"
    stranger.post(reverse("my_data_erase", args=[secret]))
    assert not Participation.objects.filter(pk=seat.pk).exists()


def test_the_data_link_cannot_take_the_seat(client: Client, class_session: ClassSession, seat: Participation) -> None:
    stranger = Client()
    stranger.cookies[cookie_name(class_session.pk)] = client.cookies[data_cookie_name(seat)].value
    assert stranger.get(reverse("participate", args=[class_session.pk])).status_code == 302


def test_only_the_student_page_may_use_the_camera(
    client: Client, class_session: ClassSession, seat: Participation
) -> None:
    page = client.get(reverse("participate", args=[class_session.pk]))
    assert page["Permissions-Policy"].startswith("camera=(self)")
    assert client.get(reverse("landing"))["Permissions-Policy"].startswith("camera=()")


def test_a_paused_session_is_still_open_to_join(client: Client, class_session: ClassSession) -> None:
    ClassSession.objects.filter(pk=class_session.pk).update(status=Status.PAUSED)
    join(client, class_session)
    assert class_session.participations.count() == 1


SENDING = {"sending", "less_often", "slow", "unavailable"}
SAYS_THAT_NOTHING_GOES = ("Nothing is sent", "nothing is sent", "camera is off")
SAYS_NOTHING_OF_IT = {"connecting", "camera_starting", "guardian_agreed", "taps_retrying"}
STATES = re.compile(r'data-word="((?!status_|wrong_(?!origin)|hint_|reason_|emotion_|camera_unnamed)\w+)">([^<]*)<')


def test_every_state_of_the_page_says_whether_something_is_sent(
    client: Client, class_session: ClassSession, seat: Participation
) -> None:
    page = client.get(reverse("participate", args=[class_session.pk])).content.decode()
    states = dict(STATES.findall(page))
    silent = {word for word, sentence in states.items() if any(says in sentence for says in SAYS_THAT_NOTHING_GOES)}
    assert states.keys() >= SENDING
    assert silent == states.keys() - SENDING - SAYS_NOTHING_OF_IT
