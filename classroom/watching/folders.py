"""Where the processes of one running part keep their numbers: a folder that is theirs while its main process lives."""

import fcntl
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LOCK = "lock"


def claim_folder(root: Path, part: str) -> Path:
    """Make a folder for a part that starts, and remove those of parts that have ended.

    It is ours until this process and all that it forks have ended, however they end.

    Raises:
        ImproperlyConfigured: the folder cannot be made.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _alone_in(root):
            for folder in _folders(root):
                if not is_held(folder):
                    shutil.rmtree(folder)
            folder = Path(tempfile.mkdtemp(prefix=f"{part}-", dir=root))
            fcntl.flock(_open_lock(folder), fcntl.LOCK_EX)  # never closed: it ends with us
    except OSError as error:
        raise ImproperlyConfigured(f"METRICS_DIR must be a folder that can be written: {error}") from error
    return folder


def living_folders(root: Path) -> dict[str, list[Path]]:
    """The folders of parts that run, by the part's name."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for folder in _folders(root):
        if is_held(folder):
            found[folder.name.rpartition("-")[0]].append(folder)
    return dict(found)


def is_held(folder: Path) -> bool:
    """Whether a process of the part that made this folder still lives."""
    try:
        descriptor = _open_lock(folder)
    except FileNotFoundError:  # another part has just removed it
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def _open_lock(folder: Path) -> int:
    return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def _alone_in(root: Path) -> Iterator[None]:
    """Let one part at a time clean up and claim, so that none removes what another is about to hold."""
    descriptor = _open_lock(root)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
