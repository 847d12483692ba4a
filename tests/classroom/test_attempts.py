"""The one mechanism that counts tries, against the real Redis."""

import pytest
import redis as redis_package
from django.test import RequestFactory

from classroom.attempts import Limit, count_try, give_try_back, seconds_to_wait, when_to_try_again
from classroom.client_address import client_network

pytestmark = pytest.mark.usefixtures("redis")
TWICE = Limit("for-tests", 2, 60)
ONCE = Limit("for-tests-once", 1, 300)


def test_so_many_tries_are_free_and_the_next_waits_for_the_window() -> None:
    counter = TWICE.of("ada")
    assert [count_try(counter) for _try in range(2)] == [0, 0]
    assert 0 < count_try(counter) <= 60
    assert 0 < seconds_to_wait(counter) <= 60


def test_everybody_is_counted_alone() -> None:
    count_try(TWICE.of("ada", "here"))
    assert count_try(TWICE.of("ada", "there")) == count_try(TWICE.of("adahere")) == 0
    assert TWICE.of("a", "bc").key != TWICE.of("ab", "c").key


def test_a_try_that_was_right_is_given_back() -> None:
    counter = TWICE.of("ada")
    for _right in range(20):
        assert count_try(counter) == 0
        give_try_back(counter)
    assert seconds_to_wait(counter) == 0


def test_who_is_refused_fills_nobody_elses_counter() -> None:
    for _try in range(5):
        count_try(ONCE.of("address"), TWICE.of("account"))
    assert seconds_to_wait(TWICE.of("account")) == 0


def test_no_counter_stays_for_ever(redis: redis_package.Redis) -> None:
    count_try(TWICE.of("ada"))
    give_try_back(ONCE.of("came back after its window had ended"))
    assert all(0 < redis.ttl(key) <= 300 for key in redis.keys("tries:*"))


def test_neither_name_nor_address_stands_in_redis(redis: redis_package.Redis) -> None:
    count_try(TWICE.of("zoya", "192.0.2.7"))  # what no hash in hexadecimal can hold by chance
    assert not [key for key in redis.scan_iter() if b"zoya" in key or b"192.0.2" in key]


@pytest.mark.parametrize(("wait_s", "sentence"), [(1, "in a minute"), (60, "in a minute"), (61, "in 2 minutes")])
def test_it_is_said_when_to_try_again(wait_s: int, sentence: str) -> None:
    assert sentence in when_to_try_again(wait_s)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("192.0.2.7:4711", "192.0.2.7:4711"),
    ],
)
def test_an_ipv6_address_counts_as_its_network(address: str, counted: str) -> None:
    assert client_network(RequestFactory().get("/", REMOTE_ADDR=address)) == counted


def test_only_what_trusted_proxies_saw_is_believed(settings: object) -> None:
    settings.TRUSTED_PROXIES = 1
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "10.9.9.9, 192.0.2.7"}, REMOTE_ADDR="10.0.0.1")
    assert client_network(request) == "192.0.2.7"
