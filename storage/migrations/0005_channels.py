"""More channels, contacts of the staff, notices to them, turns at receivers, shared tokens, tries since a replay."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

_TRIES = """
UPDATE storage_delivery d SET tries = (
    SELECT count(*) FROM storage_attempt a WHERE a.delivery_id = d.id AND NOT a.accepted
)
"""


class Migration(migrations.Migration):

    dependencies = [("storage", "0008_own_sightings")]

    operations = [
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("value", models.TextField(default="")),
                ("good_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ReceiverTurns",
            fields=[
                ("receiver", models.TextField(primary_key=True, serialize=False)),
                (
                    "taken",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateTimeField(), default=list, size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_zh", models.TextField()),
                ("subject_en", models.TextField()),
                ("says_zh", models.TextField()),
                ("says_en", models.TextField()),
                ("raised_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AlterField(
            "contact",
            "enterprise",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to="storage.enterprise"),
        ),
        migrations.AddField("contact", "secret", models.TextField(blank=True, default="")),
        migrations.AddField("contact", "form", models.TextField(blank=True, default="")),
        migrations.AddField("contact", "failing_since", models.DateTimeField(null=True)),
        migrations.AddField("contact", "failing_reason", models.TextField(blank=True, default="")),
        migrations.RemoveConstraint(model_name="contact", name="one_contact_a_channel"),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                fields=("enterprise", "channel", "address"), nulls_distinct=False, name="one_contact_a_channel"
            ),
        ),
        migrations.AlterField(
            "delivery",
            "alert",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="storage.alert",
            ),
        ),
        migrations.AddField(
            "delivery",
            "notice",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="storage.notice",
            ),
        ),
        migrations.AlterField("delivery", "revision", models.PositiveIntegerField(default=1)),
        migrations.AddField("delivery", "tries", models.PositiveIntegerField(default=0)),
        migrations.RunSQL(_TRIES, reverse_sql=migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("notice", "contact"), name="one_notice_a_contact"),
        ),
    ]
