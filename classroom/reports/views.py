"""Reports of ended sessions, for the course's teachers and for admins."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from classroom.accounts.access import signed_in, staff_required
from classroom.privacy.services import record_audit
from classroom.reports import selectors
from classroom.sessions.access import class_session_of
from classroom.sessions.models import ClassSession
from classroom.sessions.recognition import current_recognition
from classroom.timelines.charts import coverage_figure, engagement_figure, mean_share_figure, share_figure
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.selectors import markers_for, timeline_for

PAGE = 20


@staff_required
def report_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    sessions = selectors.ended_sessions_of(signed_in(request), words)
    page = Paginator(sessions, PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/report_list.html", {"page_obj": page, "reports": page, "q": words})


@staff_required
@never_cache
def report(request: HttpRequest, session_id: UUID) -> HttpResponse:
    user = signed_in(request)
    class_session = class_session_of(user, session_id)
    if not class_session.has_ended:
        return redirect("live", session_id=session_id)
    stored = selectors.report_of(class_session)
    if stored is None:
        return render(request, "reports/report_pending.html", {"class_session": class_session})
    record_audit(actor=user.audit_name, action="report.view", target=f"session:{session_id}")
    buckets = timeline_for(class_session)
    context = {
        "class_session": class_session,
        "course": class_session.course,
        "headline": selectors.headline_context(stored, class_session),
        "emotions": EMOTIONS,
        "rows": [selectors.table_row(bucket) for bucket in buckets],
        "markers": markers_for(class_session),
        "emotion_figure": share_figure(buckets, class_session.bucket_s),
        "engagement_figure": engagement_figure(buckets),
        "share_figure": mean_share_figure(stored.shares) if stored.shares else None,
        "coverage_figure": coverage_figure(buckets),
        "model": _model_of(class_session),
    }
    return render(request, "reports/report.html", context)


def _model_of(class_session: ClassSession) -> dict[str, Any]:
    """What read this session's faces, and how good it is if it is the model we have the figures of."""
    recognition = current_recognition()
    is_current = recognition.sha256 == class_session.model_sha256
    return {
        "name": class_session.model_name,
        "sha256": class_session.model_sha256,
        "accuracy": recognition.accuracy if is_current else None,
    }
