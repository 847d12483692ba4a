"""Courses, the students on their rosters and the personal links that let those students in."""

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from classroom.privacy.defaults import USUAL_MINIMUM_GROUP, USUAL_RETENTION_DAYS
from classroom.privacy.models import Consent


class Naming(models.TextChoices):
    """What students are asked to call themselves."""

    NAME = "name", _("Their name")
    ALIAS = "alias", _("An alias they make up")


class Course(models.Model):
    """A course, its rules for names, small groups and guardians, and when its teachers want to be alerted.

    Attributes:
        alert_change: how far engagement or an emotion's share must leave its usual range, 0 to 1.
        alert_lost_percent: of those present, how many must say that they are lost.
        alert_coverage_percent: of the usual coverage, below how much it counts as dropped.
    """

    title = models.CharField(_("Title"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_courses", verbose_name=_("Owner")
    )
    co_teachers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="shared_courses", verbose_name=_("Co-teachers")
    )
    minimum_group = models.PositiveSmallIntegerField(
        _("Smallest group"), default=USUAL_MINIMUM_GROUP, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    minimum_reason = models.CharField(_("Reason"), max_length=300, blank=True)
    retention_days = models.PositiveSmallIntegerField(
        _("Keep class figures for (days)"),
        default=USUAL_RETENTION_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )
    naming = models.CharField(_("Students give"), max_length=10, choices=Naming, default=Naming.NAME)
    requires_guardian = models.BooleanField(_("A guardian must agree before a camera is used"), default=False)
    alert_change = models.FloatField(
        _("Alert at a change of"), default=0.15, validators=[MinValueValidator(0.05), MaxValueValidator(1)]
    )
    alert_lost_percent = models.PositiveSmallIntegerField(
        _("Alert when so many percent are lost"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    alert_coverage_percent = models.PositiveSmallIntegerField(
        _("Alert when coverage falls below so many percent of the usual"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    archived_at = models.DateTimeField(_("Archived"), null=True, blank=True)
    created_at = models.DateTimeField(_("Created"), db_default=Now())

    class Meta:
        verbose_name = _("Course")
        verbose_name_plural = _("Courses")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(minimum_group__gte=1), name="course_minimum_group_at_least_one"),
            models.CheckConstraint(
                condition=models.Q(minimum_group__gte=USUAL_MINIMUM_GROUP) | ~models.Q(minimum_reason=""),
                name="course_lower_minimum_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def audit_name(self) -> str:
        """How the audit log names this course."""
        return f"course:{self.pk}"


class Student(models.Model):
    """A person on rosters; `number` is the school's own, by which an imported list finds the person again."""

    name = models.CharField(_("Name"), max_length=120)
    number = models.CharField(_("Number at school"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("Student")
        verbose_name_plural = _("Students")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Enrollment(models.Model):
    """A student's place on a roster. Of the personal link and the guardian's, hashes of the secrets are kept only.

    Attributes:
        subject: random identifier under which the consents below are kept.
        consent: the student's own yes, which counts in every session held under the same text, until it is withdrawn.
        guardian_consent: a guardian's newest yes; needed beside it where the course says so. A lecture that ran already
            when it was given may stand on an earlier one, which is a row with the same subject.
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="enrollments")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="enrollments")
    link_hash = models.CharField(max_length=64, unique=True)
    subject = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    consent = models.OneToOneField(Consent, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    guardian_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    guardian_consent = models.OneToOneField(Consent, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["student__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["course", "student"], name="one_enrollment_per_course")]

    def __str__(self) -> str:
        return f"{self.student} in {self.course}"
