"""How the service itself fares: the clock's beat, sources in trouble, the daily canary."""

from django.db import migrations, models

from storage.row_security import protected


class Migration(migrations.Migration):

    dependencies = [("storage", "0025_evidence_chain")]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="SourceTrouble",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.TextField()),
                ("state", models.TextField()),
                ("reason_zh", models.TextField(default="")),
                ("reason_en", models.TextField(default="")),
                ("since", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("over_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("over_at__isnull", True)), fields=("source",), name="one_trouble_a_source"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CanaryRun",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("step", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("passed", models.BooleanField(default=False)),
                ("said", models.TextField(default="")),
                ("message", models.JSONField(null=True)),
            ],
        ),
        protected("storage_heartbeat"),
        protected("storage_sourcetrouble"),
        protected("storage_canaryrun"),
    ]
