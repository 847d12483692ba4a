from ipaddress import IPv4Address
from pathlib import Path

import pytest

from classroom.operations import serving

SCHOOL = IPv4Address("192.168.7.20")


def test_sockets_are_opened_from_every_address_of_the_local_network(
    settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR_DIR, settings.PORT = tmp_path, 8123
    monkeypatch.setattr(serving, "local_addresses", lambda: [SCHOOL])
    origins = serving.serve_on_local_network().environment["CSRF_TRUSTED_ORIGINS"].split(",")
    assert {f"https://{SCHOOL}:8123", "https://localhost:8123", "https://127.0.0.1:8123"} <= set(origins)
