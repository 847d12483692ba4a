import pytest

from classroom.operations.addresses import (
    VANISHED,
    AddressError,
    celery_broker_url,
    parse_database_url,
    parse_email_url,
    postgresql_socket_url,
    redis_socket_url,
)


def test_a_database_address_becomes_settings() -> None:
    settings = parse_database_url("postgresql://ada:p%40ss@db.example:5433/class%20room?sslmode=require")
    assert settings == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "class room",
        "USER": "ada",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"connect_timeout": 5, "sslmode": "require"} | VANISHED,
    }


def test_whoever_says_so_waits_longer_for_a_server_that_vanished() -> None:
    options = parse_database_url("postgresql://db.example/classroom?keepalives_idle=60")["OPTIONS"]
    assert (options["keepalives_idle"], options["keepalives_interval"]) == ("60", VANISHED["keepalives_interval"])


def test_a_socket_directory_stands_in_the_query() -> None:
    settings = parse_database_url(postgresql_socket_url("/var/a directory/sockets", "classroom", "classroom"))
    assert settings["HOST"] == "/var/a directory/sockets"
    assert settings["USER"] == "classroom"
    assert settings["NAME"] == "classroom"
    assert settings["PORT"] == ""
    assert settings["OPTIONS"] == {"connect_timeout": 5}


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "must start with postgresql://"),
        ("mysql://db/classroom", "must start with postgresql://, not with mysql://"),
        ("sqlite:///db.sqlite3", "must start with postgresql://"),
        ("postgresql://db", "must end in one database name"),
        ("postgresql://db/a/b", "must end in one database name"),
        ("postgresql://db:many/classroom", "no number from 1 to 65535"),
        ("postgresql://db:70000/classroom", "no number from 1 to 65535"),
    ],
)
def test_a_wrong_database_address_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(AddressError, match=reason):
        parse_database_url(url)


@pytest.mark.parametrize("url", ["redis://cache/0", "rediss://user:secret@cache:6380/1"])
def test_a_redis_on_the_network_is_a_broker_as_it_is(url: str) -> None:
    assert celery_broker_url(url) == url


def test_a_redis_socket_is_spelled_differently_for_a_broker() -> None:
    assert celery_broker_url("unix:///run/redis.sock?db=3") == "redis+socket:///run/redis.sock?virtual_host=3"
    assert celery_broker_url(redis_socket_url("/run/a b.sock")) == "redis+socket:///run/a%20b.sock?virtual_host=0"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "must start with redis://"),
        ("memory://", "must start with redis://, not with memory://"),
        ("redis://", "names no host"),
        ("redis://cache:port/0", "no number from 1 to 65535"),
        ("unix://", "names no socket"),
        ("unix://run/redis.sock", "names no socket"),
    ],
)
def test_a_wrong_redis_address_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(AddressError, match=reason):
        celery_broker_url(url)


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp+starttls://ada:p%40ss@mail.example", 587, True, False),
        ("smtps://ada:p%40ss@mail.example", 465, False, True),
        ("smtp://ada:p%40ss@mail.example:2525", 2525, False, False),
    ],
)
def test_a_mail_address_becomes_settings(url: str, port: int, tls: bool, ssl: bool) -> None:
    assert parse_email_url(url) == {
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "ada",
        "EMAIL_HOST_PASSWORD": "p@ss",
        "EMAIL_USE_SSL": ssl,
        "EMAIL_USE_TLS": tls,
    }


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:port"])
def test_a_mail_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(AddressError, match="EMAIL_URL"):
        parse_email_url(url)
