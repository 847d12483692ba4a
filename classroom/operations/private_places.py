"""Directories for servers: short enough for sockets, and within reach of an account that is not root.

PostgreSQL refuses to run as root. There it runs as an ordinary account, which must be able to enter every directory on
the way to its programs, data and socket; a checkout below a private home directory is out of its reach.
"""

import hashlib
import os
import pwd
import stat
import tempfile
from pathlib import Path

SOCKET_PATH_LIMIT_BYTES = 100  # the kernel allows 107 (unix(7)); some clients add a suffix
ACCOUNTS = ("postgres", "nobody")
OUTSIDE = Path("/var/lib/classroom-embedded")
POINTER = "elsewhere"


class NoAccountError(RuntimeError):
    """Running as root on a machine without an ordinary account for PostgreSQL."""


def account_for(owned: Path) -> pwd.struct_passwd | None:
    """The account that a server which refuses root shall run as; None where we are not root ourselves.

    Args:
        owned: a directory that belongs to that account since an earlier start, if it exists.
    """
    if os.geteuid() != 0:
        return None
    if owned.exists():
        return pwd.getpwuid(owned.stat().st_uid)
    for entry in pwd.getpwall():
        if entry.pw_name in ACCOUNTS:
            return entry
    raise NoAccountError(
        "PostgreSQL refuses to run as root and there is no account postgres or nobody to run it as: "
        "start the product as an ordinary user, or set DATABASE_URL."
    )


def is_within_reach(directory: Path, account: pwd.struct_passwd | None) -> bool:
    """Whether the account can enter the directory through all of its parents."""
    if account is None:
        return True
    real = directory.resolve()
    return all(_can_enter(step.stat(), account) for step in (real, *real.parents))


def home_within_reach(home: Path, account: pwd.struct_passwd | None) -> Path:
    """The home itself, or where the account cannot enter it one outside that a link in the home leads back to."""
    pointer = home / POINTER
    if pointer.is_symlink():
        return pointer.resolve()
    if is_within_reach(home, account):
        return home
    outside = OUTSIDE / hashlib.sha256(bytes(home.resolve())).hexdigest()[:16]
    for directory in (OUTSIDE, outside):
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o711)
    pointer.symlink_to(outside)
    return outside


def own_directory(directory: Path, account: pwd.struct_passwd | None) -> Path:
    """Make a directory that only the account (or we ourselves) and root can enter."""
    directory.mkdir(mode=0o700, exist_ok=True)
    directory.chmod(0o700)
    if account is not None:
        os.chown(directory, account.pw_uid, account.pw_gid)
    return directory


def socket_directory(home: Path, socket_name: str, account: pwd.struct_passwd | None) -> tuple[Path, Path | None]:
    """A private directory for a server's socket.

    Returns:
        The directory, and the temporary directory around it that has to be removed at the end (None: below home).
    """
    if _fits(home / "sockets", socket_name):
        return own_directory(home / "sockets", account), None
    around = Path(tempfile.mkdtemp(prefix="classroom-", dir=_short_temporary_directory()))
    if account is not None:
        around.chmod(0o711)
    return own_directory(around / "sockets", account), around


def _can_enter(status: os.stat_result, account: pwd.struct_passwd) -> bool:
    if status.st_uid == account.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _fits(directory: Path, socket_name: str) -> bool:
    return len(bytes(directory / socket_name)) <= SOCKET_PATH_LIMIT_BYTES


def _short_temporary_directory() -> str:
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) < SOCKET_PATH_LIMIT_BYTES // 2 else "/tmp"  # noqa: S108 (mkdtemp follows)
