import logging

from celery import shared_task
from django.db import DatabaseError

from classroom.reports import services

logger = logging.getLogger(__name__)


@shared_task(name="reports.make_missing")
def make_missing() -> None:
    """Make the report of every ended session that has none."""
    for class_session in services.sessions_without_report():
        try:
            services.make_report(class_session=class_session)
        except (DatabaseError, ValueError):  # one session's trouble must not keep the others waiting
            logger.exception("the report of session %s could not be made", class_session.pk)
