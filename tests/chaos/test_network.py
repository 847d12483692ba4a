"""The network between browsers and product cut with and without a word."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.chaos.cable import Cable
from tests.chaos.classes import Class
from tests.chaos.people import measured
from tests.chaos.product import FaultyProduct

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]

CUT_S = 12
LONG_CUT_S = 45  # the server asks after 20 s and gives up 20 s later


@pytest.fixture
def cable(product: FaultyProduct) -> Iterator[Cable]:
    cable = Cable(product.port)
    yield cable
    cable.take_away()


def test_everybody_comes_back_when_a_cut_is_mended(
    product: FaultyProduct, gather: Callable[..., Class], cable: Cable
) -> None:
    lecture = gather(url=cable.url)
    cut_at = lecture.acknowledge()
    cable.cut()
    time.sleep(CUT_S)
    cable.mend()
    lecture.wait_until_back(product, f"network cut for {CUT_S} s", cut_at)
    lecture.wait_for_new_figures()
    buckets = lecture.end(product)
    lecture.assert_nothing_false(buckets)
    silent = [bucket for bucket in buckets if bucket not in measured(buckets)]
    assert silent
    assert all(bucket["engagement"] is None for bucket in silent)


@pytest.mark.parametrize("remembers", [True, False], ids=["connections last", "connections are forgotten"])
def test_everybody_comes_back_after_a_silence(
    product: FaultyProduct, gather: Callable[..., Class], cable: Cable, remembers: bool
) -> None:
    lecture = gather(url=cable.url)
    held_at = lecture.acknowledge()
    cable.hold()
    time.sleep(CUT_S)
    cable.let_go(remembers=remembers)
    lecture.wait_until_back(product, f"network silent for {CUT_S} s, remembers: {remembers}", held_at)
    lecture.wait_for_new_figures()
    lecture.assert_nothing_false(lecture.end(product))


def test_people_behind_a_silent_network_are_not_taken_for_present(
    product: FaultyProduct, gather: Callable[..., Class], cable: Cable
) -> None:
    lecture = gather(url=cable.url)
    held_at = lecture.acknowledge()
    cable.hold()
    time.sleep(LONG_CUT_S)
    last = lecture.teacher.buckets()[-1]
    assert (last["shares"], last["coverage"]["sharing"], last["coverage"]["joined"]) == (None, 0, 0)
    cable.let_go(remembers=False)
    lecture.wait_until_back(product, f"network silent for {LONG_CUT_S} s", held_at)
    lecture.assert_nothing_false(lecture.wait_for_new_figures())
