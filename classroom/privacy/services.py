"""Giving consent, erasing a subject, applying retention."""

import logging
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from redis.exceptions import RedisError

from classroom.privacy import erasure_ledger
from classroom.privacy.audit import forget_subjects, record_audit
from classroom.privacy.consent_texts import (
    SOURCE_LANGUAGE,
    ConsentFacts,
    consent_document,
    fingerprint,
    text_version,
)
from classroom.privacy.erasure_ledger import LedgerLine
from classroom.privacy.models import Consent, ConsentText, ErasureRequest, GivenBy
from classroom.privacy.registry import Subject, all_personal_data, all_retention

STUDENT = "student"
RETENTION_BATCH = 50  # things of one kind in one transaction; a seat takes its own timeline along
RETENTION_SLICE_S = 0.4
NAMED_IN_A_LOG = 5

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
def erase_person(*, subjects: Sequence[Subject], actor: str = STUDENT) -> ErasureRequest:
    """Erase everything about a person under all these subjects; the receipt of the first stands for the others.

    Every row goes now, and what lies outside the database right after the commit. The requests are rows of the same
    transaction: while Redis or the ledger is out of reach, the sweep tries `finish_erasures` again.

    Args:
        actor: who asked for it: the student, or a guardian.
    """
    whole: ErasureRequest | None = None
    requests = []
    for subject in subjects:
        whole_or_part = _erase_rows(subject, part_of=whole)
        whole = whole or whole_or_part
        requests.append(whole_or_part)
    first = requests[0]
    record_audit(actor=actor, action="person.erase", target=_thing(subjects[0].place), subjects=len(requests))
    transaction.on_commit(partial(try_to_finish_erasures, requests=requests))
    return first


def erase_subject(*, subject: Subject) -> ErasureRequest:
    """Erase a person who has one subject only."""
    return erase_person(subjects=[subject])


def _erase_rows(subject: Subject, part_of: ErasureRequest | None) -> ErasureRequest:
    erased = {data.name: data.erase_rows(subject) for data in all_personal_data()}
    return ErasureRequest.objects.create(
        receipt=new_receipt(), subject=subject.id, place=subject.place, erased_rows=erased, part_of=part_of
    )


@transaction.atomic
def note_removals(*, subjects: Iterable[Subject]) -> None:
    """Remember that subjects were deleted by whoever has the right to: no restored backup brings them back."""
    removed = list(subjects)
    forget_subjects(removed)
    requests = ErasureRequest.objects.bulk_create(
        ErasureRequest(receipt=new_receipt(), subject=subject.id, place=subject.place, is_removal=True)
        for subject in removed
    )
    transaction.on_commit(partial(try_to_finish_erasures, requests=requests))


def new_receipt() -> str:
    return secrets.token_hex(8)


def _thing(place: str) -> str:
    """How the audit log calls a subject's place."""
    return place if ":" in place else f"session:{place}"


def try_to_finish_erasures(*, requests: Sequence[ErasureRequest]) -> bool:
    """Finish erasures, or leave them to the sweep when Redis or the ledger is out of reach."""
    try:
        finish_erasures(requests=requests)
    except (RedisError, OSError) as error:
        waiting = ", ".join(request.receipt for request in requests[:NAMED_IN_A_LOG])
        logger.warning("%d erasures wait (%s): %s", len(requests), waiting, type(error).__name__)
        return False
    return True


def finish_erasures(*, requests: Sequence[ErasureRequest]) -> None:
    """Note requests in the ledger, delete what lies outside the database, and note that they are complete.

    Raises:
        RedisError, OSError: Redis or the ledger's disk is out of reach; the requests that wait are not complete.
    """
    _note_in_ledger([request for request in requests if request.noted_at is None])
    for request in requests:
        subject = Subject(request.subject, request.place)
        for data in all_personal_data():
            data.erase_elsewhere(subject)
        request.completed_at = timezone.now()
        request.save(update_fields=["completed_at"])


def _note_in_ledger(requests: Sequence[ErasureRequest]) -> None:
    if not requests:
        return
    erasure_ledger.note(requests)
    for request in requests:
        request.noted_at = timezone.now()
    ErasureRequest.objects.bulk_update(requests, ["noted_at"])


@transaction.atomic
def repeat_erasure(*, line: LedgerLine) -> bool:
    """Do once more what the ledger says was done, in a database that may not know of it; whether it was unknown."""
    if ErasureRequest.objects.filter(receipt=line.receipt).exists():
        return False
    subject = Subject(line.subject, "")
    erased = {data.name: data.erase_rows(subject) for data in all_personal_data()}
    if line.is_removal:
        erased |= {f"{data.name} removed": data.remove_rows(subject) for data in all_personal_data()}
    ErasureRequest.objects.create(
        receipt=line.receipt,
        subject=line.subject,
        erased_rows=erased,
        is_removal=line.is_removal,
        part_of=ErasureRequest.objects.filter(receipt=line.part_of).first(),
        requested_at=line.at,
        noted_at=line.at,
        completed_at=line.at,
    )
    return True


def apply_retention(*, now: datetime, slice_s: float = RETENTION_SLICE_S) -> bool:
    """Delete what is expired, a small transaction at a time, until all is done or the slice is over.

    The worker that does this also closes the buckets of live sessions, once a second: it must be free again soon.

    Returns:
        Whether something may be left.
    """
    give_up_at = monotonic() + slice_s
    deleted = dict.fromkeys(all_retention(), 0)
    is_done = all(_delete_expired(name, deleted, now, give_up_at) for name in deleted)
    went = {name: count for name, count in deleted.items() if count}
    if went:
        record_audit(actor="system", action="retention", target="expired data", deleted=went)
    return not is_done


def _delete_expired(name: str, deleted: dict[str, int], now: datetime, give_up_at: float) -> bool:
    """Delete batch after batch of one kind of row; False when the time is over first."""
    while True:
        with transaction.atomic():
            count = all_retention()[name](now, RETENTION_BATCH)
        deleted[name] += count
        if count == 0:
            return True
        if monotonic() > give_up_at:
            return False


def delete_expired_receipts(now: datetime, limit: int) -> int:
    """Delete receipts of complete erasures whose time is over, with their parts."""
    before = now - timedelta(days=settings.RECEIPT_DAYS)
    complete = ErasureRequest.objects.filter(requested_at__lt=before, completed_at__isnull=False, part_of=None)
    expired = list(complete.exclude(parts__completed_at=None, parts__isnull=False).values_list("pk", flat=True)[:limit])
    ErasureRequest.objects.filter(Q(pk__in=expired) | Q(part_of__in=expired)).delete()
    return len(expired)
