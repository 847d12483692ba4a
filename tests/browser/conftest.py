"""The product, a Chromium that plays a clip as its camera, and the people who sit before it.

Fixtures that last longer than a test last for this package: Playwright's event loop must be gone before other tests
start theirs.
"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Playwright, StorageState, expect, sync_playwright

from classroom.accounts.demo import DEMO_ACCOUNTS
from classroom.operations.demo_courses import OPEN_COURSE
from tests.browser.chromium import QUIET, Launch, playing
from tests.browser.clips import write_astronaut_clip, write_video_as_clip
from tests.browser.complaints import Complaints
from tests.browser.people import PATIENCE_S, Lecture, Student, Students, Teacher, Visitor
from tests.browser.product import Product
from tests.browser_report import find_chromium
from tests.shared_data import SHARED_DATA

PASSWORDS = {account.username: account.password for account in DEMO_ACCOUNTS}

Person = TypeVar("Person", bound=Visitor)


@pytest.fixture(scope="package")
def product() -> Iterator[Product]:
    with Product().running() as product:
        yield product


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def launch(playwright: Playwright) -> Iterator[Launch]:
    """Starts a Chromium with more arguments; the same one for the same arguments."""
    browsers: dict[tuple[str, ...], Browser] = {}

    def launch(*arguments: str) -> Browser:
        if arguments not in browsers:
            browsers[arguments] = playwright.chromium.launch(
                executable_path=find_chromium(), args=[*QUIET, *arguments], timeout=120_000
            )
        return browsers[arguments]

    yield launch
    for browser in browsers.values():
        browser.close()


@pytest.fixture(scope="package")
def astronaut_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clip = tmp_path_factory.mktemp("clips") / "astronaut.mjpeg"
    write_astronaut_clip(clip)
    return clip


@pytest.fixture(scope="package")
def webcam_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    video = SHARED_DATA / "webcam" / "single_face.mp4"
    if not video.exists():
        pytest.skip("needs a data set that is not part of the repository")
    clip = tmp_path_factory.mktemp("clips") / "webcam.mjpeg"
    write_video_as_clip(video, clip)
    return clip


@pytest.fixture(scope="package")
def browser(launch: Launch, astronaut_clip: Path) -> Browser:
    """A Chromium with a face before its camera."""
    return launch(*playing(astronaut_clip))


@pytest.fixture(scope="package")
def login(product: Product, browser: Browser) -> Callable[[str], StorageState]:
    """Signs an account in, once; the cookies of that."""

    @cache
    def login(username: str) -> StorageState:
        page = browser.new_page(base_url=product.url)
        page.goto("/sign-in/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORDS[username])
        page.click("form:has([name=password]) button.button-primary")
        page.wait_for_url("**/courses/")
        cookies = page.context.storage_state()
        page.context.close()
        return cookies

    return login


@pytest.fixture
def complaints(product: Product) -> Iterator[Complaints]:
    """Fails the test when a browser or the product complained about something that the test did not expect."""
    complaints, start = Complaints(), len(product.output())
    yield complaints
    complaints.read(product.output(start))
    assert complaints.unexpected() == []


@pytest.fixture
def person(product: Product, browser: Browser, complaints: Complaints) -> Iterator[Callable[..., Any]]:
    """Makes people; their browser windows are closed after the test."""
    people: list[Visitor] = []

    def person(kind: type[Person], browser: Browser = browser, **options: Any) -> Person:
        people.append(kind(browser, product.url, complaints, **options))
        return people[-1]

    yield person
    for someone in people:
        someone.context.close()


@pytest.fixture
def student(person: Callable[..., Any]) -> Students:
    """Makes students, each with a browser window of their own."""
    return partial(person, Student)


@pytest.fixture
def teacher(person: Callable[..., Any], login: Callable[[str], StorageState]) -> Iterator[Teacher]:
    """Ada, signed in. A lecture that she has not ended is ended for her, because a course runs one at a time."""
    teacher = person(Teacher, storage_state=login("ada"))
    yield teacher
    if teacher.lecture is not None and teacher.timeline()["status"] != "ended":
        teacher.page.goto(f"/sessions/{teacher.lecture.id}/live/")
        teacher.end_lecture()


@pytest.fixture
def admin(person: Callable[..., Any], login: Callable[[str], StorageState]) -> Visitor:
    """Dora, signed in."""
    return person(Visitor, storage_state=login("dora"))


@pytest.fixture
def lecture(teacher: Teacher) -> Lecture:
    """A running lecture of the course that shows a class of one."""
    return teacher.start_lecture(OPEN_COURSE, "Photosynthesis")
