"""For the machines that watch this one: is it alive, is it ready, and its numbers."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from classroom.live import health
from classroom.live.gauges import all_numbers
from classroom.watching.exposition import may_read

NOT_FOR_YOU = "These numbers are for the machine that watches this one: METRICS_TOKEN in docs/operations.md.\n"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether this process serves; asks nobody."""
    return JsonResponse({"serving": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether every part is there; says which one is not."""
    parts = health.recent_states()
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers in Prometheus' text format."""
    is_allowed = may_read(
        authorization=request.headers.get("Authorization", ""),
        address=request.META.get("REMOTE_ADDR", ""),
        is_forwarded="X-Forwarded-For" in request.headers,
    )
    if not is_allowed:
        return HttpResponse(NOT_FOR_YOU, status=403, content_type="text/plain; charset=utf-8")
    return HttpResponse(all_numbers(), content_type=CONTENT_TYPE_LATEST)
