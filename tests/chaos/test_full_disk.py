"""PostgreSQL on a disk that becomes full in the middle of a lecture."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tests.chaos.classes import Class
from tests.chaos.people import eventually
from tests.chaos.product import FaultyProduct

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]

DISK = "size=224m"
CHUNK_BYTES = 1 << 20
FULL_S = 15


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    """A small disk below the directory in which the product's PostgreSQL will live."""
    home = FaultyProduct("full-disk").var_dir / "embedded" / "postgresql"
    home.mkdir(parents=True)
    mounting = subprocess.run(["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", home], capture_output=True, check=False)
    if mounting.returncode != 0:
        pytest.skip(f"NOT RUN: a full disk: {mounting.stderr.decode().strip()}")
    yield home
    subprocess.run(["umount", "--lazy", home], check=True)
    shutil.rmtree(home.parents[1])


@pytest.fixture(scope="module")
def product(disk: Path) -> Iterator[FaultyProduct]:
    product = FaultyProduct("full-disk", {"FRAME_WORKERS": "1"})
    try:
        product.temporary.mkdir()
        product.start_again()
        yield product
    finally:
        status = product.stop()
    assert status == 0


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """There is no space until the end of the block."""
    ballast = disk / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(CHUNK_BYTES))
        yield
    finally:
        ballast.unlink()


def test_what_is_measured_while_the_disk_is_full_is_stored_when_there_is_room(
    product: FaultyProduct, gather: Callable[..., Class], disk: Path
) -> None:
    lecture = gather()
    full_at = lecture.acknowledge()
    with filled(disk):
        with suppress(psycopg.OperationalError):
            while True:  # what space its log has already is used up sooner
                product.query("SELECT pg_logical_emit_message(true, 'chaos', repeat('x', 16000000))")
        eventually(lambda: "database" in product.unwell_parts())
        time.sleep(FULL_S)
    lecture.wait_until_back(product, "postgresql's disk full", full_at)
    lecture.wait_for_new_figures()
    buckets = lecture.end(product)
    lecture.assert_nothing_false(buckets)
    assert not any(bucket["interrupted"] for bucket in buckets)
