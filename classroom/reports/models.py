from django.db import models
from django.db.models.functions import Now

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
