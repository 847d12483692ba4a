"""What the person at the terminal reads."""

from collections.abc import Iterator

from django.conf import settings

from classroom.accounts.demo import DEMO_ACCOUNTS
from classroom.accounts.first_run import is_empty, setup_link


def trial_notice() -> Iterator[str]:
    """What embedded mode is, and what it leaves open."""
    yield f"Embedded mode: own PostgreSQL and Redis below {settings.VAR_DIR}, for trying out and development."
    if not settings.DEPLOYMENT_REGION:
        yield "No DEPLOYMENT_REGION is set: the camera is allowed only because this is a trial."


def welcome(addresses: tuple[str, ...]) -> str:
    """Where to go and how to sign in."""
    lines = ["", "Ready:", *(f"  {address}/" for address in addresses)]
    if addresses[0].startswith("https") and settings.EMBEDDED:
        lines += ["  (The certificate is this machine's own: the browser warns once; continue to the page.)"]
    if settings.EMBEDDED:
        lines += ["", *(f"  {role:<8} {username:<6} {password}" for role, username, password in DEMO_ACCOUNTS)]
    if is_empty():
        lines += ["", "Nobody has an account yet. Make the first one here, within a day:", f"  {setup_link()}"]
    return "\n".join([*lines, "", "Ctrl-C stops everything.", ""])
