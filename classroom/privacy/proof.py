"""Proof that nothing about an erased person is left: every table and every key of Redis is searched for them.

What is searched comes from the database and Redis themselves, so a table that somebody adds later is searched too; what
each app says that it holds, and what may stay, comes from the registry.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

import redis
from django.db import connection
from django.db.models import Q
from psycopg import sql

from classroom.connections import text_of
from classroom.privacy.models import ErasureRequest
from classroom.privacy.registry import Subject, all_personal_data

OWN_TABLE = ErasureRequest._meta.db_table  # the receipt itself names the subject
SEARCHED = """
    SELECT columns.table_name, columns.column_name FROM information_schema.columns
      JOIN information_schema.tables USING (table_schema, table_name)
     WHERE columns.table_schema = current_schema() AND tables.table_type = 'BASE TABLE'
       AND columns.data_type IN ('uuid', 'text', 'character varying', 'json', 'jsonb', 'ARRAY')
     ORDER BY 1, 2
"""
KEYS_AT_ONCE = 500


@dataclass(frozen=True)
class Finding:
    """A place in which a subject is named.

    Attributes:
        reason: why it may stay; empty where it must not.
    """

    place: str
    count: int
    reason: str = ""


@dataclass(frozen=True)
class Proof:
    """What was searched for whom, and what was found."""

    subjects: int
    columns: int
    keys: int
    findings: list[Finding]
    unfinished: int

    @property
    def holds(self) -> bool:
        return not self.unfinished and all(finding.reason for finding in self.findings)


def prove_erasure(client: redis.Redis, request: ErasureRequest) -> Proof:
    """Search for everyone whom a receipt stands for.

    Raises:
        RedisError: Redis is out of reach, so nothing can be said.
    """
    requests = list(ErasureRequest.objects.filter(Q(pk=request.pk) | Q(part_of=request)))
    subjects = [Subject(part.subject, part.place) for part in requests]
    columns, keys = _searched_columns(), list(client.scan_iter(count=KEYS_AT_ONCE))
    findings = [finding for subject in subjects for finding in _all_findings(client, subject, columns, keys)]
    unfinished = sum(part.completed_at is None for part in requests)
    return Proof(len(subjects), len(columns), len(keys), findings, unfinished)


def _all_findings(
    client: redis.Redis, subject: Subject, columns: list[tuple[str, str]], keys: list[bytes | str]
) -> Iterator[Finding]:
    yield from _still_exported(subject)
    yield from _in_tables(subject.id, columns)
    yield from _in_redis(client, subject.id, keys)


def _still_exported(subject: Subject) -> Iterator[Finding]:
    """What an app would still hand out as the subject's data."""
    for data in all_personal_data():
        if data.export(subject):
            yield Finding(data.name, 1, "; ".join(data.may_stay.values()))


def _searched_columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(SEARCHED)
        return [(table, column) for table, column in cursor.fetchall() if table != OWN_TABLE]


def _in_tables(subject: UUID, columns: list[tuple[str, str]]) -> Iterator[Finding]:
    """Rows that name the subject, with or without hyphens."""
    with connection.cursor() as cursor:
        for table, column in columns:
            statement = sql.SQL("SELECT count(*) FROM {} WHERE {}::text LIKE ANY (%s)")
            names = [f"%{subject}%", f"%{subject.hex}%"]
            cursor.execute(statement.format(sql.Identifier(table), sql.Identifier(column)), [names])
            (count,) = cursor.fetchone()
            if count:
                yield Finding(f"{table}.{column}", count, _reason(f"{table}.{column}"))


def _in_redis(client: redis.Redis, subject: UUID, keys: list[bytes | str]) -> Iterator[Finding]:
    """Keys that name the subject, or hold its identifier."""
    for key in keys:
        name = text_of(key)
        if str(subject) in name:
            general = name.replace(str(subject), "*")
            yield Finding(f"Redis {general}", 1, _reason(general))
        elif any(str(subject).encode() in content for content in _contents(client, name)):
            yield Finding(f"Redis {name}", 1)


def _contents(client: redis.Redis, key: str) -> Iterable[bytes]:
    """Everything below a key: its value, or its members, fields and their values."""
    readers: dict[str, Callable[[], Iterable[Any]]] = {
        "hash": lambda: chain.from_iterable(client.hgetall(key).items()),
        "set": lambda: client.smembers(key),
        "zset": lambda: client.zrange(key, 0, -1),
        "list": lambda: client.lrange(key, 0, -1),
        "string": lambda: [client.get(key) or b""],
        "none": list,  # its time ended meanwhile
    }
    return readers[text_of(client.type(key))]()


def _reason(place: str) -> str:
    return next((data.may_stay[place] for data in all_personal_data() if place in data.may_stay), "")
