"""The alerts to be reminded of are found by their last day."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("storage", "0011_reviews")]

    operations = [
        migrations.AddIndex(
            "alert", models.Index(condition=models.Q(("open", True)), fields=["last_day"], name="alert_last_day")
        ),
    ]
