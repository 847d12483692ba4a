"""Simulated classes of growing size, each on a product that was started for it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvloop
from django.conf import settings

from classroom.connections import redis_client
from classroom.live.pace_keeping import forget_pace
from classroom.operations.benchmarks.trial import free_port, web_alone, whole_product
from classroom.operations.simulation.accounts import Credentials, own_admin, own_teacher
from classroom.operations.simulation.plan import Plan
from classroom.operations.simulation.run import SimulatedClass, Tell

BLAST_INTERVAL_MS = 100  # the shortest there is
BLAST_STUDENTS = 300  # without an answer each sends every 200 ms: 1,500 frames a second
JOIN_RATE = 20.0
SATURATED = 0.9  # of a core: from there on a second of the process is a second of a core


@dataclass(frozen=True)
class Row:
    """One simulated class of the matrix.

    Attributes:
        shows_one: its courses show figures of a single person; one student sits in each.
    """

    students: int
    sessions: int
    shows_one: bool = False


def measure_class(row: Row, duration_s: float, pictures: Sequence[bytes], tell: Tell) -> dict[str, Any]:
    """The report of one simulated class, which begins at the usual pace whatever came before."""
    forget_pace(redis_client())
    with whole_product(free_port()) as url, own_teacher() as teacher, _admin_of(row) as admin:
        plan = Plan(url, row.students, duration_s, sessions=row.sessions, join_rate=JOIN_RATE)
        simulated = SimulatedClass(plan, pictures, tell, trusts_everybody=True)
        return uvloop.run(simulated.run(teacher, settings.VAR_DIR, admin))


@contextmanager
def _admin_of(row: Row) -> Iterator[Credentials | None]:
    """Who lowers the smallest group, where that has to be."""
    if not row.shows_one:
        yield None
        return
    with own_admin() as admin:
        yield admin


def measure_receiving(duration_s: float, pictures: Sequence[bytes], tell: Tell) -> dict[str, Any]:
    """How many frames the web process takes for a second of one core: cameras flood it, and nobody analyses.

    Where the flood does not fill a core, the figure for a whole one is extrapolated, and says so.
    """
    with web_alone(free_port(), FRAME_INTERVAL_MS=str(BLAST_INTERVAL_MS)) as url, own_teacher(patience_s=0) as teacher:
        plan = Plan(url, BLAST_STUDENTS, duration_s)
        simulated = SimulatedClass(plan, pictures, tell, trusts_everybody=True)
        return receiving_row(uvloop.run(simulated.run(teacher, settings.VAR_DIR)))


def receiving_row(report: dict[str, Any]) -> dict[str, Any]:
    """What the report of a flood says of the web process."""
    web = next(process for process in report["processes"] if process["part"] == "web")
    return {
        "accepted": report["accepted"],
        "refused": sum(report["refused"].values()),
        "frames_per_s": round(report["accepted"] / report["duration_s"], 1),
        "cores": web["cores"],
        "frames_per_core_s": round(report["accepted"] / web["cpu_s"], 1),
        "extrapolated": web["cores"] < SATURATED,
    }
