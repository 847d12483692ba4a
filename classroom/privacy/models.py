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
        verbose_name = verbose_name_plural = _("Organisation")
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
        is_removal: somebody else took the person off a list, or removed the account; the subject is gone altogether.
        noted_at: when it stood in the ledger outside the database, from which a restored backup learns of it.
        part_of: the request whose receipt stands for this one, when a person had several subjects.
    """

    receipt = models.CharField(max_length=32, unique=True)
    subject = models.UUIDField(db_index=True)
    place = models.CharField(max_length=40, help_text="Identifier of the class session the subject took part in.")
    erased_rows = models.JSONField(default=dict)
    requested_at = models.DateTimeField(db_default=Now())
    is_removal = models.BooleanField(default=False)
    noted_at = models.DateTimeField(null=True, blank=True)
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
    """Who saw, exported, changed, lowered or erased what. Rows are only added: triggers refuse everything else.

    Attributes:
        actor: a pseudonym ("person:…"), or in what role somebody acted who has no account.
        target: a pseudonym, or a thing as "course:3".
        shown_actor, shown_target: the same with names, where a page looked them up.
    """

    shown_actor = ""
    shown_target = ""

    at = models.DateTimeField(_("When"), db_default=Now(), db_index=True)
    actor = models.CharField(_("Who"), max_length=60)
    action = models.CharField(_("Action"), max_length=60, db_index=True)
    target = models.CharField(_("What"), max_length=80)
    detail = models.JSONField(_("Details"), default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = verbose_name_plural = _("Audit log")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(actor__regex=r"^(system|operator|student|guardian|anonymous|person:[0-9a-f]{32})$"),
                name="audit_actor_is_a_role_or_a_pseudonym",
            ),
            models.CheckConstraint(
                condition=~models.Q(target__regex=r"^(user|enrollment|participation|student):"),
                name="audit_target_is_no_person_by_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.target}"


class AuditLink(models.Model):
    """A row's place in the chain, written by a trigger at the commit: one after the other, whoever writes at once.

    Attributes:
        number: 1, 2, 3, … without a gap, in the order of the commits.
        previous_hash: of the link before; zeros in the first.
        hash: SHA-256 of `previous_hash`, a line feed and the row as a JSON array; see audit_chain.py.
    """

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="link")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"


class AuditPseudonym(models.Model):
    """Who is meant by a pseudonym of the audit log. Erasing a person deletes the row, and the log is anonymous."""

    person = models.CharField(max_length=60, unique=True, help_text='What the apps call the person, as "user:7".')
    pseudonym = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.pseudonym
