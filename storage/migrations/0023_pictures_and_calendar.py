"""Codes of observed pictures, for searches by picture; secret addresses of calendars."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from storage.row_security import protected


class Migration(migrations.Migration):

    dependencies = [("storage", "0022_api"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="LookCodes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.TextField()),
                ("codes", models.BinaryField()),
                (
                    "look",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="storage.look"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "lookcodes",
            models.UniqueConstraint(fields=("look", "version"), name="one_look_code_a_version"),
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("token_hash", models.TextField(unique=True)),
                ("language", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("body_hash", models.TextField(default="")),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        protected("storage_lookcodes"),
        protected("storage_calendarfeed"),
    ]
