"""The sweeps that make erasure and retention durable: what Celery loses, the next run finds."""

from celery import shared_task
from django.utils import timezone

from classroom.privacy import audit_heads, retention, services

ERASURES_AT_ONCE = 100
RETENTION_PAUSE_S = 1
RETENTION_EXPIRES_S = 3600


@shared_task(name="privacy.finish_erasures")
def finish_erasures() -> None:
    """Finish some; the worker that does it has live lectures to look after, too."""
    services.finish_outstanding_erasures(at_once=ERASURES_AT_ONCE)


@shared_task(name="privacy.note_audit_head")
def note_audit_head() -> None:
    audit_heads.note_head()


@shared_task(name="privacy.apply_retention")
def apply_retention() -> None:
    """Delete for a moment, then let the worker do what is more urgent before it goes on."""
    if retention.apply_retention(now=timezone.now()):
        apply_retention.apply_async(countdown=RETENTION_PAUSE_S, expires=RETENTION_EXPIRES_S)
