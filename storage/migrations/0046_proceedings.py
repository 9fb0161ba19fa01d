"""Proceedings by docket, what was seen of each, and the bulletin the public reads."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from storage.row_security import protected


class Migration(migrations.Migration):
    dependencies = [("storage", "0045_fair_desk")]

    operations = [
        migrations.CreateModel(
            name="Proceeding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("office", models.TextField()),
                ("docket", models.TextField()),
                ("forum", models.TextField()),
                ("found_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("office", "docket"), name="one_proceeding_a_docket")
                ],
                "indexes": [models.Index(fields=["-changed_at"], name="proceeding_newest")],
            },
        ),
        migrations.CreateModel(
            name="ProceedingSighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "observation",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="storage.observation",
                    ),
                ),
                (
                    "proceeding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sightings",
                        to="storage.proceeding",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BulletinEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("published", models.BooleanField(default=False)),
                ("title_zh", models.TextField(default="")),
                ("title_en", models.TextField(default="")),
                ("says_zh", models.TextField(default="")),
                ("says_en", models.TextField(default="")),
                ("url", models.TextField(default="")),
                ("provenance", models.TextField(default="live")),
                ("published_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("decided_by", models.TextField(default="")),
                (
                    "proceeding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bulletin",
                        to="storage.proceeding",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("published", True)), fields=["-published_at"], name="bulletin_newest"
                    )
                ],
            },
        ),
        protected("storage_proceeding"),
        protected("storage_proceedingsighting"),
        protected(
            "storage_bulletinentry",
            sees="published",
            shows=(
                "uid", "published", "title_zh", "title_en", "says_zh", "says_en", "url", "provenance", "published_at",
                "changed_at",
            ),
        ),
    ]  # fmt: skip
