"""The sweeps that make erasure and retention durable: what Celery loses, the next run finds."""

from celery import shared_task
from django.utils import timezone

from classroom.privacy import selectors, services


@shared_task(name="privacy.finish_erasures")
def finish_erasures() -> None:
    for request in selectors.outstanding_erasures():
        services.try_to_finish_erasure(request=request)


@shared_task(name="privacy.apply_retention")
def apply_retention() -> None:
    services.apply_retention(now=timezone.now())
