"""Pages and their states looked at on a phone and on a desk, light and dark: each fits its width and breaks no rule of
axe-core seriously. Pictures lie in SCREENSHOTS.
"""

from collections.abc import Mapping
from typing import Literal

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.accessibility import COLOUR_RULES, RULES, serious_findings
from tests.browser.people import DESK, PHONE
from tests.browser.product import PLACE

SCREENSHOTS = PLACE / "screenshots"
SIZES = {"phone": PHONE, "desk": DESK}
PAINT_MS = 150
IS_PAINTED = "() => [...document.querySelectorAll('[data-chart], [data-figure]')].every((chart) => chart.data)"
SURPLUS_PX = "() => document.scrollingElement.scrollWidth - innerWidth"


def assert_fits(page: Page, name: str, path: str | None = None, ready: str = "main") -> None:
    """Open a page (or the present one again) at every size, check its width, and take its picture in both schemes."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        page.goto(path) if path else page.reload()
        page.wait_for_function(IS_PAINTED)
        expect(page.locator(ready)).to_be_visible()
        look(page, name, size)


def assert_state_fits(
    page: Page, name: str, sizes: Mapping[str, ViewportSize] = SIZES, *, is_whole: bool = True
) -> None:
    """Like `assert_fits`, for what a page shows at the moment and would not show if it were opened again.

    Args:
        is_whole: whether the picture is of the whole page, and not only of what is to be seen of it without scrolling.
    """
    for size, viewport in sizes.items():
        page.set_viewport_size(viewport)
        look(page, name, size, is_whole=is_whole)


def look(page: Page, name: str, size: str, *, is_whole: bool = True) -> None:
    """Take its pictures; in dark, where the page is the same but for its colours, only these are checked again."""
    for scheme, rules in {"light": RULES, "dark": COLOUR_RULES}.items():
        take_picture(page, name, size, scheme, is_whole=is_whole)
        findings = serious_findings(page, rules)
        assert not findings, f"{name} on a {size} ({scheme}): {findings}"


def take_pictures(page: Page, name: str) -> None:
    """Like `assert_state_fits`, where axe-core has looked at the same elements elsewhere."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            take_picture(page, name, size, scheme)


def take_picture(page: Page, name: str, size: str, scheme: Literal["light", "dark"], *, is_whole: bool = True) -> None:
    page.emulate_media(color_scheme=scheme)
    page.wait_for_timeout(PAINT_MS)
    page.screenshot(path=SCREENSHOTS / f"{name}-{size}-{scheme}.png", full_page=is_whole)
    assert page.evaluate(SURPLUS_PX) <= 0, f"{name} scrolls sideways on a {size} ({scheme})"
