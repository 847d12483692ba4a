"""The audit log becomes append-only and chained, and people in it become pseudonyms.

The chain is made by a deferred trigger, at the commit. A lock taken when the row is written would be held for the rest
of its transaction, which goes on to lock other rows: two writers could then wait for each other.
"""

import re
import uuid

import django.db.models.deletion
from django.db import migrations, models

PERSON = re.compile(r"(user|enrollment):[\w-]+", re.ASCII)
PSEUDONYM = re.compile(r"person:[0-9a-f]{32}")

RULES = """
CREATE FUNCTION privacy_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON privacy_auditentry
    FOR EACH ROW EXECUTE FUNCTION privacy_audit_refuse();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON privacy_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION privacy_audit_refuse();
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE ON privacy_auditlink
    FOR EACH ROW EXECUTE FUNCTION privacy_audit_refuse();
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON privacy_auditlink
    FOR EACH STATEMENT EXECUTE FUNCTION privacy_audit_refuse();

CREATE FUNCTION privacy_audit_append(entry privacy_auditentry) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last_number bigint := 0;
    last_hash text := repeat('0', 64);
    content text := jsonb_build_array(
        entry.id,
        to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        entry.actor,
        entry.action,
        entry.target,
        entry.detail
    )::text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('privacy_auditlink', 0));
    SELECT link.number, link.hash INTO last_number, last_hash
        FROM privacy_auditlink AS link ORDER BY link.number DESC LIMIT 1;
    INSERT INTO privacy_auditlink (number, entry_id, previous_hash, hash) VALUES (
        coalesce(last_number, 0) + 1,
        entry.id,
        coalesce(last_hash, repeat('0', 64)),
        encode(sha256(convert_to(coalesce(last_hash, repeat('0', 64)) || E'\\n' || content, 'UTF8')), 'hex')
    );
END
$$;
CREATE FUNCTION privacy_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM privacy_audit_append(NEW);
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER audit_is_chained AFTER INSERT ON privacy_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION privacy_audit_chain();

DO $$
DECLARE
    entry privacy_auditentry;
BEGIN
    FOR entry IN SELECT * FROM privacy_auditentry ORDER BY id LOOP
        PERFORM privacy_audit_append(entry);
    END LOOP;
END
$$;
"""
NO_RULES = """
DROP TRIGGER audit_is_chained ON privacy_auditentry;
DROP TRIGGER audit_is_not_emptied ON privacy_auditentry;
DROP TRIGGER audit_is_not_changed ON privacy_auditentry;
DROP TRIGGER audit_is_not_emptied ON privacy_auditlink;
DROP TRIGGER audit_is_not_changed ON privacy_auditlink;
DROP FUNCTION privacy_audit_chain();
DROP FUNCTION privacy_audit_append(privacy_auditentry);
DROP FUNCTION privacy_audit_refuse();
"""


def replaced(value, pattern, names):
    """The same value with every string that matches exchanged by `names`."""
    if isinstance(value, str) and pattern.fullmatch(value):
        return names(value)
    if isinstance(value, dict):
        return {key: replaced(inner, pattern, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, pattern, names) for inner in value]
    return value


def rename(apps, pattern, names):
    for entry in apps.get_model("privacy", "AuditEntry").objects.iterator():
        entry.actor = replaced(entry.actor, pattern, names)
        entry.target = replaced(entry.target, pattern, names)
        entry.detail = replaced(entry.detail, pattern, names)
        entry.save(update_fields=["actor", "target", "detail"])


def take_pseudonyms(apps, schema_editor):
    pseudonyms = apps.get_model("privacy", "AuditPseudonym").objects

    def pseudonym_of(person):
        fresh = {"pseudonym": f"person:{uuid.uuid4().hex}"}
        return pseudonyms.get_or_create(person=person, defaults=fresh)[0].pseudonym

    rename(apps, PERSON, pseudonym_of)


def give_names_back(apps, schema_editor):
    """Those whose mapping is erased keep their pseudonym."""
    known = dict(apps.get_model("privacy", "AuditPseudonym").objects.values_list("pseudonym", "person"))
    rename(apps, PSEUDONYM, lambda pseudonym: known.get(pseudonym, pseudonym))


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_erasures_in_parts")]

    operations = [
        migrations.AddField("erasurerequest", "is_removal", models.BooleanField(default=False)),
        migrations.AddField("erasurerequest", "noted_at", models.DateTimeField(blank=True, null=True)),
        migrations.CreateModel(
            name="AuditPseudonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.CharField(
                        help_text='What the apps call the person, as "user:7".', max_length=60, unique=True
                    ),
                ),
                ("pseudonym", models.CharField(max_length=60, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="AuditLink",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="link", to="privacy.auditentry"
                    ),
                ),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.RunPython(take_pseudonyms, give_names_back),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("actor__regex", "^(system|operator|student|guardian|anonymous|person:[0-9a-f]{32})$")
                ),
                name="audit_actor_is_a_role_or_a_pseudonym",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__regex", "^(user|enrollment|participation|student):"), _negated=True),
                name="audit_target_is_no_person_by_name",
            ),
        ),
        migrations.RunSQL(RULES, NO_RULES),
    ]
