"""Whether a simulated student comes back after what the server said."""

import asyncio
import ssl
from types import SimpleNamespace
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection, serve

from classroom.live.messages import CloseCode
from classroom.operations.simulation.sockets import Socket
from classroom.operations.simulation.tally import Tally


class Listener(Socket):
    async def converse(self, connection: ClientConnection) -> None:
        await self.hear(connection)

    def take(self, message: dict[str, Any]) -> None:
        """Nothing is said here."""


async def closed_with(*codes: CloseCode) -> dict[str, int]:
    """The errors of a socket that the server closes with one code after the other."""
    left, tally = list(codes), Tally()

    async def close(connection: ServerConnection) -> None:
        await connection.close(left.pop(0))

    async with serve(close, "localhost", 0) as server:
        port = server.sockets[0].getsockname()[1]
        browser: Any = SimpleNamespace(
            socket_url=lambda path: f"ws://localhost:{port}{path}", origin="http://localhost", cookie_header=""
        )
        listener = Listener(browser, "/", tally=tally, lot=lambda: 0.0, tls=ssl.create_default_context())
        await asyncio.wait_for(listener.run(), 20)
    assert not left
    return dict(tally.errors)


def test_it_comes_back_where_the_page_does_and_stays_away_after_a_final_code() -> None:
    codes = (CloseCode.SESSION_FULL, CloseCode.TOO_OFTEN, CloseCode.WRONG_ORIGIN)
    assert asyncio.run(closed_with(*codes)) == {f"closed with {code.value}": 1 for code in codes}


def test_the_end_of_the_lecture_is_no_error() -> None:
    assert asyncio.run(closed_with(CloseCode.SESSION_ENDED)) == {}
