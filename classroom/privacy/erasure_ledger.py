"""Which erasures there were, kept beside the database: a backup is older than some of them.

One line for each, of random identifiers that lead to nobody; a restored backup is made to forget them again before
anything is served.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from classroom.privacy.append_only_file import AppendOnlyFile, BrokenFileError
from classroom.privacy.models import ErasureRequest

FILE = "erasures.jsonl"


class LedgerLine(NamedTuple):
    """An erasure that was done. See `ErasureRequest` for the fields."""

    at: datetime
    subject: UUID
    receipt: str
    part_of: str | None
    is_removal: bool


def ledger_file() -> AppendOnlyFile:
    return AppendOnlyFile(settings.LEDGER_DIR / FILE)


def note(requests: Iterable[ErasureRequest]) -> None:
    """Write requests down, on the disk when this returns.

    Raises:
        OSError: the disk is full or out of reach.
    """
    at = timezone.now().isoformat()
    ledger_file().append(
        {
            "at": at,
            "subject": str(request.subject),
            "receipt": request.receipt,
            "part_of": request.part_of and request.part_of.receipt,
            "is_removal": request.is_removal,
        }
        for request in requests
    )


def lines() -> list[LedgerLine]:
    """All erasures that were ever noted here.

    Raises:
        BrokenFileError: a line cannot be read; whoever goes on without it may bring an erased person back.
    """
    return [_line(number, record) for number, record in enumerate(ledger_file().records(), start=1)]


def _line(number: int, record: dict[str, Any]) -> LedgerLine:
    try:
        return LedgerLine(
            at=datetime.fromisoformat(record["at"]),
            subject=UUID(record["subject"]),
            receipt=str(record["receipt"]),
            part_of=record["part_of"],
            is_removal=bool(record["is_removal"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenFileError(f"{ledger_file().path}, line {number} is no erasure.") from error
