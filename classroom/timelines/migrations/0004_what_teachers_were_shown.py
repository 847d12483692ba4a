"""What a teacher was shown of students' own timelines is counted with each interval, so that it tells of no others.

Who was shown before this is not known, only in which lectures a teacher looked. There all may have been, by themselves
or as the difference to the class: everybody counts as shown, and nothing more is.
"""

from uuid import UUID

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Q

PLACE = "session:"


def count_all_where_a_teacher_looked(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    entries = apps.get_model("privacy", "AuditEntry").objects.filter(action="timeline.shown", target__startswith=PLACE)
    targets = entries.order_by().values_list("target", flat=True).distinct()
    looked_at = [UUID(target.removeprefix(PLACE)) for target in targets]
    published = apps.get_model("timelines", "ClassBucket").objects.filter(contributors__isnull=False)
    published.filter(class_session__in=looked_at, minimum_group__gt=1).update(shown=F("contributors"))


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("timelines", "0003_a_group_has_a_band"),
    ]

    operations = [
        migrations.AddField(
            model_name="classbucket",
            name="shown",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="participationbucket",
            name="was_shown",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(count_all_where_a_teacher_looked, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="classbucket",
            constraint=models.CheckConstraint(
                condition=Q(
                    ("shown", 0),
                    Q(("contributors__isnull", False), ("shown", F("contributors"))),
                    Q(("contributors__isnull", False), ("shown__lte", F("contributors") - F("minimum_group"))),
                    _connector="OR",
                ),
                name="nobody_or_a_group_is_never_shown",
            ),
        ),
    ]
