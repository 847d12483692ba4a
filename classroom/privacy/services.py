"""Giving consent, erasing a subject, writing the audit log, applying retention."""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from redis.exceptions import RedisError

from classroom.privacy.consent_texts import (
    SOURCE_LANGUAGE,
    ConsentFacts,
    consent_document,
    fingerprint,
    text_version,
)
from classroom.privacy.models import AuditEntry, Consent, ConsentText, ErasureRequest, GivenBy
from classroom.privacy.registry import Subject, all_personal_data, all_retention

logger = logging.getLogger(__name__)


@transaction.atomic
def give_consent(
    *, subject: UUID, facts: ConsentFacts, scopes: list[str], given_by: GivenBy = GivenBy.STUDENT
) -> Consent:
    """Record a yes to the text made from these facts, in the language it was shown in."""
    document = consent_document(facts)
    text, _created = ConsentText.objects.get_or_create(
        version=text_version(facts),
        language=get_language() or SOURCE_LANGUAGE,
        fingerprint=fingerprint(document),
        defaults={"document": document},
    )
    return Consent.objects.create(subject=subject, text=text, scopes=scopes, given_by=given_by)


@transaction.atomic
def erase_person(*, subjects: Sequence[Subject]) -> ErasureRequest:
    """Erase everything about a person who has several subjects, under the receipt of the first."""
    first, *others = subjects
    whole = erase_subject(subject=first)
    for other in others:
        erase_subject(subject=other, part_of=whole)
    return whole


@transaction.atomic
def erase_subject(*, subject: Subject, part_of: ErasureRequest | None = None) -> ErasureRequest:
    """Delete every row about a subject now, and what lies outside the database right after the commit.

    The request is a row of the same transaction: while Redis is out of reach, the sweep tries `finish_erasure` again.
    """
    erased = {data.name: data.erase_rows(subject) for data in all_personal_data()}
    request = ErasureRequest.objects.create(
        receipt=secrets.token_hex(8), subject=subject.id, place=subject.place, erased_rows=erased, part_of=part_of
    )
    transaction.on_commit(lambda: try_to_finish_erasure(request=request))
    return request


def try_to_finish_erasure(*, request: ErasureRequest) -> bool:
    """Finish an erasure, or leave it to the sweep when Redis is out of reach."""
    try:
        finish_erasure(request=request)
    except (RedisError, OSError):
        logger.warning("erasure %s waits: Redis is out of reach", request.receipt)
        return False
    return True


def finish_erasure(*, request: ErasureRequest) -> None:
    """Delete what lies outside the database and note that the request is complete.

    Raises:
        RedisError, OSError: Redis cannot be reached; nothing is marked complete.
    """
    subject = Subject(request.subject, request.place)
    for data in all_personal_data():
        data.erase_elsewhere(subject)
    request.completed_at = timezone.now()
    request.save(update_fields=["completed_at"])


def record_audit(*, actor: str, action: str, target: str, **detail: Any) -> AuditEntry:
    return AuditEntry.objects.create(actor=actor, action=action, target=target, detail=detail)


def apply_retention(*, now: datetime) -> dict[str, int]:
    """Delete everything whose time is over; how many rows went, by name."""
    deleted = {name: delete_expired(now) for name, delete_expired in all_retention().items()}
    if any(deleted.values()):
        record_audit(actor="system", action="retention", target="expired data", deleted=deleted)
    return deleted
