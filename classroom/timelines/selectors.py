"""What live view, report and own-data page read of the timelines."""

from typing import Any

from classroom.sessions.models import ClassSession, Marker, Participation
from classroom.timelines.buckets import TimelineBucket, placed, stored_figures
from classroom.timelines.models import ParticipationBucket


def timeline_for(class_session: ClassSession) -> list[TimelineBucket]:
    """The closed buckets of a session in order; silence is a missing sequence, never a zero."""
    return [
        placed(
            class_session,
            bucket.sequence,
            stored_figures(bucket),
            interrupted=bucket.is_interrupted,
            slowed=bucket.is_slowed,
        )
        for bucket in class_session.buckets.order_by("sequence")
    ]


def markers_for(class_session: ClassSession) -> list[dict[str, Any]]:
    """What the teacher marked, in seconds since the start, as it is stored: a page finds the words."""
    return [marker_facts(class_session, marker) for marker in class_session.markers.all()]


def markers_in_words(class_session: ClassSession) -> list[dict[str, Any]]:
    """What the teacher marked, each with its words in the reader's language as the label."""
    return [marker_in_words(class_session, marker) for marker in class_session.markers.all()]


def marker_in_words(class_session: ClassSession, marker: Marker) -> dict[str, Any]:
    return {**marker_facts(class_session, marker), "label": marker.words}


def marker_facts(class_session: ClassSession, marker: Marker) -> dict[str, Any]:
    return {
        "marker_id": marker.pk,
        "at_s": class_session.elapsed_s(marker.at),
        "kind": marker.kind,
        "label": marker.label,
        "hint": marker.hint,
        "hint_url": marker.hint_url,
    }


def own_timeline(participation: Participation) -> list[ParticipationBucket]:
    return list(participation.buckets.order_by("sequence"))


def shown_timeline(participation: Participation) -> list[ParticipationBucket]:
    """What a teacher may see of it; showing.py decides."""
    return list(participation.buckets.filter(was_shown=True).order_by("sequence"))
