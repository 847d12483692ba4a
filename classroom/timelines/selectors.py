"""What live view, report and own-data page read of the timelines."""

from typing import Any

from classroom.sessions.models import ClassSession, Participation
from classroom.timelines.buckets import TimelineBucket, placed, stored_figures
from classroom.timelines.models import ParticipationBucket


def timeline_for(class_session: ClassSession) -> list[TimelineBucket]:
    """The closed buckets of a session in order; silence is a missing sequence, never a zero."""
    return [
        placed(class_session, bucket.sequence, stored_figures(bucket), bucket.is_interrupted)
        for bucket in class_session.buckets.order_by("sequence")
    ]


def markers_for(class_session: ClassSession) -> list[dict[str, Any]]:
    """What the teacher marked, in seconds since the start."""
    return [
        {"at_s": class_session.elapsed_s(marker.at), "label": marker.label} for marker in class_session.markers.all()
    ]


def own_timeline(participation: Participation) -> list[ParticipationBucket]:
    return list(participation.buckets.order_by("sequence"))
