"""When the observations of a run were judged; the runs of before count as judged when they ended."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("storage", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="crawlrun", name="judged_at", field=models.DateTimeField(null=True)
        ),
        migrations.RunSQL(
            "UPDATE storage_crawlrun SET judged_at = finished_at", reverse_sql=migrations.RunSQL.noop
        ),
    ]
