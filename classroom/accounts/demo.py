"""The demo accounts of the embedded trial. Their passwords are public, so they can sign in nowhere else."""

from typing import NamedTuple

from classroom.accounts.models import Role


class DemoAccount(NamedTuple):
    role: str
    username: str
    password: str

    @property
    def role_name(self) -> str:
        """The role as its holder reads it."""
        return str(Role(self.role).label)


DEMO_ACCOUNTS = [
    DemoAccount(Role.TEACHER.value, "ada", "teach-the-demo"),
    DemoAccount(Role.ADMIN.value, "dora", "run-the-demo"),
]
