"""What a worker does with its connection to PostgreSQL between two tasks."""

from unittest.mock import patch

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from classroom.celery import app
from classroom.worker_connections import close_dead_or_old

pytestmark = pytest.mark.django_db(transaction=True)


def task() -> int:
    """Ask the database something between what is done before and after each task; the process that answered."""
    close_dead_or_old()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    close_dead_or_old()
    return int(process)


def test_a_connection_is_kept_between_tasks_and_a_dead_one_replaced() -> None:
    connection.close()
    with patch.dict(connection.settings_dict, CONN_MAX_AGE=60):
        first = task()
        assert task() == first
        with psycopg.connect(**connection.get_connection_params()) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        assert task() != first
    connection.close()


def test_celery_itself_closes_no_connection() -> None:
    assert app.conf.get("CELERY_DB_REUSE_MAX") == settings.CELERY_DB_REUSE_MAX
