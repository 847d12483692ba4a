from celery import shared_task

from classroom.reports import services


@shared_task(name="reports.make_missing")
def make_missing() -> None:
    """Make the report of every ended session that has none."""
    for class_session in services.sessions_without_report():
        services.make_report(class_session=class_session)
