"""What is asked of a simulated class, checked before anything starts."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

SCHEMES = {"http": 80, "https": 443}


class PlanError(ValueError):
    """Something that cannot be simulated; the message is for the person at the terminal."""


@dataclass(frozen=True)
class Plan:
    """One simulated class.

    Attributes:
        students: in all sessions together.
        sessions: lectures that run at once; students are dealt out evenly.
        duration_s: how long is measured, from the moment at which everybody sits.
        interval_s: students send no more often than this; the interval that the server announces counts when it is
            longer. None leaves it to the server.
        join_rate: students who join in a second.
        drop_rate: share of the students who lose their connection in a minute, 0 to 1.
    """

    base_url: str
    students: int
    duration_s: float
    sessions: int = 1
    interval_s: float | None = None
    join_rate: float = 20.0
    drop_rate: float = 0.0

    def __post_init__(self) -> None:
        if self.sessions < 1 or self.students < self.sessions:
            raise PlanError("There must be at least one session, and at least one student in each.")
        if self.duration_s <= 0 or self.join_rate <= 0 or (self.interval_s is not None and self.interval_s <= 0):
            raise PlanError("Duration, interval and join rate must be more than 0.")
        if not 0 <= self.drop_rate <= 1:
            raise PlanError("The drop rate is a share of the students: from 0 to 1.")
        split_address(self.base_url)

    def session_of(self, student: int) -> int:
        """Which session a student sits in, both counted from 0."""
        return student % self.sessions


def split_address(url: str) -> SplitResult:
    """The parts of an address of the product.

    Raises:
        PlanError: it is none.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise PlanError(f"The address must look like http://localhost:8000, not like {url!r}.")
    return parts


def port_of(url: str) -> int:
    parts = split_address(url)
    return parts.port or SCHEMES[parts.scheme]


def is_this_machine(url: str) -> bool:
    """Whether every address behind the name is one that this machine could listen on.

    Raises:
        PlanError: the name cannot be looked up.
    """
    host = split_address(url).hostname or ""
    try:
        found = {str(answer[4][0]) for answer in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise PlanError(f"Nobody knows the name {host}.") from error
    return all(_is_own(address) for address in found)


def _is_own(address: str) -> bool:
    if ipaddress.ip_address(address.partition("%")[0]).is_loopback:
        return True
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        try:
            trial.bind((address, 0))
        except OSError:
            return False
    return True
