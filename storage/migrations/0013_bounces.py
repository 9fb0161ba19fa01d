"""Bounces that were read, how far their mailbox was, and contacts of whom a bounce said that nobody is there."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("storage", "0012_alert_last_day")]

    operations = [
        migrations.CreateModel(
            name="BounceMailbox",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("validity", models.BigIntegerField(default=0)),
                ("uid", models.BigIntegerField(default=0)),
                ("read_at", models.DateTimeField(null=True)),
                ("trouble_zh", models.TextField(default="")),
                ("trouble_en", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="Bounce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField(unique=True)),
                ("read_at", models.DateTimeField(auto_now_add=True)),
                ("action", models.TextField()),
                ("recipient", models.TextField(default="")),
                ("sender", models.TextField(default="")),
                ("subject", models.TextField(default="")),
                ("says", models.TextField(default="")),
                ("kept", models.BooleanField(default=False)),
                ("content", models.BinaryField(default=b"")),
                (
                    "delivery",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bounces",
                        to="storage.delivery",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("kept", True)), fields=["-read_at"], name="bounce_kept")
                ],
            },
        ),
        migrations.AddField("contact", "failing_by_report", models.BooleanField(default=False)),
    ]
