from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("class_sessions", "0004_participations_by_age")]

    operations = [
        migrations.AddField(
            model_name="classsession",
            name="state_version",
            field=models.PositiveIntegerField(db_default=0, default=0),
        )
    ]
