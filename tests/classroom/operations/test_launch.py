import os
import signal
import socket
from collections.abc import Iterator

import pytest

from classroom.operations.launch import PortTakenError, StopRequest, refuse_taken_port

HOST = "127.0.0.1"


@pytest.fixture
def restored_signals() -> Iterator[None]:
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in signals]
    yield
    for number, handler in zip(signals, before, strict=True):
        signal.signal(number, handler)


def test_a_free_port_is_accepted() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
    refuse_taken_port(HOST, port)


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PortTakenError, match=rf"Port {port} is taken .* PORT={port + 1} make run"):
            refuse_taken_port(HOST, port)


@pytest.mark.usefixtures("restored_signals")
def test_asking_once_stops_in_order_and_twice_at_once() -> None:
    stop = StopRequest()
    assert not stop
    os.kill(os.getpid(), signal.SIGTERM)
    assert stop
    assert stop.reason == "SIGTERM"
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)
