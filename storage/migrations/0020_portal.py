"""Enterprises keep their own brands, hand watchlists in, and ask the staff; a brand is watched from a day until a day."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from storage.row_security import ADMINISTERED, ADMINISTERED_FUNCTION, OWN, protected, written_where

_WATCHED_SINCE = """
UPDATE storage_brand SET added_at = least(
    changed_at, (SELECT min(judged_at) FROM storage_match WHERE brand_id = storage_brand.id)
)
"""
"""Of a brand that was there before, the first moment that it is known to have been watched."""

_BRAND = (
    "name aliases owners authorised classes markets goods logo addresses shown prices changed_at unwatched_at"
).split()
_UPLOAD = "content confirmed_at confirmed_by added changed logos_wanted".split()


class Migration(migrations.Migration):

    dependencies = [("storage", "0019_review_desk")]

    operations = [
        migrations.AddField("brand", "added_at", models.DateTimeField(db_default=Now())),
        migrations.AddField("brand", "unwatched_at", models.DateTimeField(null=True)),
        migrations.RunSQL(_WATCHED_SINCE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="BrandUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="storage.enterprise"
                    ),
                ),
                ("file", models.TextField()),
                ("sha256", models.TextField()),
                ("content", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("by", models.TextField()),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.TextField(default="")),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("logos_wanted", models.BooleanField(default=False)),
                ("logos_at", models.DateTimeField(null=True)),
                ("logos_kept", models.PositiveIntegerField(default=0)),
                ("logo_faults", models.JSONField(default=list)),
            ],
            options={"indexes": [models.Index(fields=["uploaded_at"], name="upload_age")]},
        ),
        migrations.CreateModel(
            name="HelpCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="help_calls", to="storage.brand"
                    ),
                ),
                ("form", models.UUIDField()),
                ("asked", models.TextField()),
                ("by", models.TextField()),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("reply", models.TextField(default="")),
                ("replied_by", models.TextField(default="")),
                ("replied_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["brand", "form"], name="one_call_a_form")],
                "indexes": [
                    models.Index(
                        fields=["asked_at"], condition=models.Q(replied_at__isnull=True), name="help_waiting"
                    )
                ],
            },
        ),
        migrations.RunSQL(ADMINISTERED_FUNCTION, "DROP FUNCTION haishao_administered();"),
        written_where("storage_brand", f"enterprise_id = {ADMINISTERED}", changes=_BRAND),
        protected("storage_brandupload", sees=f"enterprise_id = {OWN}"),
        written_where("storage_brandupload", f"enterprise_id = {ADMINISTERED}", changes=_UPLOAD),
        protected(
            "storage_helpcall",
            sees="EXISTS (SELECT 1 FROM storage_brand shown WHERE shown.id = storage_helpcall.brand_id)",
            adds=True,
        ),
    ]
