"""The audit log's last hash, noted outside the database: it tells when the log is cut, or written anew as a whole."""

from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from classroom.privacy.append_only_file import AppendOnlyFile, BrokenFileError
from classroom.privacy.models import AuditLink

BEFORE_THE_FIRST = "0" * 64
FILE = "audit-heads.jsonl"


class Head(NamedTuple):
    """A link that was the last one at some time."""

    number: int
    hash: str


def note_head(*, is_restored: bool = False) -> None:
    """Note the last link, unless it is noted already.

    Args:
        is_restored: the log is a backup's, so that what was noted before does not count any more.

    Raises:
        OSError: the disk is full or out of reach.
    """
    last = AuditLink.objects.last()
    head = Head(last.number, last.hash) if last else Head(0, BEFORE_THE_FIRST)
    if is_restored or noted_heads()[-1:] != [head]:
        _file().append([{"at": timezone.now().isoformat(), **head._asdict(), "is_restored": is_restored}])


def noted_heads() -> list[Head]:
    """The heads that count: all since the database was last restored.

    Raises:
        BrokenFileError: a line cannot be read.
    """
    heads: list[Head] = []
    for number, record in enumerate(_file().records(), start=1):
        try:
            head, is_restored = Head(int(record["number"]), str(record["hash"])), bool(record["is_restored"])
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenFileError(f"{_file().path}, line {number} is no head of the audit log.") from error
        heads = [head] if is_restored else [*heads, head]
    return heads


def _file() -> AppendOnlyFile:
    return AppendOnlyFile(settings.LEDGER_DIR / FILE)
