"""What a day of a case asks for, and its rule, in English beside the Chinese."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("storage", "0055_surveys")]

    operations = [
        migrations.AddField("casedeadline", "says_en", models.TextField(db_default="")),
        migrations.AddField("casedeadline", "rule_en", models.TextField(db_default="")),
    ]
