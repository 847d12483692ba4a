"""SIGTERM in the middle of a lecture: parts that finish what they took, and a product that is stopped and started."""

import threading
from collections.abc import Callable

import httpx
import psycopg
import pytest

from tests.chaos.classes import Class
from tests.chaos.measurements import note
from tests.chaos.people import eventually
from tests.chaos.product import BEAT, FRAMES, GENERAL, WEB, FaultyProduct
from tests.chaos.test_deaths import assert_counted_once

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]

GOING_AWAY = (1001, 1012)


@pytest.mark.parametrize("part", [WEB, FRAMES, GENERAL, BEAT], ids=["web", "frames", "general", "beat"])
def test_a_part_that_is_asked_to_stop_loses_nothing(
    product: FaultyProduct, gather: Callable[..., Class], part: str
) -> None:
    lecture = gather()
    asked_at = lecture.acknowledge()
    asked = product.terminate(part)
    eventually(lambda: asked not in product.processes(part))
    lecture.wait_until_back(product, f"{part.strip(chr(0))} asked to stop", asked_at)
    lecture.wait_for_new_figures()
    buckets = lecture.end(product)
    lecture.assert_nothing_false(buckets)
    assert not any(bucket["interrupted"] for bucket in buckets)
    assert_counted_once(lecture, product, is_all=True)


def test_the_web_server_answers_what_it_took_and_says_goodbye_to_sockets(
    product: FaultyProduct, gather: Callable[..., Class]
) -> None:
    lecture, answers = gather(), []
    path = f"/sessions/{lecture.teacher.lecture.id}/pause/"
    pressing = threading.Thread(target=lambda: answers.append(lecture.teacher.press(path)))
    with psycopg.connect(product.database_url) as connection:
        connection.execute("SELECT 1 FROM class_sessions_classsession WHERE status = 'live' FOR UPDATE")
        pressing.start()
        eventually(lambda: product.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
        losses = len(lecture.dashboard.losses)
        product.terminate(WEB)
        eventually(lambda: len(lecture.dashboard.losses) > losses)
    pressing.join()
    assert [answer.status_code for answer in answers] == [httpx.codes.FOUND]
    assert lecture.dashboard.losses[-1][1] in GOING_AWAY
    assert eventually(lecture.teacher.timeline)["status"] == "paused"


def test_a_lecture_outlives_a_stop_and_a_start_of_everything(
    product: FaultyProduct, gather: Callable[..., Class]
) -> None:
    lecture = gather()
    asked_at = lecture.acknowledge()
    assert product.stop() == 0
    product.start_again()
    lecture.wait_until_back(product, "everything stopped and started", asked_at)
    note("everything stopped and started", of_which_nobody_answered=lecture.dashboard.openings[-1] - asked_at)
    lecture.wait_for_new_figures()
    buckets = lecture.end(product)
    lecture.assert_nothing_false(buckets)
    assert any(bucket["interrupted"] for bucket in buckets)
