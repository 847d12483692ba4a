"""What every page needs to know about the installation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from classroom.privacy.defaults import USUAL_MINIMUM_GROUP
from classroom.privacy.region import camera_is_prohibited
from classroom.privacy.selectors import organisation


def product(request: HttpRequest) -> dict[str, Any]:
    return {
        "embedded": settings.EMBEDDED,
        "camera_prohibited": camera_is_prohibited(),
        "usual_minimum_group": USUAL_MINIMUM_GROUP,
        "organisation": SimpleLazyObject(organisation),
    }
