from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from classroom.courses.models import Course
from classroom.sessions.models import ClassSession


class SessionReport(models.Model):
    """The headline of a lecture, made once after its last bucket closed. An ended session without one is still due."""

    class_session = models.OneToOneField(ClassSession, on_delete=models.CASCADE, related_name="report")
    made_at = models.DateTimeField(db_default=Now())
    measured_share = models.FloatField(help_text="Share of the lecture's buckets with published figures, 0 to 1.")
    engagement = models.FloatField(null=True)
    engagement_low = models.FloatField(null=True)
    engagement_high = models.FloatField(null=True)
    shares = models.JSONField(null=True)
    sharing_mean = models.FloatField(null=True)
    joined_mean = models.FloatField(null=True)
    readable_max = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"report of {self.class_session_id}"

    @property
    def engagement_band(self) -> tuple[float, float] | None:
        """The typical band of a bucket; None where any of them is one person's, which has none."""
        if self.engagement_low is None or self.engagement_high is None:
            return None
        return self.engagement_low, self.engagement_high


class ToldAgreement(models.Model):
    """What the overview tells of who agreed to the camera in a course, until it may tell it anew: see `agreements.py`.

    Attributes:
        people, agreed, without: how many persons certainly took part, agreed and did not.
        rate: the share of those who agreed, rounded; told where the counts above are large enough.
        counted_until: when the last of the lectures ended over which it was counted.
    """

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="told_agreement")
    people = models.PositiveIntegerField()
    agreed = models.PositiveIntegerField()
    without = models.PositiveIntegerField()
    rate = models.FloatField()
    counted_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"what is told of who agreed in {self.course_id}"


class NextTimeNote(models.Model):
    """What the teacher wants to do differently; shown with the next session of that topic in any of their courses."""

    class_session = models.ForeignKey(ClassSession, on_delete=models.CASCADE, related_name="next_time_notes")
    at_s = models.PositiveIntegerField(help_text=_("Seconds since the start of the lecture."))
    text = models.CharField(_("Next time"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["at_s", "pk"]
        constraints = [models.UniqueConstraint(fields=["class_session", "at_s"], name="one_note_for_a_moment")]

    def __str__(self) -> str:
        return self.text
