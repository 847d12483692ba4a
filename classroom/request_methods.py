"""What is asked of the product: pages are shown and forms are sent, by people or a page's script, and nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

KNOWN = ("GET", "HEAD", "POST")


class KnownMethodsMiddleware:
    """Refuses a request with any other method, whichever view it is for: Django's form views take PUT for POST."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in KNOWN:
            return self._get_response(request)
        return HttpResponseNotAllowed(KNOWN)


def wants_json(request: HttpRequest) -> bool:
    """Whether a page's script asks, which stays on its page."""
    return "application/json" in request.headers.get("Accept", "")
