"""People with an account: teachers and admins. Students have none."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    TEACHER = "teacher", _("Teacher")
    ADMIN = "admin", _("Admin")


class UserManager(DjangoUserManager["User"]):
    def create_superuser(self, username: str, email: str | None = None, password: str | None = None, **fields):  # type: ignore[no-untyped-def]
        """The first account of an installation is an admin."""
        fields.setdefault("role", Role.ADMIN)
        return super().create_superuser(username, email, password, **fields)


class User(AbstractUser):
    """A teacher or an admin.

    Attributes:
        subject: random identifier under which the account stands in the ledger of erasures once it is removed. A backup
            knows it whatever the audit log calls the account.
    """

    role = models.CharField(_("Role"), max_length=10, choices=Role, default=Role.TEACHER)
    is_demo = models.BooleanField(
        _("Demo account"), default=False, help_text=_("Can sign in only while the product runs its own trial servers.")
    )

    subject = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The role decides who enters the administration pages."""
        self.is_staff = self.is_admin or self.is_superuser
        super().save(*args, **kwargs)

    @property
    def is_teacher(self) -> bool:
        return self.role == Role.TEACHER

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def shown_name(self) -> str:
        """How pages call this person."""
        return self.get_full_name() or self.get_username()

    @property
    def audit_name(self) -> str:
        """How the audit log names this account."""
        return f"user:{self.pk}"
