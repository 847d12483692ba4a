"""Servers that are away for longer than a restart takes, and servers that hang."""

import time
from collections.abc import Callable

import pytest

from tests.chaos.classes import Class
from tests.chaos.people import Bucket, eventually, measured
from tests.chaos.product import FaultyProduct

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]

AWAY_S = 20
PATIENT_S = 60  # longer than a page waits for its database
LEAST_KEPT = 4  # of the buckets of that time; what a flush would keep that goes by an old clock is two


def gaps(buckets: list[Bucket]) -> list[int]:
    """The sequences of buckets without figures between the first and the last."""
    there = {bucket["sequence"] for bucket in buckets if bucket["shares"]}
    return [sequence for sequence in range(min(there), max(there)) if sequence not in there]


def test_what_is_measured_while_postgresql_is_away_is_stored_afterwards(
    product: FaultyProduct, gather: Callable[..., Class]
) -> None:
    lecture = gather()
    away_at = lecture.acknowledge()
    with product.outage_of("postgresql"):
        time.sleep(AWAY_S)
    lecture.wait_until_back(product, f"postgresql away for {AWAY_S} s", away_at)
    lecture.wait_for_new_figures()
    buckets = lecture.end(product)
    lecture.assert_nothing_false(buckets)
    assert not any(bucket["interrupted"] for bucket in buckets)


def test_what_is_measured_while_postgresql_hangs_is_stored_afterwards(
    product: FaultyProduct, gather: Callable[..., Class]
) -> None:
    lecture = gather()
    hung_at = lecture.acknowledge()
    with product.hanging_postgresql():
        time.sleep(AWAY_S)
    lecture.wait_until_back(product, f"postgresql hung for {AWAY_S} s", hung_at)
    lecture.wait_for_new_figures()
    buckets = lecture.end(product)
    lecture.assert_nothing_false(buckets)
    hung_from_s = lecture.acknowledged[-1]["end_s"]
    assert len([b for b in measured(buckets, hung_from_s) if b["end_s"] < hung_from_s + AWAY_S]) >= LEAST_KEPT


def test_the_time_without_redis_is_a_marked_gap(product: FaultyProduct, gather: Callable[..., Class]) -> None:
    lecture = gather()
    away_at = lecture.acknowledge()
    with product.outage_of("redis"):
        time.sleep(AWAY_S)
    lecture.wait_until_back(product, f"redis away for {AWAY_S} s", away_at)
    lecture.wait_for_new_figures()
    buckets = lecture.end(product)
    lecture.assert_nothing_false(buckets)
    assert gaps(buckets)
    assert any(bucket["interrupted"] for bucket in buckets)


def test_an_erasure_is_finished_when_a_redis_that_hung_goes_on(
    product: FaultyProduct, gather: Callable[..., Class]
) -> None:
    lecture = gather()
    leaving, camera = lecture.students[0], lecture.cameras[0]
    with product.hanging_redis():
        receipt = leaving.withdraw()
        assert "under way" in leaving.get(receipt).text
    eventually(lambda: "is erased" in leaving.get(receipt).text)
    eventually(lambda: camera.final_code)
    lecture.cameras.remove(camera)
    lecture.acknowledge()
    lecture.wait_until_back(product, "redis hung", time.monotonic())
    lecture.assert_nothing_false(lecture.wait_for_new_figures())


def test_an_erasure_asked_for_during_an_outage_of_postgresql_is_asked_for_until_it_has_worked(
    product: FaultyProduct, gather: Callable[..., Class]
) -> None:
    lecture = gather(2)
    leaving, camera = lecture.students[0], lecture.cameras[0]
    address = leaving.address_of("withdraw")
    leaving.client.timeout = PATIENT_S
    with product.outage_of("postgresql"):
        refusal = leaving.press(address)
        assert (refusal.status_code, "Take it that nothing is erased yet" in refusal.text) == (503, True)
    assert f'action="{address}" method="post" data-asked-again' in refusal.text
    receipt = eventually(lambda: leaving.post(address)).url.path
    eventually(lambda: "is erased" in leaving.get(receipt).text)
    eventually(lambda: camera.final_code)
    remaining = product.query(
        "SELECT count(*) FROM class_sessions_participation WHERE class_session_id = %s", lecture.teacher.lecture.id
    )
    assert remaining == [(1,)]
