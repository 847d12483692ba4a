"""Made-up lectures for pages that are fed by hand, as lively as real ones, and the same in every run."""

from math import sin
from random import Random
from typing import Any

from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.publication import rounded, step_for, usual_band
from tests.js.live_page import bucket

SEED = 7
USUAL_MOOD = {"neutral": 0.5, "happy": 0.2, "sad": 0.1, "surprise": 0.08, "fear": 0.06, "angry": 0.04, "disgust": 0.02}
BUCKETS_A_WAVE = 11
UNEVEN = 0.2  # of a share, from bucket to bucket
USUAL_ENGAGEMENT = 0.5


def lecture_of(
    sharing: int, joined: int, buckets: int, without: range = range(0), said: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The closed buckets of a lecture.

    Args:
        without: sequences in which nothing was measured, as in a break.
        said: the signals of the last minute.
    """
    random = Random(SEED)
    closed = [_bucket(sequence, sharing, joined, random) for sequence in range(buckets)]
    if said:
        closed[-4:] = [one | {"signals": said} for one in closed[-4:]]
    return [one for one in closed if one["sequence"] not in without]


def _bucket(sequence: int, sharing: int, joined: int, random: Random) -> dict[str, Any]:
    wave = sin(sequence / BUCKETS_A_WAVE)
    step = step_for(sharing)
    engagement = rounded(USUAL_ENGAGEMENT + 0.06 * wave + random.uniform(-0.02, 0.02), step)
    return bucket(
        sequence,
        shares=_shares(wave, step, random),
        engagement=engagement,
        band=usual_band(engagement, sharing),
        coverage={"joined": joined, "sharing": sharing, "readable": sharing - random.choice((0, 0, 0, 1, 2))},
    )


def _shares(wave: float, step: float, random: Random) -> list[float]:
    """Multiples of the step that make up the whole: what is left of it looks neutral."""
    mood = USUAL_MOOD | {"happy": 0.2 + 0.1 * wave, "sad": 0.1 - 0.06 * wave}
    uneven = {emotion: rounded(share * random.uniform(1 - UNEVEN, 1 + UNEVEN), step) for emotion, share in mood.items()}
    uneven["neutral"] = round(1 - sum(share for emotion, share in uneven.items() if emotion != "neutral"), 2)
    return [uneven[emotion] for emotion in EMOTIONS]
