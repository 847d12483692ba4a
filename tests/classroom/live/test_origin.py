"""Which pages may open a socket."""

import pytest

from classroom.live.origin import OriginGate

PUBLIC = "https://school.example"


@pytest.fixture
def gate(settings: object) -> OriginGate:
    settings.PUBLIC_URL = PUBLIC
    settings.ALLOWED_HOSTS = ["school.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://classroom.example:8443", "https://*.faculty.example"]
    return OriginGate(None)


@pytest.mark.parametrize(
    "origin", [PUBLIC, f"{PUBLIC}:443", "https://classroom.example:8443", "https://biology.faculty.example"]
)
def test_pages_of_our_own_may(gate: OriginGate, origin: str) -> None:
    assert gate.knows([origin.encode()])


@pytest.mark.parametrize(
    "origin",
    [
        f"{PUBLIC}:8001",
        "http://school.example",
        "https://classroom.example",
        "https://school.example.elsewhere.example",
        f"{PUBLIC}:port",
        "null",
        "",
    ],
)
def test_pages_of_another_port_scheme_or_site_may_not(gate: OriginGate, origin: str) -> None:
    assert not gate.knows([origin.encode()])


@pytest.mark.parametrize("origins", [[], [PUBLIC.encode(), PUBLIC.encode()]])
def test_one_origin_is_named_or_none_counts(gate: OriginGate, origins: list[bytes]) -> None:
    assert not gate.knows(origins)
