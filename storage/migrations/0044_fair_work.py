"""What is done before a fair and after it: risk sheets, filings by those met there, what is still to be done."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from storage.row_security import protected

_SHEET = "EXISTS (SELECT 1 FROM storage_fairentry shown WHERE shown.id = storage_fairsheet.entry_id)"
"""Of entries a member is shown its own."""


class Migration(migrations.Migration):

    dependencies = [
        ('storage', '0043_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='FairWatch',
            fields=[
                ('fair', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='watch', serialize=False, to='storage.fair')),
                ('last_id', models.BigIntegerField(default=0)),
                ('names', models.TextField(default='')),
                ('looked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='FairSheetRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('asked_by', models.TextField()),
                ('wanted', models.PositiveIntegerField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='storage.fair')),
            ],
        ),
        migrations.CreateModel(
            name='FairAlertTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('told_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.alert')),
                ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='storage.fair')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('fair', 'alert'), name='one_telling_a_fair')],
            },
        ),
        migrations.CreateModel(
            name='FairFiling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('met_as', models.TextField()),
                ('stand', models.TextField(default='')),
                ('found_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='filings', to='storage.fair')),
                ('observation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.observation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('fair', 'observation'), name='one_fair_filing')],
            },
        ),
        migrations.CreateModel(
            name='FairFollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('says', models.TextField()),
                ('due_on', models.DateField()),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.TextField(default='')),
                ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='storage.enterprise')),
                ('fair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='storage.fair')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('fair', 'says', 'due_on'), name='one_follow_up_a_day')],
            },
        ),
        migrations.CreateModel(
            name='FairSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('tier', models.TextField()),
                ('sheet', models.JSONField()),
                ('rests_on', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='storage.fairentry')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='storage.fairsheetround')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'entry'), name='one_sheet_a_round')],
            },
        ),
        protected("storage_fairsheet", sees=_SHEET),
        protected("storage_fairsheetround"),
        protected("storage_fairwatch"),
        protected("storage_fairfiling"),
        protected("storage_fairalerttold"),
        protected("storage_fairfollowup"),
    ]
