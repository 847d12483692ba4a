"""A person's own data as pages and files show them: everything that is kept, of one session or of a whole course."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from classroom.privacy.models import Consent
from classroom.privacy.selectors import consents_of, export_of, exported_consent
from classroom.privacy.spreadsheet_cells import safe_cell
from classroom.sessions.access import OwnData
from classroom.sessions.models import Participation
from classroom.sessions.services import place_of, subject_of
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.models import ParticipationBucket
from classroom.timelines.own_picture import OwnPicture, own_picture
from classroom.timelines.selectors import own_timeline

NOTE = _("AI estimate")
NUMBERS = ("readings", *EMOTIONS, "engagement")
COLUMNS = ("note", "kind", "lecture", "from", "until", "detail", *NUMBERS)


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
        return list(zip(EMOTIONS, self.shares, strict=True))


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
    buckets = own_timeline(seat)
    return Lecture(seat, [_interval(seat, bucket) for bucket in buckets], own_picture(buckets))


def _interval(seat: Participation, bucket: ParticipationBucket) -> Interval:
    started_at = seat.class_session.bucket_start(bucket.sequence)
    return Interval(
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=seat.class_session.bucket_s),
        readings=bucket.readings,
        shares=[round(share * 100) for share in bucket.shares],
        engagement=round(bucket.engagement * 100),
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


def as_csv(own: OwnData) -> str:
    """The same in one table: a row for each consent, each seat and each interval of a timeline."""
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    for row in _rows(own):
        writer.writerow({name: safe_cell(value) for name, value in row.items()})
    return table.getvalue()


def _rows(own: OwnData) -> Iterator[dict[str, Any]]:
    if own.enrollment is not None:
        yield {
            "kind": "place on the list",
            "lecture": own.enrollment.course.title,
            "detail": own.enrollment.student.name,
        }
    for consent in consents_in(own):
        detail = f"{consent.given_by}: {', '.join(consent.scopes)} ({consent.text.version})"
        yield {"kind": "consent", "from": consent.given_at.isoformat(), "detail": detail}
    for seat in own.seats:
        yield _row_of_seat(seat)
        yield from _rows_of_timeline(seat)


def _row_of_seat(seat: Participation) -> dict[str, Any]:
    return {
        "kind": "seat",
        "lecture": seat.class_session.topic,
        "from": seat.joined_at.isoformat(),
        "until": seat.left_at.isoformat() if seat.left_at else "",
        "detail": seat.display_name,
    }


def _rows_of_timeline(seat: Participation) -> Iterator[dict[str, Any]]:
    for bucket in own_timeline(seat):
        started_at = seat.class_session.bucket_start(bucket.sequence)
        numbers = (bucket.readings, *(round(share, 3) for share in bucket.shares), round(bucket.engagement, 3))
        yield {
            "note": NOTE,
            "kind": "timeline",
            "lecture": seat.class_session.topic,
            "from": started_at.isoformat(),
            "until": (started_at + timedelta(seconds=seat.class_session.bucket_s)).isoformat(),
            **dict(zip(NUMBERS, numbers, strict=True)),
        }
