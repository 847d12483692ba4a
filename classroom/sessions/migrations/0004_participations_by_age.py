from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("class_sessions", "0003_consents_that_seats_share")]

    operations = [
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(fields=["joined_at"], name="participations_by_age"),
        )
    ]
