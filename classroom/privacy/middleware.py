"""Response headers about what a page may use."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

CAMERA_PAGE = "participate"


class PermissionsPolicyMiddleware:
    """Allow the camera on the student's page and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        match = request.resolver_match
        camera = "(self)" if match and match.url_name == CAMERA_PAGE else "()"
        response["Permissions-Policy"] = f"camera={camera}, microphone=(), geolocation=()"
        return response
