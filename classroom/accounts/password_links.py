"""Links by which people choose a password. Whoever has the link can use it once, for three days."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from classroom.accounts.models import User


def password_link(user: User) -> str:
    """A link for one person. It ends when it is used: the token is made from the present password's hash."""
    identifier = urlsafe_base64_encode(force_bytes(user.pk))
    return settings.PUBLIC_URL + reverse("password_set", args=[identifier, default_token_generator.make_token(user)])


def public_host() -> str:
    """The host that mails lead to: from the settings, never from a request's headers."""
    return urlsplit(settings.PUBLIC_URL).netloc
