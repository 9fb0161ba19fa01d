"""Brands in their own hands, what holders share, review budgets, what owners state of addresses, fairs and prices."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("storage", "0004_evidence")]

    operations = [
        migrations.CreateModel(
            name="OwnSighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "brand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="own_sightings", to="storage.brand"
                    ),
                ),
                (
                    "observation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="storage.observation"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="ownsighting",
            constraint=models.UniqueConstraint(fields=("brand", "observation"), name="one_own_sighting"),
        ),
        migrations.AddField("alertmatch", "agent_key", models.TextField(default="")),
        migrations.AddField("alertmatch", "address_key", models.TextField(default="")),
        migrations.AddIndex(
            model_name="alertmatch",
            index=models.Index(
                condition=models.Q(("agent_key", ""), _negated=True), fields=["agent_key"], name="alert_match_agent"
            ),
        ),
        migrations.AddIndex(
            model_name="alertmatch",
            index=models.Index(
                condition=models.Q(("address_key", ""), _negated=True), fields=["address_key"], name="alert_match_address"
            ),
        ),
        migrations.AddField(
            "brand",
            "addresses",
            django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
        migrations.AddField("brand", "shown", models.JSONField(default=list)),
        migrations.AddField("brand", "prices", models.JSONField(default=list)),
        migrations.AddField("enterprise", "review_budget", models.PositiveIntegerField(null=True)),
        migrations.AddField("enterprise", "least_score", models.FloatField(default=0.0)),
        migrations.AddField("match", "withheld", models.BooleanField(default=False)),
    ]
