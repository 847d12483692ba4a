"""The web server as it is started, over a real connection: what Channels' test sockets cannot show."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress

import pytest
import redis as redis_package
import uvicorn
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.utils import timezone
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from classroom.accounts.models import User
from classroom.asgi import application
from classroom.live import messages, presence
from classroom.live.announcements import dashboards_group
from classroom.live.consumers import DashboardConsumer, ParticipationConsumer
from classroom.live.messages import CloseCode
from classroom.operations.parts import web_command
from classroom.sessions.access import cookie_name
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from tests.classroom.live.sockets import login_cookie
from tests.classroom.live.test_intake import framed
from tests.hostile_frames import corpus
from tests.jpegs import jpeg

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]
ORIGIN = settings.PUBLIC_URL
SMALL_BUFFER_BYTES = 4096
FORMAT_REFUSALS = {"not_a_frame", "too_large", "not_jpeg", "too_many_pixels"}


class WebServer(uvicorn.Server):
    """Uvicorn with the options of the product, in this process, so that the test can look inside."""

    def __init__(self) -> None:
        options = uvicorn.main.make_context("uvicorn", list(web_command("127.0.0.1", 0)[3:])).params
        of_sockets = {name: value for name, value in options.items() if name.startswith("ws")}
        super().__init__(uvicorn.Config(application, lifespan="off", log_level="warning", **of_sockets))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL_BUFFER_BYTES)
        self.port = self.listener.getsockname()[1]

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # Ctrl-C is the tests' own


@pytest.fixture
async def server(sockets: None) -> AsyncIterator[WebServer]:
    web = WebServer()
    serving = asyncio.create_task(web.serve([web.listener]))
    await until(lambda: web.started)
    yield web
    web.should_exit = web.force_exit = True
    await serving


def camera(server: WebServer, class_session: ClassSession, seat: NewSeat, origin: str | None = ORIGIN) -> connect:
    address = f"ws://127.0.0.1:{server.port}/ws/participate/{class_session.pk}/"
    cookie = {"Cookie": f"{cookie_name(class_session.pk)}={seat.token}"}
    return connect(address, origin=origin, additional_headers=cookie, compression="deflate", proxy=None)


async def close_code_of(client: ClientConnection) -> int:
    with suppress(ConnectionClosed):
        async for _message in client:
            pass
    return client.close_code


async def test_a_camera_that_offers_compression_gets_none(
    server: WebServer, class_session: ClassSession, seat: NewSeat
) -> None:
    async with camera(server, class_session, seat) as client:
        assert "permessage-deflate" in client.request.headers["Sec-WebSocket-Extensions"]
        assert "Sec-WebSocket-Extensions" not in client.response.headers
        assert json.loads(await client.recv())["type"] == "welcome"


async def test_more_than_64_kib_are_refused_and_more_than_twice_that_end_the_socket(
    server: WebServer, class_session: ClassSession, seat: NewSeat
) -> None:
    picture = jpeg(320, 240)
    async with camera(server, class_session, seat) as client:
        await client.recv()
        await client.send(framed(picture + bytes(65536 - len(picture) + 1)))
        assert json.loads(await client.recv())["reason"] == "too_large"
        await client.send(bytes(2 * 65536 + 1))
        assert await close_code_of(client) == 1009


async def test_hostile_files_are_refused_one_by_one_and_the_socket_lives_on(
    server: WebServer, class_session: ClassSession, seat: NewSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = list(corpus().values())
    monkeypatch.setattr("classroom.live.intake.EARLIEST", 0)
    monkeypatch.setattr("classroom.live.limits.REFUSALS_AT_ONCE", len(files) + 1)
    async with camera(server, class_session, seat) as client:
        await client.recv()
        sending = asyncio.create_task(send_all(client, files))
        reasons = []
        while "not_understood" not in reasons:  # the answer to the last message
            reasons.append(json.loads(await client.recv())["reason"])
        await sending
    assert {"not_a_frame", "not_jpeg", "too_many_pixels"} <= set(reasons) <= {*FORMAT_REFUSALS, "not_understood"}
    assert len(reasons) < len(files)


async def send_all(client: ClientConnection, files: list[bytes]) -> None:
    for number, data in enumerate(files):
        await client.send(framed(data, number))
    await client.send("that was all")


@pytest.mark.parametrize(
    "origin",
    [
        "http://elsewhere.example",
        "null",
        None,
        "http://localhost.elsewhere.example",
        "http://localhost:1",
        "https://localhost",
    ],
)
async def test_a_page_of_another_site_is_told_that_it_is_one(
    server: WebServer, class_session: ClassSession, seat: NewSeat, origin: str | None
) -> None:
    async with camera(server, class_session, seat, origin) as client:
        assert await close_code_of(client) == CloseCode.WRONG_ORIGIN


async def test_the_server_asks_whether_somebody_is_still_there(server: WebServer) -> None:
    assert (server.config.ws_ping_interval, server.config.ws_ping_timeout) == (20, 20)


async def test_half_open_connections_end(server: WebServer, class_session: ClassSession, seat: NewSeat) -> None:
    server.config.ws_ping_interval = server.config.ws_ping_timeout = 0.2
    async with camera(server, class_session, seat) as client:
        await client.recv()
        client.transport.pause_reading()  # as if the cable had been cut: pings are not answered
        await until(lambda: not server.server_state.connections)
        client.transport.resume_reading()


async def test_who_goes_while_something_is_said_to_them_is_there_no_more(
    server: WebServer,
    class_session: ClassSession,
    seat: NewSeat,
    redis: redis_package.Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with camera(server, class_session, seat) as client:
        await client.recv()

        async def answer_too_late(consumer: ParticipationConsumer, _tap: object) -> None:
            await client.close()
            await consumer.send_message(messages.hands_lowered())

        monkeypatch.setattr(ParticipationConsumer, "_act_on", answer_too_late)
        assert presence.people_present(redis, class_session.pk, timezone.now()) == 1
        await client.send(json.dumps({"type": "signal", "signal": None}))
        await until(lambda: not presence.people_present(redis, class_session.pk, timezone.now()))
    await until(lambda: not get_channel_layer().groups)


async def test_a_dashboard_that_never_reads_does_not_grow_the_server(
    server: WebServer, class_session: ClassSession, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.live.json_consumer.SEND_TIMEOUT_S", 0.5)
    cookie = await database_sync_to_async(login_cookie)(ada)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=SMALL_BUFFER_BYTES)
    writer.write(handshake(class_session, cookie))
    await reader.readuntil(b"\r\n\r\n")
    layer, group = get_channel_layer(), dashboards_group(class_session.pk)
    await until(lambda: layer.channels)
    reader._transport.pause_reading()
    while layer.channels:
        await layer.group_send(group, {"type": "relay", "message": {"filling": "x" * 100_000}})
        await asyncio.sleep(0.05)
    assert not layer.groups
    writer.transport.abort()


async def test_a_page_that_has_left_is_no_failure_of_a_server(
    server: WebServer,
    class_session: ClassSession,
    ada: User,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cookie = await database_sync_to_async(login_cookie)(ada)
    has_left = threading.Event()
    monkeypatch.setattr(DashboardConsumer, "_note_view", lambda _consumer: has_left.wait(20))
    _reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(handshake(class_session, cookie))
    await until(lambda: get_channel_layer().channels)
    writer.transport.abort()
    await until(lambda: not server.server_state.connections)
    has_left.set()
    await until(lambda: not get_channel_layer().channels)
    assert "until its servers are back" not in caplog.text


def handshake(class_session: ClassSession, cookie: str) -> bytes:
    lines = [
        f"GET /ws/sessions/{class_session.pk}/dashboard/ HTTP/1.1",
        *("Host: localhost", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"),
        *("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", f"Origin: {ORIGIN}", f"Cookie: sessionid={cookie}"),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


async def until(is_so) -> None:
    """Wait; the test's own time limit ends a wait that is in vain."""
    while not is_so():  # noqa: ASYNC110 (what is waited for has no event)
        await asyncio.sleep(0.05)
