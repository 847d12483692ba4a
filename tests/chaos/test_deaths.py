"""Each part and each server killed in the middle of a lecture, singly and in pairs."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from tests.chaos.classes import BACK_WITHIN_S, SWEEPS_S, Class, Return, wait_until_heard_anew
from tests.chaos.people import eventually
from tests.chaos.product import BEAT, FRAMES, GENERAL, WEB, FaultyProduct

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]

Fault = Callable[[FaultyProduct], None]


def killed(part: str) -> Fault:
    return lambda product: product.kill(part)


KILLS: dict[str, Fault] = {
    "redis": FaultyProduct.kill_redis,
    "postgresql": FaultyProduct.kill_postgresql,
    "frame worker": killed(FRAMES),
    "one child of the frame worker": lambda product: product.kill_children(FRAMES, most=1),
    "children of the frame worker": lambda product: product.kill_children(FRAMES),
    "general worker": killed(GENERAL),
    "children of the general worker": lambda product: product.kill_children(GENERAL),
    "beat": killed(BEAT),
    "web": killed(WEB),
}
PAIRS = (
    ("redis", "postgresql"),
    ("redis", "general worker"),
    ("postgresql", "web"),
    ("frame worker", "web"),
    ("general worker", "beat"),
)
Bounds = Callable[[Return], tuple[float, float]]


def no_tick_needs_it(felt: Return) -> tuple[float, float]:
    return BACK_WITHIN_S, BACK_WITHIN_S + felt.all_well_s


def no_answer_needs_it(felt: Return) -> tuple[float, float]:
    return BACK_WITHIN_S + felt.all_well_s, BACK_WITHIN_S


# The silence of ticks and of answers that one death alone may leave, from then on: ten seconds, and what it took to
# start again what died.
SILENT_AT_MOST: dict[str, Bounds] = {
    "redis": lambda felt: (BACK_WITHIN_S + felt.all_well_s, BACK_WITHIN_S + felt.all_well_s),
    "postgresql": lambda felt: (BACK_WITHIN_S + felt.all_well_s, BACK_WITHIN_S + felt.connectable_s),
    "frame worker": no_tick_needs_it,
    "one child of the frame worker": no_tick_needs_it,
    "children of the frame worker": no_tick_needs_it,
    "general worker": no_answer_needs_it,
    "children of the general worker": no_answer_needs_it,
    "beat": no_answer_needs_it,
    "web": lambda felt: (BACK_WITHIN_S + felt.connectable_s, BACK_WITHIN_S + felt.connectable_s),
}
FAULTS = [*((name,) for name in KILLS), *PAIRS]


@pytest.mark.parametrize("names", FAULTS, ids=" and ".join)
def test_a_lecture_goes_on_and_nothing_false_is_said(
    product: FaultyProduct, gather: Callable[..., Class], names: tuple[str, ...]
) -> None:
    lecture = gather()
    killed_at = lecture.acknowledge()
    for name in names:
        KILLS[name](product)
    felt = lecture.wait_until_back(product, f"{' and '.join(names)} killed", killed_at)
    assert_not_silent_for_long(names, felt)
    lecture.wait_for_new_figures()
    buckets = lecture.end(product)
    lecture.assert_nothing_false(buckets)
    assert any(bucket["interrupted"] for bucket in buckets) == ("redis" in names)
    assert_counted_once(lecture, product, is_all=not {"redis", "postgresql"} & set(names))


def assert_not_silent_for_long(names: tuple[str, ...], felt: Return) -> None:
    """Where one part died alone, live views and cameras heard of it for no longer than that part was away, and 10 s."""
    if len(names) > 1 or names[0] not in SILENT_AT_MOST:
        return
    no_tick_s, no_answer_s = SILENT_AT_MOST[names[0]](felt)
    assert felt.no_tick_s < no_tick_s
    assert felt.no_answer_s < no_answer_s


def assert_counted_once(lecture: Class, product: FaultyProduct, *, is_all: bool) -> None:
    """No frame is counted twice and, unless Redis has lost its memory, none that was answered is missing."""
    sent = sum(camera.sent for camera in lecture.cameras)
    answered = [camera.answered for camera in lecture.cameras]
    assert all(len(numbers) == len(set(numbers)) for numbers in answered)
    assert lecture.counted_frames(product) <= sent
    if is_all:
        assert lecture.counted_frames(product) >= sum(map(len, answered))


@pytest.mark.parametrize("name", ["general worker", "postgresql", "redis"])
def test_the_report_is_made_once_whatever_dies_while_it_is_made(
    product: FaultyProduct, gather: Callable[..., Class], name: str
) -> None:
    lecture = gather()
    lecture.acknowledge()
    lecture.teacher.end_lecture()
    KILLS[name](product)
    made = eventually(partial(lecture.reports, product))
    eventually(product.can_connect)
    lecture.assert_nothing_false(lecture.end(product))
    wait_until_heard_anew(product)  # who sweeps may have died, and takes a while to start
    time.sleep(SWEEPS_S)
    assert lecture.reports(product) == made
    ends = product.query(
        "SELECT count(*) FROM privacy_auditentry WHERE action = 'session.end' AND target = %s",
        f"session:{lecture.teacher.lecture.id}",
    )
    assert ends == [(1,)]
