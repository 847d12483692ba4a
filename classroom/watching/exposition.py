"""The numbers of all parts on this machine as text, and who may read them."""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from classroom.watching.folders import living_folders
from classroom.watching.metrics import REGISTRY

THIS_MACHINE = frozenset({"127.0.0.1", "::1"})


class Parts(Collector):
    """What the processes of every running part have counted, each series with the name of its part."""

    def collect(self) -> Iterable[Metric]:
        if not settings.PART:  # a process by itself counts in its own memory
            return REGISTRY.collect()
        families: dict[str, Metric] = {}
        for part, folders in living_folders(settings.METRICS_DIR).items():
            for metric in _counted_in(folders):
                family = families.setdefault(metric.name, Metric(metric.name, metric.documentation, metric.type))
                for sample in metric.samples:
                    family.add_sample(sample.name, {**sample.labels, "part": part}, sample.value)
        return families.values()


def _counted_in(folders: Iterable[Path]) -> Iterator[Metric]:
    files = [str(path) for folder in folders for path in sorted(folder.glob("*.db"))]
    yield from MultiProcessCollector.merge(files, accumulate=True)


def numbers(others: Sequence[Collector] = ()) -> bytes:
    """All numbers in Prometheus' text format.

    Args:
        others: what is not counted but asked for now.
    """
    registry = CollectorRegistry()
    for collector in (Parts(), *others):
        registry.register(collector)
    return generate_latest(registry)


def brings_token(authorization: str) -> bool:
    """Whether an Authorization header carries METRICS_TOKEN; nothing does while there is none."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(authorization.encode(), expected.encode())


def may_read(*, authorization: str, address: str, is_forwarded: bool) -> bool:
    """Whether somebody may read the numbers: by the token, or where there is none, from this machine itself."""
    if settings.METRICS_TOKEN:
        return brings_token(authorization)
    return address in THIS_MACHINE and not is_forwarded
