"""What a digest tells is written when it grows, so that nothing falls between two; mutes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("storage", "0009_conflict_key")]

    operations = [
        migrations.AddField("contact", "muted_until", models.DateTimeField(null=True)),
        migrations.RemoveField("digest", "since"),
        migrations.RemoveConstraint(model_name="digest", name="one_digest_a_time"),
        migrations.RenameField("digest", "until", "due_at"),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(fields=("contact", "due_at"), name="one_digest_a_time"),
        ),
        migrations.CreateModel(
            name="DigestEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digest_entries",
                        to="storage.alert",
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="storage.digest"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="digestentry",
            constraint=models.UniqueConstraint(fields=("digest", "alert"), name="one_entry_an_alert"),
        ),
    ]
