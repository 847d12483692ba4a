"""Reports that were made while small groups had no likely range get the typical one of their buckets."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Avg


def fill_ranges(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    buckets = apps.get_model("timelines", "ClassBucket").objects.filter(engagement__isnull=False)
    reports = apps.get_model("reports", "SessionReport").objects.filter(engagement__isnull=False, engagement_low=None)
    for report in reports.iterator():
        measured = buckets.filter(class_session=report.class_session_id)
        if measured.filter(band_low=None).exists():
            continue  # single people were measured, who have none
        means = measured.aggregate(low=Avg("band_low"), high=Avg("band_high"))
        reports.filter(pk=report.pk).update(engagement_low=means["low"], engagement_high=means["high"])


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_what_the_three_people_see"),
        ("timelines", "0003_a_group_has_a_band"),
    ]

    operations = [migrations.RunPython(fill_ranges, migrations.RunPython.noop, elidable=True)]
