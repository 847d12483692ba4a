"""A waiting frame in Redis: one place per participation, a few seconds long, the latest wins."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

import redis
import redis.asyncio
from django.conf import settings

from classroom.live.nudges import MOST_WAITING, QUEUE, NudgeError

LENGTH_BYTES = 2


@dataclass(frozen=True)
class FrameHeader:
    """What the frame worker needs to know without a database.

    Attributes:
        sequence: the camera's own number of the frame.
        started_at: the session's start, in seconds since the epoch; bucket_s: its buckets' length.
        reply_to: channel of the student's socket.
        received_at: when the web process had the whole frame, in seconds since the epoch.
    """

    session_id: str
    participation_id: str
    sequence: int
    started_at: float
    bucket_s: int
    reply_to: str
    received_at: float

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


def frame_key(participation_id: UUID | str) -> str:
    return f"frame:{participation_id}"


async def put_frame(client: redis.asyncio.Redis, frame: Frame) -> None:
    """Leave a frame for the workers; it replaces one that is still waiting and goes away by itself.

    Raises:
        NudgeError: so many nudges wait that one more would only make Redis grow: no worker takes them.
    """
    async with client.pipeline(transaction=False) as pipeline:
        pipeline.set(frame_key(frame.header.participation_id), frame.packed(), ex=settings.FRAME_TTL_S)
        pipeline.llen(QUEUE)
        _stored, waiting = await pipeline.execute()
    if waiting >= MOST_WAITING:
        raise NudgeError


def take_frame(client: redis.Redis, participation_id: str) -> Frame | None:
    """Take the waiting frame out, or None when it was taken, replaced or is too old."""
    packed = client.getdel(frame_key(participation_id))
    return Frame.unpacked(packed) if isinstance(packed, bytes) else None


def delete_frame(client: redis.Redis, participation_id: UUID | str) -> None:
    client.delete(frame_key(participation_id))
