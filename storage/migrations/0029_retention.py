"""What is kept for a time is found by its age; what was dropped at its end stays counted."""

from django.db import migrations, models

from storage.row_security import protected


class Migration(migrations.Migration):

    dependencies = [("storage", "0028_partitions")]

    operations = [
        migrations.AddIndex(
            "observation",
            models.Index(
                fields=["kind", "seen_at"], condition=~models.Q(kind="filing"), name="observation_age"
            ),
        ),
        migrations.CreateModel(
            name="Dropped",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.TextField()),
                ("kind", models.TextField()),
                ("count", models.BigIntegerField()),
                ("seen_until", models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            "dropped",
            models.UniqueConstraint(fields=["source", "kind"], name="dropped_once_a_source"),
        ),
        protected("storage_dropped", sees="true"),
    ]
