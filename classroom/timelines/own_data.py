"""A person's own data as pages and files show them: everything that is kept, of one session or of a whole course."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from classroom.privacy.models import Consent, GivenBy, Scope
from classroom.privacy.selectors import consents_of, export_of, exported_consent
from classroom.privacy.spreadsheet_cells import spreadsheet_csv
from classroom.sessions.access import OwnData
from classroom.sessions.models import Participation
from classroom.sessions.seats import place_of, subject_of
from classroom.timelines.emotions import EMOTION_WORDS, EMOTIONS, STACKED_FROM_TOP, from_top
from classroom.timelines.models import ParticipationBucket
from classroom.timelines.notation import whole_percent
from classroom.timelines.own_picture import OwnPicture, own_picture
from classroom.timelines.selectors import own_timeline, shown_timeline

NOTE = _("AI estimate")


@dataclass(frozen=True)
class Interval:
    """One row of an own timeline; shares and engagement in whole percent."""

    started_at: datetime
    ended_at: datetime
    readings: int
    shares: list[int]
    engagement: int

    @property
    def named_shares(self) -> list[tuple[str, int]]:
        return list(zip(STACKED_FROM_TOP, from_top(self.shares), strict=True))


@dataclass(frozen=True)
class Lecture:
    """What is kept from one session."""

    seat: Participation
    intervals: list[Interval]
    picture: OwnPicture

    @property
    def started_at(self) -> datetime | None:
        return self.intervals[0].started_at if self.intervals else None

    @property
    def ended_at(self) -> datetime | None:
        return self.intervals[-1].ended_at if self.intervals else None


def lecture_of(seat: Participation) -> Lecture:
    """As the student sees it."""
    return _lecture(seat, own_timeline(seat))


def shown_lecture_of(seat: Participation) -> Lecture:
    """As a teacher sees it whom the student shows it."""
    return _lecture(seat, shown_timeline(seat))


def _lecture(seat: Participation, buckets: list[ParticipationBucket]) -> Lecture:
    return Lecture(seat, [_interval(seat, bucket) for bucket in buckets], own_picture(buckets))


def _interval(seat: Participation, bucket: ParticipationBucket) -> Interval:
    started_at = seat.class_session.bucket_start(bucket.sequence)
    return Interval(
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=seat.class_session.bucket_s),
        readings=bucket.readings,
        shares=[whole_percent(share) for share in bucket.shares],
        engagement=whole_percent(bucket.engagement),
    )


def consents_in(own: OwnData) -> list[Consent]:
    """Every yes that stands, of the student and of a guardian."""
    places = [own.enrollment.subject] if own.enrollment else []
    return consents_of([*places, *(seat.pk for seat in own.seats)])


def as_json(own: OwnData) -> dict[str, Any]:
    """Everything that is kept, by the name of what holds it."""
    place = _held(export_of(place_of(own.enrollment))) if own.enrollment else {}
    return {
        "note": NOTE,
        **place,
        "consents": [exported_consent(consent) for consent in consents_in(own)],
        "lectures": [_held(export_of(subject_of(seat))) for seat in own.seats],
    }


def _held(export: dict[str, Any]) -> dict[str, Any]:
    return {name: held for name, held in export.items() if held is not None}


def as_csv(own: OwnData) -> bytes:
    """The same in one table, in the reader's language: a row for each consent, each seat and each interval."""
    return spreadsheet_csv([_heads(), *(row.cells for row in _rows(own))])


def _heads() -> list[str]:
    emotions = [str(EMOTION_WORDS[emotion]) for emotion in EMOTIONS]
    plain = [_("note"), _("kind"), _("lecture"), _("from"), _("until"), _("detail"), _("readings")]
    return [*(str(word) for word in plain), *emotions, str(_("engagement"))]


@dataclass(frozen=True)
class Row:
    """A line of the table; `numbers` are those of an interval: readings, shares, engagement."""

    kind: str
    lecture: str = ""
    start: datetime | None = None
    end: datetime | None = None
    detail: str = ""
    note: str = ""
    numbers: tuple[float, ...] = ()

    @property
    def cells(self) -> list[object]:
        start, end = (moment.isoformat() if moment else "" for moment in (self.start, self.end))
        numbers = self.numbers or [""] * (len(EMOTIONS) + 2)
        return [self.note, self.kind, self.lecture, start, end, self.detail, *numbers]


def _rows(own: OwnData) -> Iterator[Row]:
    if own.enrollment is not None:
        yield Row(str(_("place on the list")), own.enrollment.course.title, detail=own.enrollment.student.name)
    for consent in consents_in(own):
        yield Row(str(_("consent")), start=consent.given_at, detail=_detail_of(consent))
    for seat in own.seats:
        yield Row(str(_("seat")), seat.class_session.topic, seat.joined_at, seat.left_at, detail=seat.display_name)
        yield from _rows_of_timeline(seat)


def _detail_of(consent: Consent) -> str:
    scopes = [str(Scope(scope).label) for scope in consent.scopes]
    return f"{GivenBy(consent.given_by).label}: {', '.join(scopes)} ({consent.text.version})"


def _rows_of_timeline(seat: Participation) -> Iterator[Row]:
    for bucket in own_timeline(seat):
        start = seat.class_session.bucket_start(bucket.sequence)
        yield Row(
            str(_("timeline")),
            seat.class_session.topic,
            start,
            start + timedelta(seconds=seat.class_session.bucket_s),
            detail=str(_("shown to your teacher")) if bucket.was_shown else "",
            note=str(NOTE),
            numbers=(bucket.readings, *(round(share, 3) for share in bucket.shares), round(bucket.engagement, 3)),
        )
