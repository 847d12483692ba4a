"""Which pages may open a socket: those served by this installation."""

from typing import Any
from urllib.parse import urlparse

from channels.security.websocket import OriginValidator
from django.conf import settings

from classroom.live.consumers import WrongOriginConsumer


class OriginGate(OriginValidator):
    """Channels' check of the Origin header against ALLOWED_HOSTS, with a refusal that a page can read."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, settings.ALLOWED_HOSTS)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        origins = [value for name, value in scope.get("headers", []) if name == b"origin"]
        if self.valid_origin(self._parsed(origins)):
            return await self.application(scope, receive, send)
        return await WrongOriginConsumer.as_asgi()(scope, receive, send)

    def _parsed(self, origins: list[bytes]) -> Any:
        """The header as a parsed address, or None when there is none or it cannot be read."""
        if len(origins) != 1:
            return None
        try:
            return urlparse(origins[0].decode("latin1"))
        except ValueError:
            return None
