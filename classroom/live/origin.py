"""Which pages may open a socket: those served by this installation."""

from typing import Any
from urllib.parse import urlparse

from channels.security.websocket import OriginValidator
from django.conf import settings

from classroom.live.consumers import WrongOriginConsumer


class OriginGate(OriginValidator):
    """Channels' check of the Origin header against our addresses, with a refusal that a page can read.

    Scheme, host and port must be those of PUBLIC_URL or of one of CSRF_TRUSTED_ORIGINS: cookies know no ports, so a
    page at another port of our host would come with the login of whoever opened it.
    """

    def __init__(self, application: Any) -> None:
        super().__init__(application, known_origins())

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        origins = [value for name, value in scope.get("headers", []) if name == b"origin"]
        if self.knows(origins):
            return await self.application(scope, receive, send)
        return await WrongOriginConsumer.as_asgi()(scope, receive, send)

    def knows(self, origins: list[bytes]) -> bool:
        """Whether there is one such header and it names a page of ours; what cannot be read names none."""
        if len(origins) != 1:
            return False
        try:
            return bool(self.valid_origin(urlparse(origins[0].decode("latin1"))))
        except ValueError:  # as for a port that is no number
            return False


def known_origins() -> list[str]:
    """The origins of our pages, as Channels reads them: `https://.example.org` is what Django calls `https://*.example.org`."""
    return [origin.replace("://*.", "://.") for origin in (settings.PUBLIC_URL, *settings.CSRF_TRUSTED_ORIGINS)]
