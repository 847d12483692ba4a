"""The audit log: who saw, exported, changed, lowered or erased what. People stand in it as random pseudonyms.

Who is behind a pseudonym is a row of its own. When it goes, the log stays whole and is anonymous.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from classroom.privacy.models import AuditEntry, AuditPseudonym
from classroom.privacy.registry import PersonalData, Subject, all_people

NAMED = re.compile(r"(?P<kind>[a-z_]+):(?P<key>[\w-]+)", re.ASCII)


def record_audit(*, actor: str, action: str, target: str, **detail: Any) -> AuditEntry:
    """Write a row of the log. Its place in the chain is taken at the commit, so that nobody waits for a transaction.

    Args:
        actor, target, detail: names as "user:7" of the kinds that apps registered are replaced, however deep they lie.
            Nothing here may be a person's words or name: the row can never be changed.
    """
    replaced = {name: _with_pseudonyms(value) for name, value in detail.items()}
    return AuditEntry.objects.create(
        actor=_with_pseudonyms(actor), action=action, target=_with_pseudonyms(target), detail=replaced
    )


def _with_pseudonyms(value: Any) -> Any:
    if isinstance(value, str):
        return pseudonym_of(value) if _is_person(value) else value
    if isinstance(value, dict):
        return {name: _with_pseudonyms(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_with_pseudonyms(inner) for inner in value]
    return value


def _is_person(value: str) -> bool:
    named = NAMED.fullmatch(value)
    return named is not None and named["kind"] in all_people()


def pseudonym_of(person: str) -> str:
    """What the log calls somebody who is known as "user:7" or the like; made when it is needed first."""
    known, _created = AuditPseudonym.objects.get_or_create(
        person=person, defaults={"pseudonym": f"person:{uuid.uuid4().hex}"}
    )
    return known.pseudonym


def forget_people(people: Collection[str]) -> int:
    """Make the log anonymous for these people; how many were known."""
    deleted, _by_model = AuditPseudonym.objects.filter(person__in=people).delete()
    return deleted


def forget_the_gone(_now: datetime, limit: int) -> int:
    """Forget people who do not exist any more, whichever way they went; how many."""
    by_kind = defaultdict(set)
    for person in AuditPseudonym.objects.values_list("person", flat=True):
        kind, _colon, key = person.partition(":")
        by_kind[kind].add(key)
    gone = [f"{kind}:{key}" for kind, keys in by_kind.items() for key in keys - all_people()[kind](keys).keys()]
    return forget_people(gone[:limit])


def names_behind(pseudonyms: Iterable[str]) -> dict[str, str]:
    """Who is behind these pseudonyms, as pages call them; nothing for those whose mapping is erased."""
    known = dict(AuditPseudonym.objects.filter(pseudonym__in=set(pseudonyms)).values_list("pseudonym", "person"))
    by_kind = defaultdict(set)
    for person in known.values():
        kind, _colon, key = person.partition(":")
        by_kind[kind].add(key)
    names = {f"{kind}:{key}": name for kind, keys in by_kind.items() for key, name in all_people()[kind](keys).items()}
    return {pseudonym: names[person] for pseudonym, person in known.items() if person in names}


def forget_subjects(subjects: Iterable[Subject]) -> int:
    """Make the log anonymous for these subjects."""
    return forget_people([name for subject in subjects for name in _names_of(subject)])


def _erase_rows(subject: Subject) -> int:
    return forget_subjects([subject])


def _export(subject: Subject) -> list[dict[str, Any]] | None:
    """What the log says about somebody, while it can be told that it is about them."""
    known = AuditPseudonym.objects.filter(person__in=_names_of(subject)).values("pseudonym")
    entries = AuditEntry.objects.filter(target__in=known) | AuditEntry.objects.filter(actor__in=known)
    return [{"at": entry.at.isoformat(), "action": entry.action} for entry in entries.order_by("pk")] or None


def _names_of(subject: Subject) -> list[str]:
    return [f"{kind}:{subject.id}" for kind in all_people()]


PERSONAL_DATA = PersonalData("audit_log", erase_rows=_erase_rows, export=_export)
