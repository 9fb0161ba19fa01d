"""The audit trail, which only grows."""

import django.db.models.functions.datetime
from django.db import migrations, models

from storage.row_security import OWN, protected

_APPEND_ONLY = """
CREATE FUNCTION haishao_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '184 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON storage_auditentry
    FOR EACH ROW EXECUTE FUNCTION haishao_append_only();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON storage_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION haishao_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [("storage", "0014_row_security")]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("user_number", models.BigIntegerField(null=True)),
                ("who", models.TextField()),
                ("did", models.TextField()),
                ("enterprise_number", models.BigIntegerField(null=True)),
                ("enterprise", models.TextField(default="")),
                ("about", models.TextField(default="")),
                ("address", models.TextField(default="")),
            ],
        ),
        migrations.AddIndex(
            "auditentry", models.Index(fields=["enterprise_number", "-id"], name="audit_enterprise")
        ),
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="audit_at")),
        migrations.RunSQL(
            _APPEND_ONLY,
            "DROP TRIGGER append_only ON storage_auditentry; DROP TRIGGER append_only_whole ON storage_auditentry; "
            "DROP FUNCTION haishao_append_only();",
        ),
        protected(
            "storage_auditentry", writes_only=f"enterprise_number IS NULL OR enterprise_number = {OWN}"
        ),
    ]
