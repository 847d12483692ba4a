"""An own timeline as the paths of a drawing: stacked shares above, engagement below. No script is needed to see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from classroom.timelines.emotions import EMOTIONS, STACKED_FROM_TOP
from classroom.timelines.models import ParticipationBucket

SHARES_HEIGHT = 100
ENGAGEMENT_TOP = 112
ENGAGEMENT_HEIGHT = 40


@dataclass(frozen=True)
class EmotionPath:
    emotion: str
    path: str


@dataclass(frozen=True)
class OwnPicture:
    """Paths in units of one bucket across and one percent down; an interval without readings stays empty.

    Attributes:
        columns: how many buckets wide the drawing is.
        emotions: one filled path each, from the top of the stack.
        engagement: a line in steps, higher is more.
    """

    columns: int
    emotions: list[EmotionPath]
    engagement: str
    height: int = ENGAGEMENT_TOP + ENGAGEMENT_HEIGHT


def own_picture(buckets: Sequence[ParticipationBucket]) -> OwnPicture:
    first = buckets[0].sequence if buckets else 0
    columns = buckets[-1].sequence - first + 1 if buckets else 0
    stacks = [(bucket.sequence - first, _edges(bucket.shares)) for bucket in buckets]
    paths = [
        EmotionPath(emotion, " ".join(_block(x, edges[place], edges[place + 1]) for x, edges in stacks))
        for place, emotion in enumerate(STACKED_FROM_TOP)
    ]
    return OwnPicture(columns, paths, _engagement_line(buckets, first))


def _edges(shares: Sequence[float]) -> list[float]:
    """Where the emotions of a stack begin and end, from the top."""
    total = sum(shares) or 1
    edges = [0.0]
    for emotion in STACKED_FROM_TOP:
        edges.append(edges[-1] + shares[EMOTIONS.index(emotion)] / total * SHARES_HEIGHT)
    return edges


def _block(x: int, top: float, bottom: float) -> str:
    return f"M{x} {top:.1f}h1V{bottom:.1f}h-1z"


def _engagement_line(buckets: Sequence[ParticipationBucket], first: int) -> str:
    """Steps from bucket to bucket; the pen is lifted over a gap."""
    line, before = [], None
    for bucket in buckets:
        x, y = bucket.sequence - first, ENGAGEMENT_TOP + (1 - bucket.engagement) * ENGAGEMENT_HEIGHT
        is_next = before is not None and bucket.sequence == before + 1
        line.append(f"{f'V{y:.1f}' if is_next else f'M{x} {y:.1f}'}h1")
        before = bucket.sequence
    return " ".join(line)
