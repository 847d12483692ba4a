"""Every number that the product's processes count, defined once. What is only asked for when read: `live/gauges.py`.

Labels are words from our own lists. No person, session, course or address is among them: a test looks.
"""

from enum import StrEnum
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
STAGE_BUCKETS_S = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


class Stage(StrEnum):
    """The stages of a frame, in order; the last two are those of a session, once a second."""

    RECEIVE = "receive"
    QUEUE = "queue"
    DECODE = "decode"
    DETECT = "detect"
    CLASSIFY = "classify"
    WINDOW = "window"
    FLUSH = "flush"
    PUBLISH = "publish"


class LeftOut(StrEnum):
    """Why a frame that was accepted, and did not grow stale, counts nowhere."""

    REPLACED = "replaced"
    MISSING = "missing"
    PROHIBITED = "prohibited"
    WITHDRAWN = "withdrawn"
    PAUSED = "paused"
    CLOSED = "closed"


STAGE_SECONDS = Histogram(
    "classpulse_frame_stage_seconds",
    "How long a stage of a frame took; flush and publish: of one session, once a second.",
    ["stage"],
    buckets=STAGE_BUCKETS_S,
    registry=REGISTRY,
)
FRAMES_ACCEPTED = Counter(
    "classpulse_frames_accepted_total", "Frames that were handed over to the workers.", registry=REGISTRY
)
FRAMES_REFUSED = Counter(
    "classpulse_frames_refused_total", "Frames that were not taken.", ["reason"], registry=REGISTRY
)
FRAMES_STALE = Counter(
    "classpulse_frames_stale_total", "Frames that waited too long and were not looked at.", registry=REGISTRY
)
FRAMES_LEFT_OUT = Counter(
    "classpulse_frames_left_out_total",
    "Accepted frames that count nowhere: replaced by newer ones, missing, prohibited, withdrawn, paused, closed.",
    ["reason"],
    registry=REGISTRY,
)
FRAMES_ANALYSED = Counter(
    "classpulse_frames_analysed_total",
    "Frames that were analysed, with a reading or without.",
    registry=REGISTRY,
)
FRAMES_UNREAD = Counter(
    "classpulse_frames_unread_total", "Frames that were analysed and gave no reading.", ["reason"], registry=REGISTRY
)
SOCKETS_OPEN = Gauge(
    "classpulse_sockets_open",
    "WebSockets that are open now.",
    ["kind"],
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
HTTP_RESPONSES = Counter("classpulse_http_responses_total", "Answers to HTTP requests.", ["status"], registry=REGISTRY)
TASKS_FAILED = Counter("classpulse_tasks_failed_total", "Tasks that ended with an error.", ["task"], registry=REGISTRY)
TASKS_EXPIRED = Counter(
    "classpulse_tasks_expired_total",
    "Tasks that waited until nobody wanted them.",
    ["task"],
    registry=REGISTRY,
)


class Laps:
    """The times of stages that follow one another: call it with the name of the stage that is over.

    They are only noted, and counted together by `count`: between stages the processor's caches belong to the network,
    and counting there would cost several times as much.
    """

    def __init__(self) -> None:
        self._over: list[tuple[str, float]] = []
        self._since = perf_counter()

    def __call__(self, stage: str) -> None:
        now = perf_counter()
        self._over.append((stage, now - self._since))
        self._since = now

    def count(self) -> None:
        for stage, seconds in self._over:
            STAGE_SECONDS.labels(stage).observe(seconds)
