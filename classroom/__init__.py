"""The Django product: who may see what, the way of a frame, aggregation and reports."""

from classroom.celery import app as celery_app

__all__ = ["celery_app"]
