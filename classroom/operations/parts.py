"""The processes that the product consists of, and the commands that start them."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MOST_FRAME_WORKERS = 4  # by default; one worker analyses far more frames than a class sends
MESSAGE_BYTES_LIMIT = 2 * 65536  # a little over 64 KiB is refused with a reason; beyond this the socket ends
GENERAL_WORKERS = 2  # while one waits for a mail server or makes a report, the other closes buckets
PING_S = 20  # how often a socket is asked whether it is still there, and how long it may take to answer
GRACEFUL_STOP_S = 5
# Each page is made in a thread of its own. By default glibc gives each thread an arena, up to eight a core, and what
# was ever in use there stays: with 400 students 6 MB more, and growing after everybody had come.
WEB_ARENAS = {"MALLOC_ARENA_MAX": "2"}

PART_NAMES = ("web", "frames", "general", "beat")
CELERY = ("-m", "celery", "--quiet", "-A", "classroom")
ROOT_WARNING = "ignore:You're running the worker with superuser privileges:UserWarning"
QUIET_WORKER = ("--without-gossip", "--without-mingle", "--loglevel", "WARNING")


@dataclass(frozen=True)
class Part:
    """One process of the product: its name in the output, its command, and what its environment has beyond ours."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Certificate:
    """Files in PEM for serving over TLS."""

    certificate: Path
    key: Path


def product_parts(
    *,
    host: str,
    port: int,
    frame_workers: int,
    certificate: Certificate | None = None,
    environment: Mapping[str, str] | None = None,
) -> list[Part]:
    """Everything that has to run, in the order of starting.

    Args:
        host: the address to listen on.
        frame_workers: how many processes analyse frames.
        certificate: serve over TLS with it.
        environment: what every part gets beyond the environment of this process.
    """
    common = dict(environment or {})
    workers = {**common, "PYTHONWARNINGS": ROOT_WARNING}  # who is root here is so in a container of their own
    return [
        _part("web", web_command(host, port, certificate), {**common, **WEB_ARENAS, "DATABASE_POOL": "1"}),
        _part("frames", worker_command("frames", frame_workers), workers),
        _part("general", worker_command("general", GENERAL_WORKERS), workers),
        _part("beat", (sys.executable, *CELERY, "beat", "--loglevel", "WARNING"), common),
    ]


def _part(name: str, command: tuple[str, ...], environment: Mapping[str, str]) -> Part:
    """A part that knows which one it is: for its numbers and its log."""
    return Part(name, command, {**environment, "CLASSROOM_PART": name})


def web_command(host: str, port: int, certificate: Certificate | None = None) -> tuple[str, ...]:
    """The web server: frames are limited in size and never compressed, because compression can hide a bomb."""
    tls = ("--ssl-certfile", str(certificate.certificate), "--ssl-keyfile", str(certificate.key)) if certificate else ()
    return (
        *(sys.executable, "-m", "uvicorn", "classroom.asgi:application", "--host", host, "--port", str(port)),
        *("--ws-max-size", str(MESSAGE_BYTES_LIMIT), "--ws-per-message-deflate", "false", "--lifespan", "off"),
        *("--ws-ping-interval", str(PING_S), "--ws-ping-timeout", str(PING_S)),
        *("--no-access-log", "--no-server-header", "--no-proxy-headers", "--log-level", "warning"),
        *("--timeout-graceful-shutdown", str(GRACEFUL_STOP_S), *tls),
    )


def worker_command(queue: str, concurrency: int) -> tuple[str, ...]:
    """A Celery worker for one queue."""
    options = ("-Q", queue, "--concurrency", str(concurrency), "-n", f"{queue}@%h", *QUIET_WORKER)
    return (sys.executable, *CELERY, "worker", *options)


def frame_workers(environ: Mapping[str, str]) -> int:
    """FRAME_WORKERS, or one process for each core, four at most.

    No core is kept free for the web process: it needs a third of one, and a core that waits analyses nothing.

    Raises:
        ValueError: FRAME_WORKERS is no whole number from 1.
    """
    wanted = environ.get("FRAME_WORKERS") or str(min(MOST_FRAME_WORKERS, os.cpu_count() or 1))
    if not wanted.isdecimal() or int(wanted) < 1:
        raise ValueError(f"FRAME_WORKERS must be a whole number from 1, not {wanted!r}.")
    return int(wanted)
