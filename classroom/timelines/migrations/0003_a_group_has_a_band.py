"""Every published engagement of a group has a likely range: those without one get the usual one, made of themselves."""

import math

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STEP = 0.05
REACH = 1.28 * 0.185  # as in timelines/publication.py when this was written


def fill_bands(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    groups = apps.get_model("timelines", "ClassBucket").objects.filter(engagement__isnull=False, band_low=None)
    groups = groups.exclude(contributors=1)
    kinds = groups.order_by().values_list("engagement", "minimum_group", "contributors").distinct()
    for engagement, minimum, contributors in list(kinds):
        half = REACH / math.sqrt(contributors if minimum == 1 else minimum)
        alike = groups.filter(engagement=engagement, minimum_group=minimum, contributors=contributors)
        alike.update(
            band_low=max(0.0, round(math.floor((engagement - half) / STEP) * STEP, 2)),
            band_high=min(1.0, round(math.ceil((engagement + half) / STEP) * STEP, 2)),
        )


class Migration(migrations.Migration):
    dependencies = [("timelines", "0002_what_the_three_people_see")]

    operations = [
        migrations.RunPython(fill_bands, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="classbucket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("engagement", None),
                    ("contributors", 1),
                    models.Q(("band_high__isnull", False), ("band_low__isnull", False)),
                    _connector="OR",
                ),
                name="a_group_has_a_band",
            ),
        ),
    ]
