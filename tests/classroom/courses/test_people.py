"""An admin's pages about accounts that may own courses."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import Role, User
from classroom.accounts.services import may_administer
from classroom.courses.models import Course
from classroom.courses.staffing import change_role, deactivate_account
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry
from tests.classroom.conftest import signed_in
from tests.factories import PASSWORD, CourseFactory, UserFactory


def test_a_deactivated_teacher_is_signed_out_for_good(doras: Client, bens: Client, ben: User, client: Client) -> None:
    doras.post(reverse("person_deactivate", args=[ben.pk]))
    assert bens.get(reverse("course_list")).status_code == 302
    assert not client.login(username="ben", password=PASSWORD)
    User.objects.filter(pk=ben.pk).update(is_active=True)
    assert bens.get(reverse("course_list")).status_code == 302
    assert AuditEntry.objects.get(action="account.deactivate").target == pseudonym_of(ben.audit_name)


def test_a_teacher_who_owns_a_course_is_not_deactivated(doras: Client, course: Course, ada: User) -> None:
    address = reverse("person_deactivate", args=[ada.pk])
    assert "Botany" in doras.get(address).content.decode()
    page = doras.post(address, follow=True).content.decode()
    assert "Hand them over or archive them first" in page
    ada.refresh_from_db()
    assert ada.is_active


def test_after_handing_all_over_the_account_can_end(doras: Client, course: Course, ada: User, ben: User) -> None:
    CourseFactory(owner=ada)
    doras.post(reverse("person_hand_over", args=[ada.pk]), {"new_owner": ben.pk})
    assert set(Course.objects.values_list("owner", flat=True)) == {ben.pk}
    doras.post(reverse("person_deactivate", args=[ada.pk]))
    ada.refresh_from_db()
    assert not ada.is_active


def test_archived_courses_keep_nobody_from_leaving(doras: Client, course: Course, ada: User) -> None:
    doras.post(reverse("course_archive", args=[course.pk]))
    doras.post(reverse("person_deactivate", args=[ada.pk]))
    ada.refresh_from_db()
    assert not ada.is_active


def test_an_account_comes_back_with_a_link_and_without_the_old_password(doras: Client, ben: User) -> None:
    doras.post(reverse("person_deactivate", args=[ben.pk]))
    link = doras.post(reverse("person_activate", args=[ben.pk])).context["link"]
    ben.refresh_from_db()
    assert (ben.is_active, ben.has_usable_password()) == (True, False)
    assert "/set-password/" in link


def test_nobody_ends_their_own_account_or_changes_their_own_role(doras: Client, dora: User) -> None:
    for name in ("person_deactivate", "person_role", "person_link", "person_activate"):
        assert doras.post(reverse(name, args=[dora.pk]), {"role": "teacher"}).status_code == 403
    dora.refresh_from_db()
    assert (dora.is_active, dora.is_admin) == (True, True)


def test_a_superuser_is_changed_by_superusers_alone(dora: User, doras: Client) -> None:
    boss = UserFactory(is_superuser=True, role=Role.ADMIN)
    assert not may_administer(dora, boss)
    assert may_administer(boss, dora)
    assert doras.post(reverse("person_link", args=[boss.pk])).status_code == 403
    assert reverse("person_link", args=[boss.pk]) not in doras.get(reverse("person", args=[boss.pk])).content.decode()


def test_a_role_is_changed_and_the_log_knows(doras: Client, ben: User) -> None:
    doras.post(reverse("person_role", args=[ben.pk]), {"role": "admin"})
    ben.refresh_from_db()
    assert (ben.is_admin, ben.is_staff) == (True, True)
    assert AuditEntry.objects.get(action="account.role").detail == {"before": "teacher", "after": "admin"}


def test_a_teacher_with_courses_does_not_become_an_admin(course: Course, ada: User, dora: User) -> None:
    with pytest.raises(ValidationError, match="still owns courses"):
        change_role(admin=dora, person=ada, role=Role.ADMIN)


def test_a_teacher_administers_nobody(ada: User, ben: User) -> None:
    with pytest.raises(PermissionDenied):
        deactivate_account(admin=ada, person=ben)


def test_the_list_of_people_is_searched_and_filtered(doras: Client, dora: User, ada: User, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=False, first_name="Борис")
    address = reverse("people")
    assert set(doras.get(address).context["rows"]) == {ada, dora}
    assert list(doras.get(address, {"show": "admins"}).context["rows"]) == [dora]
    assert list(doras.get(address, {"show": "deactivated", "q": "борис"}).context["rows"]) == [ben]
    assert "Nobody matches" in doras.get(address, {"q": "zzz"}).content.decode()


def test_an_invited_person_chooses_a_password_by_the_link_once(doras: Client, client: Client) -> None:
    form = {"username": "eve", "email": "eve@school.invalid", "role": "teacher", "first_name": "Eve"}
    link = doras.post(reverse("person_invite"), form).context["link"]
    assert AuditEntry.objects.get(action="account.invite").detail == {"role": "teacher"}
    page = client.get(link, follow=True)
    passwords = {"new_password1": "quite-a-long-one", "new_password2": "quite-a-long-one"}
    client.post(page.request["PATH_INFO"], passwords)
    assert client.login(username="eve", password="quite-a-long-one")
    assert "has been used" in Client().get(link, follow=True).content.decode()


def test_a_sign_in_name_is_given_once(doras: Client, ben: User) -> None:
    page = doras.post(reverse("person_invite"), {"username": "ben", "role": "teacher"})
    assert "username" in page.context["form"].errors


def test_a_link_for_a_deactivated_account_is_neither_made_nor_followed(doras: Client, ben: User) -> None:
    link = doras.post(reverse("person_link", args=[ben.pk])).context["link"]
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert "has been used" in Client().get(link, follow=True).content.decode()
    page = doras.post(reverse("person_link", args=[ben.pk]), follow=True)
    assert "deactivated. Activate it first" in page.content.decode()


@pytest.mark.parametrize("name", ["people", "person_invite"])
def test_people_are_for_admins(adas: Client, client: Client, name: str) -> None:
    assert adas.get(reverse(name)).status_code == 403
    assert client.get(reverse(name)).status_code == 302


def test_a_teacher_sees_no_page_of_a_person(ada: User, ben: User) -> None:
    for name in ("person", "person_deactivate"):
        assert signed_in(ada).get(reverse(name, args=[ben.pk])).status_code == 403
    assert signed_in(ada).post(reverse("person_link", args=[ben.pk])).status_code == 403
