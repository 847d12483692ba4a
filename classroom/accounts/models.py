"""People with an account: teachers and admins. Students have none."""

from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password, make_password
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
        """The role decides who enters the administration pages. An account that was removed meanwhile stays removed."""
        self.is_staff = self.is_admin or self.is_superuser
        if not self._state.adding:
            kwargs["force_update"] = True
        super().save(*args, **kwargs)

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password. A right one is hashed anew where that has become harder to guess."""
        return check_password(raw_password, self.password, self.replace_password)

    def replace_password(self, raw_password: str) -> bool:
        """Keep a password in place of the one that was read, and nothing else of the account.

        Returns:
            Whether it is kept. Whoever was deactivated, was removed or got another password since then keeps what is.
        """
        password = make_password(raw_password)
        unchanged = User.objects.filter(pk=self.pk, is_active=True, password=self.password)
        if not unchanged.update(password=password):
            return False
        self.password = password
        return True

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
