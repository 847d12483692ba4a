"""Checking that nobody changed the audit log: every row's hash is computed anew, here and not in the database."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.db import connection, transaction

from classroom.privacy.audit_heads import BEFORE_THE_FIRST, Head, noted_heads

CHUNK = 2000
# As in the migration that made the chain; written out here, because a function of the database can be exchanged.
LINKS = """
    SELECT link.number, coalesce(link.entry_id, entry.id), link.previous_hash, link.hash,
           CASE WHEN entry.id IS NOT NULL THEN jsonb_build_array(
               entry.id,
               to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               entry.actor, entry.action, entry.target, entry.detail
           )::text END
      FROM privacy_auditlink AS link FULL JOIN privacy_auditentry AS entry ON entry.id = link.entry_id
     ORDER BY link.number NULLS LAST, entry.id
"""
# Not 'D', disabled, and not 'R', which counts for replicated rows alone.
SWITCHED_ON = """
    SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger
     WHERE tgrelid IN ('privacy_auditentry'::regclass, 'privacy_auditlink'::regclass)
       AND NOT tgisinternal AND tgenabled IN ('O', 'A')
"""
RULES = (
    "privacy_auditentry audit_is_chained",
    "privacy_auditentry audit_is_not_changed",
    "privacy_auditentry audit_is_not_emptied",
    "privacy_auditlink audit_is_not_changed",
    "privacy_auditlink audit_is_not_emptied",
)


class Link(NamedTuple):
    """A link with the row that hangs on it; without a number the row hangs on none, without content it is gone."""

    number: int | None
    entry: int
    previous_hash: str
    hash: str
    content: str | None


class Break(NamedTuple):
    """The first place at which the log is not what was written."""

    entry: int | None
    why: str

    def __str__(self) -> str:
        return self.why if self.entry is None else f"Row {self.entry} {self.why}"


class Verdict(NamedTuple):
    """The last sound link, and what comes after it if anything is wrong."""

    head: Head
    broken: Break | None


def verify() -> Verdict:
    """Follow the chain from the first row until it breaks, or to its end, past every head that was noted elsewhere.

    Raises:
        BrokenFileError: the file of heads cannot be read.
    """
    noted = {head.number: head.hash for head in noted_heads()}
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(LINKS)
        return follow(_links(cursor), noted)


def _links(cursor: object) -> Iterator[Link]:
    while rows := cursor.fetchmany(CHUNK):  # type: ignore[attr-defined]
        yield from map(Link._make, rows)


def follow(links: Iterable[Link], noted: Mapping[int, str]) -> Verdict:
    """Check one link after the other.

    Args:
        noted: hashes that were written down elsewhere, by the number of their link.
    """
    head = Head(0, BEFORE_THE_FIRST)
    for link in links:
        why = _what_is_wrong(link, head)
        if not why and noted.get(link.number or 0, link.hash) != link.hash:
            why = "is not the one whose hash was noted outside the database."
        if why:
            return Verdict(head, Break(link.entry, why))
        head = Head(head.number + 1, link.hash)
    most = max(noted, default=0)
    cut = f"The log ends there; {most} rows were noted outside the database." if most > head.number else ""
    return Verdict(head, Break(None, cut) if cut else None)


def _what_is_wrong(link: Link, head: Head) -> str:
    if link.number is None:
        return "was added without its place in the chain."
    if link.number != head.number + 1:
        return f"is not the next one: link {head.number + 1} is missing before it."
    if link.content is None:
        return "was deleted."
    if link.previous_hash != head.hash:
        return "does not hold the hash of the row before it."
    if hashlib.sha256(f"{link.previous_hash}\n{link.content}".encode()).hexdigest() != link.hash:
        return "was changed after it had been written."
    return ""


def rules_switched_off() -> list[str]:
    """The triggers that keep the log append-only and are missing or disabled."""
    with connection.cursor() as cursor:
        cursor.execute(SWITCHED_ON)
        present = {name for (name,) in cursor.fetchall()}
    return [rule for rule in RULES if rule not in present]
