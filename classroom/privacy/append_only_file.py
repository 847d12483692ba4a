"""A file of JSON lines to which lines are only added, and which holds them when `append` returns."""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

LONGEST_LINE = 4096  # bytes


class BrokenFileError(Exception):
    """A line that cannot be read; the message names it."""


class AppendOnlyFile:
    """Several processes may add lines at once. What a process that died left unfinished is not a line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Add a line for each record and wait until the disk has them.

        Raises:
            OSError: the disk is full or out of reach; none or some of the lines count then.
        """
        body = "".join(f"{json.dumps(record, separators=(',', ':'))}\n" for record in records).encode()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.exists()
        with os.fdopen(os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, mode=0o600), "ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _cut_unfinished_line(file.fileno())
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _sync_directory(self.path.parent)

    def records(self) -> list[dict[str, Any]]:
        """All lines; none where there is no file.

        Raises:
            BrokenFileError: a line is not JSON, or not an object.
        """
        if not self.path.exists():
            return []
        lines = self.path.read_bytes().split(b"\n")[:-1]
        return [self._record(number, line) for number, line in enumerate(lines, start=1)]

    def _record(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            record = json.loads(line)
        except ValueError as error:
            raise BrokenFileError(f"{self.path}, line {number} cannot be read.") from error
        if not isinstance(record, dict):
            raise BrokenFileError(f"{self.path}, line {number} is no record.")
        return record


def _cut_unfinished_line(descriptor: int) -> None:
    size = os.fstat(descriptor).st_size
    start = max(0, size - LONGEST_LINE)
    tail = os.pread(descriptor, LONGEST_LINE, start)
    if tail and not tail.endswith(b"\n"):
        os.ftruncate(descriptor, start + tail.rfind(b"\n") + 1)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
