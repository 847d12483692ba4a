"""The short form of the chaos suite: everything at once, an erasure while Redis is away, and what the log says."""

import secrets

import pytest

from classroom.sessions.services import new_short_code
from tests.chaos.classes import Class
from tests.chaos.people import Student, eventually
from tests.chaos.product import BEAT, FRAMES, GENERAL, WEB, FaultyProduct

pytestmark = pytest.mark.timeout(400)
PATIENT_S = 60  # longer than a page waits for its database


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
    product: FaultyProduct, gather: type[Class]
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


def test_nothing_that_was_typed_stands_in_the_output(product: FaultyProduct, gather: type[Class]) -> None:
    """Neither when all is well nor when the database goes away in the middle of requests."""
    lecture = gather(1).teacher.lecture
    typed = {what: f"{what.title()}{secrets.token_hex(6)}" for what in ("name", "account", "password")}
    typed["code"] = new_short_code()
    student = Student(product.url, lecture, typed["name"])
    assert type_everything(student, typed) == [400, 200, 302]
    student.client.timeout = PATIENT_S
    with product.outage_of("postgresql"):
        assert min(type_everything(student, typed)) >= 500
    eventually(product.can_connect)
    typed |= {"link": lecture.join_path.split("/")[-2], **student.client.cookies}
    student.close()
    output = product.output()
    assert product.url in output
    assert [what for what, word in typed.items() if word in output] == []


def type_everything(student: Student, typed: dict[str, str]) -> list[int]:
    """The answers to a wrong code, an unknown account and a name."""
    forms = (
        ("/join/", {"code": typed["code"]}),
        ("/sign-in/", {"username": typed["account"], "password": typed["password"]}),
        (student.lecture.join_path, {"name": typed["name"], "choice": "no_camera"}),
    )
    return [student.press(path, **fields).status_code for path, fields in forms]
