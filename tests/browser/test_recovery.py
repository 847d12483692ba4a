"""What happens to a running lecture when a part of the product is killed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import charts
from tests.browser.complaints import Complaints
from tests.browser.people import Bucket, Lecture, Student, Students, Teacher, eventually
from tests.browser.product import Product

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

DEATHS: tuple[Callable[[Product], None], ...] = (
    Product.kill_redis,
    Product.kill_postgresql,
    lambda product: product.kill("frames@"),
    lambda product: product.kill("general@"),
    lambda product: product.kill("uvicorn"),
)
LONG_S = 120
LOST_CONNECTION = (
    r"^output: ",  # the parts say at length what they miss
    r"WebSocket connection to .* failed",
    r"net::ERR_(CONNECTION|EMPTY|SOCKET|NETWORK|INCOMPLETE)",
    r"status of 50[0-9]",
)


def test_a_lecture_survives_the_death_of_each_part(
    student: Students, teacher: Teacher, product: Product, lecture: Lecture, complaints: Complaints
) -> None:
    complaints.expect(*LOST_CONNECTION)
    cleo = student()
    cleo.join(lecture)
    teacher.wait_for_measured(2)
    for kill in DEATHS:
        killed_after_s = teacher.timeline()["elapsed_s"]
        kill(product)
        eventually(teacher.page, product.unwell_parts, lambda unwell: not unwell, LONG_S)
        assert_all_is_well_again(cleo, teacher, killed_after_s)

    buckets = teacher.buckets()
    assert any(bucket["interrupted"] for bucket in buckets), "the gap left by the dead Redis is not marked"
    assert_nothing_is_zero_or_twice(buckets)
    assert_page_shows(teacher, buckets)


def assert_all_is_well_again(student: Student, teacher: Teacher, since_s: float) -> None:
    """Both pages are connected, and buckets that began after the death have figures."""
    teacher.wait_for_measured(2, after_s=since_s, timeout_s=LONG_S)
    student.expect_sending()
    expect(teacher.page.locator("[data-line]")).to_be_hidden()


def assert_nothing_is_zero_or_twice(buckets: list[Bucket]) -> None:
    sequences = [bucket["sequence"] for bucket in buckets]
    assert sequences == sorted(set(sequences))
    measured = [bucket for bucket in buckets if bucket["shares"] is not None]
    assert all(sum(bucket["shares"]) > 0.5 and bucket["engagement"] > 0 for bucket in measured)


def assert_page_shows(teacher: Teacher, buckets: list[Bucket]) -> None:
    """The page has closed every gap in its own knowledge; it may know newer buckets by now."""
    drawn = charts.drawn(teacher.page, "[data-chart]")
    for series, points in charts.stored(buckets).items():
        assert points.items() <= drawn[series].items(), series
