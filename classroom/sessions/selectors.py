"""What the pages, sockets and workers ask about sessions and the people in them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from classroom.courses.models import Course, Enrollment
from classroom.courses.selectors import course_consent_facts, lacks_guardian
from classroom.privacy.consent_texts import ConsentFacts, text_version
from classroom.privacy.models import AuditEntry, Consent, Scope
from classroom.privacy.region import camera_is_prohibited
from classroom.privacy.selectors import consent_covers, facts_for
from classroom.sessions.models import BEGINS_A_PART, ClassSession, Marker, Participation, Status

NEW_LINK = "session.new_link"  # what the audit log calls it that a session's link and code were replaced


class CameraState(StrEnum):
    ALLOWED = "allowed"
    NOT_AGREED = "not_agreed"
    NEEDS_GUARDIAN = "needs_guardian"
    PROHIBITED = "prohibited"


@dataclass(frozen=True)
class Hint:
    """What the teacher offers students for the present part of the lecture: words, a link or both."""

    text: str
    url: str


@dataclass(frozen=True)
class Seat:
    """What a student's socket needs to know about its place, read afresh at least every minute.

    Attributes:
        version: of the session's state when this was read; two seats that differ in nothing else are the same.
    """

    participation_id: UUID
    session_id: UUID
    status: str
    camera: CameraState
    started_at: datetime
    bucket_s: int
    pause_reason: str = ""
    hint: Hint | None = None
    version: int = field(default=0, compare=False)


def consent_facts(class_session: ClassSession) -> ConsentFacts:
    return facts_for(
        minimum_group=class_session.minimum_group,
        retention_days=class_session.retention_days,
        own_timeline_days=class_session.own_timeline_days,
        bucket_s=class_session.bucket_s,
        requires_guardian=class_session.course.requires_guardian,
    )


def camera_state(participation: Participation) -> CameraState:
    """Whether this student's snapshots may be taken now: law first, then a guardian, then the student's own yes."""
    class_session = participation.class_session
    if camera_is_prohibited():
        return CameraState.PROHIBITED
    if lacks_guardian_in(class_session, participation.enrollment):
        return CameraState.NEEDS_GUARDIAN
    if consent_covers(participation.consent, Scope.CAMERA, text_version(consent_facts(class_session))):
        return CameraState.ALLOWED
    return CameraState.NOT_AGREED


def camera_offer(class_session: ClassSession, enrollment: Enrollment | None) -> CameraState:
    """What somebody who is about to join can choose: NOT_AGREED is the usual case, in which the page asks."""
    if camera_is_prohibited():
        return CameraState.PROHIBITED
    if lacks_guardian_in(class_session, enrollment):
        return CameraState.NEEDS_GUARDIAN
    return CameraState.NOT_AGREED


def lacks_guardian_in(class_session: ClassSession, enrollment: Enrollment | None) -> bool:
    """Whether a camera in this session has to wait for a guardian's yes to the text it is held under."""
    version = text_version(consent_facts(class_session))
    return lacks_guardian(class_session.course, enrollment, version, class_session.started_at)


def open_sessions_under_another_text(course: Course) -> list[ClassSession]:
    """Sessions that began before the course's text was changed, and go on under the one they began with."""
    present = text_version(course_consent_facts(course))
    return [running for running in open_sessions(course.pk) if text_version(consent_facts(running)) != present]


def runs_under_an_earlier_yes(enrollment: Enrollment) -> bool:
    """Whether a guardian's yes lets a camera run in an open session, and is none to the text of the next one."""
    course = enrollment.course
    if not course.requires_guardian:
        return False
    has_to_agree_again = lacks_guardian(course, enrollment, text_version(course_consent_facts(course)))
    running = open_sessions(course.pk) if has_to_agree_again else open_sessions_under_another_text(course)
    return any(not lacks_guardian_in(class_session, enrollment) for class_session in running)


def earlier_consent(class_session: ClassSession, enrollment: Enrollment | None) -> Consent | None:
    """The yes a student of the roster gave to this same text, in an earlier session or in this one."""
    if enrollment is None:
        return None
    version = text_version(consent_facts(class_session))
    return enrollment.consent if consent_covers(enrollment.consent, Scope.CAMERA, version) else None


def is_closed_to(class_session: ClassSession, enrollment: Enrollment | None) -> bool:
    """Whether the door is locked for this person; who sits inside already may change the device."""
    if not class_session.is_door_locked:
        return False
    return enrollment is None or not class_session.participations.filter(enrollment=enrollment, left_at=None).exists()


def came_by_the_present_link(participation: Participation) -> bool:
    """Whether the session's link is still the one of when a guest joined: whom a new one is to keep out gets none."""
    renewals = AuditEntry.objects.filter(action=NEW_LINK, target=f"session:{participation.class_session_id}")
    return not renewals.filter(at__gte=participation.joined_at).exists()


def seat_of(participation: Participation) -> Seat:
    class_session = participation.class_session
    return Seat(
        participation_id=participation.pk,
        session_id=class_session.pk,
        status=class_session.status,
        camera=camera_state(participation),
        started_at=class_session.start,
        bucket_s=class_session.bucket_s,
        pause_reason=class_session.pause_reason,
        hint=current_hint(class_session),
        version=class_session.state_version,
    )


def state_versions(sessions: Collection[UUID]) -> dict[UUID, int]:
    """The versions of the states of these sessions, of those that still exist."""
    return dict(ClassSession.objects.filter(pk__in=sessions).values_list("pk", "state_version"))


def current_hint(class_session: ClassSession) -> Hint | None:
    """The teacher's hint for this part of the lecture: the newest one, until a marker begins another part."""
    markers = class_session.markers.order_by("at", "pk")
    marker = markers.filter(~Q(hint="", hint_url="") | Q(kind__in=BEGINS_A_PART)).last()
    return hint_of(marker) if marker else None


def hint_of(marker: Marker) -> Hint | None:
    return Hint(marker.hint, marker.hint_url) if marker.hint or marker.hint_url else None


def sessions_to_flush() -> list[ClassSession]:
    """Sessions that run, and ended ones whose last bucket is still open."""
    started = ClassSession.objects.filter(started_at__isnull=False, window_closed_at=None)
    return list(started.select_related("course").order_by("started_at"))


def open_sessions(course: int | None = None) -> list[ClassSession]:
    """Sessions that students may be in: of the course with this number, or all."""
    running = ClassSession.objects.filter(status__in=[Status.LIVE, Status.PAUSED])
    return list(running if course is None else running.filter(course=course))


def count_open_sessions() -> dict[str, int]:
    """How many sessions run and how many rest, by status; one that has none is named too."""
    counts = (
        ClassSession.objects.filter(status__in=[Status.LIVE, Status.PAUSED]).values("status").annotate(n=Count("pk"))
    )
    return {Status.LIVE.value: 0, Status.PAUSED.value: 0} | {row["status"]: row["n"] for row in counts}


def open_session_of(course: Course) -> ClassSession | None:
    return course.class_sessions.filter(status__in=[Status.LIVE, Status.PAUSED]).order_by("-started_at").first()


def open_sessions_by_course(courses: list[Course]) -> dict[int, ClassSession]:
    running = ClassSession.objects.filter(course__in=courses, status__in=[Status.LIVE, Status.PAUSED])
    return {class_session.course_id: class_session for class_session in running.order_by("started_at")}


def people_seated_in(class_session: ClassSession) -> list[UUID]:
    """The participations of those who have not left."""
    return list(class_session.participations.filter(left_at=None).values_list("pk", flat=True))


def keeps_timeline(participation: Participation) -> bool:
    return participation.consent is not None and Scope.KEEP_TIMELINE in participation.consent.scopes


def people_showing_their_timeline(class_session: ClassSession) -> QuerySet[Participation]:
    """Those who agreed that the course's teachers may see their own timeline, by name."""
    scopes = [str(Scope.KEEP_TIMELINE), str(Scope.SHOW_TIMELINE)]
    showing = class_session.participations.filter(consent__scopes__contains=scopes)
    still = Q(enrollment=None) | Q(enrollment__consent__scopes__contains=scopes)  # nobody said otherwise since
    return showing.filter(still).order_by("display_name", "joined_at")
