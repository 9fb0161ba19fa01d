"""What the console's pages are read from: alerts in the order of their urgency, and the few of many that a page counts or names."""

from django.db import migrations, models

_RANK = models.Case(
    models.When(tier="high", then=models.Value(3)),
    models.When(tier="medium", then=models.Value(2)),
    models.When(tier="low", then=models.Value(1)),
    models.When(tier="none", then=models.Value(0)),
    default=models.Value(0),
    output_field=models.IntegerField(),
)


class Migration(migrations.Migration):

    dependencies = [("storage", "0023_pictures_and_calendar")]

    operations = [
        migrations.AddIndex(
            "alert",
            models.Index(
                _RANK.desc(),
                models.F("last_day"),
                models.F("id"),
                condition=models.Q(open=True),
                include=("revision",),
                name="alert_urgency",
            ),
        ),
        migrations.AddIndex(
            "decision",
            models.Index(
                fields=["alert"],
                condition=models.Q(answer="help", undone_at__isnull=True),
                name="decision_help",
            ),
        ),
        migrations.AddIndex(
            "match", models.Index(fields=["brand"], condition=models.Q(withheld=True), name="match_withheld")
        ),
    ]
