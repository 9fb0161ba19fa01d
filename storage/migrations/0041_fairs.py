"""Trade fairs, who exhibits and is on duty there, and what was seen."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


from storage.row_security import OWN, protected

_LEAD = "EXISTS (SELECT 1 FROM storage_fairlead shown WHERE shown.id = storage_fairphoto.lead_id)"


class Migration(migrations.Migration):

    dependencies = [
        ('storage', '0040_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Fair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('office', models.TextField()),
                ('city', models.TextField(blank=True, default='')),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('organiser', models.TextField(blank=True, default='')),
                ('site', models.TextField(blank=True, default='')),
                ('source', models.TextField(blank=True, default='')),
                ('event', models.TextField(blank=True, default='')),
                ('route_zh', models.TextField(blank=True, default='')),
                ('route_en', models.TextField(blank=True, default='')),
                ('checklist', models.TextField(blank=True, default='')),
                ('made_up', models.BooleanField(default=False)),
                ('closed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'opens_on'), name='one_fair_a_name_and_day'), models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='fair_closes_after_it_opens')],
            },
        ),
        migrations.CreateModel(
            name='FairDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('role', models.TextField(blank=True, default='')),
                ('reach', models.TextField()),
                ('since', models.DateField()),
                ('until', models.DateField()),
                ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='storage.fair')),
            ],
        ),
        migrations.CreateModel(
            name='FairLead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.UUIDField(unique=True)),
                ('stand', models.TextField(default='')),
                ('exhibitor', models.TextField(default='')),
                ('seen', models.TextField()),
                ('by', models.TextField()),
                ('seen_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('state', models.TextField(default='new')),
                ('brand', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='storage.brand')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads', to='storage.case')),
                ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='fair_leads', to='storage.enterprise')),
                ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leads', to='storage.fair')),
            ],
        ),
        migrations.CreateModel(
            name='FairEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stand', models.TextField(blank=True, default='')),
                ('goods', models.TextField(blank=True, default='')),
                ('classes', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('trained_on', models.DateField(blank=True, null=True)),
                ('ready', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fair_entries', to='storage.enterprise')),
                ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='storage.fair')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('fair', 'enterprise'), name='one_entry_a_fair')],
            },
        ),
        migrations.CreateModel(
            name='FairPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.TextField()),
                ('media_type', models.TextField()),
                ('content', models.BinaryField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='storage.fairlead')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('lead', 'sha256'), name='one_photo_a_lead')],
            },
        ),
        protected("storage_fair", sees="true"),
        protected("storage_fairentry", sees=f"enterprise_id = {OWN}"),
        protected("storage_fairduty", sees="true"),
        protected("storage_fairlead", sees=f"enterprise_id = {OWN}"),
        protected("storage_fairphoto", sees=_LEAD),
    ]
