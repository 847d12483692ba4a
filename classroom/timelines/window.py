"""The open window: sums of the readings of buckets that are not closed yet, in Redis without persistence.

`window:<session>:<sequence>` is a hash with one field per participation, so that erasing a person is one HDEL.
Adding is one Lua call: it refuses people who withdrew, lectures that pause and buckets that are closed, whatever is in
flight, and tells the person, so that no answer is heard before its reading is added. So is taking a reading back. Each
field also holds the bucket's single readings, by the number of their frame, so that exactly one of them can be
subtracted again; `answered:<participation>` remembers the bare numbers a little longer, so that a "that was wrong" that
comes too late is counted once.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import redis

from classroom.connections import script_of, text_of

WINDOW_TTL_S = 3600
TOMBSTONE_TTL_S = 3600
ANSWERED_TTL_S = 120
EPOCH_KEY = "epoch"

# KEYS: bucket, open buckets, tombstone, closed, answered, pause.
# ARGV: participation, bucket, outcome, life, frame, its life, channel of the notice, notice.
ADD = """
local outcome = cjson.decode(ARGV[3])
local function noticed(what)
  if ARGV[7] ~= '' then redis.call('PUBLISH', ARGV[7], ARGV[8]) end
  return what
end
if redis.call('EXISTS', KEYS[3]) == 1 then return 'withdrawn' end
if redis.call('HGET', KEYS[6], 'paused') == '1' then return 'paused' end
if tonumber(redis.call('GET', KEYS[4]) or '-1') >= tonumber(ARGV[2]) then return noticed('closed') end
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local sums
if stored then
  sums = cjson.decode(stored)
else
  sums = {frames = 0, readings = 0, engagement = 0, probabilities = {0, 0, 0, 0, 0, 0, 0}, reasons = {none = 0},
    answered = {none = 0}, taken_back = 0}
end
sums.frames = sums.frames + 1
if outcome.reason then
  sums.reasons[outcome.reason] = (sums.reasons[outcome.reason] or 0) + 1
else
  sums.readings = sums.readings + 1
  sums.engagement = sums.engagement + outcome.engagement
  for i = 1, 7 do sums.probabilities[i] = sums.probabilities[i] + outcome.probabilities[i] end
  if ARGV[5] ~= '' then
    sums.answered[ARGV[5]] = outcome
    redis.call('ZADD', KEYS[5], ARGV[2], ARGV[5])
    redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', tonumber(ARGV[2]) - 2)
    redis.call('EXPIRE', KEYS[5], ARGV[6])
  end
end
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(sums))
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[4])
return noticed('added')
"""

# KEYS: tombstone, answered, closed, late, buckets. ARGV: participation, frame, life, the buckets' sequences.
TAKE_BACK = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 'withdrawn' end
if redis.call('ZREM', KEYS[2], ARGV[2]) == 0 then return 'unknown' end
local closed = tonumber(redis.call('GET', KEYS[3]) or '-1')
for i = 5, #KEYS do
  local stored = redis.call('HGET', KEYS[i], ARGV[1])
  local sums = stored and cjson.decode(stored)
  local reading = sums and sums.answered[ARGV[2]]
  if reading and tonumber(ARGV[i - 1]) > closed then
    sums.readings = sums.readings - 1
    sums.engagement = sums.engagement - reading.engagement
    for j = 1, 7 do sums.probabilities[j] = sums.probabilities[j] - reading.probabilities[j] end
    sums.answered[ARGV[2]] = nil
    sums.taken_back = sums.taken_back + 1
    redis.call('HSET', KEYS[i], ARGV[1], cjson.encode(sums))
    return 'taken'
  end
end
redis.call('INCR', KEYS[4])
redis.call('EXPIRE', KEYS[4], ARGV[3])
return 'late'
"""


# KEYS: closed. ARGV: bucket, life. A flush that was held up comes with an earlier bucket than the one after it.
REFUSE = """
local closed = tonumber(redis.call('GET', KEYS[1]) or '-1')
redis.call('SET', KEYS[1], math.max(closed, tonumber(ARGV[1])), 'EX', ARGV[2])
"""

# KEYS: pause. ARGV: version of the lecture's state, whether it pauses, life, the bucket of this moment. Who knows an
# older state changes nothing.
NOTE_PAUSE = """
local version, paused = unpack(redis.call('HMGET', KEYS[1], 'version', 'paused'))
if tonumber(version or '-1') > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'paused', ARGV[2])
if paused == '1' or ARGV[2] == '1' then redis.call('HSET', KEYS[1], 'until', ARGV[4]) end
redis.call('EXPIRE', KEYS[1], ARGV[3])
return (paused or '0') ~= ARGV[2] and 1 or 0
"""


# KEYS: open buckets, buckets. ARGV: participation, the buckets' sequences. A bucket that holds nobody any more is open
# no more; one that is listed and holds nothing was lost.
FORGET = """
for i = 2, #KEYS do
  if redis.call('HDEL', KEYS[i], ARGV[1]) == 1 and redis.call('EXISTS', KEYS[i]) == 0 then
    redis.call('SREM', KEYS[1], ARGV[i])
  end
end
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
class Notice:
    """What the person is told of an outcome: bytes that are published on a channel of Redis."""

    channel: str = ""
    body: bytes = b""


NOBODY_IS_TOLD = Notice()


@dataclass(frozen=True)
class Sums:
    """One participation's frames in one bucket.

    Attributes:
        frames: all that were analysed.
        readings: those with one confident face.
        probabilities: seven sums over the readings; engagement: likewise.
        reasons: how many frames had no reading, by reason.
        taken_back: readings the person called wrong; they are in none of the sums any more, but among the frames.
    """

    frames: int
    readings: int
    probabilities: tuple[float, ...]
    engagement: float
    reasons: Mapping[str, int] = field(default_factory=dict)
    taken_back: int = 0


class OpenWindow:
    """The open buckets of one session."""

    def __init__(self, client: redis.Redis, session_id: UUID | str) -> None:
        self._client = client
        self._session_id = str(session_id)

    def add(
        self,
        participation_id: UUID | str,
        sequence: int,
        outcome: Outcome,
        frame: int | None = None,
        notice: Notice = NOBODY_IS_TOLD,
    ) -> str:
        """Add one frame's outcome; returns "added", "withdrawn", "paused" or "closed".

        Args:
            frame: the camera's number of the frame, under which its reading can be taken back.
            notice: published unless the person withdrew or the lecture pauses.
        """
        body: dict[str, Any] = {"reason": outcome.reason}
        if outcome.reason is None:
            body = {"probabilities": outcome.probabilities, "engagement": outcome.engagement}
        person = str(participation_id)
        keys = [self._bucket_key(sequence), self._open_key, tombstone_key(person), self._closed_key]
        number = "" if frame is None else str(frame)
        args: list[str | int | bytes] = [person, sequence, json.dumps(body), WINDOW_TTL_S, number, ANSWERED_TTL_S]
        add = script_of(self._client, ADD)
        keys += [_answered_key(person), pause_key(self._session_id)]
        return text_of(add(keys=keys, args=[*args, notice.channel, notice.body]))

    def take_back(self, participation_id: UUID | str, frame: int) -> str:
        """Subtract the reading of one frame, once.

        Returns:
            "taken"; "late" when its bucket is closed and only counts the disagreement; "unknown" when no such reading
            was answered lately or it was taken back before; "withdrawn".
        """
        person, sequences = str(participation_id), self.open_sequences()
        keys = [tombstone_key(person), _answered_key(person), self._closed_key, self._late_key]
        keys += [self._bucket_key(sequence) for sequence in sequences]
        take_back = script_of(self._client, TAKE_BACK)
        return text_of(take_back(keys=keys, args=[person, frame, WINDOW_TTL_S, *sequences]))

    def pop_late_disagreements(self) -> int:
        """How many readings of closed buckets were called wrong since this was last asked."""
        return int(self._client.getdel(self._late_key) or 0)

    def open_sequences(self) -> list[int]:
        return sorted(int(sequence) for sequence in self._client.smembers(self._open_key))

    def read(self, sequence: int) -> dict[UUID, Sums]:
        """Every participation's sums in a bucket."""
        stored = self._client.hgetall(self._bucket_key(sequence))
        return {UUID(text_of(person)): _sums(body) for person, body in stored.items()}

    def has_lost(self, sequence: int) -> bool:
        """Whether a bucket had sums that Redis gave up."""
        is_open = self._client.sismember(self._open_key, str(sequence))
        return bool(is_open) and not self._client.exists(self._bucket_key(sequence))

    def note_pause(self, version: int, sequence: int, *, is_paused: bool) -> bool:
        """From now on nothing is added, or something is again; whether that is a change.

        Args:
            version: of the lecture's state. What is known of a newer one stays.
            sequence: of the bucket of this moment.
        """
        keys, args = [pause_key(self._session_id)], [version, int(is_paused), WINDOW_TTL_S, sequence]
        return bool(script_of(self._client, NOTE_PAUSE)(keys=keys, args=args))

    def paused_until(self) -> int:
        """The last bucket that a pause is known to have reached; -1 before the first pause."""
        return int(self._client.hget(pause_key(self._session_id), "until") or -1)

    def refuse_late_frames(self, sequence: int) -> None:
        """From now on nothing is added to this bucket or an earlier one; what was refused before stays so."""
        script_of(self._client, REFUSE)(keys=[self._closed_key], args=[sequence, WINDOW_TTL_S])

    def drop(self, sequence: int) -> None:
        """Delete a bucket's sums, after its figures are committed."""
        self._client.delete(self._bucket_key(sequence))
        self._client.srem(self._open_key, sequence)

    def forget(self, participation_id: UUID | str) -> None:
        """Erase one person from every open bucket and refuse what is still in flight."""
        self._client.set(tombstone_key(participation_id), 1, ex=TOMBSTONE_TTL_S)
        self._client.delete(_answered_key(participation_id))
        sequences = self.open_sequences()
        keys = [self._open_key, *map(self._bucket_key, sequences)]
        script_of(self._client, FORGET)(keys=keys, args=[str(participation_id), *sequences])

    def _bucket_key(self, sequence: int) -> str:
        return f"window:{self._session_id}:{sequence}"

    @property
    def _open_key(self) -> str:
        return f"windows:{self._session_id}"

    @property
    def _closed_key(self) -> str:
        return f"closed:{self._session_id}"

    @property
    def _late_key(self) -> str:
        return f"late:{self._session_id}"


def current_epoch(client: redis.Redis) -> str:
    """The random name of this life of Redis: a restarted server has forgotten it and gets a new one."""
    client.set(EPOCH_KEY, secrets.token_hex(8), nx=True)
    return text_of(client.get(EPOCH_KEY) or b"")


def begin_epoch(client: redis.Redis) -> None:
    """From now on buckets count as collected after an interruption."""
    client.set(EPOCH_KEY, secrets.token_hex(8))


def tombstone_key(participation_id: UUID | str) -> str:
    """Exists while frames and taps of somebody who withdrew or left may be in flight."""
    return f"withdrawn:{participation_id}"


def pause_key(session_id: UUID | str) -> str:
    """A hash with the version of the lecture's state, whether it pauses, and the last bucket that was paused."""
    return f"pause:{session_id}"


def _answered_key(participation_id: UUID | str) -> str:
    return f"answered:{participation_id}"


def _sums(body: bytes | str) -> Sums:
    stored = json.loads(body)
    return Sums(
        frames=int(stored["frames"]),
        readings=int(stored["readings"]),
        probabilities=tuple(stored["probabilities"]),
        engagement=float(stored["engagement"]),
        reasons={name: int(count) for name, count in stored["reasons"].items() if count},
        taken_back=int(stored["taken_back"]),
    )
