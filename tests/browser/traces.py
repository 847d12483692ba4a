"""Looking for bytes wherever the product could have left them: database, Redis, files, in every usual spelling."""

import base64
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from classroom.operations.private_places import POINTER
from tests.browser.product import Product

SHARED_MEMORY = Path("/dev/shm")
LARGEST_FILE_BYTES = 256 * 1024 * 1024
# The student's own browser and its driver, which do hold the student's pictures.
BROWSER_FILES = ("chromium", "Chromium", "Chrome", "playwright")
BASE64_ENCODERS: tuple[Callable[[bytes], bytes], ...] = (base64.b64encode, base64.urlsafe_b64encode)
READERS = {
    b"string": lambda client, key: [client.get(key)],
    b"list": lambda client, key: client.lrange(key, 0, -1),
    b"hash": lambda client, key: [part for pair in client.hgetall(key).items() for part in pair],
    b"set": lambda client, key: client.smembers(key),
    b"zset": lambda client, key: client.zrange(key, 0, -1),
    b"stream": lambda client, key: [repr(client.xrange(key)).encode()],
    b"none": lambda client, key: [],  # gone meanwhile
}
TABLES = """
    SELECT namespace.nspname, class.relname FROM pg_class AS class
    JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
    WHERE class.relkind IN ('r', 'p', 'm') AND namespace.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""


def spellings(mark: bytes) -> list[bytes]:
    """The mark as it is, and as it looks in hex, base64 at any offset, Python's repr, JSON and misread UTF-8."""
    hexadecimal = mark.hex()
    text = mark.decode("latin-1")
    return [
        *(mark, hexadecimal.encode(), hexadecimal.upper().encode(), repr(mark)[2:-1].encode()),
        *(repr(text)[1:-1].encode(), text.encode(), json.dumps(text)[1:-1].encode()),
        *(_inner_base64(mark, offset, encode) for offset in range(3) for encode in BASE64_ENCODERS),
    ]


def traces(product: Product, marks: Iterable[bytes], since: float) -> list[str]:
    """Every place that holds one of the marks.

    Args:
        since: files outside the product's own directory count when they changed after it (seconds since the epoch).
    """
    wanted = _all_spellings(marks)
    places = (
        *_in_database(product, wanted),
        *_in_redis(product, wanted),
        *_in_files(_own_files(product), wanted),
        *_in_files(_temporary_files(since), wanted),
    )
    return list(places)


def redis_traces(product: Product, marks: Iterable[bytes]) -> list[str]:
    return list(_in_redis(product, _all_spellings(marks)))


def holds(body: bytes, mark: bytes) -> bool:
    """Whether the mark stands in there in some spelling."""
    return _has_any(body, spellings(mark))


def contents(client: redis.Redis, key: bytes) -> bytes:
    """Everything under a key, one value after the other."""
    return b"\n".join(part for part in READERS[client.type(key)](client, key) if part is not None)


def _all_spellings(marks: Iterable[bytes]) -> list[bytes]:
    return [spelling for mark in marks for spelling in spellings(mark)]


def _inner_base64(mark: bytes, offset: int, encode: Callable[[bytes], bytes]) -> bytes:
    """The middle of the base64 of the mark behind `offset` other bytes: what does not depend on its neighbours."""
    return encode(bytes(offset) + mark)[4:-4]


def _has_any(body: bytes, wanted: list[bytes]) -> bool:
    return any(spelling in body for spelling in wanted)


def _in_database(product: Product, wanted: list[bytes]) -> Iterator[str]:
    """Tables by their dump; large objects too. A checkpoint brings what is in memory into the files."""
    with psycopg.connect(product.database_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        for schema, table in connection.execute(TABLES).fetchall():
            if _has_any(_dump(connection, schema, table), wanted):
                yield f"table {schema}.{table}"
        assert connection.execute("SELECT count(*) FROM pg_largeobject").fetchone() == (0,)


def _dump(connection: psycopg.Connection, schema: str, table: str) -> bytes:
    statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(schema, table))
    with connection.cursor().copy(statement) as copy:
        return b"".join(copy)


def _in_redis(product: Product, wanted: list[bytes]) -> Iterator[str]:
    with redis.Redis.from_url(product.redis_url) as client:
        for key in client.scan_iter():
            if _has_any(key + b"\n" + contents(client, key), wanted):
                yield f"Redis {key.decode(errors='replace')}"


def _in_files(files: Iterable[Path], wanted: list[bytes]) -> Iterator[str]:
    for file in files:
        try:
            if _has_any(file.read_bytes(), wanted):
                yield f"file {file}"
        except (FileNotFoundError, PermissionError):
            continue  # gone meanwhile, or another account's


def _own_files(product: Product) -> Iterator[Path]:
    """Whatever lies below the product's directory: its output, its database's files, its temporary files."""
    elsewhere = product.var_dir / "embedded" / "postgresql" / POINTER
    for root in (product.var_dir, *([elsewhere.resolve()] if elsewhere.is_symlink() else [])):
        yield from _files_below(root)


def _temporary_files(since: float) -> Iterator[Path]:
    for root in {Path(tempfile.gettempdir()).resolve(), SHARED_MEMORY}:
        yield from (file for file in _files_below(root) if _changed_at(file) >= since)


def _files_below(root: Path) -> Iterator[Path]:
    for directory, names, files in os.walk(root):
        names[:] = [name for name in names if not any(word in name for word in BROWSER_FILES)]
        for file in (Path(directory, name) for name in files if not any(word in name for word in BROWSER_FILES)):
            if file.is_file() and not file.is_symlink() and file.stat().st_size <= LARGEST_FILE_BYTES:
                yield file


def _changed_at(file: Path) -> float:
    return file.stat().st_mtime if file.exists() else 0.0
