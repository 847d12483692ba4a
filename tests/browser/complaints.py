"""What browsers complain about (errors on the console, uncaught exceptions, violations of the content policy) and what
the product does: errors and tracebacks in its output."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

# Complaints that are all right on every page; none so far.
LISTED: tuple[str, ...] = ()


TROUBLE = re.compile(r"\b(ERROR|CRITICAL)\b|Traceback \(most recent call last\)")


class Complaints:
    """Collects the complaints of the contexts it listens to."""

    def __init__(self) -> None:
        self._heard: list[str] = []
        self._expected = list(LISTED)

    def listen_to(self, context: BrowserContext) -> None:
        context.on("console", self._note_message)
        context.on("weberror", self._note_error)

    def read(self, output: str) -> None:
        """Take over what the product wrote meanwhile."""
        self._heard += [f"output: {line}" for line in output.splitlines() if TROUBLE.search(line)]

    def expect(self, *patterns: str) -> None:
        """Complaints that a test provokes on purpose, as regular expressions."""
        self._expected += patterns

    def unexpected(self) -> list[str]:
        return [heard for heard in self._heard if not any(re.search(pattern, heard) for pattern in self._expected)]

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._heard.append(f"{message.text} ({message.location['url']})")

    def _note_error(self, error: WebError) -> None:
        self._heard.append(f"uncaught: {error.error}")
