"""What the desk at a fair sends: where something was seen, which photographs are to come, when each came."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('storage', '0044_fair_work'),
    ]

    operations = [
        migrations.AddField(
            model_name='fairlead',
            name='place',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='fairlead',
            name='announced',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
        ),
        migrations.AddField(
            model_name='fairphoto',
            name='received_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name='fairphoto',
            name='reduced',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='fairphoto',
            name='preview',
            field=models.BinaryField(default=b''),
        ),
    ]
