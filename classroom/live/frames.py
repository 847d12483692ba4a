"""Frames that wait, in Redis: one place per participation, a few seconds long, the latest wins.

`waiting` is a sorted set of participations by the moment since when they wait: who waits longest is next. A newer frame
takes the place of the one it replaces, so that nobody waits twice and nobody is overtaken.
"""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from uuid import UUID

import redis
import redis.asyncio
from django.conf import settings

from classroom.connections import script_of
from classroom.live.nudges import MOST_WAITING, QUEUE, NudgeError
from classroom.timelines.window import pause_key, tombstone_key
from classroom.watching import metrics
from classroom.watching.metrics import LeftOut

LENGTH_BYTES = 2
WAITING_KEY = "waiting"
MOST_AT_ONCE = 50  # frames that one nudge is for: Celery's share of a frame becomes small, a task stays under a second

# KEYS: waiting. ARGV: what the keys of frames, of tombstones and of pauses begin with.
TAKE = """
local first = redis.call('ZPOPMIN', KEYS[1])
if #first == 0 then return false end
local frame, is_paused = redis.call('GETDEL', ARGV[1] .. first[1]), false
if frame then
  local header = cjson.decode(frame:sub(3, 2 + 256 * frame:byte(1) + frame:byte(2)))
  is_paused = redis.call('HGET', ARGV[3] .. header.session_id, 'paused') == '1'
end
return {first[2], frame, redis.call('EXISTS', ARGV[2] .. first[1]), is_paused and 1 or 0}
"""


@dataclass(frozen=True)
class FrameHeader:
    """What the frame worker needs to know without a database.

    Attributes:
        sequence: the camera's own number of the frame.
        started_at: the session's start, in seconds since the epoch; bucket_s: its buckets' length.
        reply_to: channel of the student's socket.
        received_at: when the web process had the whole frame, in seconds since the epoch.
        caused_by: the request that opened the socket, for the log.
    """

    session_id: str
    participation_id: str
    sequence: int
    started_at: float
    bucket_s: int
    reply_to: str
    received_at: float
    caused_by: str = ""

    def age_s(self, now: float) -> float:
        """How long ago the frame was received; two machines' clocks that differ make no frame younger than new."""
        return max(0.0, now - self.received_at)

    def is_stale(self, now: float) -> bool:
        """Whether it waited longer than a frame may, whatever its key's life in Redis was."""
        return self.age_s(now) > settings.FRAME_TTL_S


@dataclass(frozen=True)
class Frame:
    header: FrameHeader
    jpeg: bytes

    def packed(self) -> bytes:
        header = json.dumps(asdict(self.header)).encode()
        return len(header).to_bytes(LENGTH_BYTES, "big") + header + self.jpeg

    @classmethod
    def unpacked(cls, packed: bytes) -> "Frame":
        end = LENGTH_BYTES + int.from_bytes(packed[:LENGTH_BYTES], "big")
        return cls(FrameHeader(**json.loads(packed[LENGTH_BYTES:end])), packed[end:])


@dataclass(frozen=True)
class Taken:
    """Whose turn it was.

    Attributes:
        waiting_since: in seconds since the epoch; of the first frame, if newer ones took its place.
        frame: None when its life was over or Redis gave it up.
        has_withdrawn: whether the person withdrew meanwhile.
        is_paused: whether the lecture pauses.
    """

    waiting_since: float
    frame: Frame | None
    has_withdrawn: bool
    is_paused: bool


def frame_key(participation_id: UUID | str) -> str:
    return f"frame:{participation_id}"


def leave_waiting(
    pipeline: redis.client.Pipeline | redis.asyncio.client.Pipeline, frame: Frame, life_s: int | None = None
) -> None:
    """Store a frame, then give it a turn: a turn that came first could be over before the frame is there."""
    header = frame.header
    pipeline.set(frame_key(header.participation_id), frame.packed(), ex=life_s or settings.FRAME_TTL_S)
    pipeline.zadd(WAITING_KEY, {header.participation_id: header.received_at}, nx=True)


async def put_frame(client: redis.asyncio.Redis, frame: Frame) -> bool:
    """Leave a frame for the workers; it replaces one that is still waiting and goes away by itself.

    Returns:
        Whether a worker has to be nudged: no nudge waits by which this frame would be taken.

    Raises:
        NudgeError: so many frames wait that one more would only make Redis grow: no worker takes them.
    """
    person = frame.header.participation_id
    async with client.pipeline(transaction=False) as pipeline:
        leave_waiting(pipeline, frame)
        pipeline.zcard(WAITING_KEY)
        pipeline.llen(QUEUE)
        _stored, is_new, waiting, nudges = await pipeline.execute()
    if not is_new:
        metrics.FRAMES_LEFT_OUT.labels(LeftOut.REPLACED).inc()
    elif waiting > MOST_WAITING:
        await client.zrem(WAITING_KEY, person)
        raise NudgeError
    return _too_few(nudges, waiting)


def nudge_is_due(client: redis.Redis) -> bool:
    """Whether more frames wait than the nudges that wait are for."""
    with client.pipeline(transaction=False) as pipeline:
        pipeline.zcard(WAITING_KEY)
        pipeline.llen(QUEUE)
        waiting, nudges = pipeline.execute()
    return _too_few(nudges, waiting)


def _too_few(nudges: int, waiting: int) -> bool:
    return nudges * MOST_AT_ONCE < waiting


def take_frame(client: redis.Redis) -> Taken | None:
    """Take out the frame whose turn it is, or None when nobody waits. Whatever becomes of it, it does not come back."""
    begin_with = [frame_key(""), tombstone_key(""), pause_key("")]
    answer = script_of(client, TAKE)(keys=[WAITING_KEY], args=begin_with)
    if answer is None:
        return None
    waiting_since, packed, has_withdrawn, is_paused = answer
    frame = None if packed is None else Frame.unpacked(packed)
    return Taken(float(waiting_since), frame, bool(has_withdrawn), bool(is_paused))


def delete_frames(client: redis.Redis, people: Collection[UUID | str]) -> None:
    """Forget the frames of these participations that wait, and their turns."""
    if people:
        client.delete(*[frame_key(person) for person in people])
        client.zrem(WAITING_KEY, *[str(person) for person in people])
