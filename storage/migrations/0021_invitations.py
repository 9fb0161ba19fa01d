"""Invitations, and what an enterprise's people may know of each other."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from storage.row_security import OWN, protected


class Migration(migrations.Migration):

    dependencies = [
        ("storage", "0020_portal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.TextField()),
                ("role", models.TextField()),
                ("link_hash", models.TextField(unique=True)),
                ("invited_by", models.TextField()),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("user_number", models.BigIntegerField(null=True)),
                (
                    "enterprise",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, to="storage.enterprise"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "invitation",
            models.UniqueConstraint(
                fields=["enterprise", "email"],
                nulls_distinct=False,
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation",
            ),
        ),
        protected(
            "storage_invitation",
            sees=f"enterprise_id = {OWN}",
            adds=True,
            changes=("link_hash", "invited_by", "expires_at", "withdrawn_at"),
        ),
        protected(
            "auth_user",
            sees=f"id IN (SELECT user_id FROM storage_membership WHERE enterprise_id = {OWN})",  # nosec B608 # a constant
            shows=("id", "username", "email", "is_active", "last_login"),
        ),
    ]
