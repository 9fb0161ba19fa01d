"""Brands held against everything kept, in parts that any worker takes."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from storage.row_security import protected


class Migration(migrations.Migration):

    dependencies = [("storage", "0031_owning")]

    operations = [
        migrations.CreateModel(
            name="Rescreen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "brands",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("everything", models.BooleanField(default=False)),
                ("by", models.TextField(default="")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("highest", models.BigIntegerField(default=0)),
                ("planned_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True), ("superseded_at__isnull", True)),
                        fields=["id"],
                        name="rescreen_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RescreenPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("after_id", models.BigIntegerField()),
                ("until_id", models.BigIntegerField()),
                ("rows", models.PositiveIntegerField()),
                ("done_at", models.DateTimeField(null=True)),
                ("seen", models.PositiveIntegerField(default=0)),
                ("matched", models.PositiveIntegerField(default=0)),
                (
                    "rescreen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="storage.rescreen"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rescreen", "number"), name="one_rescreen_part")
                ],
            },
        ),
        protected("storage_rescreen"),
        protected("storage_rescreenpart"),
    ]
