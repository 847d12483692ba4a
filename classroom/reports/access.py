"""The only way a comparison gets a lecture: one that has ended, has a report, and is this person's to read."""

from uuid import UUID

from django.http import Http404

from classroom.accounts.models import User
from classroom.reports.models import SessionReport
from classroom.sessions.access import class_session_of


def report_behind(user: User, session_id: str) -> SessionReport:
    """The report of a session, with session and course. Whatever is no session's identifier is nobody's."""
    try:
        class_session = class_session_of(user, UUID(session_id))
    except ValueError as error:
        raise Http404 from error
    report = SessionReport.objects.select_related("class_session__course").filter(class_session=class_session).first()
    if report is None:
        raise Http404
    return report
