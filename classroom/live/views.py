"""The teacher's live view, what its script reads and its buttons."""

import io
from collections.abc import Callable
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from redis.exceptions import RedisError

from classroom import clock
from classroom.accounts.access import note_view, signed_in, teacher_required
from classroom.connections import redis_client
from classroom.live import announcements, answers, pauses, signals
from classroom.sessions import access, services
from classroom.sessions.models import ClassSession, MarkerKind, PauseReason
from classroom.timelines.buckets import named_signals
from classroom.timelines.charts import live_figure
from classroom.timelines.publication import visible_signals
from classroom.timelines.selectors import markers_for, timeline_for

QR_SCALE = 8
LAN_COMMAND = "make run-lan"
# With one tap or key while all goes on. A break pauses too: it is the button on top, and no second one bears its name.
QUICK_MARKERS = (MarkerKind.DEMO, MarkerKind.QUESTION, MarkerKind.EXERCISE)


def join_url(class_session: ClassSession) -> str:
    return settings.PUBLIC_URL + reverse("join", args=[class_session.join_token])


def qr_note() -> str | None:
    """Why a phone cannot use the code of a localhost address."""
    if "//localhost" not in settings.PUBLIC_URL and "//127." not in settings.PUBLIC_URL:
        return None
    return _(
        "This address works on this computer only: a phone's “localhost” is the phone itself, and browsers give a "
        "camera only over https. To serve phones on the same network, start with: {command}"
    ).format(command=LAN_COMMAND)


@teacher_required
@never_cache
@require_safe
def live(request: HttpRequest, session_id: UUID) -> HttpResponse:
    teacher = signed_in(request)
    class_session = access.taught_session(teacher, session_id)
    if class_session.has_ended:
        return redirect("report", session_id=session_id)
    _note_view(request, class_session)
    if class_session.pause_reason == PauseReason.UNWATCHED:
        messages.info(request, _("Measuring paused by itself, because no live view was open. Press “Go on” to resume."))
    context = {
        "class_session": class_session,
        "join_url": join_url(class_session),
        "short_code": class_session.short_code,
        "qr_note": qr_note(),
        "quick_markers": QUICK_MARKERS,
        "minimum_group": class_session.minimum_group,
        "timeline_url": reverse("live_timeline", args=[session_id]),
        "socket_path": f"/ws/sessions/{session_id}/dashboard/",
    }
    return render(request, "live/live.html", context)


def _note_view(request: HttpRequest, class_session: ClassSession) -> None:
    """Who read the figures of a running lecture, or by the same address those of one that has ended."""
    action = "timeline.view" if class_session.has_ended else "live.view"
    note_view(request, action=action, target=f"session:{class_session.pk}")


@teacher_required
@never_cache
@require_safe
def live_timeline(request: HttpRequest, session_id: UUID) -> JsonResponse:
    class_session = access.taught_session(signed_in(request), session_id)
    _note_view(request, class_session)
    course, buckets = class_session.course, timeline_for(class_session)
    return JsonResponse(
        {
            "status": class_session.status,
            "version": class_session.state_version,
            "is_door_locked": class_session.is_door_locked,
            "bucket_s": class_session.bucket_s,
            "started_at": class_session.start.isoformat(),
            "elapsed_s": class_session.elapsed_s(clock.now()),
            "minimum": class_session.minimum_group,
            "buckets": [bucket.as_message() for bucket in buckets],
            "signals": _signals_now(class_session),
            "alerts": {
                "change": course.alert_change,
                "lost_percent": course.alert_lost_percent,
                "coverage_percent": course.alert_coverage_percent,
            },
            "markers": markers_for(class_session),
            "figure": live_figure(buckets, class_session.bucket_s),
        }
    )


def _signals_now(class_session: ClassSession) -> dict[str, int | None] | None:
    """What students say at the moment; None while Redis is out of reach, and the next tick says it."""
    try:
        said = signals.count_signals(redis_client(), class_session.pk, clock.now())
    except (RedisError, OSError):
        return None
    return named_signals(visible_signals(said, class_session.minimum_group))


@teacher_required
@require_POST
def session_pause(request: HttpRequest, session_id: UUID) -> HttpResponse:
    return _stopped_or_going_on(request, session_id, services.pause_class_session)


@teacher_required
@require_POST
def session_resume(request: HttpRequest, session_id: UUID) -> HttpResponse:
    return _stopped_or_going_on(request, session_id, services.resume_class_session)


def _stopped_or_going_on(request: HttpRequest, session_id: UUID, change: Callable[..., bool]) -> HttpResponse:
    teacher = signed_in(request)
    class_session = access.taught_session(teacher, session_id)
    if change(class_session=class_session, actor=teacher.audit_name):
        pauses.follow_now(class_session)
        announcements.session_changed(class_session)
    return answers.done(request, class_session)


@teacher_required
@require_POST
def session_end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    teacher = signed_in(request)
    class_session = access.taught_session(teacher, session_id)
    if services.end_class_session(class_session=class_session, actor=teacher.audit_name):
        pauses.follow_now(class_session)
        announcements.session_changed(class_session)
    return answers.done(request, class_session, report_url=reverse("report", args=[session_id]))


@teacher_required
@require_POST
def session_lower_hands(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Lower all raised hands. Like the signals themselves this is not written down."""
    class_session = access.taught_session(signed_in(request), session_id)
    try:
        signals.lower_hands(redis_client(), class_session.pk)
    except (RedisError, OSError):
        return answers.refused(request, class_session, _("The hands are still up. Try again in a moment."))
    announcements.hands_lowered(class_session)
    return answers.done(request, class_session)


@teacher_required
@require_POST
def session_door(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Lock the door (`locked=1`) or open it (`locked=0`)."""
    teacher = signed_in(request)
    class_session = access.taught_session(teacher, session_id)
    change = {"1": services.lock_door, "0": services.unlock_door}.get(request.POST.get("locked", ""))
    if change is None:
        return answers.refused(request, class_session, _("Say whether the door is to be locked or open."))
    try:
        change(class_session=class_session, actor=teacher.audit_name)
    except services.SessionStateError as error:
        return answers.refused(request, class_session, str(error))
    announcements.session_changed(class_session)
    return answers.done(request, class_session, is_door_locked=class_session.is_door_locked)


@teacher_required
@require_POST
def session_new_link(request: HttpRequest, session_id: UUID) -> HttpResponse:
    teacher = signed_in(request)
    class_session = access.taught_session(teacher, session_id)
    try:
        services.renew_way_in(class_session=class_session, actor=teacher.audit_name)
    except services.SessionStateError as error:
        return answers.refused(request, class_session, str(error))
    announcements.session_changed(class_session)
    return answers.done(request, class_session, short_code=class_session.short_code)


@teacher_required
@never_cache
@require_safe
def session_qr(request: HttpRequest, session_id: UUID) -> HttpResponse:
    class_session = access.taught_session(signed_in(request), session_id)
    picture = io.BytesIO()
    segno.make(join_url(class_session), error="m").save(picture, kind="svg", scale=QR_SCALE, light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
