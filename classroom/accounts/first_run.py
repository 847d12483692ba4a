"""The first minutes of an empty installation: a link in the server's log makes the first admin."""

import logging
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from classroom.accounts.models import User
from classroom.attempts import Limit, count_try

LIFE = timedelta(days=1)
LOGGED_LINKS = Limit("logged-setup-links", 1, 60)  # strangers who open the page again and again cannot fill the log

logger = logging.getLogger(__name__)
_signer = TimestampSigner(salt="classroom.setup")


def is_empty() -> bool:
    """Whether nobody can sign in yet. Demo accounts count only in the trial that they are for."""
    return not settings.EMBEDDED and not User.objects.filter(is_demo=False).exists()


def setup_link() -> str:
    """Where the first admin is made. It counts for a day, and only as long as the installation is empty."""
    token = urlencode({"token": _signer.sign("first admin")})
    return f"{settings.PUBLIC_URL}{reverse('setup')}?{token}"


def token_counts(token: str) -> bool:
    """Whether this token was made here, no longer than a day ago."""
    try:
        _signer.unsign(token, max_age=LIFE)
    except BadSignature:
        return False
    return True


def log_setup_link() -> None:
    """Write the link to the server's log, at most once a minute: who can read the log runs the server."""
    if not count_try(LOGGED_LINKS.of("installation")):
        logger.warning("nobody has an account yet; make the first one here: %s", setup_link())
