"""After a lecture nothing of a picture is left: in no table, no key, no file and no line of output."""

import base64
import json
import secrets
import time
from collections.abc import Callable

import psycopg
import pytest
import redis

from tests.browser.people import Lecture, Student, Students, Teacher, eventually
from tests.browser.product import Product
from tests.browser.traces import holds, redis_traces, traces

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

MARK_BYTES = 32
LAST_MARKS = 3  # the last that was accepted would be the one to stay; those after it may have been refused
FRAME_TTL_MS = 5000
PACE_MS = 1000  # so that the bad frames do not come too soon after the last good one
# One with a JPEG's header and nothing to decode, one that is no JPEG, a text, one too large, one so large that it
# closes the connection.
SEND_BAD_FRAMES = """(mark) => {
  const bytes = Uint8Array.from(mark.match(/../g), (pair) => parseInt(pair, 16));
  const sequence = [0, 0, 0, 1];
  const header = [0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 0, 64, 0, 64, 3, 1, 17, 0, 2, 17, 0, 3, 17, 0];
  watched.socket.send(new Uint8Array([...sequence, ...header, ...bytes]));
  watched.socket.send(new Uint8Array([...sequence, ...bytes]));
  watched.socket.send(mark);
  for (const surplus of [70_000, 300_000]) {
    watched.socket.send(new Uint8Array([...sequence, ...header, ...bytes, ...new Array(surplus).fill(7)]));
  }
}"""
SPELLINGS = {
    "raw": lambda mark: mark,
    "hex": lambda mark: mark.hex().upper().encode(),
    "base64": lambda mark: base64.b64encode(b"1" + mark + b"2"),
    "urlsafe base64": lambda mark: base64.urlsafe_b64encode(b"12" + mark + b"3"),
    "repr": lambda mark: repr({"jpeg": mark}).encode(),
    "json": lambda mark: json.dumps({"jpeg": mark.decode("latin-1")}).encode(),
    "utf-8": lambda mark: mark.decode("latin-1").encode(),
}


def test_no_frame_is_left(student: Students, teacher: Teacher, product: Product, lecture: Lecture) -> None:
    began_at = time.time()
    cleo = student()
    cleo.join(lecture, keep_timeline=True)
    cleo.expect_sending()
    teacher.wait_for_measured(2)
    bad_mark = send_bad_frames(cleo)
    during = redis_traces(product, [*marks_of(cleo), bad_mark])
    assert [place for place in during if not place.startswith("Redis frame:")] == []

    teacher.end_lecture()
    cleo.expect_state("The lecture has ended.")
    cleo.page.wait_for_timeout(FRAME_TTL_MS)
    assert traces(product, [*marks_of(cleo), bad_mark], began_at) == []


def marks_of(student: Student) -> list[bytes]:
    """Bytes out of the middle of some of the pictures that were sent: the first, one of the middle, the last ones."""
    frames = student.frames_sent()
    chosen = [frames[0], frames[len(frames) // 2], *frames[-LAST_MARKS:]]
    return [bytes.fromhex(frame["mark"]) for frame in chosen]


def send_bad_frames(student: Student) -> bytes:
    """Send frames that cannot be read, and wait until the page has got over it; the mark in them."""
    mark = secrets.token_bytes(MARK_BYTES)
    student.page.click("[data-pause]")
    student.page.wait_for_timeout(PACE_MS)
    student.page.evaluate(SEND_BAD_FRAMES, mark.hex())
    eventually(student.page, lambda: student.page.evaluate("watched.closed.length"), lambda closed: closed == 1)
    student.page.click("[data-pause]")
    student.expect_sending()
    return mark


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_the_search_knows_every_spelling(spell: Callable[[bytes], bytes]) -> None:
    mark = secrets.token_bytes(MARK_BYTES)
    assert holds(b"before" + spell(mark) + b"behind", mark)
    assert not holds(b"before" + spell(secrets.token_bytes(MARK_BYTES)) + b"behind", mark)


def test_the_search_looks_everywhere(product: Product) -> None:
    mark, began_at = secrets.token_bytes(MARK_BYTES), time.time()
    planted = product.temporary / "planted"
    planted.write_bytes(mark)
    with psycopg.connect(product.database_url) as connection:
        connection.execute("CREATE TABLE planted (body bytea)")
        # More than once: a page of the log of changes may end in the middle of one.
        connection.execute("INSERT INTO planted SELECT %s FROM generate_series(1, 3)", [mark])
    with redis.Redis.from_url(product.redis_url) as client:
        client.rpush("planted in a list", mark)
        client.hset("planted in a hash", "field", mark.hex())
        found = traces(product, [mark], began_at)
    assert {f"file {planted}", "table public.planted"} <= set(found)
    assert {"Redis planted in a list", "Redis planted in a hash"} <= set(found)
    assert any("pg_wal" in place for place in found)
    remove_what_was_planted(product)


def remove_what_was_planted(product: Product) -> None:
    (product.temporary / "planted").unlink()
    with psycopg.connect(product.database_url) as connection:
        connection.execute("DROP TABLE planted")
    with redis.Redis.from_url(product.redis_url) as client:
        client.delete("planted in a list", "planted in a hash")
