"""Answering the live view's buttons: JSON for its script, a redirect for a plain form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from classroom.request_methods import wants_json
from classroom.sessions.models import ClassSession


def done(request: HttpRequest, class_session: ClassSession, **facts: object) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"status": class_session.status, "version": class_session.state_version, **facts})
    if class_session.has_ended:
        return redirect("report", session_id=class_session.pk)
    return redirect("live", session_id=class_session.pk)


def refused(request: HttpRequest, class_session: ClassSession, sentence: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": sentence, "status": class_session.status}, status=400)
    messages.error(request, sentence)
    return redirect("live", session_id=class_session.pk)
