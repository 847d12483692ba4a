"""Who may sign in, and what an admin may do in the administration pages."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from classroom.accounts.models import User

ADMINISTERED_APPS = frozenset({"accounts", "courses", "privacy"})


class AccountBackend(ModelBackend):
    """Django's own, except that demo accounts exist only in the trial and that the role makes the administrator."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        if isinstance(user, User) and user.is_demo and not settings.EMBEDDED:
            return False
        return super().user_can_authenticate(user)

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None) -> bool:
        return self.has_module_perms(user_obj, perm.partition(".")[0]) or super().has_perm(user_obj, perm, obj)

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        administers = isinstance(user_obj, User) and user_obj.is_active and user_obj.is_admin
        return (administers and app_label in ADMINISTERED_APPS) or super().has_module_perms(user_obj, app_label)
