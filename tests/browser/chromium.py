"""How Chromium is started: quietly, and with a camera that is a file, refused, or not there."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
ALLOWING = "--use-fake-ui-for-media-stream"
REFUSING = "--use-fake-ui-for-media-stream=deny"
ONE_CAMERA = "--use-fake-device-for-media-stream"
NO_CAMERA = "--use-fake-device-for-media-stream=device-count=0"

Launch = Callable[..., Browser]


def playing(clip: Path) -> tuple[str, ...]:
    """Arguments for a camera that plays a clip and is given to whoever asks."""
    return ALLOWING, ONE_CAMERA, f"--use-file-for-fake-video-capture={clip}"
