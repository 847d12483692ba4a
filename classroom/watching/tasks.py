"""Celery's side of watching: a task knows the request that caused it and since when it waits; its log is ours."""

import logging
import logging.config
import time
from typing import Any

from celery import signals
from django.conf import settings

from classroom.watching.subjects import REQUEST, SESSION, TASK


@signals.setup_logging.connect
def keep_our_logging(**_details: Any) -> None:
    """With a listener here Celery leaves logging alone; it may ask before Django has set it up."""
    if not logging.getLogger().handlers:
        logging.config.dictConfig(settings.LOGGING)


@signals.before_task_publish.connect
def say_who_asked(headers: dict[str, Any] | None = None, **_details: Any) -> None:
    if headers is not None:
        headers |= {"sent_at": time.time(), "caused_by": REQUEST.get()}


@signals.task_prerun.connect
def begin_task(task_id: str = "", task: Any = None, **_details: Any) -> None:
    TASK.set(f"{task.name}[{task_id}]")
    REQUEST.set(task.request.get("caused_by") or "")
    SESSION.set("")


@signals.task_postrun.connect
def end_task(**_details: Any) -> None:
    for variable in (TASK, REQUEST, SESSION):
        variable.set("")
