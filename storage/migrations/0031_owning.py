"""Exports of what an enterprise owns, its deletion, and the register of deletions, which only grows."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from storage.row_security import OWN, protected

_APPEND_ONLY = """
CREATE FUNCTION haishao_deletions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the register of deletions is append-only: % refused', TG_OP;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON storage_deletion
    FOR EACH ROW EXECUTE FUNCTION haishao_deletions_append_only();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON storage_deletion
    FOR EACH STATEMENT EXECUTE FUNCTION haishao_deletions_append_only();
"""
_UNDONE = (
    "DROP TRIGGER append_only ON storage_deletion; DROP TRIGGER append_only_whole ON storage_deletion; "
    "DROP FUNCTION haishao_deletions_append_only();"
)
_ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):

    dependencies = [("storage", "0029_retention")]

    operations = [
        migrations.CreateModel(
            name="EnterpriseExport",
            fields=[
                _ID,
                ("by", models.TextField()),
                ("asked_at", models.DateTimeField(db_default=Now())),
                ("made_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("file", models.TextField(default="")),
                ("size", models.BigIntegerField(default=0)),
                ("sha256", models.TextField(default="")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exports",
                        to="storage.enterprise",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "enterpriseexport",
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(made_at__isnull=True, failed_at__isnull=True),
                name="one_export_being_made",
            ),
        ),
        migrations.CreateModel(
            name="DeletionRequest",
            fields=[
                _ID,
                ("user_number", models.BigIntegerField(null=True)),
                ("by", models.TextField()),
                ("asked_at", models.DateTimeField(db_default=Now())),
                ("due_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("before", models.JSONField(default=list)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="storage.enterprise"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "deletionrequest",
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_deletion_waiting",
            ),
        ),
        migrations.CreateModel(
            name="Deletion",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("enterprise_number", models.BigIntegerField(db_index=True)),
                ("statement", models.TextField()),
                ("hash", models.TextField(unique=True)),
                ("written_at", models.DateTimeField(db_default=Now())),
            ],
        ),
        migrations.RunSQL(_APPEND_ONLY, _UNDONE),
        protected("storage_enterpriseexport", sees=f"enterprise_id = {OWN}"),
        protected("storage_deletionrequest"),
        protected("storage_deletion"),
    ]
