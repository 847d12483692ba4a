"""What a measurement was taken on, without the machine's name."""

import importlib.metadata
import os
import platform
from pathlib import Path

PACKAGES = ("ai-edge-litert", "opencv-python-headless", "numpy", "keras", "tensorflow")


def machine() -> dict[str, str | int | None]:
    """Describe where it was measured."""
    versions = {name: importlib.metadata.version(name) for name in PACKAGES if _is_installed(name)}
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        **versions,
    }


def _is_installed(package: str) -> bool:
    """Tell whether a distribution is there."""
    return any(importlib.metadata.distributions(name=package))


def processor() -> str:
    """Return the processor's name; Python knows it on some systems only, Linux writes it down."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
