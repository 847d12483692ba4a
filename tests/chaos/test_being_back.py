"""From when on a lecture's people wait for ticks: from when every part has said anew that it is well."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import redis as redis_package
from django.conf import settings

from classroom.live import heartbeats
from tests.chaos import classes
from tests.chaos.classes import Class
from tests.chaos.product import FaultyProduct


def test_a_part_is_heard_of_when_it_has_said_so_anew(
    redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FaultyProduct, "redis_url", settings.REDIS_URL)
    product = FaultyProduct("nowhere")
    for part in heartbeats.PARTS:
        heartbeats.beat(part)
    assert product.unheard_parts() == []
    product.forget_heartbeats()
    heartbeats.beat("beat")
    assert set(product.unheard_parts()) == set(heartbeats.PARTS) - {"beat"}


def test_a_page_that_repeats_that_all_is_well_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """/readyz keeps its last answer for a second: of a part that has just died it still says that it is well."""
    unheard = [["general_worker"], ["general_worker"], []]
    product = SimpleNamespace(
        can_connect=lambda: True,
        forget_heartbeats=lambda: None,
        unwell_parts=list,
        unheard_parts=lambda: unheard.pop(0),
    )
    dashboard = SimpleNamespace(
        is_connected=True,
        says="tick",
        heard_since=lambda *_: not unheard,
        longest_without_connection=lambda _since: 0.0,
        longest_silence=lambda *_: 0.0,
        longest_without=lambda *_: 0.0,
    )
    monkeypatch.setattr(classes, "note", lambda *_facts, **_measured: None)
    monkeypatch.setattr(classes, "eventually", at_once)
    people = [SimpleNamespace(**vars(dashboard))]
    Class(SimpleNamespace(), [], dashboard, people).wait_until_back(product, "the general worker killed", 0.0)
    assert unheard == []


def at_once(read: Callable[[], object]) -> object:
    """As `eventually`, without waiting between the looks."""
    return next(value for value in (read() for _look in range(5)) if value)
