import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from classroom.accounts.models import User
from classroom.accounts.secret_links import secret_hash
from classroom.courses.link_files import links_as_csv
from classroom.courses.models import Course, Enrollment, Student
from classroom.courses.roster_files import RosterRow
from classroom.courses.roster_import import plan_import
from classroom.privacy.consent_texts import ConsentFacts
from classroom.privacy.models import AuditEntry, Consent
from classroom.privacy.selectors import facts_for
from classroom.privacy.services import give_consent
from tests.factories import EnrollmentFactory, StudentFactory


def on_list(course: Course, name: str, number: str = "") -> Enrollment:
    return EnrollmentFactory(course=course, student=StudentFactory(name=name, number=number))


def names_of(course: Course) -> list[str]:
    return sorted(Student.objects.filter(enrollments__course=course).values_list("name", flat=True))


@pytest.fixture
def facts() -> ConsentFacts:
    return facts_for(minimum_group=5, retention_days=365, own_timeline_days=30, bucket_s=15)


def preview(client: Client, course: Course, text: str) -> HttpResponse:
    upload = SimpleUploadedFile("class.csv", text.encode(), content_type="text/csv")
    return client.post(reverse("roster_import", args=[course.pk]), {"file": upload})


def confirm(client: Client, course: Course, sealed: str, **fields: str) -> HttpResponse:
    return client.post(reverse("roster_import_confirm", args=[course.pk]), {"sealed": sealed, **fields})


def test_a_plan_finds_students_by_number_then_by_name(course: Course) -> None:
    on_list(course, "Anna Kim", "17")
    on_list(course, "Ben Lee")
    on_list(course, "Cleo Park", "19")
    on_list(course, "Dan Gone", "20")
    rows = [RosterRow(2, "Anna Li", "17"), RosterRow(3, "ben  lee", "18"), RosterRow(4, "Cleo Park", "19")]
    plan = plan_import(course, [*rows, RosterRow(5, "Cleo Park", "99")])
    assert [match.row.name for match in plan.renamed] == ["Anna Li"]
    assert [match.row.number for match in plan.numbered] == ["18"]
    assert [match.row.number for match in plan.unchanged] == ["19"]
    assert [row.number for row in plan.new] == ["99"]
    assert [one.student.name for one in plan.missing] == ["Dan Gone"]


def test_a_number_claims_its_student_before_a_namesake_does(course: Course) -> None:
    anna = on_list(course, "Anna", "5")
    plan = plan_import(course, [RosterRow(1, "Anna"), RosterRow(2, "Anna", "5")])
    assert [match.enrollment for match in plan.unchanged] == [anna]
    assert [row.line for row in plan.new] == [1]


def test_the_students_of_another_course_are_not_touched(course: Course, ben: User) -> None:
    other = EnrollmentFactory(student=StudentFactory(name="Anna", number="17"))
    assert [row.name for row in plan_import(course, [RosterRow(1, "Boris", "17")]).new] == ["Boris"]
    assert other.student.name == "Anna"


def test_a_preview_writes_nothing_and_a_confirmation_writes_it(adas: Client, course: Course) -> None:
    on_list(course, "Anna Kim", "17")
    page = preview(adas, course, "name;number\nAnna Li;17\nBen;18\n")
    assert names_of(course) == ["Anna Kim"]
    confirm(adas, course, page.context["sealed"])
    assert names_of(course) == ["Anna Li", "Ben"]
    entry = AuditEntry.objects.get(action="roster.import")
    assert entry.detail == {"new": 1, "renamed": 1, "numbered": 0, "removed": 0}


def test_who_is_not_in_the_file_stays_unless_it_is_ticked(adas: Client, course: Course) -> None:
    on_list(course, "Gone")
    sealed = preview(adas, course, "Anna\nBen").context["sealed"]
    confirm(adas, course, sealed)
    assert names_of(course) == ["Anna", "Ben", "Gone"]
    sealed = preview(adas, course, "Anna\nBen").context["sealed"]
    confirm(adas, course, sealed, remove_missing="on")
    assert names_of(course) == ["Anna", "Ben"]


def test_errors_are_shown_by_line_and_forbid_removing(adas: Client, course: Course) -> None:
    on_list(course, "Gone")
    page = preview(adas, course, "name;number\nAnna;1\n;2\n").content.decode()
    assert re.search(r"Line 3: There is no name", page)
    assert 'name="remove_missing"' not in page


def test_a_list_that_changed_meanwhile_is_shown_again(adas: Client, course: Course) -> None:
    sealed = preview(adas, course, "Anna\nBen").context["sealed"]
    on_list(course, "Anna")
    page = confirm(adas, course, sealed)
    assert "nothing was written" in page.content.decode()
    assert names_of(course) == ["Anna"]


@pytest.mark.parametrize("sealed", ["", "made-up", "a:b:c"])
def test_a_forged_preview_changes_nothing(adas: Client, course: Course, sealed: str) -> None:
    assert confirm(adas, course, sealed).status_code == 302
    assert names_of(course) == []


def test_a_preview_of_another_course_is_refused(adas: Client, course: Course, ada: User) -> None:
    other = Course.objects.create(title="Zoology", owner=ada)
    confirm(adas, course, preview(adas, other, "Anna").context["sealed"])
    assert names_of(course) == []


def test_a_file_that_cannot_be_read_is_explained_beside_the_field(adas: Client, course: Course) -> None:
    page = preview(adas, course, "Anna;17")
    assert "several columns" in str(page.context["form"].errors["file"])
    page = adas.post(reverse("roster_import", args=[course.pk]))
    assert "Choose a file" in str(page.context["form"].errors["file"])


@pytest.mark.parametrize("name", ["roster", "roster_import"])
def test_another_teacher_sees_no_roster(bens: Client, course: Course, name: str) -> None:
    assert bens.get(reverse(name, args=[course.pk])).status_code == 404


def test_links_come_once_as_a_file_and_only_their_hashes_stay(adas: Client, course: Course) -> None:
    cleo, sheet = on_list(course, "Cleo"), on_list(course, "=HYPERLINK(1)", "+7")
    before = {cleo.link_hash, sheet.link_hash}
    response = adas.post(reverse("roster_links", args=[course.pk]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[:2] for row in rows] == [["Name", "Number"], ["'=HYPERLINK(1)", "'+7"], ["Cleo", ""]]
    secrets = {row[2].rstrip("/").rpartition("/")[2] for row in rows[1:]}
    after = set(course.enrollments.values_list("link_hash", flat=True))
    assert {secret_hash(secret) for secret in secrets} == after
    assert not before & after
    assert "no-store" in response["Cache-Control"]


def test_links_can_be_made_for_the_new_ones_alone(adas: Client, course: Course) -> None:
    known, new = on_list(course, "Anna"), on_list(course, "Ben")
    adas.post(reverse("roster_links", args=[course.pk]), {"places": f"{new.pk}"})
    assert Enrollment.objects.get(pk=known.pk).link_hash == known.link_hash
    assert Enrollment.objects.get(pk=new.pk).link_hash != new.link_hash
    assert AuditEntry.objects.get(action="roster.links").detail == {"kind": "student", "count": 1}


def test_a_course_without_guardians_makes_no_links_for_them(adas: Client, course: Course) -> None:
    on_list(course, "Anna")
    adas.post(reverse("roster_links", args=[course.pk]), {"kind": "guardian"})
    assert not Enrollment.objects.exclude(guardian_hash=None).exists()


def test_a_new_link_for_one_student_ends_the_earlier_one(adas: Client, course: Course) -> None:
    cleo = on_list(course, "Cleo")
    page = adas.post(reverse("student_link", args=[course.pk, cleo.pk]))
    secret = page.context["new_link"].rstrip("/").rpartition("/")[2]
    assert Enrollment.objects.get(pk=cleo.pk).link_hash == secret_hash(secret)
    assert secret not in adas.get(reverse("roster", args=[course.pk])).content.decode()


def test_removing_a_student_deletes_the_consents_and_the_name(
    adas: Client, course: Course, facts: ConsentFacts
) -> None:
    cleo = on_list(course, "Cleo")
    cleo.consent = give_consent(subject=cleo.subject, facts=facts, scopes=["camera"])
    cleo.save()
    address = reverse("student_remove", args=[course.pk, cleo.pk])
    assert adas.get(address).status_code == 200
    assert Student.objects.exists()
    adas.post(address)
    assert (Student.objects.count(), Enrollment.objects.count(), Consent.objects.count()) == (0, 0, 0)


def test_a_place_of_another_course_cannot_be_named(adas: Client, course: Course) -> None:
    elsewhere = EnrollmentFactory()
    assert adas.post(reverse("student_remove", args=[course.pk, elsewhere.pk])).status_code == 404
    assert adas.post(reverse("student_link", args=[course.pk, elsewhere.pk])).status_code == 404


def test_the_list_shows_those_without_a_number(adas: Client, course: Course) -> None:
    address = reverse("roster", args=[course.pk])
    numbered, zoe, anna = on_list(course, "Ben", "17"), on_list(course, "Zoe"), on_list(course, "Anna")
    assert list(adas.get(address, {"show": "unnumbered"}).context["rows"]) == [anna, zoe]
    assert list(adas.get(address, {"show": "unnumbered", "q": "zo"}).context["rows"]) == [zoe]
    assert numbered in adas.get(address, {"show": "name"}).context["rows"]


def test_a_list_on_which_all_have_numbers_says_so(adas: Client, course: Course) -> None:
    on_list(course, "Ben", "17")
    page = adas.get(reverse("roster", args=[course.pk]), {"show": "unnumbered"}).content.decode()
    assert "Everybody on the list has a number" in page
    assert "Nobody is on the list" not in page


def test_the_list_is_searched_by_name_and_number(adas: Client, course: Course) -> None:
    anna, _ivan = on_list(course, "Анна Ким", "17"), on_list(course, "Иван Ли", "18")
    address = reverse("roster", args=[course.pk])
    for words in ("анна", "17", "ким анна"):
        assert list(adas.get(address, {"q": words}).context["rows"]) == [anna]


def test_the_list_has_pages_and_asks_the_database_the_same_for_many(
    adas: Client, course: Course, django_assert_max_num_queries: object
) -> None:
    for number in range(25):
        on_list(course, f"Student {number}")
    address = reverse("roster", args=[course.pk])
    adas.get(address)
    assert AuditEntry.objects.get(action="roster.view").target == course.audit_name
    with django_assert_max_num_queries(9):
        page = adas.get(address, {"show": "name"})
    assert (len(page.context["rows"]), page.context["page_obj"].paginator.num_pages) == (20, 2)
    assert "show=name&amp;page=2" in page.content.decode()


def test_an_admin_imports_but_makes_no_links(doras: Client, course: Course) -> None:
    page = confirm(doras, course, preview(doras, course, "Anna\nBen").context["sealed"])
    assert names_of(course) == ["Anna", "Ben"]
    assert reverse("roster_links", args=[course.pk]) not in page.content.decode()
    assert doras.post(reverse("roster_links", args=[course.pk])).status_code == 403


def test_guardians_get_links_of_their_own(adas: Client, course: Course) -> None:
    Course.objects.filter(pk=course.pk).update(requires_guardian=True)
    cleo = on_list(course, "Cleo")
    file = adas.post(reverse("roster_links", args=[course.pk]), {"kind": "guardian"}).content.decode("utf-8-sig")
    assert reverse("guardian", args=["x"]).removesuffix("x/") in file
    page = adas.post(reverse("student_link", args=[course.pk, cleo.pk]), {"kind": "guardian"})
    secret = page.context["new_link"].rstrip("/").rpartition("/")[2]
    place = Enrollment.objects.get(pk=cleo.pk)
    assert (place.guardian_hash, place.link_hash) == (secret_hash(secret), cleo.link_hash)
    assert "a guardian of Cleo" in page.content.decode()


def test_a_file_of_links_has_the_separator_that_the_readers_spreadsheet_expects() -> None:
    row = ("Анна", "17", "https://school.invalid/r/x/")
    for language, separator in (("en", ","), ("ru", ";"), ("kk", ";"), ("uk", ";")):
        with translation.override(language):
            text = links_as_csv([row]).decode("utf-8-sig")
        assert text.splitlines()[1] == separator.join(row)
