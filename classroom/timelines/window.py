"""The open window: sums of the readings of buckets that are not closed yet, in Redis without persistence.

`window:<session>:<sequence>` is a hash with one field per participation, so that erasing a person is one HDEL.
Adding is one Lua call: it refuses people who withdrew and buckets that are closed, whatever is in flight.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import redis

from classroom.connections import text_of

WINDOW_TTL_S = 3600
TOMBSTONE_TTL_S = 3600
EPOCH_KEY = "epoch"

ADD = """
local outcome = cjson.decode(ARGV[3])
if redis.call('EXISTS', KEYS[3]) == 1 then return 'withdrawn' end
if tonumber(redis.call('GET', KEYS[4]) or '-1') >= tonumber(ARGV[2]) then return 'closed' end
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local sums
if stored then
  sums = cjson.decode(stored)
else
  sums = {frames = 0, readings = 0, engagement = 0, probabilities = {0, 0, 0, 0, 0, 0, 0}, reasons = {none = 0}}
end
sums.frames = sums.frames + 1
if outcome.reason then
  sums.reasons[outcome.reason] = (sums.reasons[outcome.reason] or 0) + 1
else
  sums.readings = sums.readings + 1
  sums.engagement = sums.engagement + outcome.engagement
  for i = 1, 7 do sums.probabilities[i] = sums.probabilities[i] + outcome.probabilities[i] end
end
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(sums))
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[4])
return 'added'
"""


@dataclass(frozen=True)
class Outcome:
    """What one frame said: probabilities and engagement of one face, or the reason why there is none."""

    probabilities: tuple[float, ...] = ()
    engagement: float = 0.0
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.reason is None) == (len(self.probabilities) != 7):
            raise ValueError("An outcome has seven probabilities or a reason, not both and not neither.")


@dataclass(frozen=True)
class Sums:
    """One participation's frames in one bucket.

    Attributes:
        frames: all that were analysed.
        readings: those with one confident face.
        probabilities: seven sums over the readings; engagement: likewise.
        reasons: how many frames had no reading, by reason.
    """

    frames: int
    readings: int
    probabilities: tuple[float, ...]
    engagement: float
    reasons: Mapping[str, int] = field(default_factory=dict)


class OpenWindow:
    """The open buckets of one session."""

    def __init__(self, client: redis.Redis, session_id: UUID | str) -> None:
        self._client = client
        self._session_id = str(session_id)
        self._add = client.register_script(ADD)

    def add(self, participation_id: UUID | str, sequence: int, outcome: Outcome) -> str:
        """Add one frame's outcome; returns "added", "withdrawn" or "closed"."""
        body: dict[str, Any] = {"reason": outcome.reason}
        if outcome.reason is None:
            body = {"probabilities": outcome.probabilities, "engagement": outcome.engagement}
        keys = [self._bucket_key(sequence), self._open_key, _tombstone_key(participation_id), self._closed_key]
        answer = self._add(keys=keys, args=[str(participation_id), sequence, json.dumps(body), WINDOW_TTL_S])
        return text_of(answer)

    def has_withdrawn(self, participation_id: UUID | str) -> bool:
        return bool(self._client.exists(_tombstone_key(participation_id)))

    def open_sequences(self) -> list[int]:
        return sorted(int(sequence) for sequence in self._client.smembers(self._open_key))

    def read(self, sequence: int) -> dict[UUID, Sums]:
        """Every participation's sums in a bucket."""
        stored = self._client.hgetall(self._bucket_key(sequence))
        return {UUID(text_of(person)): _sums(body) for person, body in stored.items()}

    def refuse_late_frames(self, sequence: int) -> None:
        """From now on nothing is added to this bucket or an earlier one."""
        self._client.set(self._closed_key, sequence, ex=WINDOW_TTL_S)

    def drop(self, sequence: int) -> None:
        """Delete a bucket's sums, after its figures are committed."""
        self._client.delete(self._bucket_key(sequence))
        self._client.srem(self._open_key, sequence)

    def forget(self, participation_id: UUID | str) -> None:
        """Erase one person from every open bucket and refuse what is still in flight."""
        self._client.set(_tombstone_key(participation_id), 1, ex=TOMBSTONE_TTL_S)
        for sequence in self.open_sequences():
            self._client.hdel(self._bucket_key(sequence), str(participation_id))

    def _bucket_key(self, sequence: int) -> str:
        return f"window:{self._session_id}:{sequence}"

    @property
    def _open_key(self) -> str:
        return f"windows:{self._session_id}"

    @property
    def _closed_key(self) -> str:
        return f"closed:{self._session_id}"


def current_epoch(client: redis.Redis) -> str:
    """The random name of this life of Redis: a restarted server has forgotten it and gets a new one."""
    client.set(EPOCH_KEY, secrets.token_hex(8), nx=True)
    return text_of(client.get(EPOCH_KEY) or b"")


def _tombstone_key(participation_id: UUID | str) -> str:
    return f"withdrawn:{participation_id}"


def _sums(body: bytes | str) -> Sums:
    stored = json.loads(body)
    return Sums(
        frames=int(stored["frames"]),
        readings=int(stored["readings"]),
        probabilities=tuple(stored["probabilities"]),
        engagement=float(stored["engagement"]),
        reasons={name: int(count) for name, count in stored["reasons"].items() if count},
    )
