"""What every page needs to know about the installation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from classroom.privacy.region import camera_is_prohibited
from classroom.privacy.selectors import organisation


def product(request: HttpRequest) -> dict[str, Any]:
    return {
        "embedded": settings.EMBEDDED,
        "camera_prohibited": camera_is_prohibited(),
        "organisation": SimpleLazyObject(organisation),
    }
