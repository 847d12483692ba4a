"""Where the processes of one running part keep their numbers: a folder that is theirs while its main process lives."""

import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from classroom.locks import exclusive, hold_alone, is_held

LOCK = "lock"


def claim_folder(root: Path, part: str) -> Path:
    """Make a folder for a part that starts, and remove those of parts that have ended.

    It is ours until this process and all that it forks have ended, however they end.

    Raises:
        ImproperlyConfigured: the folder cannot be made.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with exclusive(root / LOCK):  # none removes what another is about to hold
            for folder in _folders(root):
                if not is_alive(folder):
                    shutil.rmtree(folder)
            folder = Path(tempfile.mkdtemp(prefix=f"{part}-", dir=root))
            hold_alone(folder / LOCK)  # never closed: it ends with us
    except OSError as error:
        raise ImproperlyConfigured(f"METRICS_DIR must be a folder that can be written: {error}") from error
    return folder


def living_folders(root: Path) -> dict[str, list[Path]]:
    """The folders of parts that run, by the part's name."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for folder in _folders(root):
        if is_alive(folder):
            found[folder.name.rpartition("-")[0]].append(folder)
    return dict(found)


def is_alive(folder: Path) -> bool:
    """Whether a process of the part that made this folder still lives."""
    try:
        return is_held(folder / LOCK)
    except FileNotFoundError:  # another part has just removed it
        return False


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
