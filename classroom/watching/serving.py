"""A port of its own for the numbers of one part, where parts share no folder: containers, several machines."""

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.conf import settings
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from classroom.watching.exposition import brings_token

EVERYWHERE = "0.0.0.0"  # noqa: S104 (the token keeps strangers out, the compose file's network as well)
TIMEOUT_S = 5


def serve_numbers(read: Callable[[], bytes], port: int) -> ThreadingHTTPServer:
    """Answer GET /metrics for whoever brings the token, in a thread, until this process ends."""

    class Answer(BaseHTTPRequestHandler):
        timeout = TIMEOUT_S

        def do_GET(self) -> None:
            if not brings_token(self.headers.get("Authorization", "")):
                self.send_error(HTTPStatus.UNAUTHORIZED)
            elif self.path != "/metrics":
                self.send_error(HTTPStatus.NOT_FOUND)
            else:
                self._send(read())

        def _send(self, body: bytes) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def version_string(self) -> str:
            return "metrics"

        def log_message(self, *_: object) -> None:
            """Say nothing: one line for every scrape would be noise."""

    server = ThreadingHTTPServer((EVERYWHERE, port), Answer)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server


def serve_numbers_if_asked(read: Callable[[], bytes]) -> None:
    """Open METRICS_PORT, if there is one and this process is a part."""
    if settings.PART and settings.METRICS_PORT:
        serve_numbers(read, settings.METRICS_PORT)
