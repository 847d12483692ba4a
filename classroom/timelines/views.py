"""A student's own data behind the personal link: read, download, erase."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from classroom.privacy.registry import Subject
from classroom.privacy.selectors import export_of
from classroom.sessions.access import participation_behind
from classroom.sessions.models import Participation
from classroom.sessions.selectors import camera_state, keeps_timeline
from classroom.sessions.services import withdraw
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.selectors import own_timeline


@never_cache
def my_data(request: HttpRequest, token: str) -> HttpResponse:
    participation = participation_behind(token)
    consent = participation.consent
    context = {
        "participation": participation,
        "class_session": participation.class_session,
        "camera": camera_state(participation),
        "keep_timeline": keeps_timeline(participation),
        "consents": [consent] if consent else [],
        "rows": [_row(participation, bucket) for bucket in own_timeline(participation)],
        "emotions": EMOTIONS,
        "expires_on": participation.data_expires_at,
        "download_url": reverse("my_data_download", args=[token]),
        "erase_url": reverse("my_data_erase", args=[token]),
    }
    return render(request, "privacy/my_data.html", context)


def _row(participation: Participation, bucket: Any) -> dict[str, Any]:
    class_session = participation.class_session
    return {
        "started_at": class_session.bucket_start(bucket.sequence),
        "ended_at": class_session.bucket_start(bucket.sequence) + timedelta(seconds=class_session.bucket_s),
        "shares": [round(share * 100) for share in bucket.shares],
        "engagement": round(bucket.engagement * 100),
        "readings": bucket.readings,
    }


@never_cache
def my_data_download(request: HttpRequest, token: str) -> HttpResponse:
    participation = participation_behind(token)
    data = export_of(Subject(participation.pk, str(participation.class_session_id)))
    response = JsonResponse({"note": "AI estimate", **data}, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_POST
def my_data_erase(request: HttpRequest, token: str) -> HttpResponse:
    erasure = withdraw(participation=participation_behind(token))
    return redirect("receipt", code=erasure.receipt)
