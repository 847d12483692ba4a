from urllib.parse import urlencode

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from classroom.accounts.demo import DEMO_ACCOUNTS
from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.operations.demo_courses import load_demo
from classroom.privacy.models import AuditEntry, Organisation
from tests.factories import PASSWORD

pytestmark = pytest.mark.usefixtures("redis")


@pytest.fixture
def demo(db: None, settings: object) -> None:
    settings.EMBEDDED = True
    load_demo()


def test_signing_in_leads_to_the_courses(client: Client, ada: User) -> None:
    response = client.post(reverse("sign_in"), {"username": "ada", "password": PASSWORD})
    assert response["Location"] == reverse("course_list")


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("/reports/", "/reports/"),
        ("https://elsewhere.example/", "/courses/"),
        ("//elsewhere.example/", "/courses/"),
        ("/\\elsewhere.example/", "/courses/"),
        ("javascript:alert(1)", "/courses/"),
    ],
)
def test_signing_in_leads_to_no_other_site(client: Client, ada: User, wanted: str, shown: str) -> None:
    """Also for whoever is signed in already."""
    door = f"{reverse('sign_in')}?{urlencode({'next': wanted})}"
    assert client.post(door, {"username": "ada", "password": PASSWORD})["Location"] == shown
    assert client.get(door)["Location"] == shown


def test_a_wrong_password_is_said_and_nobody_is_signed_in(client: Client, ada: User) -> None:
    response = client.post(reverse("sign_in"), {"username": "ada", "password": "wrong"})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_demo_is_made_once_however_often_it_is_loaded(demo: None) -> None:
    load_demo()
    assert User.objects.filter(is_demo=True).count() == len(DEMO_ACCOUNTS)
    assert sorted(Course.objects.values_list("minimum_group", flat=True)) == [1, 5]
    assert AuditEntry.objects.filter(action="course.minimum_group").count() == 1


def test_demo_accounts_sign_in_while_embedded(demo: None, client: Client) -> None:
    account = DEMO_ACCOUNTS[0]
    assert client.login(username=account.username, password=account.password)


def test_demo_accounts_are_refused_everywhere_else(demo: None, client: Client, settings: object) -> None:
    settings.EMBEDDED = False
    account = DEMO_ACCOUNTS[0]
    assert not client.login(username=account.username, password=account.password)
    with pytest.raises(ImproperlyConfigured, match="trial servers"):
        load_demo()


def test_a_demo_account_that_was_signed_in_is_out_when_the_trial_is_over(
    demo: None, client: Client, settings: object
) -> None:
    client.force_login(User.objects.get(username=DEMO_ACCOUNTS[0].username))
    assert client.get(reverse("course_list")).status_code == 200
    settings.EMBEDDED = False
    assert client.get(reverse("course_list")).status_code == 302


def test_an_admin_names_the_organisation(doras: Client) -> None:
    form = {"name": "School 7", "contact_email": "office@school.invalid", "legal_basis": "consent"}
    doras.post(reverse("organisation"), form)
    assert Organisation.objects.get().name == "School 7"


def test_a_teacher_cannot_name_the_organisation(adas: Client) -> None:
    assert adas.get(reverse("organisation")).status_code == 403


def test_the_first_superuser_is_an_admin(db: None) -> None:
    assert User.objects.create_superuser("root", password="x").is_admin


@pytest.mark.parametrize("page", ["", "accounts/user/", "courses/course/", "courses/student/", "privacy/auditentry/"])
def test_the_administration_is_for_admins(doras: Client, adas: Client, page: str) -> None:
    assert doras.get(f"/admin/{page}").status_code == 200
    assert adas.get(f"/admin/{page}").status_code == 302


@pytest.mark.parametrize("action", ["add/", "{pk}/change/", "{pk}/delete/", "{pk}/password/"])
def test_accounts_are_not_changed_in_the_administration(doras: Client, ada: User, action: str) -> None:
    before = User.objects.get(pk=ada.pk)
    response = doras.post(f"/admin/accounts/user/{action.format(pk=ada.pk)}", {"username": "x", "role": "admin"})
    assert response.status_code in (302, 403, 404)
    after = User.objects.get(pk=ada.pk)
    assert (after.username, after.role, after.password) == (before.username, before.role, before.password)
