"""Everything a report says about one lecture, read once for the page and for its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from classroom.reports.figures import Grid, grid_of
from classroom.reports.headline import Level, Reliability, level_of, reliability_of
from classroom.reports.models import NextTimeNote, SessionReport
from classroom.reports.moments import Moment, moments_of
from classroom.reports.trust import Trust, trust_of
from classroom.sessions.models import ClassSession
from classroom.sessions.recognition import SYNTHETIC
from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.models import SessionCounts
from classroom.timelines.selectors import markers_in_words, timeline_for


@dataclass(frozen=True)
class LectureReport:
    """A lecture's published figures with what was marked, noted and noticed in it."""

    class_session: ClassSession
    stored: SessionReport
    buckets: Sequence[TimelineBucket]
    marks: Sequence[dict[str, Any]]
    moments: Sequence[Moment]
    notes: Sequence[NextTimeNote]
    trust: Trust

    @property
    def is_synthetic(self) -> bool:
        return self.class_session.model_name == SYNTHETIC

    @property
    def level(self) -> Level | None:
        return level_of(self.stored.engagement, self.stored.engagement_band)

    @property
    def reliability(self) -> Reliability:
        stored = self.stored
        return reliability_of(stored.measured_share, stored.sharing_mean, stored.joined_mean, stored.readable_max)

    @property
    def grid(self) -> Grid:
        return grid_of(self.buckets, self.class_session.length.total_seconds(), self.class_session.bucket_s)

    def note_at(self, at_s: int) -> NextTimeNote | None:
        return next((note for note in self.notes if note.at_s == at_s), None)


def lecture_report(stored: SessionReport, class_session: ClassSession) -> LectureReport:
    buckets = timeline_for(class_session)
    marks = markers_in_words(class_session)
    counts = SessionCounts.objects.filter(class_session=class_session).first()
    return LectureReport(
        class_session=class_session,
        stored=stored,
        buckets=buckets,
        marks=marks,
        moments=moments_of(buckets, marks, class_session.course.alert_change),
        notes=list(class_session.next_time_notes.select_related("author")),
        trust=trust_of(counts, has_enough_people=any(bucket.figures.shares is not None for bucket in buckets)),
    )
