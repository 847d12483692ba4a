"""Processor time and memory of the product's processes on this machine. Memory is PSS: shared pages are shared out."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from classroom.operations.simulation.memory_series import growth_in_the_last_third, growth_per_hour, of_each_minute

MB = 2**20
GONE = (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess)
PART_MARKS = {"web": "uvicorn", "frames": "frames@", "general": "general@", "beat": "beat"}
KEEPER_MARK = "classroom.operations.keeper"


@dataclass
class Footprint:
    """One part of the product: a process and its children.

    Attributes:
        pss_bytes: one sum for each look, looked_at_s: when that was; processes: how many they were at the latest.
        cpu_s: processor time of each process, by its number, at the first and at the latest look.
    """

    name: str
    process: psutil.Process
    pss_bytes: list[int] = field(default_factory=list)
    looked_at_s: list[float] = field(default_factory=list)
    largest_bytes: int = 0
    processes: int = 0
    first_cpu_s: dict[int, float] = field(default_factory=dict)
    cpu_s: dict[int, float] = field(default_factory=dict)

    def look(self) -> None:
        """Note what it uses now; a process that has ended keeps the time it had used."""
        sizes = []
        for process in _with_children(self.process):
            with suppress(*GONE):
                sizes.append(process.memory_full_info().pss)
                times = process.cpu_times()
                self.first_cpu_s.setdefault(process.pid, times.user + times.system)
                self.cpu_s[process.pid] = times.user + times.system
        if sizes:
            self.pss_bytes.append(sum(sizes))
            self.looked_at_s.append(time.monotonic())
            self.processes = len(sizes)
            self.largest_bytes = max(self.largest_bytes, *sizes)

    def summary(self, seconds: float) -> dict[str, Any]:
        """Memory in MB over time, and how much it grew in an hour; processor time as a share of one core."""
        used_s = sum(used - self.first_cpu_s[pid] for pid, used in self.cpu_s.items())
        return {
            "part": self.name,
            "processes": self.processes,
            "cpu_s": round(used_s, 2),
            "cores": round(used_s / seconds, 3),
            "pss_mb": {
                "first": _mb(self.pss_bytes[0]),
                "last": _mb(self.pss_bytes[-1]),
                "most": _mb(max(self.pss_bytes)),
                "most_of_one_process": _mb(self.largest_bytes),
                "growth_per_h": _mb_or_none(growth_per_hour(self.looked_at_s, self.pss_bytes)),
                "last_growth_per_h": _mb_or_none(growth_in_the_last_third(self.looked_at_s, self.pss_bytes)),
                "of_each_minute": [_mb_or_none(size) for size in of_each_minute(self.looked_at_s, self.pss_bytes)],
            },
        }


def product_footprints(port: int, var_dir: Path) -> list[Footprint]:
    """The parts below the `manage.py run` that listens on a port, and the servers that embedded mode keeps.

    Nothing is found of a product that runs in containers or as somebody else's processes.
    """
    web = _listener_on(port)
    if web is None:
        return []
    return [*_parts_beside(web), *_kept_servers(var_dir)]


def _listener_on(port: int) -> psutil.Process | None:
    for process in psutil.process_iter():
        with suppress(*GONE):
            if any(_is_listening(connection, port) for connection in process.net_connections("tcp")):
                return process
    return None


def _is_listening(connection: Any, port: int) -> bool:
    return bool(connection.status == psutil.CONN_LISTEN and connection.laddr.port == port)


def _parts_beside(web: psutil.Process) -> Iterator[Footprint]:
    supervisor = next((parent for parent in web.parents() if "manage.py" in _command(parent)), None)
    if supervisor is None:
        yield Footprint("web", web)
        return
    for process in supervisor.children():
        name = next((name for name, mark in PART_MARKS.items() if mark in _command(process)), None)
        if name is not None:
            yield Footprint(name, process)


def _kept_servers(var_dir: Path) -> Iterator[Footprint]:
    for process in psutil.process_iter():
        command = _command(process)
        if KEEPER_MARK in command and str(var_dir.resolve() / "embedded") in command:
            for server in _children(process):
                yield Footprint(server.name(), server)


def _with_children(process: psutil.Process) -> list[psutil.Process]:
    return [process, *_children(process, recursive=True)]


def _children(process: psutil.Process, *, recursive: bool = False) -> list[psutil.Process]:
    with suppress(*GONE):
        return list(process.children(recursive=recursive))
    return []


def _command(process: psutil.Process) -> str:
    with suppress(*GONE):
        return " ".join(process.cmdline())
    return ""


def _mb(size: float) -> float:
    return round(size / MB, 1)


def _mb_or_none(size: float | None) -> float | None:
    return None if size is None else _mb(size)
