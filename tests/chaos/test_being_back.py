"""From when on a lecture's people wait for ticks: from when every part has said anew that it is well."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
import redis as redis_package
from django.conf import settings

from classroom.live import heartbeats
from tests.chaos import classes
from tests.chaos.classes import Class, Return
from tests.chaos.product import FaultyProduct
from tests.chaos.test_deaths import assert_not_silent_for_long


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


@pytest.mark.parametrize(
    ("name", "felt"),
    [
        ("frame worker", Return(connectable_s=0.1, all_well_s=6.0, no_tick_s=10.5, no_answer_s=3.0)),
        ("frame worker", Return(connectable_s=0.1, all_well_s=6.0, no_tick_s=1.2, no_answer_s=16.5)),
        ("beat", Return(connectable_s=0.1, all_well_s=6.0, no_tick_s=16.5, no_answer_s=3.0)),
        ("web", Return(connectable_s=3.0, all_well_s=9.0, no_tick_s=13.5, no_answer_s=3.0)),
    ],
)
def test_a_silence_longer_than_a_start_and_ten_seconds_is_a_fault(name: str, felt: Return) -> None:
    assert_not_silent_for_long((name, "web"), felt)  # of two that died together it is not known whose it was
    assert_not_silent_for_long((name,), replace(felt, no_tick_s=9.9, no_answer_s=9.9))
    with pytest.raises(AssertionError):
        assert_not_silent_for_long((name,), felt)


def at_once(read: Callable[[], object]) -> object:
    """As `eventually`, without waiting between the looks."""
    return next(value for value in (read() for _look in range(5)) if value)
