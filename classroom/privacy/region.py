"""Where the camera must stay off by law."""

from django.conf import settings

# AI Act, Regulation (EU) 2024/1689, Art. 5(1)(f): emotion inference in education is prohibited. EU members, then EEA.
EU_MEMBERS = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
EEA_OTHERS = frozenset(["IS", "LI", "NO"])


def camera_is_prohibited() -> bool:
    """Whether the law of the deployment's region forbids inferring emotions from students' faces."""
    return settings.DEPLOYMENT_REGION in EU_MEMBERS | EEA_OTHERS
