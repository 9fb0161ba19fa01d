"""Alerts are folded by who is behind them, however the name is written.

Open alerts of before keep their holder's name as it was written; what their holder files next opens one more.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("storage", "0007_logos")]

    operations = [
        migrations.AddField("alert", "conflict_key", models.TextField(default=""), preserve_default=False),
        migrations.RunSQL(
            "UPDATE storage_alert SET conflict_key = holder_key", reverse_sql=migrations.RunSQL.noop
        ),
        migrations.RemoveConstraint(model_name="alert", name="one_open_alert"),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("open", True)), fields=("brand", "conflict_key", "reason"), name="one_open_alert"
            ),
        ),
    ]
