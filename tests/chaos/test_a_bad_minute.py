"""The short form of the chaos suite: everything at once, and a student who withdraws while Redis is away."""

import pytest

from tests.chaos.classes import Class
from tests.chaos.people import Teacher, eventually
from tests.chaos.product import BEAT, FRAMES, GENERAL, WEB, FaultyProduct

pytestmark = pytest.mark.timeout(400)


def test_a_lecture_survives_the_death_of_all_parts_at_once(product: FaultyProduct, gather: type[Class]) -> None:
    lecture = gather()
    killed_at = lecture.acknowledge()
    product.kill_servers("redis", "postgresql")
    for part in (WEB, FRAMES, GENERAL, BEAT):
        product.kill(part)
    lecture.wait_until_back(product, "all parts and servers killed at once", killed_at)
    lecture.wait_for_new_figures()
    buckets = lecture.end(product)
    lecture.assert_nothing_false(buckets)
    assert any(bucket["interrupted"] for bucket in buckets), "the gap left by the dead Redis is not marked"


def test_an_erasure_asked_for_during_an_outage_of_redis_happens_afterwards(
    product: FaultyProduct, gather: type[Class], teacher: Teacher
) -> None:
    lecture = gather(2)
    leaving, camera = lecture.students[0], lecture.cameras[0]
    with product.outage_of("redis"):
        receipt = leaving.withdraw()
        assert "under way" in leaving.get(receipt).text
    eventually(lambda: "is erased" in leaving.get(receipt).text)
    eventually(lambda: camera.final_code)
    remaining = product.query(
        "SELECT count(*) FROM class_sessions_participation WHERE class_session_id = %s", lecture.teacher.lecture.id
    )
    assert remaining == [(1,)]
