"""The demo of the embedded trial: two accounts, two courses and finished lectures that nobody attended.

It is made the same however often it is loaded.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from classroom.accounts.demo import DEMO_ACCOUNTS
from classroom.accounts.models import Role, User
from classroom.courses.models import Course
from classroom.courses.services import set_minimum_group
from classroom.operations.demo_lecture import EARLIER_TOPICS, SEED, make_demo_lecture
from classroom.privacy.models import Organisation
from classroom.sessions.recognition import SYNTHETIC

OPEN_COURSE = "Demo course (shows a class of one)"
USUAL_COURSE = "Demo course (needs five students)"
REASON = "Trying the product out alone: the demo course shows figures of a single person."


@transaction.atomic
def load_demo() -> None:
    """Create what is missing.

    Raises:
        ImproperlyConfigured: outside the embedded trial, where accounts with public passwords must not exist.
    """
    if not settings.EMBEDDED:
        raise ImproperlyConfigured("Demo accounts exist only while the product runs its own trial servers.")
    accounts = {account.role: _account(*account) for account in DEMO_ACCOUNTS}
    teacher, admin = accounts[Role.TEACHER], accounts[Role.ADMIN]
    if not Organisation.objects.exists():
        Organisation.objects.create(
            name="Demo school", contact_email="privacy@demo.invalid", legal_basis="your consent"
        )
    usual, _created = Course.objects.get_or_create(title=USUAL_COURSE, owner=teacher)
    if not usual.class_sessions.filter(model_name=SYNTHETIC).exists():
        for weeks_ago, topic in enumerate(EARLIER_TOPICS, start=1):
            make_demo_lecture(usual, teacher, topic=topic, weeks_ago=weeks_ago, seed=SEED + weeks_ago)
        make_demo_lecture(usual, teacher)
    course, created = Course.objects.get_or_create(title=OPEN_COURSE, owner=teacher)
    if created:
        set_minimum_group(course=course, admin=admin, minimum_group=1, reason=REASON)


def _account(role: str, username: str, password: str) -> User:
    user, created = User.objects.get_or_create(username=username, defaults={"role": role, "is_demo": True})
    if created:
        user.set_password(password)
        user.save()
    return user
