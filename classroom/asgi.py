"""The web process: pages over HTTP, cameras and dashboards over WebSockets."""

import os
import warnings

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "classroom.settings")
# WhiteNoise reads its small files synchronously; Django would say so once for each process.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
http_application = get_asgi_application()

from classroom.live.gauges import all_numbers  # noqa: E402  (needs the app registry)
from classroom.live.origin import OriginGate  # noqa: E402
from classroom.live.routing import websocket_urlpatterns  # noqa: E402
from classroom.request_bodies import LimitedBodies  # noqa: E402
from classroom.watching.requests import IdentifiedSockets  # noqa: E402
from classroom.watching.serving import serve_numbers_if_asked  # noqa: E402

serve_numbers_if_asked(all_numbers)

application = ProtocolTypeRouter(
    {
        "http": LimitedBodies(http_application),
        "websocket": IdentifiedSockets(OriginGate(CookieMiddleware(URLRouter(websocket_urlpatterns)))),
    }
)
