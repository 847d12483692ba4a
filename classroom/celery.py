"""The Celery application. Frame workers serve the queue `frames`, one general worker serves `general`."""

import os

from celery import Celery

import classroom.watching.tasks
import classroom.worker_connections
import classroom.worker_memory  # noqa: F401  (all three listen to Celery's signals, wherever tasks are sent or done)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "classroom.settings")

app = Celery("classroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
