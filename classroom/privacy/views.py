"""The privacy notice and the receipt of an erasure: pages that need no account."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from classroom.privacy.defaults import USUAL_MINIMUM_GROUP, USUAL_RETENTION_DAYS
from classroom.privacy.kept_data import kept_rows
from classroom.privacy.models import ErasureRequest
from classroom.privacy.selectors import facts_for

ASKED_AGAIN_S = 3


@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    facts = facts_for(
        minimum_group=USUAL_MINIMUM_GROUP,
        retention_days=USUAL_RETENTION_DAYS,
        own_timeline_days=settings.OWN_TIMELINE_DAYS,
        bucket_s=settings.BUCKET_S,
    )
    return render(request, "privacy/notice.html", {"kept": kept_rows(facts)})


@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Whether an erasure is complete. While it is not, the page asks again by itself."""
    erasure = get_object_or_404(ErasureRequest, receipt=code)
    response = render(request, "privacy/receipt.html", {"receipt": erasure})
    if erasure.finished_at is None:
        response["Refresh"] = str(ASKED_AGAIN_S)
    return response
