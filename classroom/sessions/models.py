"""A lecture, who takes part in it, and what the teacher marks in it."""

import re
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from classroom.courses.models import Course, Enrollment
from classroom.privacy.models import Consent


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused")
    ENDED = "ended", _("Ended")


class PauseReason(models.TextChoices):
    TEACHER = "teacher", _("Paused by the teacher")
    UNWATCHED = "unwatched", _("Paused because nobody was watching")


class ClassSession(models.Model):
    """One lecture of a course. It remembers the rules and the model it was held under: they were agreed to.

    Attributes:
        state_version: raised with every change of which open sockets hear, in the same transaction: what is announced
            under a higher one is the newer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="class_sessions")
    topic = models.CharField(_("Topic"), max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    pause_reason = models.CharField(max_length=10, choices=PauseReason, blank=True)
    join_token = models.CharField(max_length=40, unique=True)
    short_code = models.CharField(max_length=6)
    created_at = models.DateTimeField(db_default=Now())
    scheduled_at = models.DateTimeField(_("Planned for"), null=True, blank=True)
    is_door_locked = models.BooleanField(default=False)
    state_version = models.PositiveIntegerField(default=0, db_default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    planned_end_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    window_closed_at = models.DateTimeField(null=True, blank=True)
    minimum_group = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])
    retention_days = models.PositiveSmallIntegerField()
    bucket_s = models.PositiveSmallIntegerField()
    model_name = models.CharField(max_length=80)
    model_sha256 = models.CharField(max_length=64)
    temperature = models.FloatField()
    minimum_confidence = models.FloatField()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["short_code"], condition=~Q(status="ended"), name="short_code_unique_while_open"
            ),
            models.CheckConstraint(condition=Q(minimum_group__gte=1), name="session_minimum_group_at_least_one"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="session_ends_after_its_start"
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_at__isnull=False) | (~Q(status="ended") & Q(ended_at=None)),
                name="ended_session_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "-started_at"], name="sessions_of_a_course"),
            models.Index(fields=["started_at"], condition=Q(window_closed_at=None), name="sessions_to_flush"),
        ]

    def __str__(self) -> str:
        return self.topic

    @property
    def is_open(self) -> bool:
        """Whether students may be in it."""
        return self.status in (Status.LIVE, Status.PAUSED)

    @property
    def is_live(self) -> bool:
        return self.status == Status.LIVE

    @property
    def has_ended(self) -> bool:
        return self.status == Status.ENDED

    @property
    def start(self) -> datetime:
        """When it was opened.

        Raises:
            ValueError: it is a draft still.
        """
        if self.started_at is None:
            raise ValueError("A draft has not started.")
        return self.started_at

    def elapsed_s(self, moment: datetime) -> int:
        """Whole seconds from the start to a moment."""
        return int((moment - self.start).total_seconds())

    def sequence_at(self, moment: datetime) -> int:
        """The number of the bucket a moment falls into; 0 is the first."""
        return int((moment - self.start).total_seconds() // self.bucket_s)

    def bucket_start(self, sequence: int) -> datetime:
        return self.start + timedelta(seconds=sequence * self.bucket_s)

    @property
    def own_timeline_days(self) -> int:
        """How long students' own data are kept: never longer than the session itself."""
        return min(settings.OWN_TIMELINE_DAYS, self.retention_days)

    @property
    def length(self) -> timedelta:
        return timedelta() if self.ended_at is None else self.ended_at - self.start

    @property
    def minutes(self) -> int:
        return round(self.length.total_seconds() / 60)


class Participation(models.Model):
    """One person in one session. Its two secrets are kept as hashes: the seat's, and the link to the own data.

    Attributes:
        data_hash: of the link to the own data. A guest's opens this seat alone; a student of the roster has one for
            each browser, and it opens the seats of the course that were taken there. So whoever else has read the
            personal link, and joins by it, finds nothing of the student's.
        consent: the yes under which this seat uses a camera: a guest's own, or that of the place on the roster, which
            several seats share. None is a seat without a camera.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    class_session = models.ForeignKey(ClassSession, on_delete=models.CASCADE, related_name="participations")
    enrollment = models.ForeignKey(Enrollment, null=True, blank=True, on_delete=models.SET_NULL)
    display_name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    data_hash = models.CharField(max_length=64, db_index=True)
    consent = models.ForeignKey(
        Consent, null=True, blank=True, on_delete=models.SET_NULL, related_name="participations"
    )
    joined_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["class_session", "left_at"], name="participations_of_a_session"),
            models.Index(fields=["joined_at"], name="participations_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_verified(self) -> bool:
        """Whether the name comes from the course's roster rather than from the student's keyboard."""
        return self.enrollment_id is not None

    @property
    def data_expires_at(self) -> datetime:
        return self.joined_at + timedelta(days=self.class_session.own_timeline_days)


class MarkerKind(models.TextChoices):
    TEXT = "text", _("Text")
    SLIDE = "slide", _("Slide")
    DEMO = "demo", _("Demo")
    QUESTION = "question", _("Question")
    EXERCISE = "exercise", _("Exercise")
    BREAK = "break", _("Break")


# What the students have before them changes with these, so a hint for the part before has had its time.
BEGINS_A_PART = (MarkerKind.SLIDE, MarkerKind.DEMO, MarkerKind.EXERCISE, MarkerKind.BREAK)


SLIDE_LABEL = re.compile(r"\d+( · .+)?")  # the number, and what the teacher wrote beside it


class Marker(models.Model):
    """Something the teacher marked in the lecture, and a hint for students who want one from then on.

    Attributes:
        label: what the teacher typed, of a slide the number first; "" where the kind says it all.
    """

    class_session = models.ForeignKey(ClassSession, on_delete=models.CASCADE, related_name="markers")
    kind = models.CharField(max_length=10, choices=MarkerKind, default=MarkerKind.TEXT)
    label = models.CharField(_("Label"), max_length=80, blank=True)
    hint = models.CharField(_("Hint for students"), max_length=300, blank=True)
    hint_url = models.URLField(_("Link for students"), blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What was marked: the teacher's own words, else the kind's in the reader's language."""
        if self.kind == MarkerKind.SLIDE and SLIDE_LABEL.fullmatch(self.label):
            return gettext("Slide {number}").format(number=self.label)
        return self.label or str(MarkerKind(self.kind).label)
