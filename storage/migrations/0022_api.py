"""Tokens of the REST API and the answers kept by Idempotency-Key."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from storage.row_security import OWN, protected

_TOKEN = "EXISTS (SELECT 1 FROM storage_apitoken shown WHERE shown.id = storage_idempotentanswer.token_id)"  # nosec B105 # SQL


class Migration(migrations.Migration):

    dependencies = [("storage", "0021_invitations")]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("sha256", models.BinaryField(max_length=32, unique=True)),
                ("hint", models.TextField()),
                ("scopes", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                ("asked", models.PositiveIntegerField(default=0)),
                ("asked_since", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="api_tokens",
                        to="storage.enterprise",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "apitoken",
            models.UniqueConstraint(
                condition=models.Q(withdrawn_at__isnull=True),
                fields=("enterprise", "name"),
                name="one_api_token_a_name",
            ),
        ),
        migrations.CreateModel(
            name="IdempotentAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField()),
                ("request_sha256", models.BinaryField(max_length=32)),
                ("status", models.PositiveSmallIntegerField()),
                ("content", models.BinaryField()),
                ("content_type", models.TextField()),
                ("location", models.TextField(default="")),
                ("kept_at", models.DateTimeField(db_index=True)),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="storage.apitoken"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "idempotentanswer", models.UniqueConstraint(fields=("token", "key"), name="one_answer_a_key")
        ),
        protected("storage_apitoken", sees=f"enterprise_id = {OWN}", adds=True, changes=["withdrawn_at"]),
        protected(
            "storage_idempotentanswer",
            sees=_TOKEN,
            adds=True,
            changes="request_sha256 status content content_type location kept_at".split(),
        ),
    ]
