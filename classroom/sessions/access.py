"""The only way a view or a socket gets a session or a seat: the one this person may have, or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from classroom.accounts.models import Role, User
from classroom.accounts.secret_links import secret_hash
from classroom.courses.access import courses_of
from classroom.courses.models import Enrollment
from classroom.sessions.models import ClassSession, Marker, Participation, Status


def class_session_of(user: User, session_id: UUID) -> ClassSession:
    """A session of one of the person's courses that has been opened; admins get ended ones only."""
    found = ClassSession.objects.select_related("course").filter(pk=session_id, course__in=courses_of(user))
    found = found.exclude(status=Status.DRAFT)
    if user.is_admin:
        found = found.filter(status=Status.ENDED)
    class_session = found.first()
    if class_session is None:
        raise Http404
    return class_session


def taught_session(user: User, session_id: UUID) -> ClassSession:
    """A session the person teaches. An admin never opens a live view."""
    if not user.is_teacher:
        raise Http404
    return class_session_of(user, session_id)


def taught_marker(user: User, session_id: UUID, marker_id: int) -> Marker:
    """What was marked in a session the person teaches."""
    marker = taught_session(user, session_id).markers.filter(pk=marker_id).first()
    if marker is None:
        raise Http404
    return marker


def planned_session(user: User, session_id: UUID) -> ClassSession:
    """A session the person teaches that has not been opened yet."""
    planned = ClassSession.objects.select_related("course").filter(status=Status.DRAFT, course__in=courses_of(user))
    class_session = planned.filter(pk=session_id).first() if user.is_teacher else None
    if class_session is None:
        raise Http404
    return class_session


def prepared_session(user: User, session_id: UUID) -> ClassSession:
    """A session the person teaches, whether it is planned or has been opened."""
    sessions = ClassSession.objects.select_related("course").filter(course__in=courses_of(user))
    class_session = sessions.filter(pk=session_id).first() if user.is_teacher else None
    if class_session is None:
        raise Http404
    return class_session


def session_to_join(join_token: str) -> ClassSession | None:
    """The session a link leads to; None for a made-up link as for one that was replaced."""
    return ClassSession.objects.select_related("course").filter(join_token=join_token).first()


def open_session_with_code(short_code: str) -> ClassSession | None:
    spelled = short_code.strip().upper().replace(" ", "").replace("-", "")
    return ClassSession.objects.filter(short_code=spelled, status__in=[Status.LIVE, Status.PAUSED]).first()


def cookie_name(session_id: UUID) -> str:
    """One cookie per session, apart from the login's, so that teacher and student fit in one browser."""
    return f"participation-{session_id.hex[:12]}"


def data_cookie_name(participation: Participation) -> str:
    """A guest's link is of one session, a roster student's of the course."""
    if participation.enrollment is not None:
        return course_data_cookie_name(participation.enrollment)
    return f"own-data-{participation.class_session_id.hex[:12]}"


def course_data_cookie_name(enrollment: Enrollment) -> str:
    return f"own-course-data-{enrollment.subject.hex[:12]}"


def without_cookies(
    response: HttpResponse, request: HttpRequest, participations: Iterable[Participation]
) -> HttpResponse:
    """The next person at this computer finds neither the seats nor a link to the data."""
    names = {name for participation in participations for name in _cookie_names(participation)}
    for name in names & request.COOKIES.keys():
        response.delete_cookie(name)
    return response


def _cookie_names(participation: Participation) -> list[str]:
    """Of everything that a browser may hold of a seat."""
    return [cookie_name(participation.class_session_id), data_cookie_name(participation)]


def open_participation_in(session_id: UUID, cookies: Mapping[str, str]) -> Participation | None:
    """The seat a browser's cookie stands for, while its session is open: the secret dies with the session."""
    participation = participation_in(session_id, cookies)
    return participation if participation is not None and participation.class_session.is_open else None


def participation_in(session_id: UUID, cookies: Mapping[str, str]) -> Participation | None:
    """The seat a browser's cookie stands for, also of an ended session: only to say that it is over."""
    token = cookies.get(cookie_name(session_id), "")
    if not token:
        return None
    return _seats().filter(class_session=session_id, token_hash=secret_hash(token), left_at=None).first()


def _seats() -> QuerySet[Participation]:
    """Participations with all that decides whether their cameras may be used."""
    consents = ("consent__text", "enrollment__consent__text", "enrollment__guardian_consent__text")
    return Participation.objects.select_related("class_session__course", *consents)


@dataclass(frozen=True)
class OwnData:
    """What a data link opens: a guest's seat, or a roster student's seats of the course that were taken in one browser.

    Attributes:
        seats: one at least, the latest first.
        enrollment: the place on the roster.
    """

    seats: list[Participation]
    enrollment: Enrollment | None = None


def own_data_behind(data_secret: str) -> OwnData:
    """What a data link belongs to. The link reads, downloads and erases; it cannot take a seat.

    A personal link does not open it: the teacher who made that link has read it.
    """
    place = ("enrollment__course", "enrollment__student")
    found = _seats().select_related(*place).filter(data_hash=secret_hash(data_secret))
    seats = list(found.order_by("-joined_at"))
    if not seats:
        raise Http404
    return OwnData(seats, seats[0].enrollment)


def session_for_dashboard(user: object, session_id: UUID) -> ClassSession | None:
    """A session this account may watch live, or None. Reads the account afresh: it may be gone."""
    if not isinstance(user, User):
        return None
    account = User.objects.filter(pk=user.pk, is_active=True, role=Role.TEACHER).first()
    if account is None:
        return None
    watched = ClassSession.objects.filter(pk=session_id, course__in=courses_of(account))
    return watched.exclude(status=Status.DRAFT).first()
