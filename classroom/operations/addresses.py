"""Addresses of servers as they stand in the environment, turned into what Django and Celery expect."""

from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

POSTGRESQL_SCHEMES = ("postgresql", "postgres")
EMAIL_SCHEMES = ("smtp", "smtps", "smtp+starttls")
TCP_REDIS_SCHEMES = ("redis", "rediss")
CONNECT_TIMEOUT_S = 5
# A server that vanished in the midst of a query is noticed after some 25 seconds; the system's own figure is two hours.
VANISHED = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "25000"}


class AddressError(ValueError):
    """An address that cannot be used, with the variable and the reason in the message."""


def parse_database_url(url: str) -> dict[str, Any]:
    """Turn a PostgreSQL address into an entry of Django's DATABASES.

    Args:
        url: `postgresql://user:password@host:port/name?option=value`; a socket directory stands in the query as
            `host`, a user without a host as `user`. Other options go to libpq as they are (`sslmode`, ...).

    Raises:
        AddressError: another scheme, no database name, a port that is no port.
    """
    parts = _split("DATABASE_URL", url, POSTGRESQL_SCHEMES)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise AddressError("DATABASE_URL must end in one database name, as in postgresql://user@host/classroom.")
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": options.pop("user", None) or unquote(parts.username or ""),
        "PASSWORD": options.pop("password", None) or unquote(parts.password or ""),
        "HOST": host,
        "PORT": options.pop("port", None) or str(_port("DATABASE_URL", parts) or ""),
        "OPTIONS": {"connect_timeout": CONNECT_TIMEOUT_S} | (VANISHED if _is_on_the_network(host) else {}) | options,
    }


def celery_broker_url(redis_url: str) -> str:
    """Turn a Redis address into a Celery broker's: sockets are spelled differently there.

    Raises:
        AddressError: another scheme, a socket address without a path, a host that is missing.
    """
    parts = _split("REDIS_URL", redis_url, (*TCP_REDIS_SCHEMES, "unix"))
    if parts.scheme in TCP_REDIS_SCHEMES:
        if not parts.hostname:
            raise AddressError("REDIS_URL names no host; write redis://host:6379/0.")
        _port("REDIS_URL", parts)
        return redis_url
    if parts.hostname or not parts.path.strip("/"):
        raise AddressError("REDIS_URL names no socket; write unix:///full/path/redis.sock?db=0.")
    database = dict(parse_qsl(parts.query)).get("db", "0")
    return f"redis+socket://{parts.path}?virtual_host={database}"


def parse_email_url(url: str) -> dict[str, Any]:
    """Turn a mail server's address into Django's settings.

    Args:
        url: `smtp+starttls://user:password@host:587`, `smtps://…:465`, or `smtp://host:25` without encryption.

    Raises:
        AddressError: another scheme, a host that is missing, a port that is no port.
    """
    parts = _split("EMAIL_URL", url, EMAIL_SCHEMES)
    if not parts.hostname:
        raise AddressError("EMAIL_URL names no host; write smtp+starttls://user:password@host:587.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": _port("EMAIL_URL", parts) or {"smtp": 25, "smtps": 465}.get(parts.scheme, 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+starttls",
    }


def postgresql_socket_url(socket_directory: str, user: str, name: str) -> str:
    """The address of a database behind a socket directory."""
    query = urlencode({"host": socket_directory, "user": user}, safe="/", quote_via=quote)
    return f"postgresql:///{quote(name)}?{query}"


def redis_socket_url(socket_path: str) -> str:
    """The address of a Redis behind a socket."""
    return f"unix://{quote(socket_path)}?db=0"


def _is_on_the_network(host: str) -> bool:
    """Whether a host of libpq is none of the machine's sockets, which are named by a path or "@" or by nothing."""
    return bool(host) and not host.startswith(("/", "@"))


def _split(variable: str, url: str, schemes: tuple[str, ...]) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in schemes:
        raise AddressError(f"{variable} must start with {schemes[0]}://, not with {parts.scheme or 'nothing'}://.")
    return parts


def _port(variable: str, parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError as error:
        raise AddressError(f"{variable} has a port that is no number from 1 to 65535.") from error
