"""Reading settings from the environment: typed, and stopping on nonsense instead of guessing."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})


class Environment:
    """The process environment, read by type.

    Every method raises ImproperlyConfigured with the variable's name when its value cannot be used.
    """

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def text(self, name: str, default: str | None = None) -> str:
        value = self._variables.get(name, "").strip() or default
        if value is None:
            raise ImproperlyConfigured(f"{name} is not set.")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self._variables.get(name, "1" if default else "0").strip().lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")

    def whole(self, name: str, default: int, least: int = 0, most: int = 2**31) -> int:
        value = self._variables.get(name, "").strip() or str(default)
        if not value.isdecimal() or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}.")
        return int(value)

    def words(self, name: str, default: str = "") -> list[str]:
        """A list of words separated by commas; empty ones are dropped."""
        value = self._variables.get(name, default)
        return [word.strip() for word in value.split(",") if word.strip()]

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
        return value

    def time_zone(self, name: str, default: str) -> str:
        """The name of a time zone that this machine knows."""
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # unknown, no name at all, a folder of zones
            wanted = "the name of a time zone, as in Asia/Almaty"
            raise ImproperlyConfigured(f"{name} must be {wanted}, not {value!r}.") from error
        return value


def kept_secrets(path: Path) -> list[str]:
    """Older secrets, one a line, the newest first."""
    return path.read_text().split() if path.exists() else []


def replace_kept_secret(path: Path, older: Path) -> None:
    """Make a new secret; the present one joins the older ones first, so that at no moment neither counts."""
    secrets_so_far = dict.fromkeys([kept_secret(path), *kept_secrets(older)])
    _write_at_once(older, "\n".join(secrets_so_far))
    _write_at_once(path, secrets.token_urlsafe(50))


def _write_at_once(path: Path, text: str) -> None:
    """Whoever reads meanwhile sees the text before or the text after."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    new.touch(mode=0o600)
    new.write_text(text)
    new.replace(path)


def kept_secret(path: Path) -> str:
    """A secret that is made once and then read. Several processes may start at once: the first one's counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_name(f"{path.name}.{os.getpid()}")
    own.touch(mode=0o600)
    own.write_text(secrets.token_urlsafe(50))
    try:
        os.link(own, path)
    except FileExistsError:
        return path.read_text()
    finally:
        own.unlink()
    return path.read_text()
