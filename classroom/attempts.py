"""How often something may be tried: passwords, codes, links, mails. Counted in Redis, in windows that end.

What is counted is hashed with the signing key: neither names nor addresses can be read out of Redis. Every function
raises RedisError when nobody can tell; who asks refuses then (docs/decisions/0010).
"""

import math
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from classroom.connections import redis_client

MS_PER_S = 1000
HASH_LETTERS = 24


@dataclass(frozen=True)
class Limit:
    """So many tries in one window, which begins with the first of them."""

    name: str
    tries: int
    window_s: int

    def of(self, *whose: str) -> "Counter":
        return Counter(self, whose)


@dataclass(frozen=True)
class Counter:
    """The tries of one person, address or whatever a limit is about."""

    limit: Limit
    whose: tuple[str, ...]

    @property
    def key(self) -> str:
        hashed = salted_hmac("classroom.attempts", repr(self.whose), algorithm="sha256").hexdigest()
        return f"tries:{self.limit.name}:{hashed[:HASH_LETTERS]}"


def seconds_to_wait(counter: Counter) -> int:
    """Until one more try is possible; 0 when it is now."""
    with redis_client().pipeline() as pipeline:
        pipeline.get(counter.key)
        pipeline.pttl(counter.key)
        tries, left_ms = pipeline.execute()
    return _seconds(left_ms) if int(tries or 0) >= counter.limit.tries else 0


def count_try(*counters: Counter) -> int:
    """Count one try, in one counter after the other; the seconds to wait if that was one too many, else 0.

    Once a counter is over, those after it are left alone: whoever is refused here shall fill nobody else's counter.
    """
    return next((wait_s for wait_s in map(_count, counters) if wait_s), 0)


def _count(counter: Counter) -> int:
    with redis_client().pipeline() as pipeline:  # one transaction: a counter without an end would refuse for ever
        pipeline.set(counter.key, 0, ex=counter.limit.window_s, nx=True)
        pipeline.incr(counter.key)
        pipeline.pttl(counter.key)
        _was_new, tries, left_ms = pipeline.execute()
    return _seconds(left_ms) if tries > counter.limit.tries else 0


def give_try_back(*counters: Counter) -> None:
    """Uncount a try that turned out to be right."""
    with redis_client().pipeline() as pipeline:
        for counter in counters:
            pipeline.set(counter.key, 1, ex=counter.limit.window_s, nx=True)  # its window may have ended meanwhile
            pipeline.decr(counter.key)
        pipeline.execute()


def _seconds(left_ms: int) -> int:
    return max(1, math.ceil(left_ms / MS_PER_S))


def when_to_try_again(wait_s: int) -> str:
    """A sentence for whoever has to wait."""
    if wait_s <= 60:
        return _("Try again in a minute.")
    minutes = math.ceil(wait_s / 60)
    return ngettext("Try again in %(minutes)s minute.", "Try again in %(minutes)s minutes.", minutes) % {
        "minutes": minutes
    }


def as_refusal(response: HttpResponse, wait_s: int) -> HttpResponse:
    """Say in the answer's status and headers too that there were too many tries."""
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    response["Retry-After"] = str(wait_s)
    return response


def cannot_count() -> str:
    """What is said while Redis is out of reach."""
    return _("The server is catching its breath. Try again in a few seconds.")
