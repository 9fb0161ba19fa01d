"""Watched logos with their codes, the pictures of observations, and the pictures that show both."""

import django.db.models.deletion
from django.db import migrations, models


def _id() -> models.Field:  # type: ignore[type-arg]
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):

    dependencies = [("storage", "0006_decisions")]

    operations = [
        migrations.CreateModel(
            name="EvidencePicture",
            fields=[
                ("id", _id()),
                ("sha256", models.TextField(unique=True)),
                ("png", models.BinaryField()),
                ("drawn_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField("match", "picture", models.TextField(default="")),
        migrations.CreateModel(
            name="Logo",
            fields=[
                ("id", _id()),
                ("sha256", models.TextField(unique=True)),
                ("content", models.BinaryField()),
                ("kept_at", models.DateTimeField(auto_now_add=True)),
                ("brands", models.ManyToManyField(related_name="logos", to="storage.brand")),
            ],
        ),
        migrations.CreateModel(
            name="LogoCodes",
            fields=[
                ("id", _id()),
                ("version", models.TextField()),
                ("codes", models.BinaryField()),
                ("coded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "logo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="storage.logo"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("logo", "version"), name="one_code_a_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", _id()),
                ("state", models.TextField()),
                ("address", models.TextField(default="")),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("reason_zh", models.TextField(default="")),
                ("reason_en", models.TextField(default="")),
                ("sha256", models.TextField(default="")),
                ("file", models.TextField(default="")),
                ("offset", models.BigIntegerField(default=0)),
                ("fetched_at", models.DateTimeField(null=True)),
                ("robots", models.TextField(default="")),
                ("words", models.TextField(default="")),
                ("judged_at", models.DateTimeField(null=True)),
                (
                    "observation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="look", to="storage.observation"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="looks", to="storage.crawlrun"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("judged_at__isnull", True)), fields=["run"], name="look_unjudged"
                    )
                ],
            },
        ),
    ]
