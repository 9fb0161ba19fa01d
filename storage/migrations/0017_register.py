"""Observations are found by the keys of their signs; runs say which version of the keys theirs have; saved searches."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from storage.row_security import protected


class Migration(migrations.Migration):

    dependencies = [("storage", "0016_sign_in"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("crawlrun", "register_version", models.PositiveSmallIntegerField(default=0)),
        migrations.CreateModel(
            name="RegisterEntry",
            fields=[
                (
                    "observation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="storage.observation",
                    ),
                ),
                ("day", models.DateField(db_index=True)),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
        ),
        migrations.AddIndex(
            "registerentry",
            django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["keys"], name="register_keys"),
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("asked", models.TextField()),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "savedsearch", models.UniqueConstraint(fields=("user", "name"), name="one_search_a_name")
        ),
        protected("storage_registerentry"),
        protected("storage_savedsearch"),
    ]
