"""Simulated classes of growing size, each on a product that was started for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import uvloop
from django.conf import settings

from classroom.connections import redis_client
from classroom.live.pace_keeping import forget_pace
from classroom.operations.benchmarks.trial import free_port, web_alone, whole_product
from classroom.operations.simulation.accounts import own_teacher
from classroom.operations.simulation.plan import Plan
from classroom.operations.simulation.run import SimulatedClass, Tell

BLAST_INTERVAL_MS = 100  # the shortest there is
BLAST_STUDENTS = 60
JOIN_RATE = 20.0


@dataclass(frozen=True)
class Row:
    """One simulated class of the matrix."""

    students: int
    sessions: int


def measure_class(row: Row, duration_s: float, pictures: Sequence[bytes], tell: Tell) -> dict[str, Any]:
    """The report of one simulated class, which begins at the usual pace whatever came before."""
    forget_pace(redis_client())
    with whole_product(free_port()) as url, own_teacher() as teacher:
        plan = Plan(url, row.students, duration_s, sessions=row.sessions, join_rate=JOIN_RATE)
        simulated = SimulatedClass(plan, pictures, tell, trusts_everybody=True)
        return uvloop.run(simulated.run(teacher.username, teacher.password, settings.VAR_DIR))


def measure_receiving(duration_s: float, pictures: Sequence[bytes], tell: Tell) -> dict[str, Any]:
    """How many frames the web process takes for a second of one core: cameras flood it, and nobody analyses."""
    with web_alone(free_port(), FRAME_INTERVAL_MS=str(BLAST_INTERVAL_MS)) as url, own_teacher(patience_s=0) as teacher:
        plan = Plan(url, BLAST_STUDENTS, duration_s)
        simulated = SimulatedClass(plan, pictures, tell, trusts_everybody=True)
        report = uvloop.run(simulated.run(teacher.username, teacher.password, settings.VAR_DIR))
    web = next(process for process in report["processes"] if process["part"] == "web")
    return {
        "accepted": report["accepted"],
        "refused": sum(report["refused"].values()),
        "frames_per_s": round(report["accepted"] / duration_s, 1),
        "cpu_s": web["cpu_s"],
        "frames_per_core_s": round(report["accepted"] / web["cpu_s"], 1),
    }
