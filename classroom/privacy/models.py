"""Consent, erasure and the audit log. Knows no other app: people appear here as random identifiers only."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """Who is responsible for the installation. One row; its facts feed the consent text."""

    name = models.CharField(_("Name"), max_length=200)
    contact_email = models.EmailField(_("Contact address"))
    legal_basis = models.CharField(_("Legal basis"), max_length=300)
    is_only = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(is_only=True), name="only_one_organisation")]

    def __str__(self) -> str:
        return self.name


class ConsentText(models.Model):
    """The words a person agreed to, exactly as shown.

    Attributes:
        version: of the facts and the English words; a consent counts while it is the present one.
        fingerprint: of the words in this language, so that a corrected translation gets a row of its own.
    """

    version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    fingerprint = models.CharField(max_length=64)
    document = models.JSONField()
    first_shown_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language", "fingerprint"], name="consent_text_words")
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class Scope(models.TextChoices):
    CAMERA = "camera", _("Camera snapshots are analysed")
    KEEP_TIMELINE = "keep_timeline", _("My own timeline is kept for me")
    SHOW_TIMELINE = "show_timeline", _("The teacher may see my own timeline")


class GivenBy(models.TextChoices):
    STUDENT = "student", _("The student")
    GUARDIAN = "guardian", _("A guardian")


class Consent(models.Model):
    """One person's yes to one text. `subject` is the identifier of a participation or of a place on a roster."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    given_by = models.CharField(max_length=10, choices=GivenBy, default=GivenBy.STUDENT)
    given_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.text} {', '.join(self.scopes)}"


class ErasureRequest(models.Model):
    """A request to erase everything about a subject. Rows go at once; it is complete when Redis is clean too.

    Attributes:
        part_of: the request whose receipt stands for this one, when a person had several subjects.
    """

    receipt = models.CharField(max_length=32, unique=True)
    subject = models.UUIDField(db_index=True)
    place = models.CharField(max_length=40, help_text=_("Identifier of the class session the subject took part in."))
    erased_rows = models.JSONField(default=dict)
    requested_at = models.DateTimeField(db_default=Now())
    completed_at = models.DateTimeField(null=True, blank=True)
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts")

    class Meta:
        indexes = [
            models.Index(fields=["requested_at"], condition=models.Q(completed_at=None), name="erasure_outstanding")
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def finished_at(self) -> datetime | None:
        """When this request and all its parts were complete; None before."""
        times = [self.completed_at, *self.parts.values_list("completed_at", flat=True)]
        finished = [moment for moment in times if moment is not None]
        return max(finished) if len(finished) == len(times) else None


class AuditEntry(models.Model):
    """Who saw, exported, changed, lowered or erased what."""

    at = models.DateTimeField(db_default=Now(), db_index=True)
    actor = models.CharField(max_length=60)
    action = models.CharField(max_length=60, db_index=True)
    target = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = _("audit entries")

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.target}"
