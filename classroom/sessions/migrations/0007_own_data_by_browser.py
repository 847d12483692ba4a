from django.db import migrations, models

# A link that opened a whole course goes on opening the seats there were.
SEATS_TAKE_THE_LINK = """
    UPDATE class_sessions_participation AS seat SET data_hash = place.data_hash
    FROM courses_enrollment AS place
    WHERE place.id = seat.enrollment_id AND place.data_hash IS NOT NULL
"""
# The older release wants a link for each seat; nobody has these.
SEATS_HAVE_LINKS_OF_THEIR_OWN = """
    UPDATE class_sessions_participation
    SET data_hash = md5(gen_random_uuid()::text) || md5(gen_random_uuid()::text)
    WHERE enrollment_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("class_sessions", "0006_markers_without_words"),
        ("courses", "0003_link_to_own_data"),
    ]

    operations = [
        migrations.AlterField(
            model_name="participation",
            name="data_hash",
            field=models.CharField(db_index=True, max_length=64),
        ),
        migrations.RunSQL(SEATS_TAKE_THE_LINK, SEATS_HAVE_LINKS_OF_THEIR_OWN),
    ]
