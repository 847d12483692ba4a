"""Where the time of frames goes, by the histograms that the product keeps: what they counted between two looks."""

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from classroom.operations.simulation.tally import PERCENTILES
from classroom.watching.metrics import Stage

HISTOGRAM = "classpulse_frame_stage_seconds"
MS_PER_S = 1000
DIGITS = 2


@dataclass
class StageTimes:
    """One stage's histogram, of all parts together.

    Attributes:
        within: how often it took no longer than so many seconds, by that bound; infinity has them all.
        seconds: it took altogether.
    """

    within: Counter[float] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def count(self) -> int:
        return self.within[math.inf]

    def since(self, before: "StageTimes") -> "StageTimes":
        within = {bound: count - before.within[bound] for bound, count in self.within.items()}
        return StageTimes(Counter(within), self.seconds - before.seconds)

    def percentile_s(self, share: int) -> float:
        """So many per cent took no longer: between two bounds as on a straight line, above the last one that bound."""
        wanted, below, counted = self.count * share / 100, 0.0, 0
        for bound, within in sorted(self.within.items()):
            if within >= wanted and bound < math.inf:
                return below + (bound - below) * (wanted - counted) / (within - counted)
            if bound < math.inf:
                below, counted = bound, within
        return below

    def summary(self) -> dict[str, Any]:
        mean_s = self.seconds / self.count
        times_s = {"mean": mean_s, **{f"p{share}": self.percentile_s(share) for share in PERCENTILES}}
        in_ms = {f"{name}_ms": round(time_s * MS_PER_S, DIGITS) for name, time_s in times_s.items()}
        return {"count": self.count, "seconds": round(self.seconds, DIGITS), **in_ms}


def read_stages(numbers: str) -> dict[Stage, StageTimes]:
    """The histograms in what /metrics shows, in the order of a frame."""
    stages = {stage: StageTimes() for stage in Stage}
    for family in text_string_to_metric_families(numbers):
        for sample in family.samples if family.name == HISTOGRAM else ():
            times = stages[Stage(sample.labels["stage"])]
            if sample.name == f"{HISTOGRAM}_bucket":
                times.within[float(sample.labels["le"])] += int(sample.value)
            elif sample.name == f"{HISTOGRAM}_sum":
                times.seconds += sample.value
    return stages


def stages_between(first: str, last: str) -> list[dict[str, Any]]:
    """What each stage took between two looks at /metrics; a stage that nothing went through is left out."""
    before, after = read_stages(first), read_stages(last)
    times = {stage: after[stage].since(before[stage]) for stage in Stage}
    return [{"stage": str(stage), **each.summary()} for stage, each in times.items() if each.count]
