import hashlib
import json

from django.db import migrations, models


def take_fingerprints(apps, schema_editor):
    """The fingerprint that privacy/consent_texts.py takes, written out here because a migration must not change."""
    for text in apps.get_model("privacy", "ConsentText").objects.iterator():
        words = json.dumps(text.document, sort_keys=True)
        text.fingerprint = hashlib.sha256(words.encode()).hexdigest()
        text.save(update_fields=["fingerprint"])


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_what_the_three_people_see")]

    operations = [
        migrations.AddField(
            model_name="consenttext",
            name="fingerprint",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(take_fingerprints, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="consenttext", name="consent_text_version"),
        migrations.AddConstraint(
            model_name="consenttext",
            constraint=models.UniqueConstraint(
                fields=("version", "language", "fingerprint"), name="consent_text_words"
            ),
        ),
    ]
