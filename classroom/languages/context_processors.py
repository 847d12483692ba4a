"""What the choice of language needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def languages(_request: HttpRequest) -> dict[str, Any]:
    """The languages by their own names; Django's own tag would translate the names."""
    return {"languages": settings.LANGUAGES}
