"""Fixtures for all tests. The servers they run on are started by tests/own_servers.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("project", deadline=None)  # tests assert no times
hypothesis_settings.load_profile("project")


def let_the_log_be_emptied() -> None:
    with connection.cursor() as cursor:
        for table in ("privacy_auditentry", "privacy_auditlink"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_is_not_emptied")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """Tests with transactions of their own empty every table afterwards, the audit log too."""
    with django_db_blocker.unblock():
        let_the_log_be_emptied()


@pytest.fixture(autouse=True)
def ledger(settings: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory in which erasures are noted outside the database."""
    settings.LEDGER_DIR = tmp_path_factory.mktemp("ledger")
    return settings.LEDGER_DIR


@pytest.fixture(autouse=True)
def fast_passwords(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind in the process; the next test begins in English all the same."""
    with translation.override("en"):
        yield


@pytest.fixture
def redis() -> Iterator[object]:
    """The real Redis, empty before and after the test."""
    from classroom.connections import redis_client

    client = redis_client()
    client.flushdb()
    yield client
    client.flushdb()
