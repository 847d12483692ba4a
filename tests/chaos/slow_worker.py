"""The product's Celery application with a recogniser that takes its time: celery -A tests.chaos.slow_worker"""

import os
import time
from types import SimpleNamespace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "classroom.settings")
django.setup()

from classroom.celery import app  # noqa: E402  (needs the app registry)
from classroom.live import tasks  # noqa: E402

__all__ = ["app"]
SLOW_S = 3.0


def analyse(_jpeg: bytes, _is_over: object) -> SimpleNamespace:
    time.sleep(SLOW_S)
    return SimpleNamespace(reading=None, reason="no_face")


tasks.analyser = lambda: SimpleNamespace(analyse=analyse)
