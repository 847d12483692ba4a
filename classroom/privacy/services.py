"""Giving consent, erasing people, and repeating erasures in a restored backup."""

import logging
import secrets
from collections.abc import Iterable, Sequence
from functools import partial
from uuid import UUID

from django.db import transaction
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
from classroom.privacy.registry import Subject, all_personal_data
from classroom.privacy.selectors import outstanding_erasures
from classroom.privacy.text_events import tell_that_a_text_changed

STUDENT = "student"

logger = logging.getLogger(__name__)


@transaction.atomic
def note_organisation_saved(*, actor: str) -> None:
    """Write to the audit log that somebody changed who answers for the data: every consent text names them."""
    record_audit(actor=actor, action="organisation.change", target="organisation")
    tell_that_a_text_changed()


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
    transaction: the sweep notes them in the ledger, does again what could not be done, and completes them.

    Args:
        actor: who asked for it: the student, or a guardian.
    """
    first, *others = subjects
    whole = _erase_rows(first)
    parts = [_erase_rows(other, part_of=whole) for other in others]
    record_audit(actor=actor, action="person.erase", target=_thing(first.place), subjects=len(subjects))
    transaction.on_commit(partial(_try_to_erase_elsewhere, requests=[whole, *parts]))
    return whole


def erase_subject(*, subject: Subject) -> ErasureRequest:
    """Erase a person who has one subject only."""
    return erase_person(subjects=[subject])


def _erase_rows(subject: Subject, part_of: ErasureRequest | None = None) -> ErasureRequest:
    erased = {data.name: data.erase_rows(subject) for data in all_personal_data()}
    return ErasureRequest.objects.create(
        receipt=new_receipt(), subject=subject.id, place=subject.place, erased_rows=erased, part_of=part_of
    )


@transaction.atomic
def note_removals(*, subjects: Iterable[Subject]) -> None:
    """Remember that subjects go because somebody decides so who may: no restored backup brings them back.

    Everything about the same people under other subjects is erased now, in one order, so that two removals cannot
    wait for each other. The subjects themselves are left to the caller.
    """
    removed = list(subjects)
    forget_subjects(removed)
    requests = ErasureRequest.objects.bulk_create(
        ErasureRequest(receipt=new_receipt(), subject=subject.id, place=subject.place, is_removal=True)
        for subject in removed
    )
    under = [(other, request) for subject, request in zip(removed, requests, strict=True) for other in _under(subject)]
    under.sort(key=lambda pair: (pair[0].place, pair[0].id))
    parts = [_erase_rows(other, part_of=request) for other, request in under]
    transaction.on_commit(partial(_try_to_erase_elsewhere, requests=[*requests, *parts]))


def _under(subject: Subject) -> list[Subject]:
    return [other for data in all_personal_data() for other in data.subjects_under(subject)]


def new_receipt() -> str:
    return secrets.token_hex(8)


def _thing(place: str) -> str:
    """How the audit log calls a subject's place."""
    return place if ":" in place else f"session:{place}"


def _try_to_erase_elsewhere(*, requests: Sequence[ErasureRequest]) -> None:
    """Delete what lies outside the database at once; the sweep does it when Redis is out of reach."""
    try:
        for request in requests:
            _erase_elsewhere(request)
    except (RedisError, OSError) as error:
        logger.warning("%d erasures wait: %s", len(requests), type(error).__name__)


def _erase_elsewhere(request: ErasureRequest) -> None:
    for data in all_personal_data():
        data.erase_elsewhere(Subject(request.subject, request.place))


@transaction.atomic
def finish_outstanding_erasures(*, at_once: int) -> None:
    """Finish some, the oldest first; what another process is at is left to it.

    While Redis or the ledger is out of reach, they are left to the next sweep.
    """
    outstanding = outstanding_erasures().select_for_update(skip_locked=True)
    requests = list(outstanding[:at_once])
    try:
        finish_erasures(requests=requests)
    except (RedisError, OSError) as error:
        logger.warning("%d erasures wait: %s", len(requests), type(error).__name__)


def finish_erasures(*, requests: Sequence[ErasureRequest]) -> None:
    """Note requests in the ledger, delete what lies outside the database, and note that they are complete.

    The general worker alone does this, in its sweep: the ledger is one file, however many machines serve pages.

    Raises:
        RedisError, OSError: Redis or the ledger's disk is out of reach; the requests that wait are not complete.
    """
    _note_in_ledger([request for request in requests if request.noted_at is None])
    for request in requests:
        _erase_elsewhere(request)
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
