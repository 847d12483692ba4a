from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0004_words_of_the_administration"),
        ("class_sessions", "0007_own_data_by_browser"),
    ]

    operations = [migrations.RemoveField(model_name="enrollment", name="data_hash")]
