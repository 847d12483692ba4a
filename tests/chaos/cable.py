"""A cable between people and product that tests can cut and hold: a TCP proxy."""

import socket
import struct
import threading
from contextlib import suppress

from classroom.operations.benchmarks.trial import free_port

CHUNK_BYTES = 65536
ACCEPT_S = 0.2
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: no goodbye, as when a router loses its memory


class Cable:
    """Passes bytes on to a port of this machine, except while it is cut or held."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._to = port
        self._flows, self._is_whole, self._is_laid = threading.Event(), threading.Event(), threading.Event()
        for state in (self._flows, self._is_whole, self._is_laid):
            state.set()
        self._ends: set[socket.socket] = set()
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def cut(self) -> None:
        """Every connection ends at once, and new ones do too."""
        self._is_whole.clear()
        self._reset_all()

    def mend(self) -> None:
        self._is_whole.set()

    def hold(self) -> None:
        """Nothing gets through and nobody is told."""
        self._flows.clear()

    def let_go(self, *, remembers: bool) -> None:
        """Bytes flow again; without a memory, those of connections that were there before lead nowhere."""
        if not remembers:
            self._reset_all()
        self._flows.set()

    def take_away(self) -> None:
        self._is_laid.clear()
        self._flows.set()
        self._reset_all()
        self._listening.join()

    def _listen(self) -> None:
        with socket.create_server(("127.0.0.1", self.port)) as server:
            server.settimeout(ACCEPT_S)
            while self._is_laid.is_set():
                with suppress(TimeoutError):
                    self._join(server.accept()[0])

    def _join(self, near: socket.socket) -> None:
        near.setblocking(True)
        if not self._is_whole.is_set():
            _reset(near)
            return
        try:
            far = socket.create_connection(("127.0.0.1", self._to))
        except OSError:
            _reset(near)
            return
        self._ends |= {near, far}
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK_BYTES):
                self._flows.wait()
                sink.sendall(data)
        for end in (source, sink):
            self._ends.discard(end)
            end.close()

    def _reset_all(self) -> None:
        for end in list(self._ends):
            _reset(end)


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        end.shutdown(socket.SHUT_RD)  # wakes the thread that reads
    end.close()
