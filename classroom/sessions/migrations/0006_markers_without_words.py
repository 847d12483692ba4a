"""A marker whose kind says what it is needs no words: they are shown in the reader's language.

What was stored before stays as it is. An older release shows nothing but the words, so it gets the English ones.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WORDS = {"demo": "Demo", "question": "Question", "exercise": "Exercise", "break": "Break"}


def write_words(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    markers = apps.get_model("class_sessions", "Marker").objects.filter(label="")
    for kind, word in WORDS.items():
        markers.filter(kind=kind).update(label=word)


class Migration(migrations.Migration):
    dependencies = [("class_sessions", "0005_state_version")]

    operations = [
        migrations.AlterField(
            model_name="marker",
            name="label",
            field=models.CharField(blank=True, max_length=80, verbose_name="Label"),
        ),
        migrations.RunPython(migrations.RunPython.noop, write_words, elidable=True),
    ]
