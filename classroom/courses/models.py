"""Courses, the students on their rosters and the personal links that let those students in."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from classroom.privacy.defaults import USUAL_MINIMUM_GROUP, USUAL_RETENTION_DAYS


class Course(models.Model):
    title = models.CharField(_("Title"), max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_courses")
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
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
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


class Student(models.Model):
    name = models.CharField(_("Name"), max_length=120)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Enrollment(models.Model):
    """A student's place on a roster. The personal link's secret is kept as a hash only."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="enrollments")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="enrollments")
    link_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["student__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["course", "student"], name="one_enrollment_per_course")]

    def __str__(self) -> str:
        return f"{self.student} in {self.course}"
