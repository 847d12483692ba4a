"""The first minutes of an empty installation that is no trial."""

import logging
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from classroom.accounts.first_run import is_empty, setup_link, token_counts
from classroom.accounts.models import Role, User
from classroom.accounts.services import set_up_installation
from classroom.operations.welcome import welcome
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry, Organisation
from classroom.sessions.first_steps import first_steps
from tests.factories import ClassSessionFactory, CourseFactory, UserFactory

FORM = {
    "name": "School 7",
    "contact_email": "office@school.invalid",
    "legal_basis": "consent",
    "username": "root",
    "email": "root@school.invalid",
    "password1": "quite-a-long-password",
    "password2": "quite-a-long-password",
}

pytestmark = pytest.mark.usefixtures("redis")


@pytest.fixture(autouse=True)
def empty(db: None, settings: object) -> None:
    settings.EMBEDDED = False
    settings.PUBLIC_URL = "https://school.invalid"


def address() -> str:
    parts = urlsplit(setup_link())
    return f"{parts.path}?{parts.query}"


def test_the_first_page_of_an_empty_installation_is_the_setup(client: Client) -> None:
    assert client.get("/")["Location"] == reverse("setup")
    assert client.get(reverse("sign_in"))["Location"] == reverse("setup")


def test_without_the_token_the_link_goes_to_the_log_and_not_to_the_page(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        pages = [client.get(reverse("setup")).content.decode() for _visit in range(2)]
    assert "token=" not in "".join(pages)
    assert len([line for line in caplog.messages if "https://school.invalid/setup/?token=" in line]) == 1


def test_the_token_makes_the_first_admin_and_the_organisation(client: Client) -> None:
    assert client.get(address()).status_code == 200
    assert client.post(address(), FORM)["Location"] == reverse("course_list")
    admin = User.objects.get()
    assert (admin.username, admin.is_admin, admin.is_superuser) == ("root", True, False)
    assert Organisation.objects.get().name == "School 7"
    assert AuditEntry.objects.get(action="installation.setup").actor == pseudonym_of(admin.audit_name)
    assert "From here to the first lecture" in client.get(reverse("course_list")).content.decode()


def test_the_token_counts_once(client: Client) -> None:
    link = address()
    client.post(link, FORM)
    assert Client().get(link)["Location"] == reverse("sign_in")
    with pytest.raises(ValidationError, match="set up already"):
        set_up_installation(organisation=Organisation(name="Other"), admin=User(username="second"))
    assert User.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "first admin:1abcde:forged", ""])
def test_a_made_up_token_opens_nothing(client: Client, token: str) -> None:
    assert not token_counts(token)
    page = client.post(f"{reverse('setup')}?token={token}", FORM)
    assert "Set up in one page" not in page.content.decode()
    assert not User.objects.exists()


def test_a_weak_password_is_refused_and_nothing_is_made(client: Client) -> None:
    page = client.post(address(), FORM | {"password1": "short", "password2": "short"})
    assert "password2" in page.context["admin_form"].errors
    assert not Organisation.objects.exists()


def test_demo_accounts_do_not_set_an_installation_up(settings: object) -> None:
    UserFactory(is_demo=True)
    assert is_empty()
    settings.EMBEDDED = True
    assert not is_empty()


def test_the_terminal_shows_the_link_until_somebody_has_an_account() -> None:
    addresses = ("https://school.invalid",)
    assert "/setup/?token=" in welcome(addresses)
    User.objects.create_superuser("root", password="x")
    assert "/setup/" not in welcome(addresses)


def test_the_way_to_the_first_lecture_ticks_itself_and_goes() -> None:
    admin = UserFactory(role=Role.ADMIN)
    done = lambda: [step.name for step in first_steps(admin) if step.is_done]  # noqa: E731
    assert done() == []
    Organisation.objects.create(name="School 7", contact_email="a@school.invalid", legal_basis="consent")
    teacher = UserFactory()
    assert done() == ["organisation", "teacher"]
    course = CourseFactory(owner=teacher)
    assert done() == ["organisation", "teacher", "course"]
    ClassSessionFactory(course=course, ended=True)
    assert first_steps(admin) == first_steps(teacher) == []


def test_a_teacher_walks_from_the_course_to_the_report() -> None:
    teacher = UserFactory()
    course = CourseFactory(owner=teacher)
    ClassSessionFactory(course=course)
    assert [(step.name, step.is_done) for step in first_steps(teacher)] == [
        ("course", True),
        ("lecture", True),
        ("report", False),
    ]
