"""What a teacher marks in a lecture: setting a marker, correcting it, taking it back."""

from django.db import transaction
from django.utils.translation import gettext as _

from classroom.privacy.services import record_audit
from classroom.sessions.models import ClassSession, Marker, MarkerKind
from classroom.sessions.services import SessionStateError, raise_state_version


@transaction.atomic
def add_marker(
    *,
    class_session: ClassSession,
    label: str,
    kind: str = MarkerKind.TEXT,
    hint: str = "",
    hint_url: str = "",
    actor: str = "system",
) -> Marker:
    """Mark a moment, with a hint for students if there is one. The log has its kind and none of its words.

    Raises:
        SessionStateError: the session is not open.
    """
    raise_state_version(class_session)
    if not class_session.is_open:
        raise SessionStateError(_("This lecture is not open."))
    record_audit(actor=actor, action="marker.add", target=f"session:{class_session.pk}", kind=str(kind))
    return Marker.objects.create(class_session=class_session, kind=kind, label=label, hint=hint, hint_url=hint_url)


@transaction.atomic
def change_marker(*, marker: Marker, actor: str, label: str, hint: str, hint_url: str) -> bool:
    """Correct the words of a marker and its hint, also after the lecture; its kind and its moment stay.

    Returns:
        Whether it was still there.
    """
    raise_state_version(marker.class_session)
    if not Marker.objects.filter(pk=marker.pk).update(label=label, hint=hint, hint_url=hint_url):
        return False
    marker.refresh_from_db(fields=["label", "hint", "hint_url"])
    _write_down(marker, actor, "marker.change")
    return True


@transaction.atomic
def remove_marker(*, marker: Marker, actor: str) -> bool:
    """Take a marker back with its hint, also after the lecture; whether it was still there."""
    raise_state_version(marker.class_session)
    removed, _by_model = Marker.objects.filter(pk=marker.pk).delete()
    if removed:
        _write_down(marker, actor, "marker.remove")
    return bool(removed)


def _write_down(marker: Marker, actor: str, action: str) -> None:
    """What kind of marker it was and when, never its words: the log cannot be changed."""
    class_session = marker.class_session
    at_s = class_session.elapsed_s(marker.at)
    record_audit(actor=actor, action=action, target=f"session:{class_session.pk}", kind=marker.kind, at_s=at_s)
