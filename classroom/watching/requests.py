"""An identifier for every request and every socket, in the log and in the answer."""

from asyncio import iscoroutine
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase

from classroom.watching.metrics import HTTP_RESPONSES
from classroom.watching.subjects import begin, identifier_from, new_identifier

HEADER = "X-Request-ID"
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
Answer = HttpResponseBase | Awaitable[HttpResponseBase]


class RequestIdentifierMiddleware:
    """Takes the request's identifier from the proxy or makes one, and counts the answers people get by their kind."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        identifier = identifier_from(request.headers.get(HEADER, ""))
        begin(request=identifier, path=request.path)
        answer = self._get_response(request)
        if iscoroutine(answer):
            return self._awaited(answer, request.path, identifier)
        return _marked(answer, request.path, identifier)

    async def _awaited(self, answer: Awaitable[HttpResponseBase], path: str, identifier: str) -> HttpResponseBase:
        return _marked(await answer, path, identifier)


def _marked(response: HttpResponseBase, path: str, identifier: str) -> HttpResponseBase:
    if path not in PROBES:
        HTTP_RESPONSES.labels(f"{response.status_code // 100}xx").inc()
    response.headers[HEADER] = identifier
    return response


class IdentifiedSockets:
    """Gives every socket an identifier before anything else sees it."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        begin(request=new_identifier(), path=scope["path"])
        return await self._application(scope, receive, send)
