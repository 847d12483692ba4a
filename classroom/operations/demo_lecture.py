"""A finished lecture that nobody attended, so that a report can be looked at at once. It says so wherever it is shown.

Simulated people are put through the same door as real ones: sums, aggregation, publication.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils import timezone

from classroom.accounts.models import User
from classroom.accounts.secret_links import new_secret
from classroom.courses.models import Course
from classroom.reports.content import lecture_report
from classroom.reports.services import keep_notes, make_report
from classroom.sessions.models import ClassSession, Marker, MarkerKind, Status
from classroom.sessions.recognition import SYNTHETIC
from classroom.sessions.services import new_short_code
from classroom.sessions.signals import COUNTED
from classroom.timelines.aggregation import Room
from classroom.timelines.buckets import placed
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.models import SessionCounts
from classroom.timelines.publication import publish
from classroom.timelines.services import class_figures, store_bucket
from classroom.timelines.window import Sums

TOPIC = "Photosynthesis (synthetic example)"
EARLIER_TOPICS = ("Cell respiration (synthetic example)", "Enzymes (synthetic example)")  # a week and two weeks before
NOTE = "Draw the Calvin cycle on the board step by step before showing the slide."
SEED = 20261121

MINUTES = 90
BUCKET_S = 15
START_HOUR = 9
PEOPLE, SHARING = 27, 21
FRAMES = 7  # in a bucket
READ, IN_SIGHT = 0.88, 0.94  # of the snapshots; of the people in one bucket
MISREAD = 0.03  # of the readings
LEANING, PASSING = 0.7, 0.3  # how far people are from the class's mood, always and in one bucket (in logarithms)
DRIFT, DRIFT_KEPT = 0.09, 0.93  # the whole class wanders slowly, and comes back
RESTLESSNESS = 0.15  # how far people are from the share of heads that face the screen
UNREAD_REASONS = {"no_face": 0.4, "turned_away": 0.35, "not_sure": 0.15, "too_dark": 0.1}

# Sharma et al. 2019, as in docs/engagement.md: weights of the expressions, and of a head that faces the screen or not.
EXPRESSION_WEIGHTS = {
    "angry": 0.25,
    "disgust": 0.2,
    "fear": 0.3,
    "happy": 0.6,
    "sad": 0.3,
    "surprise": 0.6,
    "neutral": 0.9,
}
CENTRED, TURNED, LARGEST = 5.0, 2.0, 4.5

USUAL_MOOD = {
    "angry": 0.05,
    "disgust": 0.02,
    "fear": 0.05,
    "happy": 0.14,
    "sad": 0.13,
    "surprise": 0.07,
    "neutral": 0.54,
}
USUALLY_CENTRED = 0.82

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stretch:
    """A part of the lecture in which the mood differs from the usual one.

    Attributes:
        mood: added to the share of an expression.
        centred: added to the share of heads that face the screen.
        said: how many students say what at its height.
    """

    from_min: float
    to_min: float
    mood: Mapping[str, float]
    centred: float = 0.0
    said: Mapping[str, int] = field(default_factory=dict)


STRETCHES = (
    Stretch(12, 17, {"surprise": 0.22, "happy": 0.12, "neutral": -0.2}, 0.1, {"fine": 7}),
    Stretch(31, 38, {"sad": 0.2, "fear": 0.1, "neutral": -0.26}, -0.22, {"lost": 11, "too_fast": 8, "hands": 3}),
    Stretch(58, 66, {"happy": 0.26, "neutral": -0.2, "sad": -0.06}, 0.05, {"fine": 9, "hands": 2}),
    Stretch(77, 93, {"sad": 0.1, "neutral": -0.06}, -0.3, {"break": 8, "too_slow": 3}),
)
BREAK_MIN = (44, 50)
MARKERS = (
    (2, MarkerKind.SLIDE, "Slide 1: why leaves are green"),
    (12, MarkerKind.DEMO, "A leaf under the lamp"),
    (30.5, MarkerKind.SLIDE, "Slide 14: the Calvin cycle"),
    (36, MarkerKind.QUESTION, "Where does the oxygen come from?"),
    (44, MarkerKind.BREAK, ""),
    (57.5, MarkerKind.EXERCISE, "In pairs: label the cycle"),
    (75, MarkerKind.SLIDE, "Slide 22: limits of the model"),
)


@transaction.atomic
def make_demo_lecture(
    course: Course, teacher: User, *, topic: str = TOPIC, weeks_ago: int = 0, seed: int = SEED
) -> ClassSession:
    """An ended lecture of a course with buckets, markers, signals, a report and a note of the teacher's."""
    class_session = _ended_session(course, topic, weeks_ago)
    people = _People(np.random.default_rng(seed))
    for sequence in range(MINUTES * 60 // BUCKET_S):
        minute = sequence * BUCKET_S / 60
        if not BREAK_MIN[0] <= minute < BREAK_MIN[1]:
            _close(class_session, sequence, people.sums_at(minute), people.signals_at(minute))
    for minute, kind, label in MARKERS:
        at = class_session.start + timedelta(minutes=minute)
        Marker.objects.create(class_session=class_session, kind=kind, label=label, at=at)
    SessionCounts.objects.create(
        class_session=class_session, readings=people.readings, disagreements=people.misread, unread=people.unread
    )
    _report_with_note(class_session, teacher)
    return class_session


def _ended_session(course: Course, topic: str, weeks_ago: int) -> ClassSession:
    yesterday = timezone.now() - timedelta(days=1, weeks=weeks_ago)
    started_at = yesterday.replace(hour=START_HOUR, minute=0, second=0, microsecond=0)
    ended_at = started_at + timedelta(minutes=MINUTES)
    return ClassSession.objects.create(
        course=course,
        topic=topic,
        status=Status.ENDED,
        join_token=new_secret(),
        short_code=new_short_code(),
        started_at=started_at,
        planned_end_at=ended_at,
        ended_at=ended_at,
        window_closed_at=ended_at,
        minimum_group=course.minimum_group,
        retention_days=course.retention_days,
        bucket_s=BUCKET_S,
        model_name=SYNTHETIC,
        model_sha256="",
        temperature=1.0,
        minimum_confidence=0.0,
    )


class _People:
    """The simulated class: everyone leans a little in a direction of their own, and not everyone is read each time."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._names = [UUID(bytes=random.bytes(16)) for _person in range(SHARING)]
        self._leaning = random.normal(0, LEANING, (SHARING, len(EMOTIONS)))
        self._drift = np.zeros(len(EMOTIONS))
        self._attention = random.normal(0, RESTLESSNESS, SHARING)
        self.readings = self.misread = 0
        self.unread = dict.fromkeys(UNREAD_REASONS, 0)

    def sums_at(self, minute: float) -> dict[UUID, Sums]:
        mood, centred = _mood_at(minute)
        self._drift = DRIFT_KEPT * self._drift + self._random.normal(0, DRIFT, len(EMOTIONS))
        passing = self._random.normal(0, PASSING, (SHARING, len(EMOTIONS)))
        weights = mood * np.exp(self._leaning + passing + self._drift)
        faces = weights / weights.sum(axis=1, keepdims=True)
        here = SHARING if minute < STRETCHES[-1].from_min else SHARING - int((minute - STRETCHES[-1].from_min) / 3)
        looking = np.clip(centred + self._attention, 0, 1)
        people = zip(self._names[:here], faces[:here], looking[:here], strict=True)
        return {name: self._sums(face, float(share)) for name, face, share in people}

    def _sums(self, face: Numbers, centred: float) -> Sums:
        readings = int(self._random.binomial(FRAMES, READ)) if self._random.random() < IN_SIGHT else 0
        looking = float(self._random.binomial(FRAMES, centred)) / FRAMES
        weight = sum(EXPRESSION_WEIGHTS[emotion] * share for emotion, share in zip(EMOTIONS, face, strict=True))
        engagement = min(1.0, weight * (looking * CENTRED + (1 - looking) * TURNED) / LARGEST)
        self.readings += readings
        self.misread += int(self._random.binomial(readings, MISREAD))
        reason = str(self._random.choice(list(UNREAD_REASONS), p=list(UNREAD_REASONS.values())))
        self.unread[reason] += FRAMES - readings
        return Sums(FRAMES, readings, tuple(float(share) * readings for share in face), engagement * readings)

    @staticmethod
    def signals_at(minute: float) -> list[int]:
        """How many say what: most in the middle of a stretch."""
        said = dict.fromkeys(map(str, COUNTED), 0)
        for stretch in STRETCHES:
            height = _height(minute, stretch)
            said |= {name: round(most * height) for name, most in stretch.said.items() if height}
        return [said[name] for name in COUNTED]


def _mood_at(minute: float) -> tuple[Numbers, float]:
    mood, centred = np.array([USUAL_MOOD[emotion] for emotion in EMOTIONS]), USUALLY_CENTRED
    for stretch in STRETCHES:
        height = min(1.0, 2 * _height(minute, stretch))
        mood += height * np.array([stretch.mood.get(emotion, 0.0) for emotion in EMOTIONS])
        centred += height * stretch.centred
    return np.maximum(mood, 0.01), centred


def _height(minute: float, stretch: Stretch) -> float:
    """0 at the edges of a stretch and outside it, 1 in its middle."""
    middle, half = (stretch.from_min + stretch.to_min) / 2, (stretch.to_min - stretch.from_min) / 2
    return max(0.0, 1 - abs(minute - middle) / half)


def _close(class_session: ClassSession, sequence: int, people: Mapping[UUID, Sums], signals: Sequence[int]) -> None:
    room = Room(joined=PEOPLE, signals=tuple(signals))
    published = publish(class_figures(class_session, people, sequence, room), class_session.minimum_group)
    store_bucket(class_session, SYNTHETIC, placed(class_session, sequence, published))


def _report_with_note(class_session: ClassSession, teacher: User) -> None:
    """The note stands at the moment in which most students said that they were lost."""
    content = lecture_report(make_report(class_session=class_session), class_session)
    lost = [moment for moment in content.moments if "lost" in dict(moment.said)]
    for moment in lost[:1]:
        keep_notes(class_session=class_session, author=teacher, texts={moment.start_s: NOTE})
