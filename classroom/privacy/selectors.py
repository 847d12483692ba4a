"""What the privacy pages and the other apps read."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from classroom.privacy.consent_texts import ConsentFacts
from classroom.privacy.models import Consent, ErasureRequest, Organisation
from classroom.privacy.registry import Subject, all_personal_data


def organisation() -> Organisation:
    """The responsible organisation, or an empty one while nobody has been named."""
    return Organisation.objects.first() or Organisation()


def facts_for(
    *, minimum_group: int, retention_days: int, own_timeline_days: int, bucket_s: int, requires_guardian: bool = False
) -> ConsentFacts:
    """The facts of a consent text for one kind of session in this installation."""
    responsible = organisation()
    return ConsentFacts(
        organisation=responsible.name,
        contact=responsible.contact_email,
        legal_basis=responsible.legal_basis,
        minimum_group=minimum_group,
        bucket_s=bucket_s,
        interval_s=settings.FRAME_INTERVAL_MS / 1000,
        retention_days=retention_days,
        own_timeline_days=own_timeline_days,
        receipt_days=settings.RECEIPT_DAYS,
        requires_guardian=requires_guardian,
    )


def consent_covers(consent: Consent | None, scope: str, text_version: str) -> bool:
    """Whether a consent allows a scope under the text as it reads now."""
    return consent is not None and scope in consent.scopes and consent.text.version == text_version


def export_of(subject: Subject) -> dict[str, Any]:
    """Everything held about a subject, by the name of what holds it."""
    return {data.name: data.export(subject) for data in all_personal_data()}


def consents_of(subjects: Iterable[UUID]) -> list[Consent]:
    """What was agreed for these subjects, the latest first."""
    return list(Consent.objects.filter(subject__in=list(subjects)).select_related("text").order_by("-given_at"))


def exported_consent(consent: Consent) -> dict[str, Any]:
    """A consent as its giver may read it, with the words that were shown."""
    return {
        "given_at": consent.given_at.isoformat(),
        "given_by": consent.given_by,
        "scopes": consent.scopes,
        "text_version": consent.text.version,
        "language": consent.text.language,
        "text": consent.text.document,
    }


def outstanding_erasures() -> QuerySet[ErasureRequest]:
    """What is not complete, the oldest first and a request before its parts."""
    return ErasureRequest.objects.filter(completed_at=None).order_by("requested_at", "pk")
