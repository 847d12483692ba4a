"""What is kept of a lecture: published class figures, and own timelines for those who asked for one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from classroom.sessions.models import ClassSession, Participation

SHARES = 7
LEVELS = 3
SIGNALS = 6


class ClassBucket(models.Model):
    """The published figures of one bucket; what the rules hide is not stored. See publication.py.

    Attributes:
        sequence: number of the bucket since the session's start, from 0.
        epoch: random name of the life of Redis that collected it.
        shares: mean probability per emotion in FER2013 order, rounded; None below the minimum.
        engagement, band_low, band_high: 0 to 1, rounded; one person alone has no band.
        levels: share of contributors with low, middling and high engagement, rounded and never said to be all.
        joined, sharing, readable: numbers of people; None while they are hidden.
        signals: distinct students who said lost, too fast, too slow, fine, need a break, or raised a hand, at the
            bucket's end. None in place of a number is "some", fewer than the minimum.
        is_slowed: snapshots were asked for less often than usual, because there was too much to do.
        shown: contributors whose own figures of it a teacher has ever been shown (showing.py); it outlives their rows.
    """

    class_session = models.ForeignKey(ClassSession, on_delete=models.CASCADE, related_name="buckets")
    sequence = models.PositiveIntegerField()
    epoch = models.CharField(max_length=32)
    is_interrupted = models.BooleanField(default=False)
    minimum_group = models.PositiveSmallIntegerField()
    contributors = models.PositiveIntegerField(null=True)
    shares = ArrayField(models.FloatField(), size=SHARES, null=True)
    engagement = models.FloatField(null=True)
    band_low = models.FloatField(null=True)
    band_high = models.FloatField(null=True)
    levels = ArrayField(models.FloatField(), size=LEVELS, null=True)
    joined = models.PositiveIntegerField(null=True)
    sharing = models.PositiveIntegerField(null=True)
    readable = models.PositiveIntegerField(null=True)
    signals = ArrayField(models.PositiveIntegerField(null=True), size=SIGNALS, null=True)
    is_slowed = models.BooleanField(default=False)
    shown = models.PositiveIntegerField(default=0, db_default=0)
    closed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["class_session", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["class_session", "sequence"], name="a_bucket_counts_once"),
            models.CheckConstraint(
                condition=Q(shares=None, engagement=None, band_low=None, band_high=None, contributors=None, levels=None)
                | Q(
                    shares__isnull=False,
                    engagement__isnull=False,
                    contributors__isnull=False,
                    contributors__gte=F("minimum_group"),
                    minimum_group__gte=1,
                ),
                name="no_figures_below_the_minimum_group",
            ),
            models.CheckConstraint(
                condition=Q(engagement=None) | Q(contributors=1) | Q(band_low__isnull=False, band_high__isnull=False),
                name="a_group_has_a_band",
            ),
            models.CheckConstraint(
                condition=Q(shown=0)
                | Q(contributors__isnull=False, shown=F("contributors"))
                | Q(contributors__isnull=False, shown__lte=F("contributors") - F("minimum_group")),
                name="nobody_or_a_group_is_never_shown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.class_session_id} {self.sequence}"


class SessionCounts(models.Model):
    """How many snapshots of a lecture were read, and how often students said that a reading was wrong.

    Attributes:
        readings: snapshots with one confident face.
        disagreements: readings their students took back.
        unread: snapshots without a reading, by reason.
    """

    class_session = models.OneToOneField(ClassSession, on_delete=models.CASCADE, related_name="counts")
    readings = models.PositiveIntegerField(default=0)
    disagreements = models.PositiveIntegerField(default=0)
    unread = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.class_session_id}: {self.readings}"


class ParticipationBucket(models.Model):
    """One bucket of a person's own timeline, kept only with the separate consent and readable by that person alone.

    Attributes:
        was_shown: a teacher was shown it, by the person's further consent; else no teacher may see it (showing.py).
    """

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="buckets")
    sequence = models.PositiveIntegerField()
    readings = models.PositiveSmallIntegerField()
    shares = ArrayField(models.FloatField(), size=SHARES)
    engagement = models.FloatField()
    was_shown = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["participation", "sequence"]
        constraints = [models.UniqueConstraint(fields=["participation", "sequence"], name="an_own_bucket_counts_once")]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.sequence}"
