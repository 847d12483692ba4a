"""Where the camera must stay off by law."""

from django.conf import settings

from classroom.privacy.countries import CAMERA_PROHIBITED


def camera_is_prohibited() -> bool:
    """Whether the law of the deployment's region forbids inferring emotions from students' faces."""
    return settings.DEPLOYMENT_REGION in CAMERA_PROHIBITED
