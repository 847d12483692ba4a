"""Who may sign in."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from classroom.accounts.models import User


class AccountBackend(ModelBackend):
    """Django's own, except that demo accounts exist only in the embedded trial."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        if isinstance(user, User) and user.is_demo and not settings.EMBEDDED:
            return False
        return super().user_can_authenticate(user)
