from celery import shared_task
from django.utils import translation

from classroom.accounts import services

MAIL_EXPIRES_S = 600


@shared_task(name="accounts.mail_password_link")
def mail_password_link(email: str, language: str) -> None:
    """Outside the request, so that its length does not tell whether the address is known."""
    with translation.override(language):
        services.mail_password_link(email=email)
