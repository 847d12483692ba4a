"""JSON for programs: names in English whatever the reader's language, None for what is hidden."""

import json
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from classroom.reports.content import LectureReport
from classroom.reports.exports.rows import warning
from classroom.reports.headline import LEVELS
from classroom.reports.moments import Mark, Moment
from classroom.sessions.signals import COUNTED
from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.emotions import EMOTIONS

SOME = "some"  # fewer than the minimum, but not none


def to_json(report: LectureReport) -> bytes:
    class_session, stored = report.class_session, report.stored
    content = {
        "note": _("AI estimate"),
        "warning": warning(report),
        "synthetic": report.is_synthetic,
        "course": class_session.course.title,
        "topic": class_session.topic,
        "started_at": class_session.start.isoformat(),
        "length_s": class_session.length.total_seconds(),
        "minimum_group": class_session.minimum_group,
        "model": {"name": class_session.model_name, "sha256": class_session.model_sha256},
        "headline": {
            "reliability": report.reliability,
            "measured_share": stored.measured_share,
            "engagement": stored.engagement,
            "engagement_band": stored.engagement_band,
            "shares": _named(stored.shares),
            "sharing_mean": stored.sharing_mean,
            "joined_mean": stored.joined_mean,
        },
        "trust": asdict(report.trust),
        "buckets": [_bucket(bucket) for bucket in report.buckets],
        "markers": [_marker(mark) for mark in report.marks],
        "moments": [_moment(moment, report) for moment in report.moments],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _bucket(bucket: TimelineBucket) -> dict[str, Any]:
    figures = bucket.figures
    return {
        "start_s": bucket.start_s,
        "end_s": bucket.end_s,
        "shares": _named(figures.shares),
        "engagement": figures.engagement,
        "band": figures.band,
        "levels": None if figures.levels is None else dict(zip(LEVELS, figures.levels, strict=True)),
        "coverage": None if figures.coverage is None else asdict(figures.coverage),
        "signals": None if figures.signals is None else _told(dict(zip(COUNTED, figures.signals, strict=True))),
        "interrupted": bucket.interrupted,
        "slowed": bucket.slowed,
    }


def _moment(moment: Moment, report: LectureReport) -> dict[str, Any]:
    note = report.note_at(moment.start_s)
    return {
        "start_s": moment.start_s,
        "end_s": moment.end_s,
        "changes": [asdict(change) for change in moment.changes],
        "markers": [_marker(mark) for mark in moment.marks],
        "signals": _told(dict(moment.said)),
        "next_time": note.text if note else None,
    }


def _marker(mark: Mark) -> dict[str, Any]:
    return {name: mark[name] for name in ("at_s", "kind", "label", "hint", "hint_url")}


def _named(shares: Any) -> dict[str, float] | None:
    return None if shares is None else dict(zip(EMOTIONS, shares, strict=True))


def _told(counts: dict[str, int | None]) -> dict[str, int | str]:
    return {name: SOME if count is None else count for name, count in counts.items()}
