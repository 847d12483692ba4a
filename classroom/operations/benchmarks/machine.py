"""On what a benchmark ran."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from django.db import connection

from classroom.connections import redis_client
from classroom.operations.processes import CHECKOUT
from classroom.sessions.recognition import current_recognition

PACKAGES = ("django", "channels", "celery", "redis", "psycopg", "uvicorn", "opencv-python-headless", "ai-edge-litert")
GB = 2**30


def machine_facts() -> dict[str, Any]:
    """Hardware, versions and commit, and how busy the machine was before anything began."""
    redis_version = redis_client().info("server")["redis_version"]
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(psutil.virtual_memory().total / GB, 1),
        "load_before": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgresql": f"{connection.pg_version // 10_000}.{connection.pg_version % 10_000}",  # type: ignore[attr-defined]
        "redis_server": redis_version,
        **{name: version(name) for name in PACKAGES},
        "model": current_recognition().name,
        "commit": _commit(),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _commit() -> str:
    """The short commit, with a plus when files differ from it; "unknown" outside a checkout."""
    described = subprocess.run(
        ("git", "describe", "--always", "--dirty=+", "--exclude=*"),  # noqa: S607  # wherever it is
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or "unknown"
