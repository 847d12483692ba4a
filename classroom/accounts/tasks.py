from contextlib import suppress
from typing import Any

from celery import shared_task
from django.utils import translation
from redis.exceptions import LockNotOwnedError

from classroom.accounts import services
from classroom.connections import redis_client

MAIL_EXPIRES_S = 600
LOCK = "mail"
LOCK_S = 90  # longer than the task may last
TRY_AGAIN_S = 2


@shared_task(name="accounts.mail_password_link", bind=True, max_retries=None)
def mail_password_link(self: Any, email: str, language: str) -> None:
    """Outside the request, so that its length does not tell whether the address is known.

    One mail at a time: however slow the mail server is, one process stays free for live lectures.
    """
    lock = redis_client().lock(LOCK, timeout=LOCK_S)
    if not lock.acquire(blocking=False):
        raise self.retry(countdown=TRY_AGAIN_S)
    try:
        with translation.override(language):
            services.mail_password_link(email=email)
    finally:
        with suppress(LockNotOwnedError):  # Redis was started anew meanwhile
            lock.release()
