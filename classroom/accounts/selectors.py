"""What the pages about people with an account read."""

from django.db.models import Q, QuerySet

from classroom.accounts.models import Role, User
from classroom.listing import matching

CONDITIONS = {
    "active": Q(is_active=True),
    "teachers": Q(is_active=True, role=Role.TEACHER),
    "admins": Q(is_active=True, role=Role.ADMIN),
    "deactivated": Q(is_active=False),
}


def people_matching(words: str, show: str) -> QuerySet[User]:
    """People with an account whose names or address contain the words, the latest account first."""
    people = User.objects.filter(CONDITIONS[show]).order_by("-date_joined", "-pk")
    return matching(people, words, "username", "first_name", "last_name", "email")


def active_teachers() -> QuerySet[User]:
    return User.objects.filter(role=Role.TEACHER, is_active=True).order_by("first_name", "last_name", "username")
