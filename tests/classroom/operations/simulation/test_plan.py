import socket
from dataclasses import asdict

import pytest

from classroom.operations.simulation.plan import Plan, PlanError, is_this_machine, port_of

PLAN = Plan("http://localhost:8000", students=7, duration_s=10, sessions=3)


def test_students_are_dealt_out_evenly() -> None:
    assert [PLAN.session_of(student) for student in range(7)] == [0, 1, 2, 0, 1, 2, 0]


@pytest.mark.parametrize(
    "change",
    [
        {"sessions": 0},
        {"sessions": 8},
        {"duration_s": 0},
        {"interval_s": 0},
        {"join_rate": 0},
        {"drop_rate": 1.1},
        {"base_url": "localhost:8000"},
        {"base_url": "ftp://localhost"},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(change: dict[str, float | str]) -> None:
    with pytest.raises(PlanError):
        Plan(**asdict(PLAN) | change)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.1", "[::1]"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_this_machine(f"http://{host}:8000")


def test_another_machine_is_not_this_one() -> None:
    assert not is_this_machine("http://192.0.2.7")  # RFC 5737: nobody has it


def test_a_name_with_one_address_elsewhere_is_not_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(0, 0, 0, "", (address, 0)) for address in ("127.0.0.1", "192.0.2.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: answers)
    assert not is_this_machine("http://school.example")


def test_a_name_nobody_knows_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_options: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(PlanError, match=r"Nobody knows the name school\.example"):
        is_this_machine("http://school.example")


@pytest.mark.parametrize(("url", "port"), [("http://a", 80), ("https://a", 443), ("http://a:81", 81)])
def test_an_address_has_a_port(url: str, port: int) -> None:
    assert port_of(url) == port
