"""An identifier for every request and every socket, in the log and in the answer."""

from asyncio import iscoroutine
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase

from classroom.watching.metrics import HTTP_RESPONSES
from classroom.watching.subjects import begin, identifier_from, new_identifier

HEADER = "X-Request-ID"
Answer = HttpResponseBase | Awaitable[HttpResponseBase]


class RequestIdentifierMiddleware:
    """Takes the request's identifier from the proxy or makes one, and counts the answer by its kind."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self._get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        identifier = identifier_from(request.headers.get(HEADER, ""))
        begin(request=identifier, path=request.path)
        answer = self._get_response(request)
        return self._awaited(answer, identifier) if iscoroutine(answer) else self._marked(answer, identifier)

    async def _awaited(self, answer: Awaitable[HttpResponseBase], identifier: str) -> HttpResponseBase:
        return self._marked(await answer, identifier)

    def _marked(self, response: HttpResponseBase, identifier: str) -> HttpResponseBase:
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
