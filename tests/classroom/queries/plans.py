"""What the database does for a block of code: how many statements, and which tables it reads from end to end."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

EXPLAINED = ("SELECT", "UPDATE", "DELETE")

Statement = tuple[str, Any]


@dataclass
class Watched:
    """The statements of a block, in order."""

    statements: list[Statement] = field(default_factory=list)
    read_whole: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        return len(self.statements)


@contextmanager
def watched() -> Iterator[Watched]:
    """Notes every statement and asks for its plan right before it runs."""
    found = Watched()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip("(").upper().startswith(EXPLAINED):
            found.statements.append((sql, params))
            found.read_whole |= set(_read_whole(sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def _read_whole(sql: str, params: Any) -> Iterator[str]:
    """The tables that the plan of a statement reads from end to end."""
    with connection.connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (answer,) = cursor.fetchone()
    plans = json.loads(answer) if isinstance(answer, str) else answer
    yield from _sequential([plan["Plan"] for plan in plans])


def _sequential(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        if node["Node Type"].endswith("Seq Scan"):
            yield node["Relation Name"]
        yield from _sequential(node.get("Plans", []))
