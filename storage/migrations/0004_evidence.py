"""Where each answer stands, which observation stood in which, which sighting of a number is the newest."""

import django.db.models.deletion
from django.db import migrations, models

_NUMBERS = """
UPDATE storage_response r SET number = n.number
  FROM (SELECT id, row_number() OVER (PARTITION BY run_id ORDER BY id) AS number FROM storage_response) n
 WHERE n.id = r.id
"""
_CURRENT = """
UPDATE storage_observation o SET current = false
 WHERE EXISTS (SELECT FROM storage_observation n WHERE n.source = o.source AND n.ref = o.ref AND n.id > o.id)
"""


class Migration(migrations.Migration):

    dependencies = [("storage", "0003_what_sources_say")]

    operations = [
        migrations.CreateModel(
            name="HostTurn",
            fields=[
                ("host", models.TextField(primary_key=True, serialize=False)),
                ("next_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField("crawlrun", "evidence_dropped_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint(model_name="response", name="one_response_a_run"),
        migrations.AddField("response", "number", models.PositiveIntegerField(default=0), preserve_default=False),
        migrations.AddField("response", "provenance", models.TextField(default="live")),
        migrations.AddField("response", "robots", models.TextField(default="")),
        migrations.AddField("response", "file", models.TextField(default="")),
        migrations.AddField("response", "offset", models.BigIntegerField(default=0)),
        migrations.AddField("response", "linked_at", models.DateTimeField(null=True)),
        migrations.AddField("response", "dropped_at", models.DateTimeField(null=True)),
        migrations.AddField("observation", "current", models.BooleanField(default=True)),
        migrations.AddField(
            "observation",
            "response",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="observations",
                to="storage.response",
            ),
        ),
        migrations.RunSQL(_NUMBERS, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(_CURRENT, reverse_sql=migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="one_response_a_number"),
        ),
    ]
