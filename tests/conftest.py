"""Fixtures for all tests. The servers they run on are started by tests/own_servers.py."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("project", deadline=None)  # tests assert no times
hypothesis_settings.load_profile("project")


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
