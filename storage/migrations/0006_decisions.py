"""What people say of alerts, and reminders of last days."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _texts() -> "models.Field[object, object]":
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.TextField(), blank=True, default=list, size=None
    )


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("storage", "0005_channels"),
    ]

    operations = [
        migrations.AddField("contact", "kinds", _texts()),
        migrations.AddField("contact", "brands", _texts()),
        migrations.AddField("contact", "markets", _texts()),
        migrations.AddField("contact", "rhythm", models.TextField(default="at-once")),
        migrations.AddField("contact", "hour", models.PositiveSmallIntegerField(default=9)),
        migrations.AddField("contact", "weekday", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("contact", "timezone", models.TextField(default="Asia/Shanghai")),
        migrations.AddField("contact", "quiet_from", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("contact", "quiet_until", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("contact", "snoozed_until", models.DateTimeField(null=True)),
        migrations.AddField("contact", "rank", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("contact", "copies", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="digests", to="storage.contact"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(fields=("contact", "until"), name="one_digest_a_time"),
        ),
        migrations.AddField(
            "delivery",
            "digest",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="storage.digest"
            ),
        ),
        migrations.AddField("delivery", "reminder", models.PositiveSmallIntegerField(default=0)),
        migrations.RemoveConstraint(model_name="delivery", name="one_delivery"),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("alert", "contact", "revision", "reminder"), name="one_delivery"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("digest", "contact"), name="one_delivery_a_digest"),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answer", models.TextField()),
                ("by", models.TextField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.TextField(default="")),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="storage.alert"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="storage.contact"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)) & models.Q(("answer", "help"), _negated=True),
                fields=("alert",),
                name="one_standing_decision",
            ),
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="storage.alert"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("alert", "days"), name="one_reminder_a_step"),
        ),
    ]
