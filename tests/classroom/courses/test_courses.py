import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import User
from classroom.accounts.secret_links import secret_hash
from classroom.courses.models import Course, Enrollment
from classroom.courses.services import add_student, set_minimum_group, transfer_course
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.consent_texts import text_version
from classroom.privacy.models import AuditEntry
from classroom.sessions.models import ClassSession
from classroom.sessions.selectors import consent_facts
from classroom.sessions.services import start_class_session
from tests.factories import ClassSessionFactory, CourseFactory, EnrollmentFactory, StudentFactory, UserFactory

SETTINGS = {
    "title": "Botany",
    "naming": "name",
    "requires_guardian": "on",
    "retention_days": 60,
    "change_points": 20,
    "alert_lost_percent": 40,
    "alert_coverage_percent": 60,
}


def test_an_admin_lowers_the_minimum_with_a_logged_reason(course: Course, dora: User) -> None:
    set_minimum_group(course=course, admin=dora, minimum_group=1, reason="tutoring one child")
    course.refresh_from_db()
    assert course.minimum_group == 1
    entry = AuditEntry.objects.get(action="course.minimum_group")
    assert entry.detail == {"before": 5, "after": 1, "reason": "tutoring one child"}


def test_without_a_reason_the_minimum_stays(course: Course, dora: User) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        set_minimum_group(course=course, admin=dora, minimum_group=4, reason=" ")


def test_a_teacher_cannot_lower_the_minimum(course: Course, ada: User, adas: Client) -> None:
    with pytest.raises(PermissionDenied):
        set_minimum_group(course=course, admin=ada, minimum_group=1, reason="please")
    assert adas.get(reverse("course_minimum", args=[course.pk])).status_code == 403


def test_the_database_itself_wants_a_reason(ada: User) -> None:
    with pytest.raises(IntegrityError, match="course_lower_minimum_has_a_reason"):
        CourseFactory(owner=ada, minimum_group=2)


def test_a_running_session_keeps_the_minimum_it_started_with(course: Course, ada: User, dora: User) -> None:
    running = start_class_session(course=course, teacher=ada, topic="Leaves")
    set_minimum_group(course=course, admin=dora, minimum_group=1, reason="tutoring")
    running.refresh_from_db()
    assert running.minimum_group == 5


def test_a_personal_link_is_shown_once_and_kept_as_a_hash(adas: Client, course: Course) -> None:
    link = adas.post(reverse("student_add", args=[course.pk]), {"name": "Cleo"}).context["new_link"]
    secret = link.rstrip("/").rpartition("/")[2]
    assert Enrollment.objects.get().link_hash == secret_hash(secret)
    assert secret not in adas.get(reverse("roster", args=[course.pk])).content.decode()


def test_only_own_courses_are_listed(adas: Client, bens: Client, doras: Client, course: Course) -> None:
    assert list(adas.get(reverse("course_list")).context["courses"]) == [course]
    assert list(bens.get(reverse("course_list")).context["courses"]) == []
    assert list(doras.get(reverse("course_list")).context["courses"]) == [course]


@pytest.mark.parametrize("name", ["course_detail", "course_edit"])
def test_another_teacher_cannot_open_the_course(bens: Client, course: Course, name: str) -> None:
    assert bens.get(reverse(name, args=[course.pk])).status_code == 404


def test_a_course_is_created_and_changed(adas: Client, ada: User) -> None:
    adas.post(reverse("course_create"), {"title": "Zoology", "retention_days": 30, "naming": "alias"})
    course = Course.objects.get(title="Zoology")
    assert (course.owner, course.minimum_group, course.retention_days) == (ada, 5, 30)
    adas.post(reverse("course_edit", args=[course.pk]), SETTINGS | {"title": "Animals"})
    course.refresh_from_db()
    assert (course.title, course.naming, course.alert_change) == ("Animals", "name", 0.2)
    assert AuditEntry.objects.get(action="course.change").detail["changed"] == [
        "alert_lost_percent", "change_points", "naming", "requires_guardian", "retention_days", "title"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("change_points", 4), ("change_points", 51), ("alert_lost_percent", 9), ("alert_coverage_percent", 91),
        ("retention_days", 0), ("title", ""), ("naming", "number"),
    ],
)  # fmt: skip
def test_settings_outside_of_what_makes_sense_are_refused(
    adas: Client, course: Course, name: str, value: object
) -> None:
    page = adas.post(reverse("course_edit", args=[course.pk]), SETTINGS | {name: value})
    assert list(page.context["form"].errors) == [name]
    course.refresh_from_db()
    assert course.title == "Botany"


def test_a_co_teacher_gets_the_course_and_a_deactivated_one_cannot_be_chosen(
    adas: Client, bens: Client, course: Course, ben: User
) -> None:
    address = reverse("course_edit", args=[course.pk])
    adas.post(address, SETTINGS | {"co_teachers": [ben.pk]})
    assert bens.get(reverse("course_detail", args=[course.pk])).status_code == 200
    gone = UserFactory(is_active=False)
    assert "co_teachers" in adas.post(address, SETTINGS | {"co_teachers": [gone.pk]}).context["form"].errors


def test_the_settings_show_why_and_since_when_the_minimum_is_low(adas: Client, course: Course, dora: User) -> None:
    address = reverse("course_edit", args=[course.pk])
    assert adas.get(address).context["lowering"] is None
    set_minimum_group(course=course, admin=dora, minimum_group=2, reason="tutoring in pairs")
    page = adas.get(address)
    assert page.context["lowering"].detail["after"] == 2
    assert "tutoring in pairs" in page.content.decode()


def test_an_admin_reads_what_lowering_does_to_consents(doras: Client, course: Course) -> None:
    address = reverse("course_minimum", args=[course.pk])
    assert "Consents given under the old text end" in doras.get(address).content.decode()
    page = doras.post(address, {"minimum_group": 1, "reason": ""})
    assert "Say why" in page.content.decode()
    response = doras.post(address, {"minimum_group": 1, "reason": "one child"})
    assert response["Location"] == reverse("course_edit", args=[course.pk])


def test_a_lowered_minimum_ends_consents_given_before(course: Course, dora: User) -> None:
    before = text_version(consent_facts(ClassSessionFactory(course=course, ended=True)))
    set_minimum_group(course=course, admin=dora, minimum_group=1, reason="one child")
    assert text_version(consent_facts(ClassSessionFactory(course=course))) != before


def test_a_copy_has_the_rules_and_the_team_but_no_lectures(course: Course, ben: User, bens: Client, ada: User) -> None:
    Course.objects.filter(pk=course.pk).update(retention_days=40, requires_guardian=True, alert_change=0.3)
    course.co_teachers.add(ben, UserFactory(is_active=False))
    ClassSessionFactory(course=course, ended=True)
    bens.post(reverse("course_duplicate", args=[course.pk]), {"title": "Botany II"})
    copy = Course.objects.get(title="Botany II")
    assert (copy.retention_days, copy.requires_guardian, copy.alert_change, copy.owner) == (40, True, 0.3, ben)
    assert list(copy.co_teachers.all()) == [ada]
    assert (copy.class_sessions.count(), copy.enrollments.count()) == (0, 0)


def test_a_copied_roster_has_links_and_names_of_its_own_and_no_consents(adas: Client, course: Course) -> None:
    cleo = EnrollmentFactory(course=course, student=StudentFactory(name="Cleo", number="7"))
    adas.post(reverse("course_duplicate", args=[course.pk]), {"title": "Botany II", "with_roster": "on"})
    copied = Enrollment.objects.get(course__title="Botany II")
    assert (copied.student.name, copied.student.number) == ("Cleo", "7")
    assert copied.student != cleo.student
    assert copied.link_hash != cleo.link_hash
    assert (copied.consent, copied.guardian_consent, copied.guardian_hash) == (None, None, None)


def test_a_minimum_lowered_for_one_course_is_not_copied(adas: Client, ada: User) -> None:
    tutoring = CourseFactory(owner=ada, minimum_group=1, minimum_reason="one child")
    adas.post(reverse("course_duplicate", args=[tutoring.pk]), {"title": "Copy"})
    assert Course.objects.get(title="Copy").minimum_group == 5


def test_an_owner_hands_a_course_over_and_may_stay_as_a_co_teacher(
    adas: Client, course: Course, ada: User, ben: User
) -> None:
    adas.post(reverse("course_transfer", args=[course.pk]), {"new_owner": ben.pk, "keep_access": "on"})
    course.refresh_from_db()
    assert (course.owner, list(course.co_teachers.all())) == (ben, [ada])
    entry = AuditEntry.objects.get(action="course.transfer")
    assert entry.detail == {"before": pseudonym_of(ada.audit_name), "after": pseudonym_of(ben.audit_name)}


def test_without_staying_the_former_owner_has_no_access(doras: Client, adas: Client, course: Course, ben: User) -> None:
    doras.post(reverse("course_transfer", args=[course.pk]), {"new_owner": ben.pk})
    assert adas.get(reverse("course_detail", args=[course.pk])).status_code == 404


def test_a_co_teacher_cannot_hand_the_course_over(bens: Client, course: Course, ben: User) -> None:
    course.co_teachers.add(ben)
    assert bens.post(reverse("course_transfer", args=[course.pk]), {"new_owner": ben.pk}).status_code == 403


def test_only_an_active_teacher_becomes_the_owner(adas: Client, course: Course, ada: User, dora: User) -> None:
    for person in (dora, UserFactory(is_active=False)):
        page = adas.post(reverse("course_transfer", args=[course.pk]), {"new_owner": person.pk})
        assert "new_owner" in page.context["form"].errors
        with pytest.raises(ValidationError, match="active teacher"):
            transfer_course(course=course, actor=ada, new_owner=person)


def test_starting_a_session_opens_the_live_view(adas: Client, course: Course) -> None:
    response = adas.post(reverse("class_session_start", args=[course.pk]), {"topic": "Roots", "planned_minutes": 45})
    class_session = ClassSession.objects.get()
    assert response["Location"] == reverse("live", args=[class_session.pk])
    assert class_session.is_live
    assert len(class_session.model_sha256) == 64
    assert len(class_session.join_token) >= 16


def test_a_course_has_one_session_at_a_time(adas: Client, course: Course) -> None:
    for _press in range(2):
        adas.post(reverse("class_session_start", args=[course.pk]), {"topic": "Roots", "planned_minutes": 45})
    assert ClassSession.objects.count() == 1


def test_an_admin_starts_no_session(doras: Client, course: Course) -> None:
    response = doras.post(reverse("class_session_start", args=[course.pk]), {"topic": "Roots", "planned_minutes": 45})
    assert response.status_code == 403
    assert ClassSession.objects.count() == 0


def test_a_session_without_a_topic_is_not_started(adas: Client, course: Course) -> None:
    response = adas.post(reverse("class_session_start", args=[course.pk]), {"topic": "", "planned_minutes": 45})
    assert response.status_code == 400
    assert ClassSession.objects.count() == 0


def test_every_student_has_a_link_of_their_own(course: Course) -> None:
    secrets = {add_student(course=course, name="Cleo")[1] for _student in range(3)}
    assert len(secrets) == 3
