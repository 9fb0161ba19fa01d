"""What lists and reports say of an enterprise, and whether it may be named."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("storage", "0032_rescreen")]

    operations = [
        migrations.AddField(
            model_name='enterprise',
            name='credit_code',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='district',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='industry',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='enterprise',
            name='named_from',
            field=models.DateField(blank=True, null=True),
        ),
    ]
