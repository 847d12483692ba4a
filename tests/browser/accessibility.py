"""What axe-core, the accessibility checker, finds in a page against WCAG 2.2 AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOUR_RULES = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}
SERIOUS = ("serious", "critical")
PLACES = 3


def serious_findings(page: Page, rules: dict = RULES) -> list[str]:
    """One line for each rule that is broken seriously, with the first places."""
    violations = Axe().run(page, options=rules).response["violations"]
    return [_line(violation) for violation in violations if violation["impact"] in SERIOUS]


def _line(violation: dict) -> str:
    places = [node["html"][:160] for node in violation["nodes"][:PLACES]]
    return f"{violation['id']}: {violation['help']} ({len(violation['nodes'])}): {' | '.join(places)}"
