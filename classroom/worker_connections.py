"""Connections to PostgreSQL of the processes of a worker: kept between tasks, and looked at before each.

Celery would close them at every task, so that the flush would connect anew every second (CELERY_DB_REUSE_MAX keeps it
from that). Pages have a pool instead, which does not survive the fork of a worker.
"""

from typing import Any

from celery import signals
from django.db import close_old_connections


@signals.worker_process_init.connect
def look_at_connections_around_tasks(**_details: Any) -> None:
    signals.task_prerun.connect(close_dead_or_old)
    signals.task_postrun.connect(close_dead_or_old)


def close_dead_or_old(**_details: Any) -> None:
    """Close what failed or is older than CONN_MAX_AGE; the others are asked once whether they live, when next used."""
    close_old_connections()
